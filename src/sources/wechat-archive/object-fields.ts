// Where the fields of one big object literal begin and end, found by skipping strings and brackets. Values are read elsewhere, and only wanted ones.

/** Value texts of the wanted top-level fields of the literal that starts `text`; null when it is cut off or not as simple as expected. */
export function fieldTexts(text: string, wanted: ReadonlySet<string>): ReadonlyMap<string, string> | null {
  const found = new Map<string, string>()
  let at = 1
  while (text.charCodeAt(0) === BRACE) {
    KEY.lastIndex = at
    const key = KEY.exec(text)
    if (key === null) {
      END.lastIndex = at
      return END.test(text) ? found : null
    }
    const start = KEY.lastIndex
    const end = valueEnd(text, start)
    if (end < 0) return null
    const name = key[1] ?? key[2] ?? ''
    if (wanted.has(name)) found.set(name, text.slice(start, end))
    at = end
  }
  return null
}

const BRACE = 0x7b
const KEY = /[\s,]*(?:([\w$]+)|["']([^"'\\]*)["'])\s*:\s*/y
const END = /[\s,]*\}/y

/** Of the comma or bracket behind a value; -1 when there is none, or something stands there that needs a real parser. */
function valueEnd(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === 0x22 || code === 0x27) {
      at = quoteEnd(text, at + 1, code === 0x22 ? '"' : "'")
      if (at < 0) return -1
    } else if (code === 0x28 || code === 0x5b || code === BRACE) depth += 1
    else if (code === 0x29 || code === 0x5d || code === 0x7d) {
      if (depth === 0) return at
      depth -= 1
    } else if (code === 0x2c && depth === 0) return at
    else if (code === 0x2f || code === 0x60) return -1
  }
  return -1
}

/** Of the quote that ends a string: one with an even number of backslashes before it. */
function quoteEnd(text: string, from: number, quote: string): number {
  for (let at = text.indexOf(quote, from); at >= 0; at = text.indexOf(quote, at + 1)) {
    let slashes = 0
    while (text.charCodeAt(at - 1 - slashes) === 0x5c && at - 1 - slashes >= from) slashes += 1
    if (slashes % 2 === 0) return at
  }
  return -1
}
