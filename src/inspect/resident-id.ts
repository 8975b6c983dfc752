// Finds resident ID numbers whose check digit is right (R30), whole or in pieces, and shows first 2 and last 3 characters only (R29).
import { type Hit, ofRules } from './inspector.ts'

/** Digits with nothing between them but the gaps of lines, cells and groups. */
const RUN = /\d[\d\s\-.·]*[\dXx]/g
const PIECE = /\d+[Xx]?|[Xx]/g
/** Of a number broken up; forms break it up into boxes of one digit each, too. */
const PIECES_AT_MOST = 5
const LENGTH = 18
const DATE = '(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])'
const WHOLE = new RegExp(`^[1-9]\\d{5}(?:18|19|20)\\d{2}${DATE}\\d{3}[\\dXx]$`)
/** Rows of figures make numbers by chance: what is joined must look more like one. */
const JOINED = new RegExp(`^(?:[1-6][1-7]|71|8[1-3]|9[19])\\d{4}(?:19[1-9]|20[0-4])\\d${DATE}\\d{3}[\\dXx]$`)
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECKS = '10X98765432'

export const residentId = ofRules('resident-id', { code: 'id-number', seek, links: true })

/** MOD 11-2 of GB 11643. */
export function isResidentId(id: string): boolean {
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(id.charAt(at)), 0)
  return CHECKS.charAt(sum % 11) === id.charAt(17).toUpperCase()
}

function* seek(text: string): Generator<Hit> {
  for (const run of text.matchAll(RUN)) {
    if (run[0].length < LENGTH) continue
    const pieces = Array.from(run[0].matchAll(PIECE), (one) => ({ start: run.index + one.index, text: one[0] }))
    for (let at = 0; at < pieces.length; at += 1) {
      const count = joins(pieces, at)
      const [first, last] = [pieces[at], pieces[at + count - 1]]
      if (first === undefined || last === undefined) continue
      const id = pieces
        .slice(at, at + count)
        .map((one) => one.text)
        .join('')
      if (!(count === 1 ? WHOLE : JOINED).test(id) || !isResidentId(id) || isCreditCode(id, text.slice(0, first.start))) continue
      yield { start: first.start, end: last.start + last.text.length, about: `${id.slice(0, 2)}${'*'.repeat(13)}${id.slice(-3)}` }
      at += count - 1
    }
  }
}

/** How many pieces from here are eighteen characters together; 0 = no number of them is. */
function joins(pieces: readonly { readonly text: string }[], from: number): number {
  let length = 0
  let single = true
  for (let at = from; at < pieces.length && length < LENGTH; at += 1) {
    const piece = pieces[at]?.text ?? ''
    length += piece.length
    single &&= piece.length === 1
    const count = at - from + 1
    if (count > PIECES_AT_MOST && !single) return 0
    if (length === LENGTH) return count
  }
  return 0
}

const LABEL = /(?:信用代码|税号|纳税人识别号)[^\d\n]{0,12}$/
const SIGNS = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** A unified social credit code of digits only (GB 32100): named so, and right by its own check digit. */
function isCreditCode(id: string, before: string): boolean {
  if (!LABEL.test(before.slice(-24))) return false
  let weight = 1
  let sum = 0
  for (const char of id.slice(0, 17)) {
    sum += weight * SIGNS.indexOf(char)
    weight = (weight * 3) % 31
  }
  return SIGNS.charAt((31 - (sum % 31)) % 31) === id.charAt(17)
}
