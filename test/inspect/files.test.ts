// What inspectors find in attached files, each with its place, and what they say of files that nobody can read.
import { describe, expect, it } from 'vitest'
import { inspectFile } from '../../src/inspect/files.ts'
import { readFile } from '../../src/attached/read-file.ts'
import { MADE_ID } from '../kits/made-numbers.ts'
import { docx, xlsx } from '../attached/made-files.ts'

const told = async (bytes: Buffer, name: string) =>
  inspectFile(name, await readFile(bytes, name)).map(({ code, level, about, where }) => `${code} ${level} ${about} @ ${where ?? ''}`)

const MASKED = `99*************${MADE_ID.slice(-3)}`

describe('an attached file', () => {
  it('is inspected cell by cell, hidden sheets too', async () => {
    expect(await told(await xlsx(), '公示.xlsx')).toEqual([`id-number hold ${MASKED} @ 公示.xlsx 底册!C7`])
  })

  it('is inspected in its comments and struck-out words', async () => {
    expect(await told(await docx(), '通知.docx')).toEqual([
      `id-number hold ${MASKED} @ 通知.docx`,
      'mobile-number warn 139****5678 @ 通知.docx',
    ])
  })

  it('is told as unread when it is locked, and as without words when it is a scan', () => {
    const file = { pieces: [], unread: [{ why: 'encrypted' as const, place: '内.docx' }] }
    expect(inspectFile('包.zip', file)).toEqual([{ code: 'file-unread', level: 'hold', about: 'encrypted', where: '包.zip 内.docx' }])
    expect(inspectFile('扫.pdf', { pieces: [], unread: [{ why: 'no-text', place: '' }] })).toMatchObject([
      { code: 'file-no-text', level: 'hold' },
    ])
  })

  it('tells of many numbers by the first ten and a count', () => {
    const lines = Array.from({ length: 500 }, (_, n) => `电话 139${String(10_000_000 + n)}`)
    const found = inspectFile('名单.txt', { pieces: [{ place: '', text: lines.join('\n') }], unread: [] })
    expect(found.map(({ about }) => about)).toHaveLength(11)
    expect(found.at(-1)).toMatchObject({ code: 'mobile-number', about: '+490', where: '名单.txt' })
  })
})
