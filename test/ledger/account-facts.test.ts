// An account in numbers, counted from a real PostgreSQL: right to the post on 20,000 made posts, and with plans that touch no row twice.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountFacts } from '../../src/ledger/account-facts.ts'
import { openAccount } from './account.ts'
import type { Account, Read } from './account.ts'

const COUNT = 20_000
const UNTIL = '2026-11-30'
const DAY = 86_400_000
const START = Date.parse('2012-01-01T00:30:00+08:00')

/** Truth by arithmetic: post n is of day n / 4 from the start, but none in the last 40 days before `UNTIL` and none in a gap. */
function postOf(n: number): Read {
  const at = new Date(START + Math.floor(n / 4) * DAY + (n % 4) * 1000).toISOString()
  return {
    key: `p${n}`,
    at,
    column: n % 10 === 0 ? 'services' : 'news',
    kind: n % 7 === 0 ? 'images' : 'article',
    services: n % 25 === 1 ? [{ key: 'web:a.example', kind: 'link', name: '', address: 'https://a.example' }] : [],
    facts: {
      reads: n % 2 === 0 ? n : null,
      likes: n % 4 === 0 ? 1 : null,
      pictures: n % 3,
      origin: n % 5 === 0 ? 'original' : n % 5 === 1 ? 'reprint' : 'unsaid',
    },
  }
}

let here: Account
const made = Array.from({ length: COUNT }, (_, n) => postOf(n))

beforeAll(async () => {
  here = await openAccount(['one', 'empty-account', 'other'])
  await here.enter(made)
  await here.sql.query('analyze')
}, 120_000)
afterAll(() => here.close())

const ask = (more: { until?: string; job?: string } = {}) =>
  accountFacts(here.sql, { job: 'one', until: UNTIL, serviceColumns: ['services'], ...more })

describe('an account of 20,000 posts', () => {
  it('is counted right', async () => {
    const { totals } = await ask()
    const where = (test: (n: number) => boolean) => made.filter((_, n) => test(n)).length
    expect(totals).toMatchObject({
      posts: COUNT,
      dated: COUNT,
      read: COUNT,
      gone: 0,
      first: '2012-01-01',
      last: '2025-09-08',
      daysSince: (Date.parse(UNTIL) - Date.parse('2025-09-08')) / DAY,
      readsKnown: COUNT / 2,
      reads: made.reduce((sum, { facts }) => sum + (facts?.reads ?? 0), 0),
      likesKnown: COUNT / 4,
      likes: COUNT / 4,
      sharesKnown: 0,
      shares: null,
      services: where((n) => n % 10 === 0 || n % 25 === 1),
      originals: COUNT / 5,
      reprints: COUNT / 5,
      withPictures: where((n) => n % 3 > 0),
      pictures: made.reduce((sum, { facts }) => sum + (facts?.pictures ?? 0), 0),
    })
  })

  it('stands in the months of a clock in Beijing', async () => {
    const { months, kinds, columns } = await ask()
    expect(months).toHaveLength(13 * 12 + 9)
    expect(months[0]).toMatchObject({ month: '2012-01', posts: 31 * 4 })
    expect(months[1]).toMatchObject({ month: '2012-02', posts: 29 * 4 })
    expect(months.at(-1)).toMatchObject({ month: '2025-09' })
    expect(months.reduce((sum, { posts }) => sum + posts, 0)).toBe(COUNT)
    expect(kinds.map(({ kind }) => kind)).toEqual(['article', 'images'])
    expect(columns).toEqual([
      { column: 'news', posts: COUNT * 0.9 },
      { column: 'services', posts: COUNT * 0.1 },
    ])
  })

  it('is asked for as of any day', async () => {
    const { totals, months } = await ask({ until: '2012-02-01' })
    expect(totals).toMatchObject({ posts: 32 * 4, last: '2012-02-01', daysSince: 0 })
    expect(months.map(({ month }) => month)).toEqual(['2012-01', '2012-02'])
  })

  it('costs a fixed number of statements, none of which looks at anything once per post', async () => {
    const plans: unknown[] = []
    const explaining: Pick<Account['sql'], 'query' | 'transaction'> = {
      query: (text, values, name) => here.sql.query(text, values, name),
      transaction: (work) =>
        here.sql.transaction((inside) =>
          work({
            transaction: (inner) => inside.transaction(inner),
            query: async <Row extends object>(text: string, values: readonly unknown[] = []) => {
              if (text.includes('posts as')) plans.push(await inside.query(`explain (analyze, format json) ${text}`, values))
              return inside.query<Row>(text, values)
            },
          }),
        ),
    }
    await accountFacts(explaining, { job: 'one', until: UNTIL, serviceColumns: ['services'] })
    expect(plans).toHaveLength(4)
    for (const plan of plans) expect(Math.max(...loopsOf(plan))).toBeLessThanOrEqual(5)
  })
})

/** How often each node of a plan was run. */
function loopsOf(plan: unknown): number[] {
  if (Array.isArray(plan)) return plan.flatMap(loopsOf)
  if (typeof plan !== 'object' || plan === null) return []
  const own = 'Actual Loops' in plan && typeof plan['Actual Loops'] === 'number' ? [plan['Actual Loops']] : []
  return [...own, ...Object.values(plan).flatMap(loopsOf)]
}

describe('an account', () => {
  it('of nothing has nothing, and nothing is invented', async () => {
    const { totals, months, gaps, longGaps } = await ask({ job: 'other' })
    expect(totals).toMatchObject({ posts: 0, reads: null, first: null, last: null, daysSince: null })
    expect([months, gaps, longGaps]).toEqual([[], [], 0])
  })

  it('whose dates are known in part counts each where it is sure, and names the times without a post', async () => {
    await here.enter(
      [
        { key: 'o1', at: '2020-01-01T08:00:00+08:00' },
        { key: 'o2', at: '2020-01-10T08:00:00+08:00' },
        { key: 'o3', at: '2020-04-30T23:59:59+08:00' },
        { key: 'o4', at: '2020-03-01T00:00:00+08:00', facts: { precision: 'month' } },
        { key: 'o5', at: '2019-01-01T00:00:00+08:00', facts: { precision: 'year' } },
        { key: 'o6', at: null, facts: { precision: 'unknown' } },
      ],
      'other',
    )
    const { totals, months, gaps, longGaps } = await ask({ job: 'other', until: '2020-05-02' })
    expect(totals).toMatchObject({ posts: 6, dated: 3, first: '2020-01-01', last: '2020-04-30', daysSince: 2 })
    expect(months.map(({ month, posts }) => [month, posts])).toEqual([
      ['2020-01', 2],
      ['2020-02', 0],
      ['2020-03', 1],
      ['2020-04', 1],
    ])
    expect(gaps).toEqual([
      { days: 111, from: '2020-01-10', to: '2020-04-30' },
      { days: 9, from: '2020-01-01', to: '2020-01-10' },
    ])
    expect(longGaps).toBe(1)
  })
})
