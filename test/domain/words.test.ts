// Words, numbers and widths as people meet them in the terminal and in reports.
import { describe, expect, it } from 'vitest'
import { aboutText, both, dateText, durationText, half, numberText, sizeText } from '../../src/domain/words.ts'
import { cut, pad, width } from '../../src/domain/width.ts'

describe('words', () => {
  it('give the half of a text that fits the language', () => {
    expect([half('zh', both('待审', 'waiting')), half('en', both('待审', 'waiting')), half('zh', 'one only')]).toEqual([
      '待审',
      'waiting',
      'one only',
    ])
  })

  it('show times in Beijing, and no more of them than is known', () => {
    expect(dateText('2023-09-14T18:02:31+08:00')).toBe('2023-09-14 18:02')
    expect(dateText(new Date('2023-12-31T16:00:05Z'), 'second')).toBe('2024-01-01 00:00:05')
    expect(dateText('2023-09-14T00:00:00+08:00', 'month')).toBe('2023-09')
    expect(dateText('2023-09-14T00:00:00+08:00', 'unknown')).toBe('')
  })

  it.each([
    [0, '0'],
    [1284001, '1,284,001'],
    [0.25, '0.3'],
  ])('show the number %d as %s', (value, text) => {
    expect(numberText(value)).toBe(text)
  })

  it.each([
    [0, '0 B'],
    [1023, '1,023 B'],
    [1536, '1.5 KB'],
    [1048575, '1 MB'],
    [104857600, '100 MB'],
    [5 * 1024 ** 4, '5 TB'],
  ])('show %d bytes as %s', (bytes, text) => {
    expect(sizeText(bytes)).toBe(text)
  })

  it.each([
    [450, '0.5 秒'],
    [9_949, '9.9 秒'],
    [9_960, '10 秒'],
    [59_400, '59 秒'],
    [59_700, '1 分'],
    [61_000, '1 分 1 秒'],
    [3_599_800, '1 小时'],
    [11_520_000, '3 小时 12 分'],
    [3_600_000, '1 小时'],
    [183_600_000, '2 天 3 小时'],
    [86_399_000, '1 天'],
  ])('show %d ms as %s', (ms, text) => {
    expect(durationText('zh', ms)).toBe(text)
  })

  it.each([
    [3_000, '约 10 秒'],
    [1_250_000, '约 21 分'],
    [3_570_000, '约 1 小时'],
    [7_380_000, '约 2 小时 3 分'],
    [Infinity, '—'],
  ])('guess %d ms as %s', (ms, text) => {
    expect(aboutText('zh', ms)).toBe(text)
  })
})

describe('width', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['归集', 4],
    ['归集 guiji', 10],
    ['(A)', 3],
    ['（Ａ）', 6],
    ['「青石」', 8],
    ['〔2026〕3号', 11],
    ['ｶﾅ', 2],
    ['한글', 4],
    ['e\u0301', 1],
    ['\u200B', 0],
    ['😀', 2],
    ['👩‍👩‍👧', 2],
    ['🇨🇳', 2],
    ['❤️', 2],
    ['𠮷野家', 6],
    ['\u001B[31m错\u001B[0m', 2],
    ['—…', 2],
    ['龥\u{E0100}', 2],
  ])('of %j is %d', (text, columns) => {
    expect(width(text)).toBe(columns)
  })

  it('pads and cuts by columns, never inside a character', () => {
    expect(pad('归集', 6)).toBe('归集  ')
    expect(pad('归集', 6, 'left')).toBe('  归集')
    expect(pad('归集归集', 6)).toBe('归集归集')
    expect([cut('归集归集', 8), cut('归集归集', 7), cut('归集归集', 6), cut('a归集', 3)]).toEqual(['归集归集', '归集归…', '归集…', 'a…'])
  })
})
