// JSON and ndjson answers of the platform's console and APIs, and exporters' JSON → rows. Says why, when a file lists no posts. Pure.
import type { Claim, ServiceFunction } from '../../domain/account.ts'
import type { Json } from '../../domain/archive.ts'
import { accountFunctions } from '../wechat/functions.ts'
import type { ListRow, RowData } from './rows.ts'
import { saidCount } from './said-counts.ts'

/** What a JSON file turned out to be. */
export type JsonKind =
  | { readonly is: 'rows'; readonly rows: readonly ListRow[]; readonly claims?: readonly Claim[] }
  | { readonly is: 'page-data'; readonly data: RowData }
  | { readonly is: 'functions'; readonly functions: readonly ServiceFunction[] }
  | { readonly is: 'neither'; readonly why: string }

export const BROKEN_JSON = 'broken JSON'

/** `by`: the file, for functions of the account. */
export function readJson(text: string, by: string): JsonKind {
  const whole = parsed(text)
  if (whole !== undefined) return kindOf(whole, by)
  const rows = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => parsed(line))
  const good = rows.filter((row) => isRecord(row))
  if (good.length === 0) return { is: 'neither', why: BROKEN_JSON }
  // A broken line (a cut-off download) must not hide the others: it stays visible as a row without an address.
  const found = rows.flatMap((row) => (isRecord(row) ? rowsOf(row) : [table({ title: null, broken: true })]))
  return found.length === 0 ? { is: 'neither', why: 'JSON lines without posts' } : { is: 'rows', rows: found }
}

function kindOf(value: Json, by: string): JsonKind {
  if (isRecord(value) && isPageData(value)) return { is: 'page-data', data: value }
  const functions = accountFunctions(value, by)
  if (functions !== null) return { is: 'functions', functions }
  const rows = Array.isArray(value)
    ? value.flatMap((row: Json) => (isRecord(row) ? rowsOf(row) : []))
    : isRecord(value)
      ? rowsOf(value)
      : []
  return rows.length > 0 ? { is: 'rows', rows, claims: claimsOf(value) } : { is: 'neither', why: whyNot(value) }
}

function claimsOf(value: Json): readonly Claim[] {
  const answers = (Array.isArray(value) ? value : [value]).filter((one: Json): one is RowData => isRecord(one))
  return answers.flatMap((one) => saidCount(one, 'publish_page' in one ? record(one['publish_page']) : one) ?? [])
}

/** A saved window.cgiDataNew. */
function isPageData(value: RowData): boolean {
  return (
    typeof value['user_name'] === 'string' &&
    ('content_noencode' in value || 'picture_page_info_list' in value || 'text_page_info' in value) &&
    'item_show_type' in value
  )
}

function whyNot(value: Json): string {
  if (!isRecord(value)) return 'JSON without posts'
  if ('errcode' in value && value['errcode'] !== 0) return 'an error answer of the API'
  if (isRecord(value['base_resp']) && Number(value['base_resp']['ret']) !== 0) return 'an error answer of the console'
  if ('comment' in value) return 'comments, not posts'
  if ('news_item' in value || 'item' in value) return 'drafts that were never published'
  return 'JSON without posts'
}

/** All rows that one object holds, however deep its makers wrapped them. */
function rowsOf(value: RowData): readonly ListRow[] {
  if ('publish_page' in value) return each(record(value['publish_page'])['publish_list'], rowsOf)
  if ('publish_list' in value) return each(value['publish_list'], rowsOf)
  if ('publish_info' in value) return messageRows(record(value['publish_info']))
  if ('appmsgex' in value || 'appmsg_info' in value) return messageRows(value)
  if ('app_msg_list' in value) return each(value['app_msg_list'], (row) => [{ list: 'appmsg', row, time: null }])
  if ('general_msg_list' in value) return each(record(value['general_msg_list'])['list'], rowsOf)
  if ('comm_msg_info' in value) return getmsgRows(value)
  if (isRecord(value['getalbum_resp'])) return each(value['getalbum_resp']['article_list'], (row) => [table(row)])
  if ('item' in value) return each(value['item'], publishedRows)
  if ('news_item' in value) return publishedRows({ content: value })
  const row = 'appmsgid' in value || 'aid' in value
  return row || ['link', 'url', 'content_url', '链接'].some((name) => typeof value[name] === 'string')
    ? [{ list: row ? 'appmsg' : 'table', row: value, time: null }]
    : []
}

/** One message of the console's 发表记录: appmsgex and appmsg_info tell of the same posts, the first tells more. */
function messageRows(message: RowData): readonly ListRow[] {
  const time = record(message['sent_info'])['time'] ?? null
  const full = each(message['appmsgex'], (row) => [row])
  const known = new Set(full.map(place))
  const more = each(message['appmsg_info'], (row) => [row]).filter((row) => !known.has(place(row)))
  return [...full, ...more].map((row) => ({ list: 'appmsg', row, time }))
}

/** Which post of which message a row tells of. */
function place(row: RowData): string {
  return JSON.stringify([row['appmsgid'], row['itemidx']])
}

function getmsgRows(value: RowData): readonly ListRow[] {
  const message = record(value['comm_msg_info'])
  const time = message['datetime'] ?? null
  const first = record(value['app_msg_ext_info'])
  const more = each(first['multi_app_msg_item_list'], (row) => [row])
  const posts = [first, ...more].filter((row) => typeof row['content_url'] === 'string' && row['content_url'] !== '')
  if (posts.length > 0) return posts.map((row) => ({ list: 'getmsg', row: without(row, 'multi_app_msg_item_list'), time }))
  // A push of plain text has no page: the row is the post. A push whose posts are gone leaves an empty row.
  return [
    {
      list: 'table',
      row: {
        id: message['id'] ?? null,
        content: message['content'] ?? '',
        title: first['title'] ?? null,
        is_deleted: message['type'] === 49,
      },
      time,
    },
  ]
}

/** freepublish answers tell for each item whether it was deleted; drafts do not. */
function publishedRows(value: RowData): readonly ListRow[] {
  const content = record(value['content'])
  return each(content['news_item'], (row) =>
    'is_deleted' in row ? [{ list: 'freepublish', row, time: content['create_time'] ?? null }] : [],
  )
}

function table(row: RowData): ListRow {
  return { list: 'table', row, time: null }
}

/** Lists are arrays, single objects when there is one, or either of these as JSON text. */
function each<T>(value: Json | undefined, read: (row: RowData) => readonly T[]): readonly T[] {
  const plain = typeof value === 'string' ? parsed(value) : value
  if (Array.isArray(plain)) return plain.flatMap((row: Json) => read(record(row)))
  return isRecord(plain) ? read(plain) : []
}

/** An object, or the object that a string holds as JSON; else an empty one. */
function record(value: Json | undefined): RowData {
  const plain = typeof value === 'string' ? parsed(value) : value
  return isRecord(plain) ? plain : {}
}

function isRecord(value: Json | undefined): value is RowData {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

function without(row: RowData, field: string): RowData {
  return Object.fromEntries(Object.entries(row).filter(([name]) => name !== field))
}
