// Looks at every published post of a job again, any time later: is it still there, still the same, do its pictures answer?
// Changes nothing at the target and no item's state; what it finds stands in the ledger (publication.drift) and the audit log.
import pLimit from 'p-limit'
import type { Difference } from '../domain/compare.ts'
import { liveItems } from '../ledger/items.ts'
import type { Item } from '../ledger/items.ts'
import { noteDrift } from '../ledger/live.ts'
import { entryOf, lookAt } from './live-entry.ts'
import type { Look } from './live-entry.ts'
import { asking } from './rest.ts'
import type { Tools } from './station.ts'

export interface Drifted {
  readonly item: string
  readonly key: string
  readonly title: string | null
  readonly url: string
  readonly drift: NonNullable<Look['drift']>
  /** Fields that differ. */
  readonly fields: readonly Difference['field'][]
}

const AT_ONCE = 8
const PAGE = 200

/** Yields every post that drifted, in the order of their ids; `onLook` hears of each post. */
export async function* recheck(
  of: { readonly job: string; readonly run?: string; readonly by: string; readonly signal: AbortSignal; readonly onLook: () => void },
  tools: Tools,
): AsyncGenerator<Drifted> {
  const limit = pLimit(AT_ONCE)
  for (let after = '0'; ;) {
    const page = await liveItems(tools.ledger.sql, { job: of.job, run: of.run, after, limit: PAGE })
    const looks = await Promise.all(page.map((item) => limit(async () => (of.signal.aborted ? null : await lookAgain(item, of, tools)))))
    for (const one of looks) if (one !== null) yield one
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE || of.signal.aborted) return
    after = last.id
  }
}

async function lookAgain(item: Item, of: { by: string; onLook: () => void }, tools: Tools): Promise<Drifted | null> {
  const entry = entryOf(item)
  if (entry === null) return null
  const look = await asking(tools, () => lookAt(item, entry, tools))
  // sent again while it was looked at: the next look judges it
  const now = look.drift === null ? item : await tools.ledger.load(item.id)
  if (now?.publication?.payload_digest !== item.publication?.payload_digest || now?.publication?.intent_at !== item.publication?.intent_at)
    return null
  const fields = [...new Set(look.differences.map((one) => one.field))]
  await noteDrift(tools.ledger.sql, { item: item.id, job: item.job, target: tools.room.targetName, drift: look.drift, fields, by: of.by })
  of.onLook()
  return look.drift === null ? null : { item: item.id, key: item.key, title: item.title, url: entry.url, drift: look.drift, fields }
}
