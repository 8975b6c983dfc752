// The article exactly as it was sent: built again from the draft it was made of and the links as they were then.
import type { Article } from '../domain/article.ts'
import { draftDigest } from '../ledger/items.ts'
import type { Item } from '../ledger/items.ts'
import { articleOf, hasOwnLinks } from './article.ts'
import type { Addresses } from './article.ts'
import type { Tools } from './station.ts'

/** As it would stand there of the item's newest draft. */
export function sentArticle(item: Item, tools: Tools): Promise<Article> {
  return builtAgain(item, item.draft_digest ?? '', tools)
}

/** What was sent last, of whichever revision; null = it can't be built again (its column is gone from the mapping). */
export async function lastSent(item: Item, tools: Tools): Promise<Article | null> {
  const revision = item.publication?.revision ?? null
  const digest = revision === item.revision ? item.draft_digest : await draftDigest(tools.ledger.sql, item.id, revision)
  if (digest === null) return null
  const { column } = await tools.readDraft(digest)
  return tools.room.mapping.columns.some((one) => one.id === column) ? builtAgain(item, digest, tools) : null
}

async function builtAgain(item: Item, digest: string, tools: Tools): Promise<Article> {
  const draft = await tools.readDraft(digest)
  const addresses: Addresses = hasOwnLinks(draft) ? await tools.ledger.sentLinksOf(item.id) : new Map()
  return articleOf(draft, tools.room, { addresses, migratedAt: new Date(item.publication?.first_at ?? 0).toISOString() })
}
