// How the bytes of a dump are to be taken: its charset, and whether a backslash may be the second half of a character. Headers of dumps lie, so
// only the texts themselves are asked.
import { isUtf8 } from 'node:buffer'
import { decode } from '../text/charset.ts'
import { isTrail } from './sql-bytes.ts'

export interface DumpCharset {
  readonly encoding: string
  readonly wide: boolean
}

export const SAMPLE = 4 * 1024 * 1024
const MOST_WORDS = 256 * 1024

export function dumpCharset(sample: Buffer): DumpCharset {
  if (isUtf8(wholeCharacters(sample))) return { encoding: 'utf-8', wide: false }
  const { words, alone, doubled } = pairsIn(sample)
  const { encoding } = decode(words)
  // In a dump written byte by byte every backslash is doubled, also the one that is half a character.
  return { encoding, wide: /^(?:gb|big5|shift|euc-kr)/.test(encoding) && alone > 0 && alone * 20 >= doubled }
}

/** A sample ends where it ends, perhaps inside of a character. */
function wholeCharacters(sample: Buffer): Buffer {
  let end = sample.length
  for (let back = 0; back < 4 && end > 0 && (sample[end - 1] ?? 0) >= 0x80; back += 1) end -= 1
  return sample.subarray(0, end)
}

function pairsIn(sample: Buffer): { readonly words: Buffer; readonly alone: number; readonly doubled: number } {
  const words: number[] = []
  let alone = 0
  let doubled = 0
  for (let at = 0; at + 1 < sample.length; at += 1) {
    const lead = sample[at] ?? 0
    const trail = sample[at + 1] ?? 0
    if (lead < 0x81 || lead === 0xff || !isTrail(trail)) {
      if (words.length < MOST_WORDS && words.at(-1) !== 0x0a) words.push(0x0a)
      continue
    }
    if (words.length < MOST_WORDS) words.push(lead, trail)
    at += 1
    if (trail !== 0x5c) continue
    if (sample[at + 1] === 0x5c) {
      doubled += 1
      at += 1
    } else alone += 1
  }
  return { words: Buffer.from(words), alone, doubled }
}

/** Windows-1252, which MySQL calls latin1, where it differs from ISO 8859-1. */
const LATIN: ReadonlyMap<number, number> = new Map([
  [0x20ac, 0x80],
  [0x201a, 0x82],
  [0x0192, 0x83],
  [0x201e, 0x84],
  [0x2026, 0x85],
  [0x2020, 0x86],
  [0x2021, 0x87],
  [0x02c6, 0x88],
  [0x2030, 0x89],
  [0x0160, 0x8a],
  [0x2039, 0x8b],
  [0x0152, 0x8c],
  [0x017d, 0x8e],
  [0x2018, 0x91],
  [0x2019, 0x92],
  [0x201c, 0x93],
  [0x201d, 0x94],
  [0x2022, 0x95],
  [0x2013, 0x96],
  [0x2014, 0x97],
  [0x02dc, 0x98],
  [0x2122, 0x99],
  [0x0161, 0x9a],
  [0x203a, 0x9b],
  [0x0153, 0x9c],
  [0x017e, 0x9e],
  [0x0178, 0x9f],
])

/**
 * Chinese that was kept in latin1 columns and dumped as UTF-8 looks like `Í¨Öª`: the charset its bytes are really in, judged by all
 * texts of a thread together, or null when they are as they seem.
 */
export function hiddenCharset(texts: readonly string[]): string | null {
  const all = texts.join('\n')
  const bytes = latinBytes(all)
  if (bytes === null) return null
  const high = bytes.reduce((sum, byte) => sum + (byte >= 0x80 ? 1 : 0), 0)
  if (high < 4) return null
  for (const encoding of ['utf-8', 'gb18030', 'big5']) {
    const text = new TextDecoder(encoding).decode(bytes)
    const han = text.match(/[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]/g)?.length ?? 0
    const foreign = text.match(/[\u0080-\uffff]/g)?.length ?? 0
    // A subject that was cut inside of a character leaves one hole.
    const holes = text.match(/\ufffd/g)?.length ?? 0
    if (han > 0 && han * 10 >= foreign * 8 && holes <= texts.length) return encoding
  }
  return null
}

export function latinBytes(text: string): Buffer | null {
  const bytes: number[] = []
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0
    const byte = code <= 0xff ? code : LATIN.get(code)
    if (byte === undefined) return null
    bytes.push(byte)
  }
  return Buffer.from(bytes)
}
