// A CSV of a backup tool → its rows as records with names, whatever separator and character set it was saved in, and however often the tool
// wrote its head. What the two tools that write CSV differ in is given by each.
import type { Decoded } from '../../text/charset.ts'
import { decode } from '../../text/charset.ts'
import type { Told } from '../format.ts'
import { csvRowAt, csvRows, separatorOf } from './csv-rows.ts'
import type { CsvRow } from './csv-rows.ts'

export interface CsvTool {
  /** Whether a row is the head of such a table. */
  readonly isHead: (cells: readonly string[]) => boolean
  /** The names of a row's cells under this head; null when they do not fit. */
  readonly columns: (head: readonly string[], cells: readonly string[]) => readonly string[] | null
}

/** The row that the first bytes begin with, in whatever character set they are. */
export function firstRow(head: Buffer): readonly string[] {
  const { text } = decode(head)
  const line = lineOf(text)
  return csvRowAt(text, text.startsWith('\ufeff') ? 1 : 0, separatorOf(line)).cells
}

function lineOf(text: string): string {
  return text.slice(0, 4096).split(/\r?\n/, 1)[0] ?? ''
}

export function* toldIn({ text }: Decoded, tool: CsvTool): Generator<Told> {
  let head: CsvRow | null = null
  for (const row of csvRows(text, separatorOf(lineOf(text)))) {
    // every run of some tools begins with a head; a newer version's head names other columns
    if (tool.isHead(row.cells)) head = row
    else if (head !== null) yield toldOf(head, row, tool)
  }
}

function toldOf(head: CsvRow, row: CsvRow, tool: CsvTool): Told {
  const mid = /^\s*([1-9]\d{15})\s*$/.exec(row.cells[0] ?? '')?.[1] ?? null
  if (row.broken) return { kind: 'loss', mid, why: 'a row that was never finished' }
  const raw = rawOf(head, row, tool)
  if (raw === null)
    return { kind: 'loss', mid, why: `a row of ${row.cells.length} cells under a head of ${head.cells.length}: no version writes such` }
  return { kind: 'post', at: `${row.start.toString(36)}-${head.start.toString(36)}`, raw }
}

/** The filled cells by name: empty ones say nothing, whichever version wrote them. */
function rawOf(head: CsvRow, row: CsvRow, tool: CsvTool): string | null {
  const columns = tool.columns(head.cells, row.cells)
  if (columns === null) return null
  const named = row.cells.flatMap((cell, n) => (cell === '' || columns[n] === undefined ? [] : [[columns[n], cell] as const]))
  return JSON.stringify(Object.fromEntries(named))
}

/** The same row again, by the place that `toldIn` gave. */
export function rowAgain({ text }: Decoded, at: string, tool: CsvTool): string | null {
  const [start = Number.NaN, headStart = Number.NaN] = at.split('-').map((word) => Number.parseInt(word, 36))
  const separator = separatorOf(lineOf(text))
  if (!(start >= 0 && start < text.length && headStart >= 0)) return null
  const head = csvRowAt(text, headStart, separator)
  const row = csvRowAt(text, start, separator)
  return tool.isHead(head.cells) && !row.broken ? rawOf(head, row, tool) : null
}
