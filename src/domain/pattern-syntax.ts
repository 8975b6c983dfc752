// A valid JavaScript regular expression (`u` flag) in; the same in RE2 syntax out. What RE2 has no words for is refused, never changed.

/** Something that a machine which never goes back cannot do. */
export class Unsupported extends Error {
  readonly what: 'around' | 'back'
  constructor(what: 'around' | 'back') {
    super(what)
    this.what = what
  }
}

/** RE2's own `\s` knows ASCII only; titles have ideographic and unbreakable spaces. */
const SPACE = String.raw`\t-\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}`
const NO_SPACE =
  String.raw`\x{0}-\x{8}\x{e}-\x{1f}!-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e}` +
  String.raw`\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{fefe}\x{ff00}-\x{10ffff}`

const ESCAPE = String.raw`\\u\{[0-9a-f]+\}|\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|\\u[0-9a-f]{4}|\\x..|\\c.|\\p\{[^}]*\}|\\k<[^>]*>|\\.`
const OUTSIDE = new RegExp(String.raw`${ESCAPE}|\(\?<?[=!]|\(\?<[^>]*>|\[\^?\]|\[\^?|[^]`, 'iuy')
const INSIDE = new RegExp(`${ESCAPE}|[^]`, 'iuy')

export function translate(text: string): string {
  let made = ''
  let inClass = false
  for (let at = 0; at < text.length;) {
    const reader: RegExp = inClass ? INSIDE : OUTSIDE
    reader.lastIndex = at
    const token = reader.exec(text)?.[0] ?? ''
    at += Math.max(1, token.length)
    made += token.startsWith('\\') ? escaped(token, inClass) : inClass ? inside(token) : outside(token)
    inClass = inClass ? token !== ']' : token === '[' || token === '[^'
  }
  return made
}

function outside(token: string): string {
  if (token === '[]') return String.raw`[^\x{0}-\x{10ffff}]`
  if (token === '[^]') return String.raw`[\x{0}-\x{10ffff}]`
  if (/^\(\?<?[=!]$/.test(token)) throw new Unsupported('around')
  return token.startsWith('(?<') ? '(' : token
}

/** Names of classes, as in `[[:alpha:]]`, are RE2's; to JavaScript they are plain characters. */
function inside(token: string): string {
  return token === '[' ? String.raw`\[` : token
}

function escaped(token: string, inClass: boolean): string {
  const sign = token[1] ?? ''
  if (sign === 'u' || sign === 'x') return hex(token)
  if (sign === 'c') return String.raw`\x{${(token.charCodeAt(2) % 32).toString(16)}}`
  if (sign === '0') return String.raw`\x{0}`
  if (sign === 'k' || /[1-9]/.test(sign)) throw new Unsupported('back')
  if (sign === 'b' && inClass) return String.raw`\x{8}`
  if (sign === 's') return inClass ? SPACE : `[${SPACE}]`
  if (sign === 'S') return inClass ? NO_SPACE : `[${NO_SPACE}]`
  if (sign === 'p' || sign === 'P') return property(token)
  return token
}

function hex(token: string): string {
  const units = [...token.matchAll(/[0-9a-f]+/gi)].map(([digits]) => Number.parseInt(digits, 16))
  const [first = 0, second] = units
  const point = second === undefined ? first : (first - 0xd800) * 0x400 + (second - 0xdc00) + 0x10000
  return String.raw`\x{${point.toString(16)}}`
}

/** RE2 names scripts and categories alone, and categories by their letters only. */
function property(token: string): string {
  const name = token.slice(3, -1).replace(/^(?:Script|sc|Script_Extensions|scx|General_Category|gc)=/, '')
  return `${token.slice(0, 3)}${CATEGORIES[name] ?? name}}`
}

const CATEGORIES: Readonly<Record<string, string>> = {
  Hani: 'Han',
  Letter: 'L',
  Uppercase_Letter: 'Lu',
  Lowercase_Letter: 'Ll',
  Other_Letter: 'Lo',
  Mark: 'M',
  Number: 'N',
  Decimal_Number: 'Nd',
  Punctuation: 'P',
  punct: 'P',
  Symbol: 'S',
  Separator: 'Z',
  Space_Separator: 'Zs',
  Other: 'C',
  Control: 'Cc',
  Format: 'Cf',
}
