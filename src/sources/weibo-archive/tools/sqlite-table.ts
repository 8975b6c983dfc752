// A table of a database → its rows as plain data, one by one. Only true tables are read, no views and nothing that computes; values of the wrong
// type become words, values too large become nothing and are told. What is damaged in the middle is read from both ends.
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { Json } from '../../../domain/archive.ts'
import type { JsonObject } from '../../text/json.ts'
import { isOfSqlite } from './sqlite-open.ts'

/** No post is longer; pictures are read apart. */
const MOST_BYTES = 8 * 1024 * 1024

export interface Table {
  readonly name: string
  readonly columns: readonly string[]
  /** Rows have a number of their own by which one is found at once. */
  readonly numbered: boolean
}

export interface Row {
  readonly number: string
  readonly values: JsonObject
  /** Columns whose value was too large to take. */
  readonly large: readonly string[]
}

/** The true tables by name, in small letters. Throws errors of SQLite for a damaged database. */
export function tablesOf(database: DatabaseSync): ReadonlyMap<string, Table> {
  const listed = database.prepare('PRAGMA table_list').all()
  const found = new Map<string, Table>()
  for (const { schema, name, type, wr } of listed) {
    if (schema !== 'main' || type !== 'table' || typeof name !== 'string' || /^sqlite_/i.test(name)) continue
    const columns = columnsOf(database, name)
    found.set(name.toLowerCase(), {
      name,
      columns,
      numbered: wr === 0 && !columns.some((column) => /^(?:rowid|oid|_rowid_)$/i.test(column)),
    })
  }
  return found
}

/** Without columns that are computed or hidden. */
function columnsOf(database: DatabaseSync, table: string): readonly string[] {
  const listed = database.prepare(`PRAGMA table_xinfo(${quoted(table)})`).all()
  return listed.flatMap(({ name, hidden }) => (typeof name === 'string' && hidden === 0 ? [name] : []))
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

export function hasColumns(table: Table | undefined, ...names: readonly string[]): table is Table {
  return table !== undefined && names.every((name) => table.columns.some((column) => column.toLowerCase() === name))
}

export interface Asked {
  readonly table: Table
  readonly columns: readonly string[]
}

export function selectOf({ table, columns }: Asked): string {
  const wanted = table.columns.filter((column) => columns.includes(column.toLowerCase()))
  const picked = wanted.map((column) => {
    const name = quoted(column)
    return `CASE WHEN octet_length(${name}) <= ${MOST_BYTES} THEN ${name} END AS ${quoted(column.toLowerCase())}, octet_length(${name}) > ${MOST_BYTES} AS ${quoted(`>${column.toLowerCase()}`)}`
  })
  const number = table.numbered ? 'rowid' : '0'
  return `SELECT ${number} AS "#", ${picked.join(', ')} FROM ${quoted(table.name)}`
}

/** All rows in the order they were written; `damaged` hears it when the database breaks off in between. */
export function* rowsOf(database: DatabaseSync, asked: Asked, damaged: () => void): Generator<Row> {
  const select = selectOf(asked)
  let last: bigint | null = null
  try {
    for (const row of stepped(database, asked.table.numbered ? `${select} ORDER BY rowid` : select)) {
      last = BigInt(row.number)
      yield row
    }
    return
  } catch (error) {
    if (!isOfSqlite(error)) throw error
    damaged()
  }
  if (asked.table.numbered) yield* fromTheEnd(database, select, last)
}

/** Behind the damaged place, from the last row back. */
function* fromTheEnd(database: DatabaseSync, select: string, last: bigint | null): Generator<Row> {
  try {
    for (const row of stepped(database, `${select} ORDER BY rowid DESC`)) {
      if (last !== null && BigInt(row.number) <= last) return
      yield row
    }
  } catch (error) {
    if (!isOfSqlite(error)) throw error
  }
}

function* stepped(database: DatabaseSync, select: string): Generator<Row> {
  const statement = database.prepare(select)
  statement.setReadBigInts(true)
  for (const row of statement.iterate()) yield plainRow(row)
}

export function plainRow(row: Readonly<Record<string, SQLOutputValue>>): Row {
  const values: Record<string, Json> = Object.create(null) as Record<string, Json>
  const large: string[] = []
  for (const [name, value] of Object.entries(row)) {
    if (name === '#') continue
    if (!name.startsWith('>')) values[name] = plain(value)
    else if (value === 1n) large.push(name.slice(1))
  }
  return { number: String(row['#']), values, large }
}

/** Numbers keep their digits, bytes are text that somebody stored as bytes. */
function plain(value: SQLOutputValue): Json {
  if (typeof value === 'bigint') return value >= -9_007_199_254_740_991n && value <= 9_007_199_254_740_991n ? Number(value) : String(value)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8')
  return value
}
