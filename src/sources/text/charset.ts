// Bytes → text. Takes the byte order mark, then proof (valid UTF-8), then the declaration, then GB18030; says when it doubts. Never throws.
import { isUtf8 } from 'node:buffer'

export interface Decoded {
  readonly text: string
  /** True when some bytes could not be read in any way. */
  readonly doubt: boolean
}

export function decode(bytes: Uint8Array): Decoded {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer[0] === 0xff && buffer[1] === 0xfe) return checked(new TextDecoder('utf-16le').decode(buffer))
  if (buffer[0] === 0xfe && buffer[1] === 0xff) return checked(new TextDecoder('utf-16be').decode(buffer))
  const start = buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf ? 3 : 0
  const whole = start === 0 ? buffer : buffer.subarray(start)
  if (isUtf8(whole)) return { text: whole.toString('utf8'), doubt: false }
  for (let cut = 1; cut <= 3; cut += 1) {
    // A file cut in the middle of a character is still UTF-8.
    const shorter = whole.subarray(0, -cut)
    if (shorter.length > 0 && isUtf8(shorter)) return { text: shorter.toString('utf8'), doubt: false }
  }
  return best(whole)
}

function best(bytes: Buffer): Decoded {
  const utf8 = new TextDecoder('utf-8').decode(bytes)
  const bad = holes(utf8)
  // Many good multi-byte characters per bad one: UTF-8 with damage, not another charset (GBK read as UTF-8 is nearly all bad).
  if (bad * 10 < (bytes.length - utf8.length) / 2) return { text: utf8, doubt: true }
  const declared = declaredCharset(bytes)
  if (declared !== null) {
    const text = declared.decode(bytes)
    if (!text.includes('\ufffd')) return { text, doubt: false }
  }
  return checked(new TextDecoder('gb18030').decode(bytes))
}

function declaredCharset(bytes: Buffer): InstanceType<typeof TextDecoder> | null {
  const label = /charset\s*=\s*["']?\s*([\w-]+)/i.exec(bytes.subarray(0, 4096).toString('latin1'))?.[1]
  if (label === undefined || /^utf-?8$/i.test(label)) return null
  try {
    return new TextDecoder(/^gb/i.test(label) ? 'gb18030' : label)
  } catch {
    return null
  }
}

function checked(text: string): Decoded {
  return { text, doubt: text.includes('\ufffd') }
}

function holes(text: string): number {
  let count = 0
  for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', at + 1)) count += 1
  return count
}
