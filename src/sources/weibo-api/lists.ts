// The lists of the API that together hold an account, and how to go down each of them by a mark that deletions and new posts cannot move: a
// number or a second, never a page number. Pure.
import type { WeiboApiOptions } from './options.ts'
import type { Params } from './api.ts'
import type { ListPage } from './list-page.ts'

/** Posts from `mark` downwards (older), the mark itself included. */
export type Mark = bigint

export interface List {
  /** Names it in the memory, in notes and findings: `user_timeline/100`. */
  readonly name: string
  readonly path: string
  readonly holds: 'posts' | 'ids'
  readonly count: number
  /** Null where nothing is to be asked for at the top. */
  readonly paramsAt: (mark: Mark | null, count: number) => Params
  /** Where what is listed begins and ends, for lists of one month; null = the whole account. */
  readonly month: { readonly of: string; readonly from: number; readonly to: number } | null
  /** Lists that must be read to their end in at least one pass have this in common. */
  readonly part: string
}

/** One pass after the other; each goes over the whole account. `now`: ms since 1970. */
export function passesOf(options: WeiboApiOptions, now: number): readonly (readonly List[])[] {
  return options.api === 'open' ? openPasses(options) : monthPasses(options, now)
}

function openPasses({ uid, pageSizes, ids }: WeiboApiOptions): readonly (readonly List[])[] {
  const paramsAt: List['paramsAt'] = (mark, count) => ({ uid, count, ...(mark === null ? {} : { max_id: String(mark) }) })
  const usual = { paramsAt, month: null, part: 'account' }
  const posts = pageSizes.map((count) => [
    { ...usual, name: `user_timeline/${count}`, path: '/2/statuses/user_timeline.json', holds: 'posts', count } as const,
  ])
  const numbers = { ...usual, name: 'user_timeline/ids', path: '/2/statuses/user_timeline/ids.json', holds: 'ids', count: 100 } as const
  return ids ? [...posts, [numbers]] : posts
}

const FIRST_MONTH = '2009-08'

function monthPasses({ pageSizes, uid, from }: WeiboApiOptions, now: number): readonly (readonly List[])[] {
  const months = monthsBetween((from ?? FIRST_MONTH).slice(0, 7), now)
  return pageSizes.map((count) => months.map((month) => monthList(uid, month, count)))
}

function monthList(uid: string, month: string, size: number): List {
  const from = monthStart(month)
  const to = monthStart(nextMonth(month)) - 1
  return {
    name: `user_timeline/biz/${month}/${size}`,
    path: '/2/statuses/user_timeline/biz.json',
    holds: 'posts',
    count: size,
    paramsAt: (mark, count) => ({ uid, count, start_time: from, end_time: mark === null ? to : String(mark) }),
    month: { of: month, from, to },
    part: month,
  }
}

/** The newest first, as lists go. */
function monthsBetween(first: string, now: number): readonly string[] {
  const last = new Date(now + EIGHT_HOURS).toISOString().slice(0, 7)
  const months: string[] = []
  for (let month = first; month <= last; month = nextMonth(month)) months.unshift(month)
  return months
}

const EIGHT_HOURS = 8 * 3_600_000

function nextMonth(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`
}

/** Seconds at which a month begins in Beijing. */
function monthStart(month: string): number {
  return Date.parse(`${month}-01T00:00:00+08:00`) / 1000
}

/** What one answer of a list says about going on. `null` = nothing follows. */
export function markAfter(list: List, page: Marks, here: Mark | null): Mark | null {
  const marks = list.month === null ? byNumber(page) : bySecond(page)
  // the higher one: it may show a post twice, never skip one
  const next = marks.reduce<Mark | null>((best, mark) => (best === null || mark > best ? mark : best), null)
  if (next === null) return null
  return here === null || next < here ? next : null
}

/** The mark at which the same page is found again, whatever is posted later. */
export function markOf(list: List, page: Marks, asked: Mark | null): Mark | null {
  if (asked !== null || list.month !== null) return asked ?? BigInt(list.month?.to ?? 0)
  return page.ids.map(BigInt).reduce<Mark | null>((best, id) => (best === null || id > best ? id : best), null)
}

export interface Marks extends Pick<ListPage, 'nextCursor'> {
  /** In the order of the list. */
  readonly ids: readonly string[]
  /** Pinned posts stand above newer ones: they move no mark. */
  readonly unpinnedIds: readonly string[]
  readonly seconds: readonly number[]
}

function byNumber({ ids, unpinnedIds, nextCursor }: Marks): readonly Mark[] {
  const last = unpinnedIds.at(-1) ?? ids.at(-1)
  return [...(last === undefined ? [] : [BigInt(last) - 1n]), ...(nextCursor === null ? [] : [nextCursor])]
}

/** One second above the last post: whether the bound itself counts or not, none is skipped. */
function bySecond({ seconds }: Marks): readonly Mark[] {
  const last = seconds.at(-1)
  return last === undefined ? [] : [BigInt(last) + 1n]
}
