// The one door (house law 1): an item's state changes only here, by compare-and-set, with its audit event, in one transaction.
import type { Change } from '../domain/change.ts'
import { cleanText } from '../domain/failures.ts'
import { BATCH, gather } from './gather.ts'
import type { Gatherer } from './gather.ts'
import type { Sql } from './sql.ts'

/** True = done. False = the item had moved on (another state, a newer ticket): nothing was written. */
export type Advance = Gatherer<Change, boolean>

/** Changes that come together share one transaction; each still passes or fails by itself. */
export function openDoor(sql: Sql): Advance {
  return gather<Change, boolean>(
    async (changes) => {
      const rows = await sql.query<{ item_id: string }>(
        'select item_id from advance($1::jsonb, $2)',
        [asJson(changes), sectionsOf(changes)],
        'advance',
      )
      const passed = new Set(rows.map((row) => row.item_id))
      return changes.map((change) => passed.has(change.item))
    },
    { ...BATCH, apart: (change) => change.item },
  )
}

function asJson(changes: readonly Change[]): string {
  return JSON.stringify(changes, storable)
}

const SECTIONS = [
  'assets',
  'capture',
  'draft',
  'findings',
  'links',
  'facts',
  'services',
  'review',
  'mask',
  'publication',
  'addresses',
  'relinked',
] as const

/** The optional parts that hold anything in any of the changes; empty links and services do matter: they take away old ones. */
function sectionsOf(changes: readonly Change[]): string[] {
  return SECTIONS.filter((name) => changes.some((change) => isThere(change[name], name)))
}

function isThere(part: unknown, name: string): boolean {
  return part !== undefined && (EMPTY_COUNTS.has(name) || !Array.isArray(part) || part.length > 0)
}

const EMPTY_COUNTS: ReadonlySet<string> = new Set(['links', 'findings', 'services'])

/** PostgreSQL stores neither NUL nor lone surrogates; scraped titles hold both. */
function storable(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? cleanText(value) : value
}
