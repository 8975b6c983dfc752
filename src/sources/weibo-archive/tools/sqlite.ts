// Every SQLite file of the archive: which tool made it is told by its tables. What no known tool made, or what is damaged beyond opening, is
// told with the reason; nothing in a database is ever run.
import type { DatabaseSync } from 'node:sqlite'
import type { Format, OneFile, Told } from '../format.ts'
import { CRAWLER_SQLITE } from './crawler-sqlite.ts'
import { objectIn } from './json-document.ts'
import { POSTS_SQLITE } from './posts-sqlite.ts'
import { SPIDER_SQLITE } from './spider-sqlite.ts'
import { isOfSqlite, openDatabase } from './sqlite-open.ts'
import type { Dialect, OpenDatabase } from './sqlite-dialect.ts'
import { tablesOf } from './sqlite-table.ts'
import { STABLOG_SQLITE } from './stablog-sqlite.ts'

const DIALECTS: readonly Dialect[] = [STABLOG_SQLITE, CRAWLER_SQLITE, SPIDER_SQLITE, POSTS_SQLITE]

export const SQLITE: Format = {
  name: 'tool-sqlite',
  recognize: ({ head }) => head.toString('latin1', 0, 16) === 'SQLite format 3\0',
  read,
  again: async (file, at) => {
    const open = await opened(file)
    return 'why' in open ? null : (dialectOf(open)?.again(open, at) ?? null)
  },
  status: (raw, from) => {
    const record = objectIn(raw)
    return record === null ? null : (DIALECTS.find(({ tool }) => tool === record['tool'])?.status(record, from) ?? null)
  },
}

/** A post asked for again needs no second look at the tables. */
const known = new WeakMap<DatabaseSync, OpenDatabase>()

async function opened(file: OneFile): Promise<OpenDatabase | { readonly why: string }> {
  const database = await openDatabase(file)
  if (database === null) return { why: 'a SQLite database that cannot be read: damaged, or locked by a password' }
  try {
    const open = known.get(database) ?? { name: file.name, database, tables: tablesOf(database) }
    known.set(database, open)
    return open
  } catch (error) {
    if (!isOfSqlite(error)) throw error
    return { why: 'a SQLite database that cannot be read: damaged, or locked by a password' }
  }
}

function dialectOf({ tables }: OpenDatabase): Dialect | undefined {
  return DIALECTS.find(({ knows }) => knows(tables))
}

async function* read(file: OneFile): AsyncGenerator<Told> {
  const open = await opened(file)
  const dialect = 'why' in open ? undefined : dialectOf(open)
  if ('why' in open) yield { kind: 'loss', mid: null, why: open.why }
  else if (dialect === undefined) yield { kind: 'loss', mid: null, why: `a SQLite database of no known tool (${tableWords(open)})` }
  else yield* dialect.read(open)
}

function tableWords({ tables }: OpenDatabase): string {
  const names = [...tables.keys()].filter((name) => /^\w{1,40}$/.test(name)).slice(0, 8)
  return names.length === 0 ? 'no tables' : `tables: ${names.join(', ')}`
}
