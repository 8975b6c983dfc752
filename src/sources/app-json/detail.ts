// The answer about one item → the item in it. Pure.
import type { Declared } from './declaration.ts'
import { readExact } from './exact-json.ts'
import { documentsOf } from './json-documents.ts'
import { itemsOf } from './json-items.ts'
import { openItem } from './json-path.ts'
import { rawText } from './json-scan.ts'
import type { Spot } from './json-scan.ts'
import { fits } from './read-item.ts'

/** Row parts of items are named so; others tell of the headers of pages. */
export const ITEM = 'item:'

/** And what says that an item's charset is in doubt. */
export const DOUBT = 'doubt:'

/** Null when no item stands where it should. */
export function detailText(text: string, { detailItem }: Declared): string | null {
  const [spot] = documentsOf(text).spots
  const item = spot === undefined ? undefined : itemsOf(spot, { list: [detailItem ?? ''], alsoLists: [] })[0]
  return item === undefined ? null : rawText(item)
}

/** Whether an answer says that it is no error. Without a rule every answer in JSON does. */
export function isSuccess(head: Spot | null, { success }: Declared): boolean {
  if (head === null) return false
  return success === undefined || says(head, success)
}

export function says(head: Spot, rule: NonNullable<Declared['success']>): boolean {
  return fits({ at: openItem(readExact(rawText(head))) }, rule)
}
