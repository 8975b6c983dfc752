// Pictures and films that weibo-crawler keeps inside its database (table `bins`) → paths of their own (`weibodata.db!bins/12/20210617T_….jpg`),
// and their bytes. Those of comments are other people's and have no path. Bytes are read one at a time.
import type { DatabaseSync } from 'node:sqlite'
import { firstWord } from '../../weibo/json-words.ts'
import type { OneFile } from '../format.ts'
import { isOfSqlite, openDatabase } from './sqlite-open.ts'
import { hasColumns, quoted, rowsOf, tablesOf } from './sqlite-table.ts'
import type { Table } from './sqlite-table.ts'

const MARK = '!bins/'

/** By name alone: a database that may hold such files. */
export function mayHoldFiles(path: string): boolean {
  return /\.(?:db3?|sqlite3?)$/i.test(path)
}

/** The database that such a path lies in; null for every other path. */
export function databaseOf(path: string): string | null {
  const mark = path.indexOf(MARK)
  return mark < 0 ? null : path.slice(0, mark)
}

/** Empty for every other file. */
export async function pathsInside(file: OneFile): Promise<readonly string[]> {
  const found = await binsOf(file)
  if (found === null) return []
  const paths: string[] = []
  for (const { number, values } of rowsOf(
    found.database,
    { table: found.table, columns: ['comment_id', 'path', 'url'] },
    () => undefined,
  )) {
    const name = nameIn(firstWord(values, 'path') ?? firstWord(values, 'url') ?? '')
    if (firstWord(values, 'comment_id') === null && name !== '') paths.push(`${file.name}${MARK}${number}/${name}`)
  }
  return paths
}

/** The path of the computer that the tool ran on, or an address. */
function nameIn(path: string): string {
  return (
    path
      .replace(/[?#].*$/, '')
      .split(/[\\/]/)
      .at(-1) ?? ''
  )
}

/** Null when it is not there any more, or has more bytes than `limit`. */
export async function bytesInside(file: OneFile, path: string, limit: number): Promise<Buffer | null> {
  const found = await binsOf(file)
  const number = /^(\d{1,18})\//.exec(path.slice(path.indexOf(MARK) + MARK.length))?.[1]
  return found === null || number === undefined ? null : dataOf(found, number, limit)
}

interface Bins {
  readonly database: DatabaseSync
  readonly table: Table
}

async function binsOf(file: OneFile): Promise<Bins | null> {
  if (file.head.toString('latin1', 0, 16) !== 'SQLite format 3\0') return null
  const database = await openDatabase(file)
  const table = database === null ? undefined : tableIn(database)
  return database !== null && hasColumns(table, 'data', 'weibo_id') && table.numbered ? { database, table } : null
}

const known = new WeakMap<DatabaseSync, Table | null>()

function tableIn(database: DatabaseSync): Table | undefined {
  const before = known.get(database)
  if (before !== undefined) return before ?? undefined
  try {
    const table = tablesOf(database).get('bins')
    known.set(database, table ?? null)
    return table
  } catch (error) {
    if (isOfSqlite(error)) return undefined
    throw error
  }
}

function dataOf({ database, table }: Bins, number: string, limit: number): Buffer | null {
  try {
    const row = database
      .prepare(`SELECT "data" AS data FROM ${quoted(table.name)} WHERE rowid = ? AND octet_length("data") <= ?`)
      .get(BigInt(number), limit)
    const data = row?.['data']
    return data instanceof Uint8Array && data.length > 0 ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : null
  } catch (error) {
    if (isOfSqlite(error)) return null
    throw error
  }
}
