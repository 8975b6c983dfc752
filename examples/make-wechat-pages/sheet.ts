// Rows of text in, a workbook of one sheet out, the same bytes at every run.
import { zip } from '../make-demo/zip.ts'

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

/** `links`: by cell (`B3`), an address that it leads to and does not show. */
export function sheet(rows: readonly (readonly string[])[], links: Readonly<Record<string, string>> = {}): Buffer {
  const cells = rows.map(
    (row, r) => `<row r="${r + 1}">${row.map((text, c) => cell(text, `${String.fromCharCode(65 + c)}${r + 1}`)).join('')}</row>`,
  )
  const linked = Object.entries(links)
  const related = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const marks = linked.map(([at], n) => `<hyperlink ref="${at}" r:id="rId${n + 1}"/>`).join('')
  const targets = linked.map(
    ([, url], n) =>
      `<Relationship Id="rId${n + 1}" Type="${related}/hyperlink" Target="${url.replaceAll('&', '&amp;')}" TargetMode="External"/>`,
  )
  return zip({
    '[Content_Types].xml': `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
    '_rels/.rels': `${HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `${HEAD}<worksheet xmlns="${MAIN}" xmlns:r="${related}"><sheetData>${cells.join('')}</sheetData>${marks === '' ? '' : `<hyperlinks>${marks}</hyperlinks>`}</worksheet>`,
    ...(marks === ''
      ? {}
      : {
          'xl/worksheets/_rels/sheet1.xml.rels': `${HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${targets.join('')}</Relationships>`,
        }),
  })
}

/** `#` before digits makes a number of them, as a spreadsheet program does to what looks like one; `=` makes a formula. */
function cell(text: string, at: string): string {
  if (text === '') return ''
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
  if (text.startsWith('=')) return `<c r="${at}" t="str"><f>${escaped.slice(1)}</f><v>链接</v></c>`
  if (/^#\d/.test(text)) return `<c r="${at}"><v>${escaped.slice(1)}</v></c>`
  return `<c r="${at}" t="inlineStr"><is><t xml:space="preserve">${escaped}</t></is></c>`
}
