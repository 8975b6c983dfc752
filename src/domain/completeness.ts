// What somebody says there is, beside what there is: the difference of each claim, and months without a post between busy ones. Pure rules;
// a difference is evidence for a person, never an error.
import type { Claim } from './account.ts'
import type { Said } from './words.ts'

export interface Compared {
  readonly by: string
  readonly scope: Claim['scope']
  readonly of: string
  readonly unit: Claim['unit']
  readonly said: number
  readonly have: number
  /** Of what is here: how much stands in which state. */
  readonly states: Readonly<Record<string, number>>
  readonly verdict: keyof typeof VERDICTS
}

export const VERDICTS = {
  agrees: { zh: '一致', en: 'agrees' },
  short: { zh: '少于所称', en: 'fewer than said' },
  over: { zh: '多于所称', en: 'more than said' },
} as const satisfies Record<string, Said>

/** One group of posts that are alike in all that claims speak of. */
export interface Group {
  readonly day: string | null
  readonly kind: string | null
  readonly state: string
  readonly n: number
}

export function compare(claim: Claim, groups: readonly Group[]): Compared {
  const states: Record<string, number> = Object.create(null) as Record<string, number>
  let have = 0
  for (const { day, kind, state, n } of groups) {
    if (!belongs(claim, { day, kind })) continue
    have += n
    states[state] = (states[state] ?? 0) + n
  }
  const { by, scope, of, unit, count } = claim
  const verdict = have === count ? 'agrees' : have < count ? 'short' : 'over'
  return { by, scope, of, unit, said: count, have, states: { ...states }, verdict }
}

function belongs({ scope, of }: Claim, { day, kind }: Pick<Group, 'day' | 'kind'>): boolean {
  if (scope === 'all') return true
  if (scope === 'kind') return kind === of
  return day !== null && day.slice(0, LENGTHS[scope]) === of
}

const LENGTHS = { year: 4, month: 7, day: 10, post: 0 } as const

/** What a person can do about a difference. */
export function adviceFor({ verdict, scope, unit }: Compared): Said | null {
  if (verdict === 'agrees') return null
  if (unit === 'pictures')
    return {
      zh: '平台素材库的图片不一定都在文章里;仅供参考',
      en: "The platform's library holds pictures that no post shows; for orientation only",
    }
  if (verdict === 'over')
    return {
      zh: '平台的计数通常不含已删除或未群发的内容;抽查几篇即可',
      en: 'Platforms often do not count deleted posts or those not sent out; look at a few',
    }
  return scope === 'all' ? SHORT_ALL : SHORT_PART
}

const SHORT_ALL = {
  zh: '按下列月份、日期核对平台后台,补充导出或补一份链接清单后再运行;平台的计数可能包括已删除、仅自己可见的内容',
  en: 'Check the months and days below in the console, export again or add a list of links, and run; the count may include deleted and hidden posts',
} as const satisfies Said
const SHORT_PART = {
  zh: '在平台后台查看这一段(类),补充导出后再运行;确已删除的,记入核对说明',
  en: 'Look at this part in the console and export it again; note it where the posts were deleted',
} as const satisfies Said

/** A run of months without a post, both months named. */
export interface Quiet {
  readonly from: string
  readonly to: string
  readonly months: number
  /** Posts of the last month before, and of the first after. */
  readonly before: number
  readonly after: number
}

/** Busy enough that a silence is odd. */
const BUSY = 3

/** By month `2021-05` → posts. Quiet months at both ends of an account's life are none. */
export function quietMonths(byMonth: ReadonlyMap<string, number>): readonly Quiet[] {
  const busy = [...byMonth].filter(([, n]) => n > 0).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return busy.flatMap(([month, before], at): readonly Quiet[] => {
    const next = busy[at + 1]
    if (next === undefined) return []
    const months = numberOf(next[0]) - numberOf(month) - 1
    if (months < 1 || before < BUSY || next[1] < BUSY) return []
    return [{ from: monthOf(numberOf(month) + 1), to: monthOf(numberOf(next[0]) - 1), months, before, after: next[1] }]
  })
}

function numberOf(month: string): number {
  const [year = 0, of = 1] = month.split('-').map(Number)
  return year * 12 + of - 1
}

function monthOf(number: number): string {
  return `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}`
}
