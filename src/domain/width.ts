// Text in, the number of terminal columns it takes out: Chinese is two wide, combining marks and colour codes are none.

const graphemes = new Intl.Segmenter('zh', { granularity: 'grapheme' })
// oxlint-disable-next-line no-control-regex -- colour codes begin with ESC
const COLOUR = /\u001B\[[0-9;]*m/g
const PLAIN = /^[\u0020-\u007E]*$/
const NONE = /^[\p{Control}\p{Mark}\p{Format}]/u
/** The W and F ranges of Unicode's EastAsianWidth.txt, joined where the gaps are unassigned. */
const WIDE =
  /^[\u1100-\u115F\u2329\u232A\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE10-\uFE19\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{16FE0}-\u{18DFF}\u{1AFF0}-\u{1B2FF}\u{20000}-\u{3FFFD}]|^\p{Emoji_Presentation}|\uFE0F/u

export function width(text: string): number {
  const bare = text.replace(COLOUR, '')
  if (PLAIN.test(bare)) return bare.length
  let columns = 0
  for (const { segment } of graphemes.segment(bare)) columns += WIDE.test(segment) ? 2 : NONE.test(segment) ? 0 : 1
  return columns
}

/** Spaces added up to `columns`; a longer text stays as it is. */
export function pad(text: string, columns: number, side: 'left' | 'right' = 'right'): string {
  const spaces = ' '.repeat(Math.max(0, columns - width(text)))
  return side === 'right' ? text + spaces : spaces + text
}

/** At most `columns` wide; what is cut ends in `…`. */
export function cut(text: string, columns: number): string {
  if (width(text) <= columns) return text
  let kept = ''
  let used = 0
  for (const { segment } of graphemes.segment(text.replace(COLOUR, ''))) {
    used += width(segment)
    if (used > columns - 1) break
    kept += segment
  }
  return `${kept}…`
}
