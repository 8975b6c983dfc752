// Cells to lines of a CSV file that a spreadsheet opens without running anything in it, and back. Pure.

/** Spreadsheets take a cell that begins so for a formula; in full width too. A leading ' says that it is words, and is taken away again. */
const FORMULA = /^['=+\-@\t\r＝＋－＠]/

export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => quoted(FORMULA.test(cell) ? `'${cell}` : cell)).join(',')}\r\n`
}

function quoted(cell: string): string {
  return /[",\r\n;\t]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

/** A cell as it was before `csvLine`, whatever a spreadsheet did to its edges. */
export function plainCell(cell: string): string {
  const text = cell.trim()
  return text.startsWith("'") && FORMULA.test(text.slice(1)) ? text.slice(1) : text
}
