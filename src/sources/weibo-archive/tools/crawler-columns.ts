// The columns of weibo-crawler's CSV in all the years → the fields of its JSON. A file begun by one version and continued by another has rows
// wider than its head: each row is read by the head that the version which wrote it would have given.
import type { JsonObject } from '../../text/json.ts'
import type { Json } from '../../../domain/archive.ts'

const FIELDS: Readonly<Record<string, string>> = {
  id: 'id',
  微博id: 'id',
  bid: 'bid',
  正文: 'text',
  头条文章url: 'article_url',
  原始图片url: 'pics',
  视频url: 'video_url',
  'Live Photo视频url': 'live_photo_url',
  位置: 'location',
  日期: 'created_at',
  工具: 'source',
  点赞数: 'attitudes_count',
  评论数: 'comments_count',
  转发数: 'reposts_count',
  话题: 'topics',
  '@用户': 'at_users',
  完整日期: 'full_created_at',
  是否编辑过: 'edited',
  编辑次数: 'edit_count',
}

const BASE = ['id', '正文', '原始图片url', '位置', '日期', '工具', '点赞数', '评论数', '转发数', '话题', '@用户']
const MIDDLE = [
  'id',
  'bid',
  '正文',
  '头条文章url',
  '原始图片url',
  '视频url',
  '位置',
  '日期',
  '工具',
  '点赞数',
  '评论数',
  '转发数',
  '话题',
  '@用户',
]
const LIVE = MIDDLE.toSpliced(6, 0, 'Live Photo视频url')

/** What a post of its own has, by version: June 2019, 2020, April 2022, November 2025, December 2025. */
const VERSIONS: readonly (readonly string[])[] = [
  BASE,
  MIDDLE,
  [...MIDDLE, '完整日期'],
  [...LIVE, '完整日期'],
  [...LIVE, '完整日期', '是否编辑过', '编辑次数'],
]

export function isCrawlerHead(cells: readonly string[]): boolean {
  const names = cells.map((cell) => cell.trim())
  return (
    (names.includes('id') || names.includes('微博id')) && names.includes('正文') && (names.includes('日期') || names.includes('完整日期'))
  )
}

/** The names of this row's cells; null when no version writes such a row under such a head. */
export function columnsFor(head: readonly string[], cells: readonly string[]): readonly string[] | null {
  const names = head.map((name) => name.trim())
  const own = names.indexOf('是否原创') < 0 ? names : names.slice(0, names.indexOf('是否原创'))
  // a spreadsheet fills short rows up to the width of the head
  if (cells.length === names.length || fits(own, cells)) return fullHead(own, names)
  const version = VERSIONS.filter((one) => fits(one, cells))
  return version.length === 1 && version[0] !== undefined ? fullHead(version[0], names) : null
}

/** Alone; with the mark 是否原创; with a forwarded post whole, or without the two fields that forwarded posts lack. */
function fits(own: readonly string[], cells: readonly string[]): boolean {
  const { length } = cells
  const mark = cells[own.length]?.trim() ?? ''
  if (length === own.length) return true
  if (!/^(?:true|false)$/i.test(mark)) return false
  return length === own.length + 1 || length === own.length * 2 + 3 || (own.includes('编辑次数') && length === own.length * 2 + 1)
}

function fullHead(own: readonly string[], names: readonly string[]): readonly string[] {
  if (names.length > own.length && own.every((name, n) => names[n] === name)) return names
  return [...own, '是否原创', '源用户id', '源用户昵称', ...own.map((name) => `源微博${name}`)]
}

/** The cells by the names of the JSON; the forwarded post under `retweet`, as there. */
export function recordOf(row: JsonObject): JsonObject {
  const own: Record<string, Json> = Object.create(null) as Record<string, Json>
  const other: Record<string, Json> = Object.create(null) as Record<string, Json>
  for (const [name, cell] of Object.entries(row)) {
    const field = FIELDS[name]
    const otherField = /^(?:源|原始)用户id$/.test(name)
      ? 'user_id'
      : /^(?:源|原始)用户昵称$/.test(name)
        ? 'screen_name'
        : FIELDS[otherName(name)]
    if (field !== undefined && Object.hasOwn(FIELDS, name)) own[field] = cell
    else if (otherField !== undefined) other[otherField] = cell
  }
  if (Object.keys(other).length > 0) own['retweet'] = other
  return own
}

function otherName(name: string): string {
  return /^(?:源|原始)微博(.+)$/.exec(name)?.[1] ?? ''
}
