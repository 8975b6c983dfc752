// Patterns and schedules that people write in mappings and jobs.
import { describe, expect, it } from 'vitest'
import { cronFault, isZone } from '../../src/domain/cron.ts'
import { nearest } from '../../src/domain/mistakes.ts'
import { patternFault, patternOf } from '../../src/domain/pattern.ts'
import { expectLinear } from '../kits/growth.ts'

const TITLES = [
  '关于印发《2023年实施方案》的通知',
  '【青石卫健】  征求意见公告',
  '　县卫健局\u00a0召开会议 | 青石卫健',
  'a1_B2-[x](y){z}^$.*+?\\/|😀é\u3007',
  '',
  '第一行\n第二行 公告',
  'aaaaaaaaaaaaaaaaaaaaaaaa!',
]

/** Everything that may stand in a mapping, beside what it is to JavaScript itself. */
const USABLE = [
  '公告$',
  '^(关于|有关).*的(通知|公告)$',
  '[+*]+',
  '(ab)+',
  '\\(+',
  '(?:图片)?\\d{4}年',
  '(a{1,3}){2}',
  '【.*?】',
  '(?<year>\\d+)年',
  '(?<年>\\d+)年',
  '[(a+)+]',
  '^【青石卫健】\\s*',
  '\\s*[|｜]\\s*青石卫健$',
  '\\S+',
  '[^\\s]+',
  '[\\S]+',
  '^[\\s\\S]*$',
  '[\\u4e00-\\u9fff]+',
  '\\u{1F600}',
  '\\ud83d\\ude00',
  '[\\u{1F600}-\\u{1F64F}]',
  '\\x41|\\xe9',
  '\\p{Script=Han}+',
  '\\P{sc=Han}+',
  '[\\p{L}\\p{N}]+',
  '\\p{General_Category=Decimal_Number}',
  '[[]',
  '[[(?<]x',
  '[^[\\]]+',
  '[]',
  '[^]',
  '[\\b]',
  '\\bB2\\b',
  '\\cA|\\0',
  '[\\-^/]+',
  '\\$\\.\\*\\+\\?\\\\\\/\\|',
  '(?i:b2)',
  '第.{1,5}行$',
  '(a+)+',
  '(a*)*b',
  '(a|aa)+$',
  '([a-z]+)*$',
  '(x+x+)+y',
  '(a+){99}',
]

describe('a pattern', () => {
  it.each(USABLE)('%s finds and removes what JavaScript would', (text) => {
    expect(patternFault(text)).toBeNull()
    const pattern = patternOf(text)
    // The last title would take a machine that goes back very long where a repetition is repeated.
    const titles = /[+*][)|].*[+*{]/.test(text) ? TITLES.slice(0, -1) : TITLES
    for (const title of titles) {
      expect(pattern.test(title), title).toBe(new RegExp(text, 'u').test(title))
      expect(pattern.strip(title)).toBe(title.replaceAll(new RegExp(text, 'gu'), ''))
    }
  })

  it.each(['(a+)+$', '(a|aa)+$', '^(?:[a-z]|[0-9a-z]){40}!$', '.*.*.*.*x', '^(?:a?){40}a{40}$', '(?:.*,){11,}'])(
    '%s takes a long text in its stride',
    (text) => {
      const pattern = patternOf(text)
      // One that goes back would not end at all.
      expectLinear((length) => pattern.test(`${'a'.repeat(length)},`), 40_000)
    },
  )

  it.each(['(', '[', '*a', '\\', '\\-', '(?P<a>b)', 'a++', 'x{2,1}', '\\k<year>'])('%s is not valid', (text) => {
    expect(patternFault(text)?.en).toBe('is not a valid regular expression')
  })

  it.each([
    ['公告(?=$)', /looks ahead or behind/],
    ['(?<!不)公告', /looks ahead or behind/],
    ['(.)\\1', /refers back/],
    ['(?<a>.)\\k<a>', /refers back/],
    ['a{1001}', /repeats too often/],
    ['(?:a{100}){100}', /repeats too often/],
    ['(?:a{1,30}b{1,30}){30}', /repeats too often/],
    ['\\p{ASCII}', /class of characters/],
  ])('%s is refused in words that help', (text, words) => {
    expect(patternFault(text)?.en).toMatch(words)
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
