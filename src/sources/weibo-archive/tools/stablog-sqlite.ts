// YaoZeyuan/stablog (稳部落), its database: posts as they came from m.weibo.cn, the account, and the tool's own list of what it could not get.
// A post on that list that was kept there is a post; what is only named there is a loss.
import { isObject } from '../../text/json.ts'
import type { JsonObject } from '../../text/json.ts'
import { digitsOf, firstWord } from '../../weibo/json-words.ts'
import { UNTOLD } from '../../weibo/status.ts'
import type { Status } from '../../weibo/status.ts'
import type { From } from '../../weibo/telling.ts'
import type { Told } from '../format.ts'
import { toldAccount, toldCount } from './account-claim.ts'
import { objectIn } from './json-document.ts'
import { stablogStatus } from './stablog-record.ts'
import { DAMAGED, placeOfRow, rowAt, tooLarge } from './sqlite-dialect.ts'
import type { Dialect, OpenDatabase } from './sqlite-dialect.ts'
import { hasColumns, rowsOf } from './sqlite-table.ts'
import type { Asked, Row } from './sqlite-table.ts'

const LOST = ['author_uid', 'resource_type', 'long_text_weibo_id', 'article_url', 'lastest_page_mid', 'lastest_page_offset', 'mblog_json']

export const STABLOG_SQLITE: Dialect = {
  tool: 'stablog',
  knows: (tables) => hasColumns(tables.get('total_mblog'), 'id', 'raw_json'),
  read,
  again,
  status: statusOf,
}

function askedOf({ tables }: OpenDatabase): Asked | null {
  const table = tables.get('total_mblog')
  return table === undefined ? null : { table, columns: ['id', 'raw_json'] }
}

function askedOfLost({ tables }: OpenDatabase): Asked | null {
  const table = tables.get('fetch_error_record')
  return hasColumns(table, 'resource_type') ? { table, columns: LOST } : null
}

function* read(open: OpenDatabase): Generator<Told> {
  yield* accountsIn(open)
  const asked = askedOf(open)
  const seen = new Set<string>()
  let damaged = false
  for (const row of asked === null ? [] : rowsOf(open.database, asked, () => (damaged = true))) {
    const id = idOf(row)
    const raw = rawOf(row.values['raw_json'])
    if (id !== null) seen.add(id)
    if (row.large.length > 0) yield* tooLarge(row, id)
    else if (raw === null) yield { kind: 'loss', mid: id, why: 'raw_json of this post is no proper JSON' }
    else yield { kind: 'post', at: placeOfRow(row, id ?? ''), raw }
  }
  yield* lossesIn(open, seen)
  if (damaged) yield { kind: 'loss', mid: null, why: DAMAGED }
}

function* accountsIn({ name, database, tables }: OpenDatabase): Generator<Told> {
  const table = tables.get('total_user')
  if (!hasColumns(table, 'author_uid', 'raw_json')) return
  for (const { values } of rowsOf(database, { table, columns: ['author_uid', 'raw_json'] }, () => undefined)) {
    const user = typeof values['raw_json'] === 'string' ? (objectIn(values['raw_json']) ?? {}) : {}
    const uid = digitsOf(values['author_uid']) ?? digitsOf(user['id'])
    yield* toldAccount({ uid, name: firstWord(user, 'screen_name') })
    yield* toldCount(`${name}: total_user.statuses_count`, user['statuses_count'], uid)
  }
}

/** The raw text as it is: it was checked, and wrapping it anew would only cost. */
function rawOf(json: unknown): string | null {
  return typeof json === 'string' && objectIn(json) !== null ? `{"tool":"stablog","mblog":${json}}` : null
}

function* lossesIn(open: OpenDatabase, seen: ReadonlySet<string>): Generator<Told> {
  const asked = askedOfLost(open)
  if (asked === null) return
  for (const row of rowsOf(open.database, asked, () => undefined)) {
    const mid = keptMid(row)
    const raw = mid === null ? null : rawOf(row.values['mblog_json'])
    if (raw !== null && mid !== null && !seen.has(mid)) yield { kind: 'post', at: `${LOST_PLACE}${placeOfRow(row, mid)}`, raw }
    if (firstWord(row.values, 'resource_type') === 'weibo_page') yield* lostPage(row)
    else yield lossOf(row, mid)
  }
}

function lossOf({ values }: Row, mid: string | null): Told {
  const named = mid ?? firstWord(values, 'long_text_weibo_id')
  if (firstWord(values, 'resource_type') !== 'article') return { kind: 'loss', mid: named, why: 'stablog could not get its whole text' }
  return { kind: 'loss', mid: named, why: `stablog could not get its article ${firstWord(values, 'article_url') ?? ''}`.trim() }
}

/** A page of the list: how many posts it held, nobody knows. It stands for them as a post that only has a name, until somebody has looked. */
function* lostPage(row: Row): Generator<Told> {
  const after = firstWord(row.values, 'lastest_page_mid')
  const pages = firstWord(row.values, 'lastest_page_offset') ?? '1'
  yield { kind: 'post', at: `${LOST_PAGE}${placeOfRow(row, after ?? '')}`, raw: rawOfPage(row) }
  const where = after === null ? '' : ` behind post ${after}`
  yield { kind: 'loss', mid: nameOfPage(after), why: `stablog could not get ${pages} page(s) of the list${where}` }
}

function nameOfPage(after: string | null): string {
  return `list-behind-${after ?? 'the-start'}`
}

function rawOfPage({ values }: Row): string {
  const { author_uid: uid = null, lastest_page_mid: after = null, lastest_page_offset: pages = null } = values
  return JSON.stringify({ tool: STABLOG_SQLITE.tool, lost: { uid, after, pages } })
}

function statusOf({ mblog, lost }: JsonObject, from: From): Status | null {
  if (isObject(mblog)) return stablogStatus(mblog, from)
  return isObject(lost)
    ? { ...UNTOLD, mid: nameOfPage(firstWord(lost, 'after')), uid: digitsOf(lost['uid']), capturedAt: from.capturedAt }
    : null
}

const LOST_PLACE = 'lost-'
const LOST_PAGE = 'page-'

function again(open: OpenDatabase, at: string): string | null {
  if (at.startsWith(LOST_PAGE))
    return lostAgain(open, { at: at.slice(LOST_PAGE.length), idOf: ({ values }) => firstWord(values, 'lastest_page_mid') }, rawOfPage)
  if (at.startsWith(LOST_PLACE))
    return lostAgain(open, { at: at.slice(LOST_PLACE.length), idOf: keptMid }, ({ values }) => rawOf(values['mblog_json']))
  const asked = askedOf(open)
  const row = asked === null ? null : rowAt(open.database, asked, { at, idOf })
  return row === null ? null : rawOf(row.values['raw_json'])
}

function lostAgain(open: OpenDatabase, place: Parameters<typeof rowAt>[2], rawOfRow: (row: Row) => string | null): string | null {
  const asked = askedOfLost(open)
  const row = asked === null ? null : rowAt(open.database, asked, place)
  return row === null ? null : rawOfRow(row)
}

function idOf({ values }: Row): string | null {
  return firstWord(values, 'id')
}

/** The post that the tool kept beside what it could not get of it. */
function keptMid({ values }: Row): string | null {
  const kept = values['mblog_json']
  const mblog = typeof kept === 'string' ? objectIn(kept) : null
  return mblog === null ? null : (digitsOf(mblog['id']) ?? digitsOf(mblog['mid']))
}
