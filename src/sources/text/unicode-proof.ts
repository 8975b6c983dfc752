// Bytes that prove by themselves that they are Unicode → their text; null when they do not. UTF-8 is asked for first and costs one look.
import { isUtf8 } from 'node:buffer'
import { encodingOf } from './charset-labels.ts'
import type { Declared } from './charset-labels.ts'
import { markLength, readAs } from './read-as.ts'
import type { ReadAs } from './read-as.ts'

export function byMark(bytes: Buffer): ReadAs | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return readAs('utf-16le', bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return readAs('utf-16be', bytes)
  const wide = wideWithoutMark(bytes.subarray(0, 256))
  return wide === null ? null : readAs(wide, bytes)
}

/** Markup in UTF-16 has a zero in every other byte, always on the same side; no other charset has zeros. */
function wideWithoutMark(head: Buffer): 'utf-16le' | 'utf-16be' | null {
  if (!head.includes(0)) return null
  let [even, odd] = [0, 0]
  for (const [at, byte] of head.entries()) {
    if (byte !== 0) continue
    if (at % 2 === 0) even += 1
    else odd += 1
  }
  if (even === 0 && odd * 8 > head.length) return 'utf-16le'
  return odd === 0 && even * 8 > head.length ? 'utf-16be' : null
}

function utf8(text: string): ReadAs {
  return { encoding: 'utf-8', text, holes: 0, firstHole: null }
}

export function byProof(bytes: Buffer, { header, page }: Declared): ReadAs | null {
  const whole = bytes.subarray(markLength(bytes))
  if (isUtf8(whole)) return utf8(whole.toString('utf8'))
  const cut = cutCharacter(whole)
  if (cut === 0 || !isUtf8(whole.subarray(0, -cut))) return null
  const text = whole.subarray(0, -cut).toString('utf8')
  // Nothing but ASCII before it proves nothing: the bytes at the end may as well be one whole character of another charset.
  const proven = text.length < whole.length - cut || encodingOf(header ?? page ?? '') === 'utf-8'
  return proven ? utf8(text) : null
}

/** How many bytes at the end begin a UTF-8 character without ending it. */
function cutCharacter(bytes: Buffer): number {
  for (let cut = 1; cut <= Math.min(3, bytes.length); cut += 1) {
    const byte = bytes[bytes.length - cut] ?? 0
    if (byte >= 0xc2 && byte < 0xf5) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > cut ? cut : 0
    if (byte < 0x80 || byte >= 0xc0) return 0
  }
  return 0
}
