// A block of header lines (of a WARC record, of an HTTP answer, in CRLF or LF) → names in lower case and values. Keeps nothing that opens
// doors: cookies and authorizations are dropped here, before anybody else sees them.
import { isUtf8 } from 'node:buffer'

export type Fields = ReadonlyMap<string, string>

/** No honest head comes near this. */
export const MOST_HEAD = 64 * 1024
const MOST_LINES = 1000
const NEVER = /^(?:set-cookie2?|cookie|(?:proxy-)?authorization|(?:www|proxy)-authenticate|x-[\w-]*token|x-csrf[\w-]*)$/

interface Head {
  /** `WARC/1.0`, `HTTP/1.1 200 OK`. */
  readonly first: string
  readonly fields: Fields
  /** Bytes from the start to the first byte after the empty line. */
  readonly length: number
}

/** Null when no empty line ends the head within `bytes`. */
export function readHeadLines(bytes: Buffer): Head | null {
  const end = headEnd(bytes)
  if (end === null) return null
  const head = bytes.subarray(0, end)
  const lines = (isUtf8(head) ? head.toString('utf8') : head.toString('latin1')).split(/\r?\n/, MOST_LINES)
  return { first: lines[0]?.trim() ?? '', fields: fieldsOf(lines.slice(1)), length: end }
}

function headEnd(bytes: Buffer): number | null {
  const strict = bytes.indexOf('\r\n\r\n')
  const bare = bytes.indexOf('\n\n')
  if (strict < 0 && bare < 0) return null
  return bare < 0 || (strict >= 0 && strict < bare) ? strict + 4 : bare + 2
}

/** The first of equal names counts. A line that begins with a space continues the one before. */
function fieldsOf(lines: readonly string[]): Fields {
  const found = new Map<string, string>()
  let last = ''
  for (const line of lines) {
    if (/^[ \t]/.test(line) && last !== '') {
      found.set(last, `${found.get(last) ?? ''} ${line.trim()}`)
      continue
    }
    const colon = line.indexOf(':')
    const name = colon > 0 ? line.slice(0, colon).trim().toLowerCase() : ''
    last = name === '' || NEVER.test(name) || found.has(name) ? '' : name
    if (last !== '') found.set(last, line.slice(colon + 1).trim())
  }
  return found
}
