// Workbooks: read like other readers read them, and refused by name when a small file would become a large table.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { readSheet } from 'read-excel-file/node'
import { describe, expect, it } from 'vitest'
import { ZipFile } from 'yazl'
import { recognize } from '../../../src/sources/wechat-archive/recognize.ts'
import { readWorkbook } from '../../../src/sources/wechat-archive/workbook.ts'
import { DEMO, NO_DEMO } from './archives.ts'

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const ADDRESS = 'https://mp.weixin.qq.com/s/AAAAbbbbCCCCddddEEEEff'

interface Parts {
  readonly sheet: string | Buffer
  readonly strings?: string
  readonly styles?: string
  readonly more?: number
}

async function workbook({ sheet, strings = '', styles = '', more = 0 }: Parts): Promise<Buffer> {
  const zip = new ZipFile()
  const add = (path: string, text: string | Buffer): void => zip.addBuffer(Buffer.isBuffer(text) ? text : Buffer.from(text), path)
  add(
    '[Content_Types].xml',
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
  )
  add(
    'xl/workbook.xml',
    `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  )
  const relation = (id: string, kind: string, target: string) => `<Relationship Id="${id}" Type="${OFFICE}/${kind}" Target="${target}"/>`
  add(
    'xl/_rels/workbook.xml.rels',
    `<Relationships>${relation('rId1', 'worksheet', 'worksheets/sheet1.xml')}${relation('rId2', 'sharedStrings', 'sharedStrings.xml')}${relation('rId3', 'styles', '/xl/styles.xml')}</Relationships>`,
  )
  add('xl/sharedStrings.xml', `<sst xmlns="${MAIN}">${strings}</sst>`)
  add('xl/styles.xml', `<styleSheet xmlns="${MAIN}">${styles}</styleSheet>`)
  add('xl/worksheets/sheet1.xml', Buffer.isBuffer(sheet) ? sheet : sheetOf(sheet))
  for (let n = 0; n < more; n += 1) add(`xl/x${n}.xml`, '')
  zip.end()
  return await buffer(zip.outputStream)
}

const sheetOf = (rows: string) => `<?xml version="1.0"?><worksheet xmlns="${MAIN}"><sheetData>${rows}</sheetData></worksheet>`
const inline = (at: string, text: string) => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`
const headed = (rows: string) => `<row r="1">${inline('A1', 'url')}</row>${rows}`

async function whyNot(parts: Parts): Promise<string> {
  const found = await recognize(await workbook(parts), 'x.xlsx')
  return found.is === 'neither' ? found.why : found.is
}

describe('a workbook', () => {
  it.skipIf(NO_DEMO)(`reads like another reader reads it${NO_DEMO === undefined ? '' : ` (SKIPPED: ${NO_DEMO})`}`, async () => {
    const bytes = readFileSync(join(DEMO, '链接清单/2016-2017文章清单.xlsx'))
    expect(await readWorkbook(bytes)).toEqual((await readSheet(bytes)).map((row) => row.map(String)))
  })
  it('gives texts, numbers, truths and dates as they are shown, and nothing for gaps', async () => {
    const bytes = await workbook({
      strings:
        '<si><t>标题 &amp; _x0041_</t></si><si><r><t>粗</t></r><r><t xml:space="preserve"> 细</t></r><rPh sb="0" eb="1"><t>cu</t></rPh></si>',
      styles:
        '<numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/><numFmt numFmtId="165" formatCode="[Red]0.00&quot;days&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="22"/></cellXfs>',
      sheet:
        '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c></row><row r="7"/>' +
        '<row r="9"><c r="A9" t="b"><v>1</v></c><c r="B9"><v>12.5</v></c><c r="C9" s="1"><v>45000</v></c><c r="D9" s="2"><v>45000.25</v></c><c r="E9" s="3"><v>3</v></c><c r="F9" s="4"><v>42736.999988</v></c><c r="G9" t="e"><v>#N/A</v></c></row>',
    })
    const expected = [
      ['标题 & A', '', '粗 细'],
      ['true', '12.5', '2023-03-15 00:00:00', '2023-03-15 06:00:00', '3', '2017-01-01 23:59:59'],
    ]
    expect(await readWorkbook(bytes)).toEqual(expected)
    const other = (await readSheet(bytes)).filter((row) => row.some((cell) => cell !== null))
    const text = (cell: (typeof other)[number][number]) =>
      cell instanceof Date
        ? new Date(Math.round(cell.getTime() / 1000) * 1000).toISOString().slice(0, 19).replace('T', ' ')
        : (JSON.parse(JSON.stringify([cell ?? ''])) as unknown[]).join('')
    expect(other.map((row) => row.map(text).join('|').replace(/\|+$/, ''))).toEqual(expected.map((row) => row.join('|')))
  })
})

describe('a hostile workbook', () => {
  it('that inflates to 150 MB is refused before any of it is read', async () => {
    const bytes = await workbook({ sheet: Buffer.alloc(150 * 1024 * 1024, sheetOf('<row r="1"><c r="A1"><v>1</v></c></row>')) })
    expect(bytes.length).toBeLessThan(1024 * 1024)
    expect(await recognize(bytes, 'x.xlsx')).toEqual({ is: 'neither', why: 'a workbook that inflates to more than 64 MB' })
  })
  it('that lies about what it inflates to is stopped while it inflates', async () => {
    const bytes = await workbook({ sheet: Buffer.alloc(150 * 1024 * 1024, ' ') })
    const size = Buffer.alloc(4)
    size.writeUInt32LE(150 * 1024 * 1024)
    for (let at = bytes.indexOf(size); at >= 0; at = bytes.indexOf(size, at + 1)) bytes.writeUInt32LE(1000, at)
    expect(await recognize(bytes, 'x.xlsx')).toEqual({ is: 'neither', why: 'a workbook that cannot be read' })
  })
  it('with a row numbered a thousand million has the rows it has', async () => {
    const bytes = await workbook({ sheet: headed(`<row r="1000000000">${inline('A1000000', ADDRESS)}</row>`) })
    expect(await recognize(bytes, 'x.xlsx')).toMatchObject({ is: 'list', rows: [{ row: { url: ADDRESS } }] })
  })
  it('whose parts no zip index names is not believed', async () => {
    const bytes = await workbook({ sheet: headed(`<row>${inline('A2', ADDRESS)}</row>`) })
    const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1')
    bytes.writeUInt16LE(0, end + 8)
    bytes.writeUInt16LE(0, end + 10)
    expect(await recognize(bytes, 'x.xlsx')).toEqual({ is: 'neither', why: 'a workbook that cannot be read' })
  })
  it.each([
    ['columns', 'a workbook with too many columns', { sheet: `<row>${inline('ZZZ1', 'url')}</row>` }],
    ['columns without an end', 'a workbook that cannot be read', { sheet: `<row>${inline(`${'Z'.repeat(50)}1`, 'url')}</row>` }],
    [
      'cells',
      'a workbook with too many cells',
      { sheet: `<row>${inline('A1', 'url')}${inline('AAA1', 'x')}</row>${`<row>${inline('A2', 'x')}</row>`.repeat(6000)}` },
    ],
    [
      'shown text',
      'a workbook with too much text',
      { strings: `<si><t>${'字'.repeat(1_000_000)}</t></si>`, sheet: '<row><c t="s"><v>0</v></c></row>'.repeat(100) },
    ],
    ['depth', 'a workbook that is nested too deep', { sheet: '<a>'.repeat(500_000) }],
    ['parts', 'a workbook with too many parts', { sheet: '', more: 10_001 }],
    ['texts', 'a workbook with too many texts', { sheet: '', strings: '<si/>'.repeat(2_000_001) }],
  ])('with too many %s is refused by name', async (_, why, parts) => {
    expect(await whyNot(parts)).toBe(why)
  })
})

describe('a hostile table', () => {
  it('with a long head over many short rows keeps only the cells it has', async () => {
    const head = ['url', ...Array.from({ length: 30_000 }, (_, n) => `c${n}`)].join(',')
    const found = await recognize(Buffer.from(`${head}\n${`${ADDRESS},a\n`.repeat(30_000)}`), 'x.csv')
    if (found.is !== 'list') expect.fail('no list')
    expect(found.rows).toHaveLength(30_000)
    expect(found.rows.every(({ row }) => Object.keys(row).length === 2)).toBe(true)
  })
  it('of commas alone is refused by name', async () => {
    expect(await recognize(Buffer.alloc(9_000_000, ','), 'x.csv')).toEqual({ is: 'neither', why: 'a table with too many cells' })
  })
})
