// The words of attached files: every kind, hidden parts too, and what is made to be slow, huge or locked.
import { CFB, utils, write } from 'xlsx'
import { afterAll, describe, expect, it } from 'vitest'
import { readFile } from '../../src/attached/read-file.ts'
import { openAttachedReader } from '../../src/attached/reader.ts'
import { placeIn } from '../../src/domain/file-text.ts'
import { MADE_ID, MADE_MOBILE } from '../kits/made-numbers.ts'
import { docx, ofd, pdf, pptx, xlsx, zip } from './made-files.ts'

describe('the words of an attached file', () => {
  it('are those of a DOCX with its table, comments and struck-out words', async () => {
    expect(await readFile(await docx(), '名单.docx')).toEqual({
      pieces: [
        { place: '', text: `身份证号 ${MADE_ID}\n姓名\t电话\n张三丰\t${MADE_MOBILE}\n删去的字` },
        { place: 'comments', text: '批注 & 意见' },
      ],
      unread: [],
    })
  })

  it('are those of all sheets of an XLSX, hidden ones too, with the cell of each word', async () => {
    const { pieces } = await readFile(await xlsx(), '表.xlsx')
    expect(pieces).toEqual([
      { place: '公示', text: `\t12.5${'\t'.repeat(25)}公示`, rows: [2] },
      { place: '底册', text: `姓名\t\t身份证号\n李四\t\t${MADE_ID}`, rows: [1, 7] },
    ])
    const [first, second] = pieces
    expect(first && placeIn(first, first.text.indexOf('公示'))).toBe('公示!AA2')
    expect(second && placeIn(second, second.text.indexOf(MADE_ID))).toBe('底册!C7')
  })

  it('are those of the slides of a PPTX in order, and of the notes', async () => {
    expect((await readFile(await pptx(), '课件.pptx')).pieces).toEqual([
      { place: 'slide 2', text: '第二张' },
      { place: 'notes 2', text: '备注' },
      { place: 'slide 10', text: '第十张' },
    ])
  })

  it('are those of an OFD, where a number that is split over text objects stays one', async () => {
    expect((await readFile(await ofd(), '公文.ofd')).pieces).toEqual([{ place: 'p1', text: `身份证 ${MADE_ID}\n下一行\t另一格` }])
  })

  it('are those of a PDF that only names its Chinese characters', async () => {
    const { pieces, unread } = await readFile(pdf(['关于公示的通知', '联系电话:0571-88880000']), '通知.pdf')
    expect(unread).toEqual([])
    expect(pieces.map(({ place, text }) => `${place} ${text.normalize('NFKC')}`)).toEqual(['p1 关于公示的通知\n联系电话:0571-88880000'])
  })

  it('are those of an old XLS', async () => {
    const book = utils.book_new()
    utils.book_append_sheet(book, utils.aoa_to_sheet([['姓名', '电话'], [], ['王五', MADE_MOBILE]]), '名册')
    const bytes = write(book, { type: 'buffer', bookType: 'biff8' }) as Buffer
    expect((await readFile(bytes, '名册.xls')).pieces).toEqual([{ place: '名册', text: `姓名\t电话\n王五\t${MADE_MOBILE}`, rows: [1, 3] }])
  })

  it.each([
    ['UTF-8', `\uFEFF姓名,电话\r\n"赵,六",${MADE_MOBILE}`, undefined],
    ['GBK', `姓名,电话\n"赵,六",${MADE_MOBILE}`, 'gbk'],
  ])('are those of a CSV in %s', async (_, text, charset) => {
    const { default: iconv } = await import('iconv-lite')
    const bytes = charset === undefined ? Buffer.from(text) : iconv.encode(text, charset)
    expect((await readFile(bytes, '名单.csv')).pieces).toEqual([{ place: '', text: `姓名\t电话\n赵,六\t${MADE_MOBILE}`, rows: [1, 2] }])
  })

  it('are those of the files in a zip, and of the zip in it', async () => {
    const inner = await zip({ '名单.docx': await docx(), '封面.jpg': 'x', 'a.exe': 'MZ....' })
    const { pieces, unread } = await readFile(await zip({ '附件.zip': inner, '说明.txt': '说明' }), '包.zip')
    expect(pieces.map(({ place }) => place)).toEqual(['附件.zip 名单.docx', '附件.zip 名单.docx comments', '说明.txt'])
    expect(unread).toEqual([{ why: 'unknown-type', place: '附件.zip a.exe' }])
  })
})

