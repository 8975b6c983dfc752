// What one list says of one post, whatever list it is: named fields only, so that nobody's comments, devices or ids get in. Shapes, and the
// questions that both kinds of lists ask of a value.
import type { PageState } from '../../domain/page.ts'
import { idOf, isId } from './addresses.ts'

export interface VideoRow {
  /** api = an answer of the platform, kept by a tool; list = a table that somebody wrote or exported. */
  readonly from: 'api' | 'list'
  /** The platform's number of the post. */
  readonly id: string | null
  /** The name of the post at the platform's open interface, which is another. */
  readonly item: string | null
  readonly title: string | null
  readonly caption: string | null
  /** Seconds since 1970, or Beijing time as text. */
  readonly time: string | null
  readonly isImages: boolean
  readonly account: string | null
  readonly topics: readonly string[]
  readonly link: string | null
  readonly state: PageState
  readonly files: readonly string[]
  readonly covers: readonly string[]
  readonly images: readonly string[]
  /** play, digg, comment, collect, share, duration in ms. */
  readonly counts: Readonly<Record<string, number>>
}

export const EMPTY_ROW: VideoRow = {
  from: 'list',
  id: null,
  item: null,
  title: null,
  caption: null,
  time: null,
  isImages: false,
  account: null,
  topics: [],
  link: null,
  state: 'ok',
  files: [],
  covers: [],
  images: [],
  counts: {},
}

/** What a spreadsheet shows as 7.12E+18 is no id any more; see `exactIds` for those that still look like one. */
export function idIn(...values: readonly (string | null)[]): string | null {
  for (const value of values) {
    const plain = (value ?? '')
      .trim()
      .replace(/^=?["'‘’“”]+|["'‘’“”]+$/g, '')
      .trim()
    if (isId(plain)) return plain
    const linked = idOf(plain)
    if (linked !== null) return linked
  }
  return null
}

/**
 * A spreadsheet keeps fifteen digits of a number, a script sixteen or seventeen, and an id has nineteen: the last become zeros. Where more ids
 * of a list end so than chance allows, those are no ids; the link may still have them.
 */
export function exactIds(rows: readonly (VideoRow | null)[]): readonly (VideoRow | null)[] {
  const ids = rows.flatMap((row) => row?.id ?? [])
  const share = (ending: RegExp): number => ids.filter((id) => ending.test(id)).length / ids.length
  const rounded = ids.length >= 3 && share(/00$/) > 0.3 ? /00$/ : share(/0000$/) > 0.001 ? /0000$/ : null
  return rounded === null
    ? rows
    : rows.map((row) => (row === null || !rounded.test(row.id ?? '') ? row : { ...row, id: idOf(row.link ?? '') }))
}

/** What a status or visibility says in a list; anything unknown is no obstacle. */
export function stateOf(words: string | null): PageState {
  const text = words ?? ''
  if (/删除|deleted/i.test(text)) return 'deleted'
  if (/私密|仅自己|自己可见|好友可见|朋友可见|private|friends/i.test(text)) return 'private'
  if (/未通过|不通过|下架|违规|封禁|屏蔽/.test(text)) return 'violation'
  return /审核中|草稿|定时|待发布|未发布|draft/i.test(text) ? 'unavailable' : 'ok'
}

/** `#青石发布 #春耕` in a caption, each once. */
export function topicsIn(caption: string): readonly string[] {
  return [...new Set([...caption.matchAll(/[#＃]([^\s#＃@,，。!！?？;；:：、()（）[\]【】"“”']{1,60})/gu)].map(([, topic = '']) => topic))]
}

/** Several names in one cell. */
export function namesIn(cell: string | null): readonly string[] {
  const text = (cell ?? '').trim()
  // one name that holds a comma
  if ([...text.matchAll(/\.\w{3,4}(?=$|[\s,;；|?])/g)].length < 2 && !text.includes('\n'))
    return text === '' || text.length > 2000 ? [] : [text]
  return text
    .split(/[\n;；|]|,(?!\S*=)/)
    .map((name) => name.trim())
    .filter((name) => name !== '' && name.length <= 2000)
}

/** `1,024`, `1.2万`, `1024次`; null for what is no count. */
export function countIn(cell: string | null): number | null {
  const [, digits = '', unit] = /^([\d,]+(?:\.\d+)?)\s*(万|w|亿)?[+次个]?$/i.exec((cell ?? '').trim()) ?? []
  if (digits === '') return null
  return Math.round(Number(digits.replaceAll(',', '')) * (unit === undefined ? 1 : unit === '亿' ? 1e8 : 1e4))
}
