// CSV text → its rows one by one, each with its place, so that one can be read again alone. Quoted cells hold anything; a cell that was never
// closed (the tool was killed while it wrote, and went on in the same file) ends before the next line that begins like a post.

export interface CsvRow {
  readonly start: number
  /** Behind its line end. */
  readonly end: number
  readonly cells: readonly string[]
  /** The row was never finished: it ends where the next post begins, or where the file does. */
  readonly broken: boolean
}

/** What a line looks like that begins a post: its number, as the tools write it, and the next cell. */
const NEXT_POST = /\n(?=[1-9]\d{15}\t?,[0-9A-Za-z]{5,12},)/g

const QUOTE = 0x22

/** The separator of a file: the one that its first line holds most of. */
export function separatorOf(line: string): string {
  const counts = [',', '\t', ';'].map((mark) => [mark, line.split(mark).length] as const)
  return counts.reduce((best, one) => (one[1] > best[1] ? one : best))[0]
}

export function* csvRows(text: string, separator: string): Generator<CsvRow> {
  for (let at = text.startsWith('\ufeff') ? 1 : 0; at < text.length;) {
    const row = csvRowAt(text, at, separator)
    at = row.end
    if (row.cells.length > 1 || row.cells[0] !== '') yield row
  }
}

export function csvRowAt(text: string, start: number, separator: string): CsvRow {
  const cells: string[] = []
  const mark = separator.charCodeAt(0)
  for (let at = start; ;) {
    const cell = text.charCodeAt(at) === QUOTE ? quotedCell(text, at, mark) : plainCell(text, at, mark)
    cells.push(cell.text)
    if (cell.broken) return { start, end: cell.end, cells, broken: true }
    if (text.charCodeAt(cell.end) !== mark) return { start, end: pastLine(text, cell.end), cells, broken: false }
    at = cell.end + 1
  }
}

interface Cell {
  readonly text: string
  /** Of the separator, the line end, or the end of the text. */
  readonly end: number
  readonly broken: boolean
}

function plainCell(text: string, start: number, mark: number): Cell {
  let end = start
  for (let code = text.charCodeAt(end); end < text.length && code !== mark && code !== 0x0a && code !== 0x0d; code = text.charCodeAt(end))
    end += 1
  return { text: text.slice(start, end), end, broken: false }
}

function quotedCell(text: string, start: number, mark: number): Cell {
  let said = ''
  for (let from = start + 1; ;) {
    const quote = text.indexOf('"', from)
    const piece = quote < 0 ? text.slice(from) : text.slice(from, quote)
    const next = nextPost(piece)
    if (next >= 0) return { text: said + piece.slice(0, next), end: from + next + 1, broken: true }
    said += piece
    if (quote < 0) return { text: said, end: text.length, broken: true }
    if (text.charCodeAt(quote + 1) !== QUOTE) {
      const rest = plainCell(text, quote + 1, mark)
      return { ...rest, text: said + rest.text }
    }
    said += '"'
    from = quote + 2
  }
}

function nextPost(piece: string): number {
  if (!piece.includes('\n')) return -1
  NEXT_POST.lastIndex = 0
  return NEXT_POST.exec(piece)?.index ?? -1
}

function pastLine(text: string, at: number): number {
  const code = text.charCodeAt(at)
  if (code === 0x0d) return text.charCodeAt(at + 1) === 0x0a ? at + 2 : at + 1
  return code === 0x0a ? at + 1 : at
}
