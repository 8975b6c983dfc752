// One row of a list, whatever tool wrote it → what it says: address, title, time, fate, sometimes a body. Pure.
import type { Json } from '../../domain/archive.ts'
import type { Page } from '../../domain/page.ts'
import { keysOf, plainAddress } from './addresses.ts'
import { firstKnown, fromEither } from '../text/dates.ts'
import { address } from './read-data.ts'
import { emptyReading, RANK, wordOrNull } from './reading.ts'
import type { Reading } from './reading.ts'
import { plainText } from '../text/text-of.ts'

export type RowData = { readonly [key: string]: Json }

/** A row as it is kept: which kind of list, the row itself, and the time of the message around it, if any. */
export interface ListRow {
  readonly list: 'appmsg' | 'getmsg' | 'freepublish' | 'table'
  readonly row: RowData
  readonly time: Json
}

/** Column names that exporters use, for tables and exported JSON. */
const COLUMNS = {
  title: ['title', '标题', '文章名', '文章标题'],
  url: ['url', 'link', 'content_url', '链接', 'URL', '文章链接', '地址'],
  time: ['create_time', 'publish_time', 'time', '发布时间', '创建时间', '时间', '日期'],
  author: ['author_name', 'author', '作者'],
  account: ['_accountName', 'accountName', '公众号', '公众号名称'],
  summary: ['digest', '摘要'],
  cover: ['cover', 'thumb_url', '封面'],
  body: ['文章内容', 'content'],
  more: ['source_url', 'content_source_url'],
} as const
const COUNTS: Readonly<Record<string, string>> = {
  read_num: 'read_num',
  readNum: 'read_num',
  阅读: 'read_num',
  like_num: 'like_num',
  likeNum: 'like_num',
  喜欢: 'like_num',
  oldLikeNum: 'old_like_num',
  点赞: 'old_like_num',
  share_num: 'share_num',
  shareNum: 'share_num',
  分享: 'share_num',
  commentNum: 'comment_num',
  comment_count: 'comment_num',
  留言: 'comment_num',
  item_show_type: 'item_show_type',
  copyright_stat: 'copyright_stat',
}

export function readRow(entry: ListRow, name: string): Reading {
  const { row } = entry
  const url = address(pick(row, COLUMNS.url))
  const provenance = entry.list === 'freepublish' ? 'api' : 'list'
  const body = bodyOf(entry)
  const cover = address(pick(row, COLUMNS.cover))
  const type = Number(row['item_show_type'] ?? Number.NaN)
  return {
    ...emptyReading(name, body === null ? RANK.row : entry.list === 'freepublish' ? RANK.api : RANK.exported),
    title: word(pick(row, COLUMNS.title)),
    url: url === null ? null : plainAddress(url),
    keys: url === null ? [] : keysOf(url),
    published: firstKnown(...times(entry).map((value) => fromEither(value, provenance))),
    author: word(pick(row, COLUMNS.author)),
    account: word(pick(row, COLUMNS.account)),
    summary: word(pick(row, COLUMNS.summary)),
    readMore: address(pick(row, COLUMNS.more)),
    topics: topicsOf(row),
    body,
    facts: factsOf(row),
    deleted: row['is_deleted'] === true || row['is_deleted'] === 1,
    media: cover === null ? [] : [{ kind: 'image', ref: cover, role: 'cover' }],
    kind: body === null ? null : type === 8 ? 'images' : type === 10 ? 'text' : 'article',
    remarks: row['is_pay_subscribe'] === 1 ? [{ code: 'paid-content' }] : [],
  }
}

/** A row's own time, or that of the message it went out with; update times are never publish times. */
function times(entry: ListRow): readonly Json[] {
  const own = COLUMNS.time.map((column) => entry.row[column]).filter((value) => value !== undefined)
  return entry.list === 'getmsg' || entry.list === 'freepublish' ? [entry.time, ...own] : [...own, entry.time]
}

function bodyOf({ list, row }: ListRow): Page['body'] | null {
  const content = pick(row, COLUMNS.body)
  if (typeof content !== 'string' || content.trim() === '') return null
  if (list === 'getmsg') return null
  return list === 'freepublish' || /<(p|section|div|img|span)[\s>]/i.test(content) ? { html: content } : { text: content }
}

function factsOf(row: RowData): Page['facts'] {
  const facts: Record<string, number> = {}
  for (const [column, fact] of Object.entries(COUNTS)) {
    const value = row[column]
    // Exporters write {} for counts they do not know.
    if ((typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value))) && facts[fact] === undefined)
      facts[fact] = Number(value)
  }
  return facts
}

function topicsOf(row: RowData): readonly string[] {
  const albums = row['appmsg_album_infos'] ?? row['所属合集']
  if (typeof albums === 'string')
    return albums
      .split(/[,,、;]/)
      .map((topic) => topic.trim())
      .filter((topic) => topic !== '')
  if (!Array.isArray(albums)) return []
  return albums.flatMap((album: Json) => {
    const title = typeof album === 'object' && album !== null && 'title' in album ? wordOrNull(album['title']) : null
    return title === null ? [] : [title]
  })
}

function pick(row: RowData, columns: readonly string[]): Json | undefined {
  return columns.map((column) => row[column]).find((value) => value !== undefined && value !== null && value !== '')
}

function word(value: Json | undefined): string | null {
  const text = wordOrNull(value)
  return text === null ? null : wordOrNull(plainText(text))
}
