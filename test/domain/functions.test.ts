// Keys of functions last while addresses vary in what says nothing; cells for spreadsheets run nothing and come back as they were.
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { csvLine, plainCell } from '../../src/domain/csv.ts'
import { addressKey, functionWords, lacksOf } from '../../src/domain/functions.ts'

describe('the key of an address', () => {
  it.each([
    ['https://Forms.Qingshi.example/f/1?utm_source=wx&from=timeline', 'web:forms.qingshi.example/f/1'],
    ['http://forms.qingshi.example/f/1/#anchor', 'web:forms.qingshi.example/f/1'],
    ['https://forms.qingshi.example:8443/f/1?id=7&scene=12', 'web:forms.qingshi.example:8443/f/1?id=7'],
    ['https://a.example/app/#/apply/3', 'web:a.example/app#/apply/3'],
    ['wx00c0ffee00420042/pages/register/index.html?src=gzh&id=3', 'mini-program:wx00c0ffee00420042/pages/register/index'],
    ['wx00c0ffee00420042', 'mini-program:wx00c0ffee00420042/'],
    ['gh_00c0ffee0042@app/pages/a', 'mini-program:gh_00c0ffee0042/pages/a'],
    ['javascript:alert(1)', null],
    ['办事大厅', null],
    ['', null],
  ])('of %s is %s', (address, key) => {
    expect(addressKey(address)).toBe(key)
  })

  it('is the same of its own address, and never endless', () => {
    const long = `https://a.example/${'x'.repeat(9000)}`
    expect(addressKey(long)?.length).toBeLessThanOrEqual(1000)
    for (const one of ['https://a.example/b?c=1', 'wx00c0ffee00420042/pages/a']) {
      const key = addressKey(one)
      expect(addressKey(one.replace('https:', 'http:'))).toBe(key)
    }
  })
})

it('words for people hold no controls, no runs of blanks and no half letters', () => {
  expect(functionWords(' 预约\u0000\u200b\n 挂号 ')).toBe('预约 挂号')
  expect(functionWords('\ud83d\ude00\ud83d\ude00', 3).isWellFormed()).toBe(true)
})

it('a function lacks a destination, and word of its old address where it has one', () => {
  expect(lacksOf({ destination: null, address: 'https://a.example', alive: null })).toEqual(['destination', 'alive'])
  expect(lacksOf({ destination: null, address: null, alive: null })).toEqual(['destination'])
  expect(lacksOf({ destination: 'ended', address: 'https://a.example', alive: false })).toEqual([])
})

describe('a cell of a CSV file', () => {
  const HOSTILE = [
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    "'=1",
    "''",
    '＝1+1',
    'a,b',
    'say "x"',
    'two\nlines',
    ' edge',
    '普通',
    '',
    "it's",
  ]

  it('never begins as a formula', () => {
    const [cells = []] = parse(csvLine(HOSTILE), {})
    expect(cells).toHaveLength(HOSTILE.length)
    for (const cell of cells) expect(cell).not.toMatch(/^[=+\-@\t\r＝＋－＠]/)
  })

  it('comes back as it was', () => {
    const whole = HOSTILE.filter((cell) => cell === cell.trim())
    const [cells = []] = parse(csvLine(whole), {})
    expect(cells.map(plainCell)).toEqual(whole)
  })
})
