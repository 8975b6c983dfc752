// A file of links (CSV, XLSX, TXT, JSON of the console) → rows, in the order of the file. A line without a link is told, never skipped.
import { readFile, stat } from 'node:fs/promises'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { decode } from '../text/charset.ts'
import { readJson } from '../wechat-archive/lists.ts'
import { cellsOf } from '../wechat-archive/tables.ts'
import { WorkbookRefused } from '../wechat-archive/workbook-limits.ts'
import { readLinkedWorkbook } from '../wechat-archive/workbook.ts'
import { linksIn, pieces } from './address.ts'
import { headOf, jsonRow, rowsOf } from './row.ts'
import type { Found } from './row.ts'

/** `name`: how the file is called in what is told. Throws Failure `source-unreadable`, `file-too-large`. */
export async function fileRows(place: string, name: string, limit: number): Promise<readonly Found[]> {
  const found = await stat(place).catch((cause: unknown) => {
    throw new Failure('source-unreadable', both(`没有清单文件 ${name}`, `there is no list at ${name}`), { cause })
  })
  if (found.size > limit) throw new Failure('file-too-large', both(`${name} 超过 ${limit} 字节`, `${name} is larger than ${limit} bytes`))
  return await listRows(await readFile(place), name)
}

async function listRows(bytes: Buffer, name: string): Promise<readonly Found[]> {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return tableRows(await workbookCells(bytes, name), name)
  if (bytes.length > 1 && bytes.readUInt16BE(0) === 0xd0cf)
    throw unreadable(name, '是旧版 .xls,请另存为 .xlsx', 'is an old .xls workbook; save it as .xlsx')
  const { text } = decode(bytes)
  if (/^\s*[[{]/.test(text)) return jsonRows(text, name)
  const cells = /\.(?:csv|tsv)$/i.test(name) ? cellsOf(text) : null
  return cells === null ? lineRows(text, name) : tableRows(cells, name)
}

/** Where a title leads to its article and no cell shows the address, the address stands behind the last column. */
async function workbookCells(bytes: Buffer, name: string): Promise<readonly (readonly string[])[]> {
  try {
    const { rows, links } = await readLinkedWorkbook(bytes)
    const width = rows.reduce((widest, { length }) => Math.max(widest, length), 0)
    return rows.map((cells, n) => {
      const own = links.get(n)?.filter((address) => linksIn(address).length > 0) ?? []
      if (own.length === 0 || cells.some((cell) => linksIn(cell).length > 0)) return cells
      return [...cells, ...Array.from({ length: width - cells.length }, () => ''), ...own]
    })
  } catch (refused) {
    const why = refused instanceof WorkbookRefused ? refused.message : 'a workbook that cannot be read'
    throw unreadable(name, '无法作为工作簿读取', `is ${why}`)
  }
}

function unreadable(name: string, zh: string, en: string): Failure {
  return new Failure('source-unreadable', both(`${name} ${zh}`, `${name} ${en}`))
}

function jsonRows(text: string, name: string): readonly Found[] {
  const found = readJson(text, name)
  if (found.is !== 'rows') return [{ name, why: found.is === 'neither' ? found.why : 'JSON that lists no articles' }]
  return found.rows.map((row, n) => jsonRow(row, `${name}#${n + 1}`))
}

/** Lists made by hand have a headline or two above the names of their columns. */
const HEAD_WITHIN = 5

function tableRows(table: readonly (readonly string[])[], name: string): readonly Found[] {
  const heads = table.slice(0, HEAD_WITHIN).map(headOf)
  const first = table.slice(0, HEAD_WITHIN).findIndex((cells) => cells.some((cell) => rowsOf([cell], null, '').some((one) => 'url' in one)))
  const at = heads.findIndex((head, n) => head !== null && (first < 0 || n < first))
  const head = at < 0 ? null : (heads[at] ?? null)
  return table.flatMap((cells, n) => (n <= at || cells.every((cell) => cell.trim() === '') ? [] : rowsOf(cells, head, `${name}#${n + 1}`)))
}

/** One link a line, with a title and a date before or behind it, in any order. */
function lineRows(text: string, name: string): readonly Found[] {
  return text.split(/\r\n?|\n/).flatMap((raw, n) => {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) return []
    return rowsOf(lineCells(line), null, `${name}#${n + 1}`)
  })
}

const DATE = String.raw`\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[ T]\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?`
const DATE_FIRST = new RegExp(`^(${DATE})(?!\\s+\\d{1,2}[:：])\\s+(\\S.*)$`)
const DATE_LAST = new RegExp(`^(.*\\S)\\s+(${DATE})$`)

/** A formula of a spreadsheet stays whole. */
function lineCells(line: string): readonly string[] {
  if (/HYPERLINK\(/i.test(line)) return [line]
  return pieces(line)
    .flatMap((piece) => (piece.isLink ? [piece.text] : piece.text.split(/\t|\s{2,}|[|｜,，;；]/)))
    .map((part) => part.replaceAll(/^[\s:：\-—–·.、[(（]+|[\s:：\-—–·\])）]+$/g, ''))
    .flatMap((part) => (DATE_FIRST.exec(part) ?? DATE_LAST.exec(part))?.slice(1) ?? [part])
    .filter((part) => part !== '')
}
