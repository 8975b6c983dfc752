// The one door (house law 1): an item's state changes only here, by compare-and-set, with its audit event, in one transaction.
import type { Change } from '../domain/change.ts'
import { cleanText } from '../domain/failures.ts'
import { gather } from './gather.ts'
import type { Gatherer } from './gather.ts'
import type { Sql } from './sql.ts'

/** True = done. False = the item had moved on (another state, a newer ticket): nothing was written. */
export type Advance = Gatherer<Change, boolean>

/** Changes that come together share one transaction; each still passes or fails by itself. */
export function openDoor(sql: Sql): Advance {
  return gather<Change, boolean>(async (changes) => {
    const rows = await sql.query<{ item_id: string }>('select item_id from advance($1::jsonb)', [asJson(changes)], 'advance')
    const passed = new Set(rows.map((row) => row.item_id))
    return changes.map((change) => passed.has(change.item))
  }, { most: 64, lanes: 2, apart: (change) => change.item })
}

function asJson(changes: readonly Change[]): string {
  return JSON.stringify(changes.map((change) => ({ ...change, ends_ticket: true })), storable)
}

/** PostgreSQL stores neither NUL nor lone surrogates; scraped titles hold both. */
function storable(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? cleanText(value) : value
}
