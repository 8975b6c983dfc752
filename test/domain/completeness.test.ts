// What is said beside what is there: differences by scope, what to do about them, and months that are quiet between busy ones.
import { describe, expect, it } from 'vitest'
import type { Claim } from '../../src/domain/account.ts'
import { adviceFor, compare, quietMonths } from '../../src/domain/completeness.ts'

const claim = (more: Partial<Claim>): Claim => ({ by: 'list', scope: 'all', of: '', count: 3, unit: 'posts', ...more })
const GROUPS = [
  { day: '2021-05-31', kind: 'article', state: 'verified', n: 2 },
  { day: '2021-06-01', kind: 'video', state: 'held', n: 1 },
  { day: null, kind: null, state: 'held', n: 1 },
]

describe('a claim', () => {
  it.each([
    [claim({ count: 4 }), 4, 'agrees', { verified: 2, held: 2 }],
    [claim({ scope: 'year', of: '2021', count: 5 }), 3, 'short', { verified: 2, held: 1 }],
    [claim({ scope: 'month', of: '2021-05', count: 2 }), 2, 'agrees', { verified: 2 }],
    [claim({ scope: 'day', of: '2021-06-01', count: 0 }), 1, 'over', { held: 1 }],
    [claim({ scope: 'kind', of: 'video', count: 2 }), 1, 'short', { held: 1 }],
    [claim({ scope: 'year', of: '2020', count: 1 }), 0, 'short', {}],
  ] as const)('of scope $scope is compared with the posts that it speaks of', (given, have, verdict, states) => {
    expect(compare(given, GROUPS)).toMatchObject({ have, verdict, states, said: given.count })
  })

  it('is followed by what a person can do, unless it agrees', () => {
    const todo = (more: Partial<Claim>) => adviceFor(compare(claim(more), GROUPS))?.en ?? null
    expect(todo({ count: 4 })).toBeNull()
    expect(
      new Set([
        todo({ count: 9 }),
        todo({ count: 1 }),
        todo({ scope: 'kind', of: 'video', count: 9 }),
        todo({ unit: 'pictures', count: 9 }),
      ]).size,
    ).toBe(4)
  })
})

describe('a quiet time', () => {
  const of = (...months: readonly (readonly [string, number])[]) => quietMonths(new Map(months))
  it('is a run of months without a post between months of at least three', () => {
    expect(of(['2020-11', 3], ['2021-02', 4], ['2021-03', 9], ['2021-05', 3])).toEqual([
      { from: '2020-12', to: '2021-01', months: 2, before: 3, after: 4 },
      { from: '2021-04', to: '2021-04', months: 1, before: 9, after: 3 },
    ])
  })
  it('is none beside a month that was nearly quiet itself, nor before the first post or after the last', () => {
    expect(of(['2020-11', 2], ['2021-02', 9], ['2021-04', 2], ['2021-06', 0])).toEqual([])
    expect(of()).toEqual([])
  })
})
