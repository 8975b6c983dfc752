// dataabc/weibo-crawler, `weibodata.db`: its table `weibo` holds the account's posts and, as rows of the same kind, the posts they forward.
// Accounts are the rows of `user`. Comments and reposts are other people's and are not read.
import type { DatabaseSync } from 'node:sqlite'
import { isObject } from '../../text/json.ts'
import type { JsonObject } from '../../text/json.ts'
import { digitsOf, firstWord } from '../../weibo/json-words.ts'
import type { Told } from '../format.ts'
import { toldAccount } from './account-claim.ts'
import { crawlerStatus } from './crawler-record.ts'
import { tellingLostEmoji } from './lost-emoji.ts'
import { DAMAGED, placeOfRow, rowAt, tooLarge } from './sqlite-dialect.ts'
import type { Dialect, OpenDatabase } from './sqlite-dialect.ts'
import { rowOfId } from './sqlite-find.ts'
import { hasColumns, rowsOf } from './sqlite-table.ts'
import type { Asked, Row, Table } from './sqlite-table.ts'

const COLUMNS =
  'id bid user_id screen_name text article_url topics pics video_url live_photo_url location created_at source attitudes_count comments_count reposts_count retweet_id edited edit_count'.split(
    ' ',
  )

export const CRAWLER_SQLITE: Dialect = {
  tool: 'weibo-crawler',
  knows: (tables) => hasColumns(tables.get('weibo'), 'id', 'bid', 'user_id', 'text', 'created_at'),
  read: (open) => tellingLostEmoji(read(open)),
  again,
  status: (record, from) => {
    const { row, quoted } = record
    if (!isObject(row)) return null
    const other = isObject(quoted) ? { retweet: quoted } : {}
    return crawlerStatus({ ...row, ...other }, from)
  },
}

function askedOf(tables: OpenDatabase['tables']): Asked | null {
  const table = tables.get('weibo')
  return table === undefined ? null : { table, columns: COLUMNS }
}

function* read({ database, tables }: OpenDatabase): Generator<Told> {
  const asked = askedOf(tables)
  if (asked === null) return
  const accounts = accountsIn(database, tables.get('user'))
  for (const [uid, name] of accounts) yield* toldAccount({ uid, name })
  const forwarded = forwardedIn(database, asked.table)
  const own = new Set<string>()
  let strangers = 0
  let damaged = false
  for (const row of rowsOf(database, asked, () => (damaged = true))) {
    const id = digitsOf(row.values['id'])
    const uid = digitsOf(row.values['user_id'])
    const isForwarded = id !== null && forwarded.has(id)
    const isOwn = accounts.size === 0 ? !isForwarded : uid !== null && accounts.has(uid)
    if (isOwn && id !== null) own.add(id)
    if (!isOwn) strangers += isForwarded ? 0 : 1
    else if (row.large.length > 0) yield* tooLarge(row, id)
    else yield { kind: 'post', at: placeOfRow(row, id ?? ''), raw: rawOf(database, asked, row) }
  }
  if (damaged) yield { kind: 'loss', mid: null, why: DAMAGED }
  const others = binsOfOthers(database, tables.get('bins'), own)
  if (others > 0)
    yield { kind: 'loss', mid: null, why: `${others} pictures and films in its table bins are of forwarded posts or of comments` }
  if (strangers > 0)
    yield {
      kind: 'loss',
      mid: null,
      why: `${strangers} posts of accounts that the table user does not name, and that no post here forwards`,
    }
}

/** What no post here shows, so that it is not left out in silence. */
function binsOfOthers(database: DatabaseSync, table: Table | undefined, own: ReadonlySet<string>): number {
  if (!hasColumns(table, 'data', 'weibo_id')) return 0
  let others = 0
  for (const { values } of rowsOf(database, { table, columns: ['weibo_id', 'comment_id'] }, () => undefined)) {
    const id = digitsOf(values['weibo_id'])
    if (id === null || !own.has(id) || firstWord(values, 'comment_id') !== null) others += 1
  }
  return others
}

function accountsIn(database: DatabaseSync, table: Table | undefined): ReadonlyMap<string, string | null> {
  const found = new Map<string, string | null>()
  if (!hasColumns(table, 'id')) return found
  for (const { values } of rowsOf(database, { table, columns: ['id', 'nick_name', 'screen_name'] }, () => undefined)) {
    const uid = digitsOf(values['id'])
    if (uid !== null) found.set(uid, firstWord(values, 'nick_name', 'screen_name'))
  }
  return found
}

/** Posts that others forward are not the account's own, unless the table of accounts says so. */
function forwardedIn(database: DatabaseSync, table: Table): ReadonlySet<string> {
  const found = new Set<string>()
  for (const { values } of rowsOf(database, { table, columns: ['retweet_id'] }, () => undefined)) {
    const id = digitsOf(values['retweet_id'])
    if (id !== null) found.add(id)
  }
  return found
}

function again({ database, tables }: OpenDatabase, at: string): string | null {
  const asked = askedOf(tables)
  const row = asked === null ? null : rowAt(database, asked, { at, idOf: ({ values }) => digitsOf(values['id']) })
  return asked === null || row === null ? null : rawOf(database, asked, row)
}

/** The post with the one it forwards, which the database finds by its key. */
function rawOf(database: DatabaseSync, asked: Asked, row: Row): string {
  const other = digitsOf(row.values['retweet_id'])
  const quoted = other === null ? null : rowOfId(database, asked, other)
  return JSON.stringify({
    tool: CRAWLER_SQLITE.tool,
    row: filled(row.values),
    ...(quoted === null ? {} : { quoted: filled(quoted.values) }),
  })
}

function filled(values: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== ''))
}
