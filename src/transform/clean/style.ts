// One style attribute in, the few things it means for a reader out. Nothing else of it survives; addresses only as picture refs.

export interface Style {
  readonly bold: boolean
  /** Says that the text is not bold, whatever is around it. */
  readonly light: boolean
  /** Makes a block of any element. */
  readonly block: boolean
  readonly italic: boolean
  readonly underline: boolean
  readonly strike: boolean
  readonly raise: 'sup' | 'sub' | null
  readonly hidden: boolean
  readonly align: 'center' | 'right' | null
  /** Font size in px, or null when not given. */
  readonly size: number | null
  /** A bar at the left and nowhere else: how editors imitate a quotation. */
  readonly bar: boolean
  readonly picture: string | null
}

const PLAIN: Style = {
  bold: false,
  light: false,
  block: false,
  italic: false,
  underline: false,
  strike: false,
  raise: null,
  hidden: false,
  align: null,
  size: null,
  bar: false,
  picture: null,
}
const known = new Map<string, Style>()
const KNOWN_AT_MOST = 5000
/** Longer ones are rare, and not worth the memory. */
const KNOWN_LENGTH = 1000
/** A longer one is no person's: it says nothing. */
export const LONGEST_STYLE = 20_000
const PX: Readonly<Record<string, number>> = { px: 1, pt: 4 / 3, em: 16, rem: 16, '%': 0.16 }

export function readStyle(text: string): Style {
  const found = known.get(text)
  if (found !== undefined) return found
  if (text.length > LONGEST_STYLE) return PLAIN
  if (text.length > KNOWN_LENGTH) return parseStyle(text)
  if (known.size >= KNOWN_AT_MOST) known.clear()
  // A copy: a piece of the page would keep the whole page in memory.
  const own = ` ${text}`.slice(1)
  const style = parseStyle(own)
  known.set(own, style)
  return style
}

function parseStyle(text: string): Style {
  const value = declarations(text)
  const weight = value.get('font-weight') ?? ''
  const line = value.get('text-decoration') ?? value.get('text-decoration-line') ?? ''
  const up = value.get('vertical-align') ?? ''
  return {
    bold: /^(?:bold|bolder|[6-9]00)/.test(weight),
    light: /^(?:normal|lighter|[1-5]00)/.test(weight),
    block: /^(?:block|list-item|flex|grid|table|flow-root|-webkit-box|-webkit-flex)$/.test(value.get('display') ?? ''),
    italic: /^(?:italic|oblique)/.test(value.get('font-style') ?? ''),
    underline: line.includes('underline'),
    strike: line.includes('line-through'),
    raise: up === 'super' ? 'sup' : up === 'sub' ? 'sub' : null,
    hidden: value.get('display') === 'none',
    align: alignOf(value.get('text-align') ?? ''),
    size: sizeOf(value.get('font-size') ?? ''),
    bar: hasBar(value),
    picture: pictureOf(value),
  }
}

function declarations(text: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const part of partsOf(text)) {
    const colon = part.indexOf(':')
    if (colon < 1) continue
    const name = part.slice(0, colon).trim().toLowerCase()
    const value = part
      .slice(colon + 1)
      .replace(/!\s*important\s*$/i, '')
      .trim()
    found.set(name, name.startsWith('background') ? value : value.toLowerCase())
  }
  return found
}

const CLOSERS: Readonly<Record<string, string>> = { '"': '"', "'": "'", '(': ')' }

/** Split on `;` outside quotes and brackets, so that an address with a semicolon stays whole. Each character is looked at once. */
function partsOf(text: string): string[] {
  if (!/["'(]/.test(text)) return text.split(';')
  const parts: string[] = []
  const unclosed = new Set<string>()
  let from = 0
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at)
    const closer = CLOSERS[char]
    if (char === ';') {
      parts.push(text.slice(from, at))
      from = at + 1
    } else if (closer !== undefined && !unclosed.has(closer)) {
      const end = text.indexOf(closer, at + 1)
      if (end < 0) unclosed.add(closer)
      else at = end
    }
  }
  parts.push(text.slice(from))
  return parts
}

function alignOf(value: string): Style['align'] {
  if (value === 'center' || value === '-webkit-center') return 'center'
  return value === 'right' || value === 'end' ? 'right' : null
}

function sizeOf(value: string): number | null {
  const found = /^([\d.]{1,6})(px|pt|em|rem|%)$/.exec(value)
  return found?.[1] === undefined ? null : Number(found[1]) * (PX[found[2] ?? 'px'] ?? 1)
}

function hasBar(value: ReadonlyMap<string, string>): boolean {
  return sideWidth(value, 'left') >= 2 && sideWidth(value, 'right') === 0 && sideWidth(value, 'top') === 0
}

function sideWidth(value: ReadonlyMap<string, string>, side: string): number {
  const all = value.get(`border-${side}`) ?? value.get('border') ?? ''
  const style = value.get(`border-${side}-style`) ?? value.get('border-style') ?? all
  if (!/solid|double|dashed|groove|ridge|inset|outset|dotted/.test(style)) return 0
  const width = /([\d.]{1,6})(?:px|pt|em|rem)/.exec(value.get(`border-${side}-width`) ?? value.get('border-width') ?? all)
  return width?.[1] === undefined ? 0 : Number(width[1])
}

function pictureOf(value: ReadonlyMap<string, string>): string | null {
  const text = value.get('background-image') ?? value.get('background') ?? ''
  const found = /url\(\s*["']?([^"')]+)/i.exec(text)
  const ref = found?.[1]?.trim()
  return ref === undefined || ref === '' || /^data:/i.test(ref) ? null : ref
}
