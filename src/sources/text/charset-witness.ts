// Bytes that are not proven to be Unicode → the text in the charset that the declarations and the text itself speak for. Never throws.
import { encodingOf } from './charset-labels.ts'
import { likeness } from './chinese-charset.ts'
import type { Likeness } from './chinese-charset.ts'
import { markLength, readAs } from './read-as.ts'
import type { ReadAs } from './read-as.ts'

/** `unsure`: nothing vouches for this charset. */
export type Witnessed = ReadAs & { readonly unsure: boolean }

/** A declared charset is believed when the bytes can be read in it and do not clearly read as Chinese in another. */
export function byWitness(bytes: Buffer, labels: readonly (string | null)[]): Witnessed {
  const names = new Set(labels.flatMap((label) => (label === null ? [] : (encodingOf(label) ?? []))))
  const damaged = damagedUtf8(bytes, names.has('utf-8'))
  if (damaged !== null) return damaged
  const chinese = detect(bytes)
  for (const name of names) {
    if (name.startsWith('utf-') || (chinese.sure && name !== chinese.best)) continue
    const read = readAs(name, bytes)
    if (read.holes > 0) continue
    // charsets of one byte per letter read everything: what reads as Chinese all the same is told
    const { letters, share } = chinese[chinese.best]
    return { ...read, unsure: isChinese(name) ? !vouchedFor(chinese[name]) : letters > 1 && share >= CHINESE }
  }
  const { best } = chinese
  return { ...readAs(best, bytes), unsure: chinese[best].share === 0 || !vouchedFor(chinese[best]) }
}

/**
 * A few characters of GBK or Big5 may happen to be valid UTF-8 (`通知` is `֪ͨ`): where the file says so and nothing in it could only be
 * UTF-8, it is believed if it reads as Chinese. Null = no chance, it is UTF-8.
 */
export function byChance(bytes: Buffer, { encoding, text }: ReadAs, labels: readonly (string | null)[]): Witnessed | null {
  const names = labels.flatMap((label) => (label === null ? [] : (encodingOf(label) ?? [])))
  const declared = names.find(isChinese)
  if (encoding !== 'utf-8' || declared === undefined || names.includes('utf-8') || markLength(bytes) > 0) return null
  // of three bytes or more: no accident; nothing but ASCII: the same in all of them
  if (/[\u0800-\uffff]/.test(text) || !/[\u0080-\u07ff]/.test(text)) return null
  const read = readAs(declared, bytes)
  const { letters, share } = likeness(read.text)
  if (read.holes > 0 || share < CHINESE) return null
  // `·`, `©`, `é`: what UTF-8 pages in any language hold stays what it is, and is told
  if (letters > 1 && /[\u0100-\u07ff]/.test(text)) return { ...read, unsure: false }
  return { encoding, text, holes: 0, firstHole: null, unsure: true }
}

/** UTF-8 with damage: many good characters of several bytes for each bad place. Other charsets read as UTF-8 are nearly all bad. */
function damagedUtf8(bytes: Buffer, declared: boolean): Witnessed | null {
  const text = new TextDecoder('utf-8').decode(bytes, { stream: true })
  let [good, bad] = [0, 0]
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === 0xfffd) bad += 1
    else if (code >= 0x80) good += 1
  }
  const enough = good > bad * 10 || (good > bad * (declared ? 1 : 2) && likeness(text).share >= CHINESE)
  return enough ? { ...readAs('utf-8', bytes), unsure: false } : null
}

/** Shares of frequent characters: running Chinese has over a half, a table of names less, the wrong charset hardly a tenth. */
const CHINESE = 0.25
const NOT_CHINESE = 0.12
/** So few letters tell nothing. */
const FEW = 12
/** So many frequent characters are no accident. */
const MANY = 4
const SAMPLE = 64 * 1024

interface Detected {
  readonly gb18030: Likeness
  readonly big5: Likeness
  readonly best: 'gb18030' | 'big5'
  /** So clear that no declaration can be right which says otherwise. */
  readonly sure: boolean
}

function detect(bytes: Buffer): Detected {
  const first = bytes.findIndex((byte) => byte >= 0x80)
  const sample = bytes.subarray(first, first + SAMPLE)
  const [gb18030, big5] = [likeness(readAs('gb18030', sample).text), likeness(readAs('big5', sample).text)]
  const best = big5.share > gb18030.share ? 'big5' : 'gb18030'
  const [more, less] = best === 'big5' ? [big5, gb18030] : [gb18030, big5]
  const sure = more.share >= CHINESE && more.share > less.share * 2 && more.share * more.letters >= MANY
  return { gb18030, big5, best, sure }
}

function isChinese(name: string): name is 'gb18030' | 'big5' {
  return name === 'gb18030' || name === 'big5'
}

function vouchedFor({ letters, share }: Likeness): boolean {
  return letters <= FEW || share >= NOT_CHINESE
}
