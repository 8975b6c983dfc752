// One reader for each part of a workbook (ECMA-376): tags and texts come in as they stand in the file, the little that cells need comes out.
// A reader keeps no more than WORKBOOK_LIMITS allow and makes nothing up.
import { WORKBOOK_LIMITS, WorkbookRefused } from './workbook-limits.ts'

export interface PartReader<T> {
  /** Names come without prefix. Attributes follow their tag. */
  open(tag: string): void
  attribute?(name: string, value: string): void
  /** May come in pieces. */
  text?(text: string): void
  close(tag: string): void
  result(): T
}

/** Which sheet is the first, and from which year days are counted. */
export function bookReader(): PartReader<{ readonly sheet: string | null; readonly from1904: boolean }> {
  let sheet: string | null = null
  let from1904 = false
  let tag = ''
  return {
    open: (name) => void (tag = name),
    attribute(name, value) {
      if (tag === 'sheet' && name === 'id') sheet ??= value
      if (tag === 'workbookPr' && name === 'date1904') from1904 = value === '1' || value === 'true'
    },
    close: () => void (tag = ''),
    result: () => ({ sheet, from1904 }),
  }
}

interface Places {
  readonly byId: ReadonlyMap<string, string>
  readonly strings: string | undefined
  readonly styles: string | undefined
}

/** Where the parts lie in the zip. */
export function relationReader(): PartReader<Places> {
  const byId = new Map<string, string>()
  const byKind = new Map<string, string>()
  let one = { id: '', type: '', target: '' }
  return {
    open: () => void (one = { id: '', type: '', target: '' }),
    attribute(name, value) {
      if (name === 'Id') one.id = value
      if (name === 'Type') one.type = value.slice(value.lastIndexOf('/') + 1)
      if (name === 'Target') one.target = value.startsWith('/') ? value.slice(1) : `xl/${value}`
    },
    close(tag) {
      if (tag !== 'Relationship' || byId.size >= WORKBOOK_LIMITS.entries) return
      if (one.type === 'worksheet') byId.set(one.id, one.target)
      else byKind.set(one.type, one.target)
    },
    result: () => ({ byId, strings: byKind.get('sharedStrings'), styles: byKind.get('styles') }),
  }
}

/** Addresses of the web that cells lead to, by their names in the sheet. */
export function linkReader(): PartReader<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  let one = { id: '', target: '' }
  return {
    open: () => void (one = { id: '', target: '' }),
    attribute(name, value) {
      if (name === 'Id') one.id = value
      if (name === 'Target') one.target = value
    },
    close() {
      if (/^https?:\/\//i.test(one.target) && one.target.length <= 2000 && found.size < WORKBOOK_LIMITS.strings)
        found.set(one.id, one.target)
    },
    result: () => found,
  }
}

/** Texts that cells name by number. What is written over a character to tell its sound is no part of the text. */
export function stringsReader(): PartReader<readonly string[]> {
  const strings: string[] = []
  const collect = textCollector()
  return {
    open(tag) {
      if (tag === 'si') collect.start()
      collect.open(tag)
    },
    text: (piece) => collect.text(piece),
    close(tag) {
      collect.close(tag)
      if (tag !== 'si') return
      if (strings.length >= WORKBOOK_LIMITS.strings) throw new WorkbookRefused('a workbook with too many texts')
      strings.push(collect.take())
    },
    result: () => strings,
  }
}

export interface TextCollector {
  start(): void
  open(tag: string): void
  text(piece: string): void
  close(tag: string): void
  take(): string
}

/** The texts of all `t`, except in `rPh`. */
export function textCollector(): TextCollector {
  let text = ''
  let isText = false
  let isSound = false
  return {
    start: () => void (text = ''),
    open(tag) {
      if (tag === 't') isText = true
      if (tag === 'rPh') isSound = true
    },
    text(piece) {
      if (isText && !isSound) text += piece
    },
    close(tag) {
      if (tag === 't') isText = false
      if (tag === 'rPh') isSound = false
    },
    take: () => unescaped(text),
  }
}

/** Formats that show a day or a time, as ECMA-376 numbers them. */
const DATE_FORMATS = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
] as const

/** Which styles, by their number, show a number as a date. */
export function stylesReader(): PartReader<readonly boolean[]> {
  const codes = new Map<number, boolean>()
  const formats: number[] = []
  let tag = ''
  let inCells = false
  let id = 0
  let code = ''
  return {
    open(name) {
      tag = name
      if (name === 'cellXfs') inCells = true
      if (name === 'xf' && inCells) formats.push(0)
      if (formats.length + codes.size > WORKBOOK_LIMITS.styles) throw new WorkbookRefused('a workbook with too many styles')
    },
    attribute(name, value) {
      if (name === 'numFmtId') id = Number(value)
      if (name === 'numFmtId' && tag === 'xf' && inCells) formats[formats.length - 1] = id
      if (name === 'formatCode') code = value
    },
    close(name) {
      if (name === 'numFmt') codes.set(id, showsDate(code))
      if (name === 'cellXfs') inCells = false
    },
    result: () => formats.map((format) => codes.get(format) ?? DATE_FORMATS.some(([from, to]) => format >= from && format <= to)),
  }
}

/** A format code with year, month, day, hour or second outside of quotes, escapes and colours. */
function showsDate(code: string): boolean {
  if (code.length > 255) return false
  const bare = code.replaceAll(/\\.|_.|\*.|"[^"]*"|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
  return /[ymdhs]/i.test(bare.replaceAll(/general/gi, ''))
}

/** `_x000D_` stands for a character that XML cannot hold. */
export function unescaped(text: string): string {
  if (!text.includes('_x')) return text
  return text.replaceAll(/_x([0-9a-f]{4})_/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
