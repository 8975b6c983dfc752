// What a file of the archive is, by its content: a page, a list, functions of the account, or neither and why. The name only breaks ties. Reads bytes it is given; no I/O.
import type { Claim, ServiceFunction } from '../../domain/account.ts'
import { functionList } from '../function-list.ts'
import { decode } from '../text/charset.ts'
import { BROKEN_JSON, readJson } from './lists.ts'
import { isMhtml, pageOfMhtml, readMhtml } from '../files/mime.ts'
import { cellsOf, readLines, readTable } from './tables.ts'
import type { ListRow } from './rows.ts'
import { WorkbookRefused } from './workbook-limits.ts'
import { readWorkbook } from './workbook.ts'

export type Recognized =
  | { readonly is: 'page'; readonly form: PageForm }
  | { readonly is: 'list'; readonly rows: readonly ListRow[]; readonly claims?: readonly Claim[] | undefined }
  | { readonly is: 'functions'; readonly functions: readonly ServiceFunction[] }
  | { readonly is: 'neither'; readonly why: string }

/** html = the page; mhtml = wrapped, data = a saved cgiDataNew object; markdown = a lesser copy. */
export type PageForm = 'html' | 'mhtml' | 'data' | 'markdown'

/** What the first bytes tell: worth reading whole, or a picture, sound, film, document that a post may use. */
export function looksLike(head: Buffer, path: string): 'text' | 'workbook' | 'zip' | 'media' {
  if (head[0] === 0x50 && head[1] === 0x4b && head[2] === 0x03) return /\.xlsx$/i.test(path) || head.includes('xl/') ? 'workbook' : 'zip'
  const utf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)
  if (!utf16 && head.includes(0)) return 'media'
  if (/^(%PDF|GIF8|RIFF|OggS|ID3|\{\\rtf)/.test(head.subarray(0, 5).toString('latin1')) || (head[0] === 0xff && (head[1] ?? 0) >= 0xd8))
    return 'media'
  return 'text'
}

export async function recognize(bytes: Buffer, path: string): Promise<Recognized> {
  const head = bytes.subarray(0, 4096)
  const kind = looksLike(head, path)
  if (kind === 'workbook') return await recognizeWorkbook(bytes, path)
  if (kind === 'zip') return { is: 'neither', why: 'an archive inside the archive is not followed' }
  if (kind === 'media') return { is: 'neither', why: 'used by no post' }
  if (isMhtml(head.toString('latin1')))
    return pageOfMhtml(readMhtml(bytes)) === null ? { is: 'neither', why: 'MHTML without a page' } : { is: 'page', form: 'mhtml' }
  return recognizeText(decode(bytes).text, path)
}

function recognizeText(text: string, path: string): Recognized {
  const head = text.slice(0, 4096).trimStart()
  if (head === '') return { is: 'neither', why: 'only white space' }
  const json = /^[[{]/.test(head) ? readJson(text, path) : null
  if (json?.is === 'rows') return { is: 'list', rows: json.rows, claims: json.claims }
  if (json?.is === 'functions') return json
  if (json?.is === 'page-data') return { is: 'page', form: 'data' }
  if (json !== null && (json.why !== BROKEN_JSON || /\.(nd)?jsonl?$/i.test(path))) return { is: 'neither', why: json.why }
  if (isHtml(head)) return { is: 'page', form: 'html' }
  if (/\.(css|js|mjs|svg|xml|log|ini|map)$/i.test(path) || /^<(\?xml|svg)/i.test(head)) return { is: 'neither', why: 'used by no post' }
  if (/\.(md|markdown)$/i.test(path)) return { is: 'page', form: 'markdown' }
  const lines = /\.(csv|tsv)$/i.test(path) ? null : readLines(text)
  const isTable = lines === null && (/\.(csv|tsv)$/i.test(path) || /[,\t]/.test(head.split('\n')[0] ?? ''))
  if (isTable && hasTooManyCells(text)) return { is: 'neither', why: 'a table with too many cells' }
  const table = isTable ? cellsOf(text) : null
  const functions = table === null ? null : functionList(table, path)
  if (functions !== null) return { is: 'functions', functions }
  const rows = table !== null ? readTable(table) : isTable ? readLines(text) : lines
  if (rows !== null && rows.length > 0) return { is: 'list', rows }
  return /\.html?$/i.test(path) ? { is: 'page', form: 'html' } : { is: 'neither', why: 'text without posts (a log or a note)' }
}

const MOST_CELLS = 8_000_000

function hasTooManyCells(text: string): boolean {
  let cells = 0
  for (let at = 0; at < text.length && cells <= MOST_CELLS; at += 1) if (SEPARATORS.has(text.charCodeAt(at))) cells += 1
  return cells > MOST_CELLS
}

/** Comma, semicolon, tab, line feed. */
const SEPARATORS: ReadonlySet<number> = new Set([0x2c, 0x3b, 0x09, 0x0a])

const ELEMENTS = 'html|head|body|div|section|meta|title|article|main|table|script|style|link|p|span|h1|h2|center|font|img'

function isHtml(head: string): boolean {
  const start = head.replace(/^(?:<!--[\s\S]*?(?:-->|$)\s*)+/, '')
  return /^<!doctype\s+html/i.test(start) || new RegExp(`^<(?:${ELEMENTS})[\\s>/]`, 'i').test(start) || /<html[\s>]/i.test(head)
}

async function recognizeWorkbook(bytes: Buffer, path: string): Promise<Recognized> {
  try {
    const table = await readWorkbook(bytes)
    const functions = functionList(table, path)
    if (functions !== null) return { is: 'functions', functions }
    const rows = readTable(table)
    return rows === null || rows.length === 0 ? { is: 'neither', why: 'a workbook without article addresses' } : { is: 'list', rows }
  } catch (refused) {
    return { is: 'neither', why: refused instanceof WorkbookRefused ? refused.message : 'a workbook that cannot be read' }
  }
}
