// The article exactly as it was last sent: built again from the draft it was made of and the links as they were then.
import type { Article } from '../domain/article.ts'
import type { Item } from '../ledger/items.ts'
import { articleOf, hasOwnLinks } from './article.ts'
import type { Addresses } from './article.ts'
import type { Tools } from './station.ts'

export async function sentArticle(item: Item, tools: Tools): Promise<Article> {
  const draft = await tools.readDraft(item.draft_digest ?? '')
  const addresses: Addresses = hasOwnLinks(draft) ? await tools.ledger.sentLinksOf(item.id) : new Map()
  return articleOf(draft, tools.room, { addresses, migratedAt: new Date(item.publication?.first_at ?? 0).toISOString() })
}
