// A dump's bytes, in pieces of any size → the statements and rows that are wanted: CREATE TABLE for the names of columns, INSERT rows with their
// place and a few short values. Runs nothing, keeps no text of a row: lines of hundreds of megabytes cost no memory.
import { bareValue, isTrail, unescaped } from './sql-bytes.ts'
import { createdTable, insertedTable } from './sql-heads.ts'

export interface RowSeen {
  readonly table: string
  readonly columns: readonly string[]
  /** Of the `(` in the file. */
  readonly offset: number
  readonly length: number
  /** The wanted values, as bytes without escapes; null for NULL. */
  readonly values: ReadonlyMap<string, Buffer | null>
}

export interface Scanning {
  /** The columns whose values are wanted from rows of this table; null = the table is of no interest. */
  readonly wants: (table: string) => ReadonlySet<string> | null
  readonly row: (row: RowSeen) => void
  /** Rows of a wanted table that could not be read: `nameless` = nobody named its columns (yet), `uneven` = they do not fit its columns. */
  readonly unread: (table: string, why: 'nameless' | 'uneven') => void
  /** Two bytes may make one character whose second looks like a backslash or a quote (a dump written as GBK or Big5). */
  readonly wide: boolean
  /** Names of columns by table, as told by CREATE TABLE so far; the scanner adds to it. */
  readonly tables: Map<string, readonly string[]>
}

const MOST_HEAD = 512 * 1024
const MOST_VALUE = 4096
/** The word `values` before a parenthesis stands in a head once, or twice where a column is called so. */
const MOST_LOOKS = 20
const [QUOTE, DOUBLE, TICK, SLASH, OPEN, CLOSE, COMMA, SEMI] = [0x27, 0x22, 0x60, 0x5c, 0x28, 0x29, 0x2c, 0x3b]

type State = 'between' | 'head' | 'skip' | 'rows' | 'value' | 'after' | 'string' | 'escape' | 'quoted'

interface Scan extends Scanning {
  state: State
  at: number
  head: number[]
  looks: number
  /** The quote that is open inside of a head or a skipped statement; 0 = none. */
  inside: number
  comment: 'line' | 'block' | null
  last: number
  lead: boolean
  pair: boolean
  quote: number
  table: string
  columns: readonly string[]
  wanted: ReadonlySet<string>
  column: number
  start: number
  value: number[] | null
  isText: boolean
  values: Map<string, Buffer | null>
}

/** Takes the file piece by piece. */
export function scanSql(scanning: Scanning): { readonly write: (piece: Uint8Array) => void; readonly isCut: () => boolean } {
  const scan: Scan = {
    ...scanning,
    state: 'between',
    at: 0,
    head: [],
    looks: 0,
    inside: 0,
    comment: null,
    last: 0,
    lead: false,
    pair: false,
    quote: QUOTE,
    table: '',
    columns: [],
    wanted: new Set(),
    column: 0,
    start: 0,
    value: null,
    isText: false,
    values: new Map(),
  }
  return {
    // Behind a whole row a dump may well end; inside of anything else it was cut.
    isCut: () => scan.comment === null && scan.state !== 'between' && scan.state !== 'rows' && (scan.state !== 'skip' || scan.inside !== 0),
    write(piece) {
      for (let n = 0; n < piece.length; n += 1) {
        if (!scan.wide && !scan.lead) n = pastText(piece, n, scan)
        if (n >= piece.length) break
        step(scan, piece[n] ?? 0)
        scan.at += 1
      }
    },
  }
}

/** Inside of a text that nobody wants only its quote and backslashes matter. */
function pastText(piece: Uint8Array, from: number, scan: Scan): number {
  const quote =
    scan.state === 'string' && scan.value === null ? scan.quote : scan.state === 'skip' && scan.comment === null ? scan.inside : 0
  if (quote === 0) return from
  let n = from
  while (n < piece.length && piece[n] !== quote && piece[n] !== SLASH) n += 1
  scan.at += n - from
  return n
}

function step(scan: Scan, code: number): void {
  switch (scan.state) {
    case 'between':
    case 'head':
    case 'skip':
      statement(scan, code)
      return
    case 'rows':
      betweenRows(scan, code)
      return
    case 'string':
      inString(scan, code)
      return
    case 'escape':
      keep(scan, unescaped(code))
      scan.state = 'string'
      return
    case 'quoted':
      if (code === scan.quote) {
        keep(scan, code)
        scan.state = 'string'
        return
      }
      scan.state = 'after'
      valueEnd(scan, code)
      return
    default:
      valueEnd(scan, code)
  }
}

