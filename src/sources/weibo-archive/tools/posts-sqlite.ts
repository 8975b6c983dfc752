// shanhesss/weibo-archive, its database: table `posts` with the status as it came in raw_json, and the fields the tool made of it beside.
import type { JsonObject } from '../../text/json.ts'
import { isObject } from '../../text/json.ts'
import { digitsOf, firstWord, wordsOf } from '../../weibo/json-words.ts'
import { midOf } from '../../weibo/ids.ts'
import { readMblog } from '../../weibo/read-mblog.ts'
import { UNTOLD } from '../../weibo/status.ts'
import type { Status } from '../../weibo/status.ts'
import type { From } from '../../weibo/telling.ts'
import type { Told } from '../format.ts'
import { toldAccount } from './account-claim.ts'
import { objectIn } from './json-document.ts'
import { DAMAGED, placeOfRow, rowAt, tooLarge } from './sqlite-dialect.ts'
import type { Dialect, OpenDatabase } from './sqlite-dialect.ts'
import { hasColumns, rowsOf } from './sqlite-table.ts'
import type { Asked, Row } from './sqlite-table.ts'
import { countsBy, forwarding, pictureAt, toolText, videoAt } from './tool-words.ts'

const COLUMNS = [
  'id',
  'uid',
  'bid',
  'text',
  'created_raw',
  'reposts',
  'comments',
  'atts',
  'media_json',
  'retweeted_json',
  'raw_json',
  'fetched_at',
]

export const POSTS_SQLITE: Dialect = {
  tool: 'weibo-archive',
  knows: (tables) => hasColumns(tables.get('posts'), 'id', 'uid', 'text', 'created_raw', 'raw_json'),
  read,
  again: (open, at) => {
    const asked = askedOf(open)
    const row = asked === null ? null : rowAt(open.database, asked, { at, idOf: ({ values }) => firstWord(values, 'id') })
    return row === null ? null : rawOf(row)
  },
  status,
}

function askedOf({ tables }: OpenDatabase): Asked | null {
  const table = tables.get('posts')
  return table === undefined ? null : { table, columns: COLUMNS }
}

function* read(open: OpenDatabase): Generator<Told> {
  const { database, tables } = open
  const bloggers = tables.get('bloggers')
  if (hasColumns(bloggers, 'uid'))
    for (const { values } of rowsOf(database, { table: bloggers, columns: ['uid', 'nickname'] }, () => undefined))
      yield* toldAccount({ uid: digitsOf(values['uid']), name: firstWord(values, 'nickname') })
  const asked = askedOf(open)
  let damaged = false
  for (const row of asked === null ? [] : rowsOf(database, asked, () => (damaged = true))) {
    const id = firstWord(row.values, 'id')
    if (row.large.length > 0) yield* tooLarge(row, id)
    else yield { kind: 'post', at: placeOfRow(row, id ?? ''), raw: rawOf(row) }
  }
  if (damaged) yield { kind: 'loss', mid: null, why: DAMAGED }
}

/** The status as it came where it was kept; else the tool's own fields. */
function rawOf({ values }: Row): string {
  const { raw_json: json, uid, fetched_at: at } = values
  const beside = `"uid":${JSON.stringify(uid ?? null)},"fetched_at":${JSON.stringify(at ?? null)}`
  if (typeof json === 'string' && objectIn(json) !== null) return `{"tool":"weibo-archive",${beside},"mblog":${json}}`
  const told = Object.entries(values).filter(([name, value]) => name !== 'raw_json' && value !== null && value !== '')
  return `{"tool":"weibo-archive",${beside},"row":${JSON.stringify(Object.fromEntries(told))}}`
}

function status(record: JsonObject, from: From): Status | null {
  const { mblog, row } = record
  const seen = { ...from, capturedAt: capturedAt(record) ?? from.capturedAt }
  const told = isObject(mblog) ? readMblog(mblog, seen) : isObject(row) ? fieldsOf(row, seen) : null
  return told === null ? null : { ...told, uid: told.uid ?? digitsOf(record['uid']) }
}

/** The tool writes its own clock's time, in the zone of the computer that it ran on, which is nowhere said: only a stated zone counts. */
function capturedAt(record: JsonObject): string | null {
  const said = firstWord(record, 'fetched_at')
  return said !== null && /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(said) ? said : null
}

function fieldsOf(row: JsonObject, from: From): Status | null {
  const mid = digitsOf(row['id']) ?? midOf(firstWord(row, 'bid') ?? '')
  if (mid === null) return null
  const media = objectIn(firstWord(row, 'media_json') ?? '') ?? {}
  const other = objectIn(firstWord(row, 'retweeted_json') ?? '')
  const video = firstWord(media, 'video')
  return {
    ...UNTOLD,
    ...toolText(firstWord(row, 'text') ?? ''),
    mid,
    bid: firstWord(row, 'bid'),
    uid: digitsOf(row['uid']),
    created: firstWord(row, 'created_raw'),
    capturedAt: from.capturedAt,
    pictures: wordsOf(media['imgs']).map(pictureAt),
    videos: video === null ? [] : [videoAt(video)],
    ...forwarding(other === null ? null : quotedOf(other), firstWord(row, 'text') ?? ''),
    counts: countsBy(row, { reposts: 'reposts', comments: 'comments', likes: 'atts' }),
  }
}

function quotedOf(other: JsonObject): Status {
  const name = firstWord(other, 'nickname')
  return {
    ...UNTOLD,
    ...toolText(firstWord(other, 'text') ?? ''),
    account: name === '原微博' ? null : name,
    created: firstWord(other, 'created_raw'),
    pictures: wordsOf(other['imgs']).map(pictureAt),
  }
}
