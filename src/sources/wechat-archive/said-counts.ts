// How many messages a saved answer of the console or the API says the account has: counted by message, one of which holds up to eight posts.
// Many saved pages of one list say it, each at its own time: the largest number is kept. Pure.
import type { Claim } from '../../domain/account.ts'
import type { Json } from '../../domain/archive.ts'

type Row = { readonly [key: string]: Json }

/** `inner`: the object that `publish_page` holds, mostly as JSON text. */
export function saidCount(answer: Row, inner: Row): Claim | null {
  if ('publish_page' in answer || 'publish_list' in answer) return claim('console publish_page.total_count', inner['total_count'])
  const isFreepublish = Array.isArray(answer['item']) && answer['item'].some((one: Json) => isRecord(one) && 'article_id' in one)
  return isFreepublish ? claim('freepublish_batchget.total_count', answer['total_count']) : null
}

function claim(by: string, count: Json | undefined): Claim | null {
  return typeof count === 'number' && Number.isSafeInteger(count) && count > 0
    ? { by, scope: 'all', of: '', count, unit: 'messages' }
    : null
}

function isRecord(value: Json): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Of each speaker the largest number. */
export function largest(claims: readonly Claim[]): readonly Claim[] {
  const best = new Map<string, Claim>()
  for (const one of claims) if ((best.get(one.by)?.count ?? 0) < one.count) best.set(one.by, one)
  return [...best.values()]
}