function statement(scan: Scan, code: number): void {
  if (scan.comment !== null) return comment(scan, code)
  const { last } = scan
  scan.last = code
  if (scan.inside !== 0) {
    if (scan.lead) scan.lead = false
    else if (scan.pair && isTrail(code)) scan.pair = false
    else {
      scan.pair = scan.wide && code >= 0x81 && code !== 0xff
      if (code === SLASH && scan.inside !== TICK) scan.lead = true
      else if (code === scan.inside) scan.inside = 0
    }
  } else if (code === QUOTE || code === DOUBLE || code === TICK) scan.inside = code
  else if (code === 0x23 || (code === 0x2d && last === 0x2d)) return begin(scan, 'line', code === 0x2d ? 1 : 0)
  else if (code === 0x2a && last === 0x2f) return begin(scan, 'block', 1)
  else if (code === SEMI) return ended(scan)
  if (scan.state === 'between') {
    if (code <= 0x20 || code > 0x7e) return
    scan.state = 'head'
    scan.head = []
    scan.looks = 0
  }
  if (scan.state !== 'head' || (scan.head.length === 0 && code <= 0x20)) return
  scan.head.push(code)
  if (scan.head.length > MOST_HEAD) scan.state = 'skip'
  else if (code === OPEN && scan.inside === 0) opened(scan)
  else if (scan.head.length === 8 && !/^\s*(?:insert|replace|create)/i.test(Buffer.from(scan.head).toString('latin1'))) scan.state = 'skip'
}

function begin(scan: Scan, kind: 'line' | 'block', back: number): void {
  scan.comment = kind
  scan.last = 0
  if (back > 0) scan.head.splice(-back)
}

function comment(scan: Scan, code: number): void {
  const ends = scan.comment === 'line' ? code === 0x0a : code === 0x2f && scan.last === 0x2a
  scan.last = code
  if (!ends) return
  scan.comment = null
  scan.last = 0
}

function ended(scan: Scan): void {
  if (scan.state === 'head') created(scan)
  scan.state = 'between'
  scan.head = []
  scan.last = 0
}

/** A `(` outside of quotes may be the first row of an INSERT. */
function opened(scan: Scan): void {
  if (!/values?\s*\($/i.test(Buffer.from(scan.head.slice(-12)).toString('latin1'))) return
  if (scan.looks >= MOST_LOOKS) return
  scan.looks += 1
  const into = insertedTable(Buffer.from(scan.head).toString('latin1'))
  if (into === null) return
  const { table } = into
  const wanted = scan.wants(table)
  const columns = into.columns ?? scan.tables.get(table)
  if (wanted !== null && columns === undefined) scan.unread(table, 'nameless')
  if (wanted === null || columns === undefined) {
    scan.state = 'skip'
    return
  }
  Object.assign(scan, { table, wanted, columns, head: [] })
  startRow(scan)
}

function created(scan: Scan): void {
  const made = createdTable(Buffer.from(scan.head).toString('latin1'))
  if (made !== null && scan.wants(made.table) !== null) scan.tables.set(made.table, made.columns)
}

function betweenRows(scan: Scan, code: number): void {
  if (code === OPEN) startRow(scan)
  else if (code === SEMI) ended(scan)
  // ON DUPLICATE KEY UPDATE …: nothing of it is a row
  else if (code !== COMMA && code > 0x20) Object.assign(scan, { state: 'skip', inside: 0, lead: false, pair: false })
}

function startRow(scan: Scan): void {
  scan.state = 'value'
  scan.start = scan.at
  scan.column = 0
  scan.values = new Map()
  startValue(scan)
}

function startValue(scan: Scan): void {
  scan.state = 'value'
  scan.isText = false
  scan.value = scan.wanted.has(scan.columns[scan.column] ?? '') ? [] : null
}

function valueEnd(scan: Scan, code: number): void {
  if ((code === QUOTE || code === DOUBLE) && scan.state === 'value') {
    scan.state = 'string'
    scan.quote = code
    scan.lead = false
    scan.isText = true
    if (scan.value !== null) scan.value = []
  } else if (code === COMMA || code === CLOSE) {
    if (scan.value !== null) scan.values.set(scan.columns[scan.column] ?? '', plainValue(scan))
    scan.column += 1
    if (code === COMMA) return startValue(scan)
    scan.state = 'rows'
    const { table, columns, values, start } = scan
    // A row of another length than its table: which value is which is not known.
    if (scan.column !== columns.length) scan.unread(table, 'uneven')
    else scan.row({ table, columns, values, offset: start, length: scan.at - start + 1 })
  } else if (scan.state === 'value' && code > 0x20) keep(scan, code)
}

function plainValue({ value, isText }: Scan): Buffer | null {
  const bytes = Buffer.from(value ?? [])
  const bare = isText ? '' : bytes.toString('latin1')
  return /^null$/i.test(bare) ? null : bareValue(bare, bytes)
}

function inString(scan: Scan, code: number): void {
  if (scan.lead) {
    scan.lead = false
    if (isTrail(code)) return keep(scan, code)
  }
  if (scan.wide && code >= 0x81 && code !== 0xff) {
    scan.lead = true
    keep(scan, code)
  } else if (code === SLASH) scan.state = 'escape'
  else if (code === scan.quote) scan.state = 'quoted'
  else keep(scan, code)
}

function keep(scan: Scan, code: number): void {
  if (scan.value !== null && scan.value.length < MOST_VALUE) scan.value.push(code)
}
