// Tells of posts in the ledger that read like this one, whichever account they come from. Nothing is ever dropped for it: a person decides.
import type { Draft } from '../domain/draft.ts'
import { finding } from '../domain/findings.ts'
import type { Finding } from '../domain/findings.ts'
import { likenessOf } from '../inspect/likeness.ts'
import type { Item } from '../ledger/items.ts'
import { alikeTo } from '../ledger/likeness.ts'
import type { Sql } from '../ledger/sql.ts'

/** So much alike is the same text; less may be this year's notice beside last year's. */
const SAME_PERCENT = 90

export async function findTwins(item: Item, { text }: Draft, sql: Sql): Promise<Finding[]> {
  const likeness = likenessOf(text)
  if (likeness === null) return []
  const alike = await alikeTo(sql, { item: item.id, ...likeness })
  return alike.map(({ item: other, job, percent }) => ({
    ...finding('likely-duplicate', `#${other} ${job} ${percent} %`),
    level: percent >= SAME_PERCENT ? 'hold' : 'info',
  }))
}
