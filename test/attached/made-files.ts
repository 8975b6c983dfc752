// Files as people attach them, made for tests: packages with XML parts, and a PDF that names a Chinese CMap instead of holding a font.
import { buffer } from 'node:stream/consumers'
import iconv from 'iconv-lite'
import { ZipFile } from 'yazl'
import { MADE_ID, MADE_MOBILE } from '../kits/made-numbers.ts'

export async function zip(parts: Readonly<Record<string, string | Uint8Array>>): Promise<Buffer> {
  const file = new ZipFile()
  for (const [name, text] of Object.entries(parts)) file.addBuffer(Buffer.from(text), name)
  file.end()
  return await buffer(file.outputStream)
}

const row = (...cells: readonly string[]) =>
  `<w:tr>${cells.map((text) => `<w:tc><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:tc>`).join('')}</w:tr>`

export function docx(): Promise<Buffer> {
  const body =
    `<w:p><w:r><w:t>身份证</w:t></w:r><w:r><w:t xml:space="preserve">号 ${MADE_ID.slice(0, 10)}</w:t></w:r><w:r><w:t>${MADE_ID.slice(10)}</w:t></w:r></w:p>` +
    `<w:tbl>${row('姓名', '电话')}${row('张三丰', MADE_MOBILE)}</w:tbl>` +
    '<w:p><w:del><w:r><w:delText>删去的字</w:delText></w:r></w:del></w:p>'
  return zip({
    'word/document.xml': `<?xml version="1.0"?><w:document xmlns:w="w"><w:body>${body}</w:body></w:document>`,
    'word/comments.xml': '<w:comments xmlns:w="w"><w:comment><w:p><w:r><w:t>批注 &amp; 意见</w:t></w:r></w:p></w:comment></w:comments>',
  })
}

export function xlsx(): Promise<Buffer> {
  const strings = ['姓名', '身份证号', '李四', MADE_ID].map((text) => `<si><t>${text}</t></si>`).join('')
  return zip({
    'xl/workbook.xml':
      '<workbook xmlns:r="r"><sheets><sheet name="公示" r:id="rId2"/><sheet name="底册" state="hidden" r:id="rId1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
    'xl/sharedStrings.xml': `<sst>${strings}</sst>`,
    'xl/worksheets/sheet1.xml':
      '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row><row r="7"><c r="A7" t="s"><v>2</v></c><c r="C7" t="s"><v>3</v></c></row></sheetData></worksheet>',
    'xl/worksheets/sheet2.xml':
      '<worksheet><sheetData><row r="2"><c r="B2"><v>12.5</v></c><c r="AA2" t="inlineStr"><is><t>公示</t></is></c></row></sheetData></worksheet>',
  })
}

export function pptx(): Promise<Buffer> {
  const slide = (text: string) => `<p:sld xmlns:a="a" xmlns:p="p"><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:sld>`
  return zip({
    'ppt/presentation.xml': '<p:presentation xmlns:p="p"/>',
    'ppt/slides/slide10.xml': slide('第十张'),
    'ppt/slides/slide2.xml': slide('第二张'),
    'ppt/notesSlides/notesSlide2.xml': slide('备注'),
  })
}

export function ofd(): Promise<Buffer> {
  const words = (place: string, text: string) =>
    `<ofd:TextObject Boundary="${place}"><ofd:TextCode X="0" Y="4">${text}</ofd:TextCode></ofd:TextObject>`
  return zip({
    'OFD.xml': '<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"/>',
    'Doc_0/Pages/Page_0/Content.xml': `<ofd:Page xmlns:ofd="x">${words('10 20 40 5', `身份证 ${MADE_ID.slice(0, 6)}`)}${words('50 20.3 40 5', MADE_ID.slice(6))}${words('10 30 40 5', '下一行')}${words('90 30 40 5', '另一格')}</ofd:Page>`,
  })
}

/** One page of words in GBK, in a font that the file does not hold. */
export function pdf(lines: readonly string[], more = ''): Buffer {
  const text = lines.map((line, n) => `1 0 0 1 72 ${700 - n * 20} Tm <${iconv.encode(line, 'gbk').toString('hex')}> Tj`).join('\n')
  const stream = `BT /F1 12 Tf\n${text}\nET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /GBK-EUC-H /DescendantFonts [6 0 R] >>',
    '<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 /FontDescriptor 7 0 R >>',
    '<< /Type /FontDescriptor /FontName /SimSun /Flags 4 /FontBBox [0 -200 1000 800] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>',
  ]
  return Buffer.from(
    `%PDF-1.5\n${objects.map((body, n) => `${n + 1} 0 obj\n${body}\nendobj\n`).join('')}trailer\n<< /Root 1 0 R ${more} >>\n%%EOF`,
    'latin1',
  )
}
