// Bytes read in one named charset → the text, and where it could not be read. Linear; never throws for an encoding that `encodingOf` gave.
import { getDecoder } from 'iconv-lite'

export interface ReadAs {
  readonly encoding: string
  readonly text: string
  /** Places that no reader of this charset can make sense of. */
  readonly holes: number
  /** Byte offset of the first of them. */
  readonly firstHole: number | null
}

/** Gives the characters that are whole so far; what is cut off at the end of the last piece is never given. */
type Reader = (piece: Buffer) => string

/** A character cut off at the very end is no hole: the file may have been cut there, and what was before it is whole. */
export function readAs(encoding: string, all: Buffer): ReadAs {
  const skipped = markLength(all)
  const bytes = all.subarray(skipped)
  const text = readerOf(encoding)(bytes)
  const isHole = encoding === 'big5' || encoding === 'gb18030' ? NOBODYS : REPLACED
  const holes = text.match(isHole)?.length ?? 0
  return { encoding, text, holes, firstHole: holes === 0 ? null : skipped + firstHole(encoding, bytes, isHole) }
}

/** Bytes of a byte order mark; it is no part of the text, even before a text that is in another charset. */
export function markLength(bytes: Buffer): number {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 3
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff) ? 2 : 0
}

function readerOf(encoding: string): Reader {
  // Node's own Big5 lacks the Hong Kong characters: it gives private ones for them.
  if (encoding === 'big5') {
    const decoder = getDecoder('big5')
    return (piece) => decoder.write(piece)
  }
  const decoder = new TextDecoder(encoding, { ignoreBOM: true })
  return (piece) => decoder.decode(piece, { stream: true })
}

const REPLACED = /\ufffd/g
/** Private characters in these charsets are some office's own: nobody else can tell what they showed. */
const NOBODYS = /[\ufffd\ue000-\uf8ff]/g

const BLOCK = 4096

/** The block with the hole is found going through all once; inside it, by halves. A decoder fed byte by byte would fail on some bytes. */
function firstHole(encoding: string, bytes: Buffer, isHole: RegExp): number {
  const all = readerOf(encoding)
  let low = 0
  let high = 0
  for (; low < bytes.length; low = high) {
    high = bytes.length - low < 2 * BLOCK ? bytes.length : low + BLOCK
    if (all(bytes.subarray(low, high)).search(isHole) >= 0) break
  }
  const from = encoding.startsWith('utf-16') ? 0 : safeStart(bytes, low)
  const read = (end: number): string => readerOf(encoding)(bytes.subarray(from, end))
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (read(middle).search(isHole) >= 0) high = middle
    else low = middle
  }
  // Bytes that give nothing yet are the beginning of what can't be read.
  const good = read(low).length
  while (low > from && read(low - 1).length === good) low -= 1
  return low
}

/** No charset has these bytes inside a character. */
function safeStart(bytes: Buffer, before: number): number {
  let at = before
  while (at > 0 && (bytes[at - 1] ?? 0) >= 0x30) at -= 1
  return at
}
