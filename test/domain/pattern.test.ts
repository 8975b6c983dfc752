// Patterns and schedules that people write in mappings and jobs.
import { describe, expect, it } from 'vitest'
import { cronFault, isZone } from '../../src/domain/cron.ts'
import { nearest } from '../../src/domain/mistakes.ts'
import { patternFault } from '../../src/domain/pattern.ts'

describe('a pattern', () => {
  it.each([
    '公告$',
    '^(关于|有关).*的(通知|公告)$',
    '[+*]+',
    '(ab)+',
    '\\(+',
    '(?:图片)?\\d{4}年',
    '(a{1,3}){2}',
    '【.*?】',
    '(?<year>\\d+)年',
    '[(a+)+]',
  ])('%s may be used', (text) => {
    expect(patternFault(text)).toBeNull()
  })

  it.each(['(a+)+', '(a*)*b', '(a|aa)+$', '((ab)+c?)*', '(?:.*,){11,}', '([a-z]+)*$', '(x+x+)+y', '(a+){99}'])(
    '%s may run for ever and is refused',
    (text) => {
      expect(patternFault(text)?.en).toMatch(/may never end/)
    },
  )

  it.each(['(', '[', '*a', '\\'])('%s is not valid', (text) => {
    expect(patternFault(text)?.en).toBe('is not a valid regular expression')
  })

  it('has a longest length', () => {
    expect([patternFault('a'.repeat(500)), patternFault('a'.repeat(501))?.en]).toEqual([
      null,
      'is a regular expression of over 500 characters',
    ])
  })
})

describe('a schedule', () => {
  it.each(['0 20 * * 1-5', '*/15 0-6,22,23 1 1 7', '0 0 31 12 0'])('%s is right', (text) => {
    expect(cronFault(text)).toBeNull()
  })

  it.each([
    '* * * *',
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '* * * 13 *',
    '* * * * 8',
    '*/0 * * * *',
    '5-1 * * * *',
    'a * * * *',
    '@daily',
  ])('%s is wrong', (text) => {
    expect(cronFault(text)).not.toBeNull()
  })

  it('knows zones by name', () => {
    expect([isZone('Asia/Shanghai'), isZone('Asia/Pekin')]).toEqual([true, false])
  })
})

describe('the nearest word', () => {
  it.each([
    ['polcy', 'policy'],
    ['hsots', 'hosts'],
    ['Limits', 'limits'],
    ['xyz', null],
    ['a'.repeat(10_000), null],
  ])('to %s is found', (word, expected) => {
    expect(nearest(word, ['policy', 'hosts', 'limits', 'schedule'])).toBe(expected)
  })
})
