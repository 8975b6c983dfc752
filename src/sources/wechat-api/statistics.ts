// The owner's statistics → which posts went out on which day, as evidence of completeness, and how often each was read. One call a day of
// the account, the newest first; days that cannot change any more are asked for once and remembered. Nothing of readers is in it.
import type { Claim } from '../../domain/account.ts'
import { Failure } from '../../domain/failures.ts'
import type { SourceKit } from '../source.ts'
import { objectsOf, readJson, wordOf } from '../text/json.ts'
import type { JsonObject } from '../text/json.ts'
import { keyAt } from './articles.ts'
import type { Numbers } from './articles.ts'
import type { Api } from './client.ts'
import { dayBefore } from './times.ts'

export const STATISTICS_PATH = '/datacube/getarticletotaldetail'
/** The numbers of a post are added up for thirty days. */
const SETTLED_DAYS = 35
const USUAL_DAYS = 30
const MOST_DAYS = 6000
const LATE_DAYS = 3

/** One post as the statistics name it: `<mid>_<idx>`. */
interface Told {
  readonly place: string
  readonly day: string
  readonly numbers: Numbers
}

export interface Statistics {
  readonly numbersOf: (place: string) => Numbers | null
  /** `biz`: the account's number, when something told it. */
  readonly claims: (biz: string | null) => readonly Claim[]
  /** Why the days before this one are not known; null when all that were wanted are. */
  readonly cut: { readonly before: string; readonly code: string } | null
}

export const NO_STATISTICS: Statistics = { numbersOf: () => null, claims: () => [], cut: null }

interface Asking {
  readonly api: Api
  readonly kit: SourceKit
  readonly now: () => number
}

export async function readStatistics(asking: Asking, from: string | undefined): Promise<Statistics> {
  const told = new Map<string, Told>()
  const days: string[] = []
  const first = from ?? (await usualFirst(asking))
  let cut: Statistics['cut'] = null
  for (let n = 1; n <= MOST_DAYS; n += 1) {
    const day = dayBefore(asking.now(), n)
    if (day < first) break
    const said = await dayOf(asking, day, { settled: n > SETTLED_DAYS, mayAsk: cut === null })
    if ('code' in said) {
      // the newest days are often not ready; further back it is the end of what the platform tells
      if (said.code !== 'none' || n > LATE_DAYS) cut ??= { before: day, code: said.code }
      continue
    }
    if (!said.delayed) days.push(day)
    for (const row of said.rows) if (!told.has(row.place)) told.set(row.place, row)
  }
  return { numbersOf: (place) => told.get(place)?.numbers ?? null, claims: (biz) => claimsOf([...told.values()], days, biz), cut }
}

/** Days that were told once stay in the evidence when the usual window has moved past them. */
async function usualFirst({ api, kit, now }: Asking): Promise<string> {
  const place = api.place(STATISTICS_PATH, 'since')
  const known = (await kit.memory.recall([place])).get(place)?.version
  if (known !== undefined) return known
  const first = dayBefore(now(), USUAL_DAYS)
  await kit.memory.remember(new Map([[place, { version: first, etag: null, lastModified: null }]]))
  return first
}

type Day = { readonly rows: readonly Told[]; readonly delayed: boolean } | { readonly code: string }

/** What ends the statistics, not the run. */
const ENDS = ['api-quota', 'api-unauthorized', 'api-refused', 'api-missing']

async function dayOf(
  { api, kit }: Asking,
  day: string,
  { settled, mayAsk }: { readonly settled: boolean; readonly mayAsk: boolean },
): Promise<Day> {
  const place = api.place(STATISTICS_PATH, `day=${day}`)
  const digest = settled ? (await kit.memory.recall([place])).get(place)?.version : undefined
  const bytes = digest === undefined ? null : await kit.kept(digest)
  const known = bytes === null ? null : readJson(Buffer.from(bytes).toString('utf8'))
  if (known !== null) return { rows: toldOf(known, day), delayed: false }
  if (!mayAsk) return { code: 'not asked' }
  try {
    const answer = await api.object(STATISTICS_PATH, { body: { begin_date: day, end_date: day }, patient: true })
    if (answer === null) return { code: 'none' }
    const delayed = answer['is_delay'] === true
    if (settled && !delayed) {
      const kept = await kit.keep(Buffer.from(JSON.stringify(answer)))
      await kit.memory.remember(new Map([[place, { version: kept, etag: null, lastModified: null }]]))
    }
    return { rows: toldOf(answer, day), delayed }
  } catch (error) {
    if (error instanceof Failure && ENDS.includes(error.code)) return { code: error.code }
    throw error
  }
}

function toldOf(answer: JsonObject, asked: string): readonly Told[] {
  return objectsOf(answer['list']).flatMap((row) => {
    const place = wordOf(row['msgid']) ?? ''
    const day = wordOf(row['ref_date']) ?? asked
    return /^\d{1,20}_\d{1,2}$/.test(place) && /^\d{4}-\d\d-\d\d$/.test(day) ? [{ place, day, numbers: numbersIn(row, asked) }] : []
  })
}

/** The last day's line holds the sums up to then. */
function numbersIn(row: JsonObject, asked: string): Numbers {
  const lines = objectsOf(row['detail_list']).toSorted((a, b) => ((wordOf(a['stat_date']) ?? '') < (wordOf(b['stat_date']) ?? '') ? -1 : 1))
  const last = lines.at(-1) ?? {}
  const number = (name: string): number => Math.max(0, Math.trunc(Number(last[name] ?? 0))) || 0
  return {
    reads: number('read_user'),
    shares: number('share_user'),
    likes: number('like_user'),
    wows: number('zaikan_user'),
    comments: number('comment_count'),
    until: wordOf(last['stat_date']) ?? asked,
  }
}

const BY = 'datacube/getarticletotaldetail'

function claimsOf(told: readonly Told[], days: readonly string[], biz: string | null): readonly Claim[] {
  const byDay = Map.groupBy(told, ({ day }) => day)
  const unit = 'posts' as const
  const each = told.flatMap(({ place }) => (biz === null ? [] : (keyAt(biz, place) ?? [])))
  return [
    // a day without posts is evidence too
    ...days.map((day) => ({ by: BY, scope: 'day' as const, of: day, count: byDay.get(day)?.length ?? 0, unit })),
    ...each.map((key) => ({ by: BY, scope: 'post' as const, of: key, count: 1, unit })),
  ]
}
