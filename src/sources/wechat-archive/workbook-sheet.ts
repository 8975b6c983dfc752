// The first sheet of a workbook (ECMA-376) → its rows as text. Makes no row or cell that the file does not hold, and shows dates by their
// wall clock. Throws WorkbookRefused when the table would grow over WORKBOOK_LIMITS.
import { WORKBOOK_LIMITS, WorkbookRefused } from './workbook-limits.ts'
import { textCollector, unescaped } from './workbook-parts.ts'
import type { PartReader } from './workbook-parts.ts'

interface SheetFacts {
  readonly strings: readonly string[]
  readonly isDate: readonly boolean[]
  readonly from1904: boolean
}

interface Cell {
  at: string
  type: string
  style: number
  value: string
}

export interface Sheet {
  readonly rows: readonly (readonly string[])[]
  /** Links of cells: which row of `rows`, and the name of the address among the sheet's relations, or the address itself. */
  readonly links: readonly { readonly row: number; readonly id?: string; readonly address?: string }[]
}

/** Rows that hold text. Row numbers are not believed: rows stand in the order of the file, and none is made for a gap. */
export function sheetReader(facts: SheetFacts): PartReader<Sheet> {
  const inline = textCollector()
  const table = openTable()
  const linked = openLinks(table)
  let cell: Cell | null = null
  let tag = ''
  return {
    open(name) {
      tag = name
      linked.open(name)
      if (name === 'c') {
        cell = { at: '', type: '', style: -1, value: '' }
        inline.start()
      }
      inline.open(name)
    },
    attribute(name, value) {
      linked.attribute(name, value)
      if (tag !== 'c' || cell === null) return
      if (name === 'r') cell.at = value
      if (name === 't') cell.type = value
      if (name === 's') cell.style = Number(value)
    },
    text(piece) {
      if (cell !== null && tag === 'v') cell.value += piece
      if (cell !== null && tag === 'f') linked.formula(piece)
      if (cell !== null) inline.text(piece)
    },
    close(name) {
      tag = ''
      inline.close(name)
      linked.close(name)
      if (name === 'c' && cell !== null) {
        table.cell(cell.at, textOf(cell, facts, () => inline.take()).trim())
        cell = null
      }
      if (name === 'row') table.endRow()
    },
    result: () => ({ rows: table.rows, links: linked.found }),
  }
}

const LONGEST_FORMULA = 5000

/** A cell may show a title and lead elsewhere: by a formula, or by an element that names the cell behind all rows. */
function openLinks(table: ReturnType<typeof openTable>) {
  const found: { row: number; id?: string; address?: string }[] = []
  let link: { at: string; id: string } | null = null
  let formula = ''
  return {
    found,
    open(tag: string): void {
      if (tag === 'hyperlink') link = { at: '', id: '' }
      if (tag === 'c') formula = ''
    },
    attribute(name: string, value: string): void {
      if (link === null) return
      if (name === 'ref') link.at = value
      if (name === 'id') link.id = value
    },
    formula(piece: string): void {
      if (formula.length < LONGEST_FORMULA) formula += piece
    },
    close(tag: string): void {
      if (found.length >= WORKBOOK_LIMITS.strings) throw new WorkbookRefused('a workbook with too many links')
      const address = tag === 'c' ? /^\s{0,9}HYPERLINK\(\s{0,9}"([^"]{1,2000})"/i.exec(formula)?.[1] : undefined
      if (address !== undefined) found.push({ row: table.rows.length, address })
      if (tag !== 'hyperlink' || link === null) return
      const row = table.rowOf(link.at)
      if (row !== undefined && link.id !== '') found.push({ row, id: link.id })
      link = null
    },
  }
}

/** Counts before it keeps: the limits are on what a reader of the table would have to make of it. */
function openTable() {
  const rows: string[][] = []
  const numbers = new Map<string, number>()
  let row: string[] = []
  let column = 0
  let width = 0
  let characters = 0
  return {
    rows: rows as readonly (readonly string[])[],
    cell(at: string, text: string): void {
      column = at === '' ? column + 1 : columnOf(at)
      if (text === '') return
      if (row.length === 0) numbers.set(numberOf(at), rows.length)
      if (column > WORKBOOK_LIMITS.columns) throw new WorkbookRefused('a workbook with too many columns')
      while (row.length < column) row.push('')
      row[column - 1] = text
      width = Math.max(width, column)
      characters += text.length
      if (characters > WORKBOOK_LIMITS.characters) throw new WorkbookRefused('a workbook with too much text')
    },
    /** Of a cell such as `B12`: where its row stands among those that hold text. */
    rowOf: (at: string): number | undefined => (at === '' ? undefined : numbers.get(numberOf(at))),
    endRow(): void {
      if (row.length > 0) rows.push(row)
      row = []
      column = 0
      if (rows.length * width > WORKBOOK_LIMITS.cells) throw new WorkbookRefused('a workbook with too many cells')
    },
  }
}

/** `AB12`, `AB12:AC13` → `12`. */
function numberOf(at: string): string {
  return /^[A-Z]{1,3}(\d{1,7})(?::|$)/i.exec(at)?.[1] ?? ''
}

/** `AB12` → 28. */
function columnOf(at: string): number {
  const letters = /^([A-Z]{1,3})\d{1,7}$/i.exec(at)?.[1]
  if (letters === undefined) throw new WorkbookRefused('a workbook that cannot be read')
  let column = 0
  for (const letter of letters.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64
  return column
}

function textOf({ type, style, value }: Cell, facts: SheetFacts, inline: () => string): string {
  if (type === 's') return facts.strings[Number(value)] ?? ''
  if (type === 'inlineStr') return inline()
  if (type === 'str') return unescaped(value)
  if (type === 'b') return value.trim() === '1' ? 'true' : 'false'
  if (type === 'e' || value.trim() === '') return ''
  if (type === 'd') return dayText(Date.parse(value))
  const number = Number(value)
  if (Number.isNaN(number)) return value
  return facts.isDate[style] === true ? dayText(fromSerial(number, facts.from1904)) : String(number)
}

const DAY = 86_400_000

/** Day 60 of the old count is the 29th of February 1900, which never was. */
function fromSerial(days: number, from1904: boolean): number {
  if (from1904) return Date.UTC(1904, 0, 1) + days * DAY
  return Date.UTC(1899, 11, days < 60 ? 31 : 30) + days * DAY
}

function dayText(time: number): string {
  const day = new Date(Math.round(time / 1000) * 1000)
  return Number.isNaN(day.getTime()) ? '' : day.toISOString().slice(0, 19).replace('T', ' ')
}
