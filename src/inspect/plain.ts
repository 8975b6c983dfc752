// Text in; the same text with full-width digits made plain and invisible characters taken out, and the way back to the original places.

export interface Plain {
  readonly text: string
  /** Position in the original text of a position in `text`. */
  readonly at: (position: number) => number
}

const INVISIBLE = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF]/
const ODD = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF\uFF01-\uFF5E\u3000]/

export function plainOf(source: string): Plain {
  if (!ODD.test(source)) return { text: source, at: (position) => position }
  let text = ''
  const places: number[] = []
  for (let at = 0; at < source.length; at += 1) {
    const char = source.charAt(at)
    if (INVISIBLE.test(char)) continue
    const code = char.charCodeAt(0)
    text += code >= 0xff01 && code <= 0xff5e ? String.fromCharCode(code - 0xfee0) : code === 0x3000 ? ' ' : char
    places.push(at)
  }
  return { text, at: (position) => (position < places.length ? (places[position] ?? source.length) : (places.at(-1) ?? -1) + 1) }
}
