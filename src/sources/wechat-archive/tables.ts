// CSV, XLSX and TXT lists of links → rows. A file is a list only when its lines hold article addresses. Never throws for bad tables.
import { parse } from 'csv-parse/sync'
import { keysOf } from './addresses.ts'
import type { ListRow } from './rows.ts'

type Cells = readonly string[]

const HEADER = /^(?:title|标题|文章名|文章标题|url|link|链接|文章链接|time|发布时间)$/i
const MOST_CELLS = 4_000_000
const ADDRESS = /https?:\/\/mp\.weixin\.qq\.com\/[^\s"'<>,，)）\]]+/

/** Comma-, semicolon- or tab-separated text as cells; null when it is none. */
export function cellsOf(text: string): readonly Cells[] | null {
  const first = text.slice(0, text.search(/\r?\n|$/))
  const delimiter = first.includes('\t') ? '\t' : first.includes(';') && !first.includes(',') ? ';' : ','
  try {
    const table: unknown = parse(text, { delimiter, relaxQuotes: true, relaxColumnCount: true, skipEmptyLines: true, bom: true })
    return Array.isArray(table) ? (table as Cells[]) : null
  } catch {
    return null
  }
}

/** Rows of a table whose first line names the columns; without such a line the cells say themselves what they are. */
export function readTable(table: readonly Cells[]): readonly ListRow[] | null {
  const head = table[0] ?? []
  if (head.some((cell) => HEADER.test(cell.trim()))) {
    const rows = table.slice(1).filter((cells) => cells.some((cell) => cell.trim() !== ''))
    // A head of a hundred thousand names over short rows would make a table far larger than its file.
    const isSparse = head.length * rows.length > MOST_CELLS
    return rows.map((cells) => ({
      list: 'table',
      time: null,
      row: Object.fromEntries((isSparse ? head.slice(0, cells.length) : head).map((name, n) => [name.trim(), cells[n] ?? ''])),
    }))
  }
  const rows = table.map(guess)
  const good = rows.filter((row) => row !== null)
  return good.length > 0 && good.length * 10 >= table.length * 9 ? good : null
}

function guess(cells: Cells): ListRow | null {
  const url = cells.map((cell) => ADDRESS.exec(cell)?.[0]).find((found) => found !== undefined && keysOf(found).length > 0)
  if (url === undefined) return null
  const rest = cells.filter((cell) => !cell.includes(url)).map((cell) => cell.trim())
  const time = rest.find((cell) => /^\d{4}[-/年]\d{1,2}/.test(cell)) ?? null
  const title = rest.find((cell) => cell !== '' && cell !== time && !/^\d+$/.test(cell)) ?? null
  return { list: 'table', time: null, row: { url, ...(title === null ? {} : { title }), ...(time === null ? {} : { time }) } }
}

/** Plain text: most lines hold an address, else it is a log or a letter and no list. */
export function readLines(text: string): readonly ListRow[] | null {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  if (lines.filter((line) => /^\[?\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d\]?\s*\[\w+\]/.test(line)).length > lines.length / 2) return null
  const rows = lines.map((line) => {
    const url = ADDRESS.exec(line)?.[0]
    return url === undefined ? null : guess([url, ...line.replace(url, '\t').split(/\t|\s{2,}|\|/)])
  })
  const good = rows.filter((row) => row !== null)
  return good.length > 0 && good.length * 2 >= lines.length ? good : null
}
