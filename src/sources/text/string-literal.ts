// One string literal of a script → the text it means and where it ends; null where it takes more than the common escapes to read it, or
// it does not end: then a real parser is asked. One pass, whatever the length: some hold a whole post.

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['/', '/'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])
const SINGLE = 0x27
const DOUBLE = 0x22

export function stringLiteral(script: string, from: number): { readonly text: string; readonly end: number } | null {
  const quote = script.charCodeAt(from)
  if (quote !== SINGLE && quote !== DOUBLE) return null
  const mark = quote === SINGLE ? "'" : '"'
  let text = ''
  let at = from + 1
  let end = script.indexOf(mark, at)
  for (let slash = script.indexOf('\\', at); slash >= 0 && slash < end; slash = script.indexOf('\\', at)) {
    const escape = script.charAt(slash + 1)
    const meant = escape === 'x' ? byHex(script, slash + 2) : ESCAPES.get(escape)
    if (meant === undefined) return null
    text += script.slice(at, slash) + meant
    at = slash + (escape === 'x' ? 4 : 2)
    if (end < at) end = script.indexOf(mark, at)
  }
  if (end < 0 || breaks(script, from, end)) return null
  return { text: text + script.slice(at, end), end: end + 1 }
}

function byHex(script: string, at: number): string | undefined {
  const high = digit(script.charCodeAt(at))
  const low = digit(script.charCodeAt(at + 1))
  return high < 0 || low < 0 ? undefined : BYTES[high * 16 + low]
}

const BYTES = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code))

function digit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const small = code | 0x20
  return small >= 0x61 && small <= 0x66 ? small - 0x57 : -1
}

/** A string may not run over the end of a line. */
function breaks(script: string, from: number, end: number): boolean {
  return ['\n', '\r'].some((mark) => {
    const at = script.indexOf(mark, from)
    return at >= 0 && at < end
  })
}
