// Text in; the same text with digits of every shape made plain and invisible characters taken out, and the way back to the original places.

export interface Plain {
  readonly text: string
  /** Position in the original text of a position in `text`. */
  readonly at: (position: number) => number
}

/** What no reader sees: zero-width, joining, directional and variation characters. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}+/gu
/** Full-width digits and letters, and the signs that stand between digits. */
const WIDE = /[\uFF0A\uFF0B\uFF0D\uFF0E\uFF10-\uFF19\uFF21-\uFF3A\uFF41-\uFF5A]/g
/** Mathematical and segmented digits and letters: two units each. */
const ASTRAL = /[\u{1D400}-\u{1D7FF}\u{1FBF0}-\u{1FBF9}]/gu
/** Signs that look like one that stands in numbers. */
const ALIKE = /[\u0425\u0445\u03A7\u03C7\u2169\u2179\u2010-\u2015\u2212\u00A0\u2000-\u200A\u202F\u205F\u3000\u30FB\u2022]/g
const ODD =
  /[\uFF0A\uFF0B\uFF0D\uFF0E\uFF10-\uFF5A\u0425\u0445\u03A7\u03C7\u2169\u2179\u2010-\u2015\u2212\u00A0\u2000-\u200A\u202F\u205F\u3000\u30FB\u2022]/
const LONGER = /[\p{Default_Ignorable_Code_Point}\u{1D400}-\u{1D7FF}\u{1FBF0}-\u{1FBF9}]/u

export function plainOf(source: string): Plain {
  const spelt = SPELT.test(source) ? source.replaceAll(SPELT_RUN, digits) : source
  const even = ODD.test(spelt) ? spelt.replaceAll(WIDE, narrow).replaceAll(ALIKE, alike) : spelt
  return LONGER.test(even) ? shorter(even) : { text: even, at: (position) => position }
}

/** Numbers spelt in Chinese numerals, one for each digit: as long as a telephone's at least, so that years and counts stay words. */
const SPELT = /[〇○零幺一二三四五六七八九]{11}/
const SPELT_RUN = /[〇○零幺一二三四五六七八九]{11,}[xX]?/g

function digits(run: string): string {
  return run.replaceAll(/[〇○零幺一二三四五六七八九]/g, (sign) => VALUES[sign] ?? sign)
}

const VALUES: Readonly<Record<string, string>> = {
  〇: '0',
  '○': '0',
  零: '0',
  幺: '1',
  一: '1',
  二: '2',
  三: '3',
  四: '4',
  五: '5',
  六: '6',
  七: '7',
  八: '8',
  九: '9',
}

function narrow(char: string): string {
  return String.fromCharCode(char.charCodeAt(0) - 0xfee0)
}

function alike(char: string): string {
  if (/[\u0425\u0445\u03A7\u03C7\u2169\u2179]/.test(char)) return 'X'
  if (/[\u30FB\u2022]/.test(char)) return '·'
  return /[\u2010-\u2015\u2212]/.test(char) ? '-' : ' '
}

/** Characters go or become fewer: the pieces between them know where they stood. */
function shorter(source: string): Plain {
  const starts: number[] = []
  const places: number[] = []
  let text = ''
  let from = 0
  const piece = (until: number): void => {
    if (until <= from) return
    starts.push(text.length)
    places.push(from)
    text += source.slice(from, until)
  }
  for (const match of source.matchAll(new RegExp(`${INVISIBLE.source}|${ASTRAL.source}`, 'gu'))) {
    piece(match.index)
    from = match.index + match[0].length
    const made = match[0].normalize('NFKC')
    if (!/^[0-9A-Za-z]$/.test(made)) continue
    starts.push(text.length)
    places.push(match.index)
    text += made
  }
  piece(source.length)
  return { text, at: (position) => placeOf({ starts, places }, position) }
}

function placeOf({ starts, places }: { readonly starts: readonly number[]; readonly places: readonly number[] }, position: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= position) low = middle
    else high = middle - 1
  }
  return (places[low] ?? 0) + position - (starts[low] ?? 0)
}
