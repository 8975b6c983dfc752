// Text made to be slow: every word that stands in a pattern of the inspectors, and what numbers, names and tables are made of, repeated without end.
// Four times the text may cost four times the work, not sixteen.
import { describe, expect, it } from 'vitest'
import { inspectFile } from '../../src/inspect/files.ts'
import { patternsUnder } from '../kits/patterns.ts'

const PIECES = [
  '1',
  '11',
  '1 ',
  '1-',
  'X',
  'a@',
  'a.',
  '.',
  ' ',
  '\u3000',
  '\n',
  '\t',
  '\r',
  '\u200b',
  '１',
  '〔',
  '《a',
  '(',
  '，',
  '"',
  '张',
  '张三 ',
  '张三、',
  '张三\t1\n',
  '姓名\t电话\n张三\t1\n',
  '99000019900101',
  '139000',
  '139 0000 0000 ',
  '6222 ',
  '1990年1月',
  '一九九〇年一月',
  '自即日起',
  '《通知》',
  '(试行)',
  '京A12345',
  '微信:',
  '家庭住址:',
  '路1号',
  'https://',
  '自应经到以经布执时之知此',
  '\u0000七\r',
  '自1起',
  '1年1月1日',
]
const words = patternsUnder('src/inspect').flatMap(({ source }) => source.match(/[\u4e00-\u9fff]{1,8}/g) ?? [])

const SHORT = 60_000
/** Below this, what is measured is the machine. */
const NOISE_MS = 25

function spent(piece: string, length: number): number {
  const text = piece.repeat(Math.ceil(length / piece.length))
  const before = process.cpuUsage()
  inspectFile('a.txt', { pieces: [{ place: '', text }], unread: [] })
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

describe('an inspector', () => {
  it('takes linear time over whatever is repeated', () => {
    expect(words.length).toBeGreaterThan(100)
    const slow = [...new Set([...PIECES, ...words])].filter((piece) => {
      const once = spent(piece, SHORT)
      // the first time is dear: it is compiled
      return spent(piece, SHORT * 4) > Math.max(NOISE_MS, once) * 9
    })
    expect(slow).toEqual([])
  })

  it('reads a megabyte of the worst of them', () => {
    const found = inspectFile('a.txt', { pieces: [{ place: '', text: '现住址'.repeat(350_000) }], unread: [] })
    expect(found.length).toBeLessThan(100)
  })
})
