// The bytes of one row `(…)` → its values, of the wanted columns only: what is not named is stepped over and never kept.
import { bareValue, isTrail, unescaped } from './sql-bytes.ts'

export interface RowShape {
  /** Column → its place in the row. */
  readonly places: ReadonlyMap<string, number>
  readonly wide: boolean
}

/** Null when the bytes are no whole row. */
export function readRow(bytes: Uint8Array, { places, wide }: RowShape): ReadonlyMap<string, Buffer> | null {
  if (bytes[0] !== 0x28 || bytes.at(-1) !== 0x29) return null
  const wanted = new Map([...places].map(([name, place]) => [place, name]))
  const found = new Map<string, Buffer>()
  let at = 1
  for (let column = 0; at < bytes.length; column += 1) {
    const name = wanted.get(column)
    const { end, value } = readValue(bytes, at, { wide, keep: name !== undefined })
    if (end < 0) return null
    if (name !== undefined && value !== null) found.set(name, value)
    if (bytes[end] === 0x29) return end === bytes.length - 1 ? found : null
    at = end + 1
  }
  return null
}

interface Value {
  /** Of the `,` or `)` behind it; -1 when the row ends before. */
  readonly end: number
  readonly value: Buffer | null
}

function readValue(bytes: Uint8Array, from: number, how: { wide: boolean; keep: boolean }): Value {
  let at = from
  while (at < bytes.length && (bytes[at] ?? 0) <= 0x20) at += 1
  const start = at
  // _binary '…' and the like: the word before the quote says nothing that is needed.
  while (at < bytes.length && ![0x27, 0x22, 0x2c, 0x29].includes(bytes[at] ?? 0)) at += 1
  const quote = bytes[at]
  if (quote !== 0x27 && quote !== 0x22) {
    const bare = Buffer.from(bytes.buffer, bytes.byteOffset + start, at - start)
      .toString('latin1')
      .trim()
    if (!how.keep || /^null$/i.test(bare)) return { end: at < bytes.length ? at : -1, value: null }
    return { end: at < bytes.length ? at : -1, value: bareValue(bare, Buffer.from(bare, 'latin1')) }
  }
  return readText(bytes, at, { ...how, quote })
}

function readText(bytes: Uint8Array, from: number, how: { wide: boolean; keep: boolean; quote: number }): Value {
  const out = how.keep ? Buffer.alloc(bytes.length - from) : null
  let length = 0
  let at = from + 1
  for (; at < bytes.length; at += 1) {
    let code = bytes[at] ?? 0
    if (how.wide && code >= 0x81 && code !== 0xff && isTrail(bytes[at + 1] ?? 0)) {
      if (out !== null) out[length++] = code
      at += 1
      code = bytes[at] ?? 0
    } else if (code === 0x5c) {
      at += 1
      code = unescaped(bytes[at] ?? 0)
    } else if (code === how.quote) {
      if (bytes[at + 1] !== how.quote) break
      at += 1
    }
    if (out !== null) out[length++] = code
  }
  let end = at + 1
  while (end < bytes.length && (bytes[end] ?? 0) <= 0x20) end += 1
  const closed = bytes[end] === 0x2c || bytes[end] === 0x29
  return { end: closed ? end : -1, value: out === null ? null : Buffer.from(out.subarray(0, length)) }
}
