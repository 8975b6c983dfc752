// Where values begin and end in a JSON text, found without building them: a dump is cut into its items, each kept as its own raw text.
// One pass, no recursion; what is cut off ends where the text ends and says so. Judges no syntax: that is left to the reader of an item.

/** A value as a half-open range of the text. */
export interface Spot {
  readonly text: string
  readonly start: number
  readonly end: number
  /** The text ends before the value does. */
  readonly cut: boolean
}

const QUOTE = 0x22

/** The value that begins at or behind `from` (white space is passed); null where none begins. */
export function spotAt(text: string, from: number): Spot | null {
  const start = pastSpace(text, from)
  if (start >= text.length) return null
  const first = text[start]
  if (first === '"') return spotTo(text, start, stringEnd(text, start))
  if (first === '{' || first === '[') return spotTo(text, start, nestedEnd(text, start))
  SCALAR.lastIndex = start
  const found = SCALAR.exec(text)
  return found === null ? null : spotTo(text, start, SCALAR.lastIndex)
}

function spotTo(text: string, start: number, end: number): Spot {
  return { text, start, end: end < 0 ? text.length : end, cut: end < 0 }
}

// oxlint-disable-next-line no-control-regex -- the mark between values of RFC 7464
const SPACE = /[\s\uFEFF\u001e]*/y
const SCALAR = /[-+\w.]+/y
const MARK = /["{}[\]]/g

export function pastSpace(text: string, from: number): number {
  SPACE.lastIndex = from
  SPACE.exec(text)
  return SPACE.lastIndex
}

/** Behind the closing quote; -1 when there is none. */
export function stringEnd(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0
    while (text.charCodeAt(at - 1 - slashes) === 0x5c) slashes += 1
    if (slashes % 2 === 0) return at + 1
  }
  return -1
}

function nestedEnd(text: string, start: number): number {
  let depth = 0
  for (let at = start; ;) {
    MARK.lastIndex = at
    const found = MARK.exec(text)
    if (found === null) return -1
    const code = text.charCodeAt(found.index)
    if (code === QUOTE) {
      at = stringEnd(text, found.index)
      if (at < 0) return -1
      continue
    }
    at = found.index + 1
    depth += code === 0x7b || code === 0x5b ? 1 : -1
    if (depth === 0) return at
  }
}

/** The elements of a list, or the values of an object with their keys, in order; stops at the first thing that is neither. */
export function* children({ text, start, end }: Spot): Generator<{ readonly key: string | null; readonly value: Spot }> {
  const named = text[start] === '{'
  for (let at = start + 1; at < end;) {
    const key = named ? spotAt(text, at) : null
    if (named && (key === null || text[key.start] !== '"' || key.cut)) return
    const from = key === null ? at : pastSpace(text, key.end)
    if (key !== null && text[from] !== ':') return
    const value = spotAt(text, key === null ? from : from + 1)
    if (value === null || value.start >= end) return
    yield { key: key === null ? null : keyText(key), value }
    at = pastSpace(text, value.end)
    if (text[at] !== ',') return
    at += 1
  }
}

function keyText({ text, start, end }: Spot): string {
  const raw = text.slice(start + 1, end - 1)
  if (!raw.includes('\\')) return raw
  try {
    return String(JSON.parse(text.slice(start, end)))
  } catch {
    return raw
  }
}

export function rawText({ text, start, end }: Spot): string {
  return text.slice(start, end)
}