describe('what cannot be read', () => {
  const encrypted = () => {
    const file = CFB.utils.cfb_new()
    CFB.utils.cfb_add(file, 'EncryptedPackage', Buffer.alloc(64, 7))
    return Buffer.from(CFB.write(file, { type: 'buffer' }) as Uint8Array)
  }
  const padded = '00'.repeat(32)
  const locked = pdf(['密'], `/Encrypt << /Filter /Standard /V 1 /R 2 /O <${padded}> /U <${padded}> /P -44 >> /ID [<00><00>]`)

  it.each([
    ['a DOCX with a password', encrypted(), '名单.docx', 'encrypted'],
    ['a PDF with a password', locked, '通知.pdf', 'encrypted'],
    ['a PDF that is only its first line', Buffer.from('%PDF-1.7\n'), 'a.pdf', 'damaged'],
    ['a zip that is cut off', Buffer.from('504b0304140000000800', 'hex'), 'a.zip', 'damaged'],
    ['an old DOC', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]), 'a.doc', 'unknown-type'],
    ['a program', Buffer.from('MZ\u0090 and more'), 'a.exe', 'unknown-type'],
    ['nothing at all', Buffer.alloc(0), 'a.pdf', 'damaged'],
    ['a page without words', pdf([]), '扫描.pdf', 'no-text'],
  ])('is named: %s', async (_, bytes, name, why) => {
    expect((await readFile(bytes, name)).unread).toEqual([{ why, place: '' }])
  })

  it('is a package that inflates without end', async () => {
    const bomb = await zip({ 'word/document.xml': Buffer.concat([Buffer.from('<w:t>'), Buffer.alloc(300 * 1024 * 1024, 0x20)]) })
    expect(bomb.length).toBeLessThan(1024 * 1024)
    expect((await readFile(bomb, '大.docx')).unread).toEqual([{ why: 'too-large', place: '' }])
  })

  it('is markup that nests without end', async () => {
    expect((await readFile(await zip({ 'word/document.xml': '<w:p>'.repeat(100_000) }), '深.docx')).unread).toEqual([
      { why: 'too-large', place: '' },
    ])
  })

  it('is a sheet whose cells say that they stand far out', async () => {
    const far = '<worksheet><sheetData><row><c r="ZZZZZZ1" t="str"><v>x</v></c></row></sheetData></worksheet>'
    const bytes = await zip({ 'xl/workbook.xml': '<workbook/>', 'xl/worksheets/sheet1.xml': far })
    expect((await readFile(bytes, '远.xlsx')).unread).toEqual([{ why: 'damaged', place: '' }])
  })
})

describe('the thread that reads', () => {
  const reader = openAttachedReader()
  afterAll(() => reader.close())

  it('answers as the reading itself does, one file after another', async () => {
    const files = await Promise.all([docx(), xlsx(), pptx()])
    const answers = await Promise.all(files.map((bytes) => reader.read(bytes, 'a')))
    expect(answers).toEqual(await Promise.all(files.map((bytes) => readFile(bytes, 'a'))))
  })

  it('is ended when a file takes too long, or too much memory, and the next file is read by another', async () => {
    const impatient = openAttachedReader({ milliseconds: 1, megabytes: 512 })
    expect((await impatient.read(await docx(), 'a.docx')).unread).toEqual([{ why: 'too-slow', place: '' }])
    await impatient.close()
    const narrow = openAttachedReader({ milliseconds: 30_000, megabytes: 24 })
    const rows = '<row><c t="str"><v>x</v></c></row>'.repeat(900_000)
    const heavy = await zip({ 'xl/workbook.xml': '<workbook/>', 'xl/worksheets/sheet1.xml': `<worksheet>${rows}</worksheet>` })
    expect((await narrow.read(heavy, 'a.xlsx')).unread).toEqual([{ why: 'too-slow', place: '' }])
    expect((await narrow.read(await pptx(), 'a.pptx')).pieces).toHaveLength(3)
    await narrow.close()
  })
})
