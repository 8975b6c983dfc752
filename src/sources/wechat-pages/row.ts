// One line of a list of links → its address and what the list says of the article: title, time, author, counts. Small, since it stays in the
// ledger; unknown columns are dropped, they may hold anything.
import type { Json } from '../../domain/archive.ts'
import { readRow } from '../wechat-archive/rows.ts'
import type { ListRow, RowData } from '../wechat-archive/rows.ts'
import { fromEither } from '../text/dates.ts'
import { articleAddress, linksIn } from './address.ts'
import type { ArticleAddress } from './address.ts'

export interface Row extends ArticleAddress {
  readonly entry: ListRow
}

/** A row, or something that stands where a row should and is none: never skipped in silence. */
export type Found = Row | { readonly name: string; readonly why: string }

const NAMES: readonly (readonly [RegExp, string])[] = [
  [/^(?:title|标题|文章标题|文章名称?|题目|篇名|名称|图文标题|内容标题)$/i, 'title'],
  [/^(?:发布时间|发布日期|推送时间|群发时间|发文时间|发表时间|发表日期|publish_?time|published|pub_?date)$/i, 'publish_time'],
  [/^(?:时间|日期|创建时间|create_?time|time|date)$/i, 'create_time'],
  [/^(?:作者|author|author_name)$/i, 'author'],
  [/^(?:公众号|公众号名称|账号|账号名称|_?accountName)$/i, '_accountName'],
  [/^(?:摘要|digest)$/i, 'digest'],
  [/^(?:阅读|阅读数|阅读量|阅读次数|总阅读次数|read_?num)$/i, 'read_num'],
  [/^(?:点赞|点赞数|点赞量|oldLikeNum|old_like_num)$/i, '点赞'],
  [/^(?:在看|在看数|喜欢|like_?num)$/i, 'like_num'],
  [/^(?:分享|分享数|分享次数|转发|转发数|share_?num)$/i, 'share_num'],
  [/^(?:评论|评论数|留言|留言数|留言条数|comment_?num|comment_count)$/i, 'comment_count'],
]
const LINK_NAME = /^(?:url|link|href|content_url|链接|网址|地址|文章链接|文章地址|文章url|原文链接|内容url|超链接)$/i
const LONGEST = 500

/** Which column is what, by its name; null when this is no line of names. */
export function headOf(cells: readonly string[]): readonly (string | null)[] | null {
  const names = cells.map((cell) => {
    const name = cell.replaceAll(/[\s*:：]|[(（].*$/g, '')
    return LINK_NAME.test(name) ? 'url' : (NAMES.find(([words]) => words.test(name))?.[1] ?? null)
  })
  return names.some((name) => name !== null) && cells.every((cell) => linksIn(cell).length === 0) ? names : null
}

/** `head` null: the cells say themselves what they are. */
export function rowsOf(cells: readonly string[], head: readonly (string | null)[] | null, name: string): readonly Found[] {
  const links = head === null ? cells.flatMap(linksIn) : linksOf(cells, head)
  const addresses = links.map(articleAddress).filter((address) => address !== null)
  if (addresses.length === 0)
    return [{ name, why: links.length > 0 ? 'an address of the platform that is no article' : 'no article address' }]
  // whose title would it be?
  const said = addresses.length > 1 ? {} : head === null ? guessed(cells) : named(cells, head)
  return addresses.map((address) => ({ ...address, entry: entryOf(address, said) }))
}

function linksOf(cells: readonly string[], head: readonly (string | null)[]): readonly string[] {
  const own = linksIn(cells[head.indexOf('url')] ?? '')
  return own.length > 0 ? own : cells.flatMap(linksIn)
}

function named(cells: readonly string[], head: readonly (string | null)[]): RowData {
  const said: Record<string, Json> = {}
  for (const [n, name] of head.entries()) {
    const cell = cells[n]?.trim() ?? ''
    if (name === null || name === 'url' || cell === '' || said[name] !== undefined || linksIn(cell).length > 0) continue
    said[name] = cell.slice(0, LONGEST)
  }
  // of two dates the one of publishing; when it was made is another time
  const { create_time: made, ...rest } = said
  return rest['publish_time'] === undefined && made !== undefined ? said : rest
}

/** Longest text that is no date, no number and no address: the title. */
function guessed(cells: readonly string[]): RowData {
  const formula = cells.map((cell) => /HYPERLINK\([^,;]*[,;]\s*"([^"]{1,500})"/i.exec(cell)?.[1]).find((title) => title !== undefined)
  const rest = cells.filter((cell) => linksIn(cell).length === 0).map((cell) => cell.trim())
  const time = rest.find((cell) => fromEither(cell, 'list').value !== null)
  const words = rest.filter((cell) => cell !== '' && cell !== time && !/^[\d,.%\s:-]+$/.test(cell))
  const title = formula ?? words.toSorted((a, b) => b.length - a.length)[0]
  return {
    ...(title === undefined ? {} : { title: title.slice(0, LONGEST) }),
    ...(time === undefined ? {} : { publish_time: time }),
  }
}

/** A row of the console's own JSON, whatever answer it stood in. */
export function jsonRow(given: ListRow, name: string): Found {
  const { url, title, published, author, account, deleted, facts } = readRow(given, name)
  const address = url === null ? null : articleAddress(url)
  if (address === null) return { name, why: 'no article address' }
  const { read_num: reads, old_like_num: likes } = facts
  const said: Record<string, Json> = {
    ...(title === null ? {} : { title: title.slice(0, LONGEST) }),
    ...(published.raw === null ? {} : { publish_time: published.raw }),
    ...(author === null ? {} : { author }),
    ...(account === null ? {} : { _accountName: account }),
    ...(typeof reads === 'number' ? { read_num: reads } : {}),
    ...(typeof likes === 'number' ? { 点赞: likes } : {}),
    ...(deleted ? { is_deleted: true } : {}),
  }
  return { ...address, entry: entryOf(address, said) }
}

function entryOf({ url }: ArticleAddress, said: RowData): ListRow {
  return { list: 'table', time: null, row: { url, ...said } }
}
