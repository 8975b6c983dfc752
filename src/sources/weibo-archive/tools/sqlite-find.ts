// One row of a table again: by its number, or by the id of a post. What it takes to find it is remembered as long as the database is open.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { wordOf } from '../../text/json.ts'
import { isOfSqlite } from './sqlite-open.ts'
import { plainRow, quoted, rowsOf, selectOf } from './sqlite-table.ts'
import type { Asked, Row, Table } from './sqlite-table.ts'

/** One row by its number. Null when there is none or it cannot be read. */
export function rowNumbered(database: DatabaseSync, asked: Asked, number: string): Row | null {
  return /^-?\d{1,18}$/.test(number) ? asOne(database, `${selectOf(asked)} WHERE rowid = ?`, BigInt(number)) : null
}

/** One row by its id: by the table's own index, or where it has none by a small one made here, never by going through the table each time. */
export function rowOfId(database: DatabaseSync, asked: Asked, id: string): Row | null {
  const column = asked.table.columns.find((name) => name.toLowerCase() === 'id')
  if (column === undefined) return null
  const select = `${selectOf(asked)} WHERE ${quoted(column)} = ?`
  if (isQuick(database, select)) return asOne(database, select, id)
  if (!asked.table.numbered) return null
  const number = numbersOf(database, asked.table).get(id)
  return number === undefined ? null : rowNumbered(database, asked, number)
}

const quick = new WeakMap<DatabaseSync, Map<string, boolean>>()

function isQuick(database: DatabaseSync, select: string): boolean {
  const known = remembered(quick, database)
  const before = known.get(select)
  if (before !== undefined) return before
  const plan = database.prepare(`EXPLAIN QUERY PLAN ${select}`).all('')
  const isSearch = plan.every(({ detail }) => typeof detail === 'string' && detail.startsWith('SEARCH'))
  known.set(select, isSearch)
  return isSearch
}

const numbers = new WeakMap<DatabaseSync, Map<string, ReadonlyMap<string, string>>>()

function numbersOf(database: DatabaseSync, table: Table): ReadonlyMap<string, string> {
  const known = remembered(numbers, database)
  const before = known.get(table.name)
  if (before !== undefined) return before
  const found = new Map<string, string>()
  for (const { number, values } of rowsOf(database, { table, columns: ['id'] }, () => undefined))
    found.set(wordOf(values['id']) ?? '', number)
  known.set(table.name, found)
  return found
}

const statements = new WeakMap<DatabaseSync, Map<string, StatementSync>>()

function asOne(database: DatabaseSync, select: string, by: bigint | string): Row | null {
  const known = remembered(statements, database)
  try {
    const statement = known.get(select) ?? database.prepare(select)
    known.set(select, statement)
    statement.setReadBigInts(true)
    const row = statement.get(by)
    return row === undefined ? null : plainRow(row)
  } catch (error) {
    if (isOfSqlite(error)) return null
    throw error
  }
}

function remembered<Value>(all: WeakMap<DatabaseSync, Map<string, Value>>, database: DatabaseSync): Map<string, Value> {
  const known = all.get(database) ?? new Map<string, Value>()
  all.set(database, known)
  return known
}
