// What the readers of the databases of different tools have in common: how one is known by its tables, read and asked again.
import type { DatabaseSync } from 'node:sqlite'
import type { JsonObject } from '../../text/json.ts'
import type { Status } from '../../weibo/status.ts'
import type { From } from '../../weibo/telling.ts'
import type { Told } from '../format.ts'
import { rowNumbered, rowOfId } from './sqlite-find.ts'
import type { Asked, Row, Table } from './sqlite-table.ts'

export interface OpenDatabase {
  readonly name: string
  readonly database: DatabaseSync
  readonly tables: ReadonlyMap<string, Table>
}

export interface Dialect {
  /** Goes into every raw record: what it is read by for ever. */
  readonly tool: string
  readonly knows: (tables: ReadonlyMap<string, Table>) => boolean
  readonly read: (open: OpenDatabase) => Iterable<Told>
  readonly again: (open: OpenDatabase, at: string) => string | null
  readonly status: (record: JsonObject, from: From) => Status | null
}

/** The number of a row finds it at once, the id beside it proves that it is still the same. */
export function placeOfRow(row: Row, id: string): string {
  return `${row.number}:${id}`
}

/** The row at such a place; null when another post stands there now. `idOf` says which post a row is. */
export function rowAt(
  database: DatabaseSync,
  asked: Asked,
  place: { readonly at: string; readonly idOf: (row: Row) => string | null },
): Row | null {
  const colon = place.at.indexOf(':')
  const [number, id] = [place.at.slice(0, colon), place.at.slice(colon + 1)]
  const row = asked.table.numbered ? rowNumbered(database, asked, number) : rowOfId(database, asked, id)
  return row !== null && (place.idOf(row) ?? '') === id ? row : null
}

export const DAMAGED = 'the database is damaged: rows in its middle cannot be read'

export function tooLarge(row: Row, mid: string | null): readonly Told[] {
  return row.large.length === 0 ? [] : [{ kind: 'loss', mid, why: `a value that is too large to be of a post (${row.large.join(', ')})` }]
}
