// The cleaner's html in; the tree that the WHATWG rules make of it out, or null where those rules would move, imply or drop anything:
// then parse5 is asked. The cleaner writes one plain dialect, closes what it opens and nests it well, so null is rare.
import { Document, type Element, type ParentNode, Text } from 'domhandler'
import { append, addText, elementOf } from './nodes.ts'

/** What the rules look at when an element begins: where it may stand without anything being moved. */
type Group = 'void' | 'flow' | 'format' | 'list' | 'item' | 'heading' | 'pre' | 'table' | 'section' | 'row' | 'cell' | 'caption'

const GROUPS: ReadonlyMap<string, Group> = new Map<string, Group>(
  (
    [
      ['void', 'br hr img'],
      ['flow', 'div blockquote figure figcaption span sub sup g-a g-embed g-media g-made'],
      ['format', 'strong em u s code'],
      ['list', 'ul ol'],
      ['item', 'li'],
      ['heading', 'h2 h3 h4 h5 h6'],
      ['pre', 'pre'],
      ['table', 'table'],
      ['section', 'thead tbody tfoot'],
      ['row', 'tr'],
      ['cell', 'td th'],
      ['caption', 'caption'],
    ] as const
  ).flatMap(([group, names]) => names.split(' ').map((name): [string, Group] => [name, group])),
)

/** Equal formatting elements are forgotten by the rules from the fourth on. */
const EQUAL_AT_MOST = 3

interface Open {
  readonly name: string
  readonly group: Group
  readonly node: ParentNode
}

interface Growth {
  readonly html: string
  readonly open: Open[]
  top: Open
}

export function quickTree(written: string): Document | null {
  if (written.includes('\u0000')) return null
  const html = written.includes('\r') ? written.replaceAll(/\r\n?/g, '\n') : written
  const root = new Document([])
  const growth: Growth = { html, open: [], top: { name: '', group: 'flow', node: root } }
  let at = 0
  while (at < html.length) {
    const tag = html.indexOf('<', at)
    if (tag !== at && !grow(growth, html.slice(at, tag < 0 ? html.length : tag))) return null
    if (tag < 0) break
    const end = html.indexOf('>', tag)
    if (end < 0 || !(html.charCodeAt(tag + 1) === SLASH ? close(growth, tag, end) : begin(growth, tag, end))) return null
    at = end + 1
  }
  return growth.open.length === 0 ? root : null
}

const SLASH = 0x2f
const SPACE = 0x20

function grow({ top }: Growth, written: string): boolean {
  const { group, node } = top
  if ((group === 'table' || group === 'section' || group === 'row') && !/^[\t\n\f ]*$/.test(written)) return false
  // The line break right behind `<pre>` is no text.
  const text = meaning(group === 'pre' && node.children.length === 0 && written.startsWith('\n') ? written.slice(1) : written)
  if (text === null || text === '') return text === ''
  if (!addText(text, node.children.length === 0 ? null : (node.children[node.children.length - 1] ?? null))) append(node, new Text(text))
  return true
}

function close(growth: Growth, tag: number, end: number): boolean {
  const { name } = growth.top
  if (name === '' || end - tag - 2 !== name.length || !growth.html.startsWith(name, tag + 2)) return false
  const outer = growth.open.pop()
  if (outer === undefined) return false
  growth.top = outer
  return true
}

function begin(growth: Growth, tag: number, end: number): boolean {
  const { html, open, top } = growth
  let nameEnd = tag + 1
  while (nameEnd < end && html.charCodeAt(nameEnd) !== SPACE) nameEnd += 1
  const name = html.slice(tag + 1, nameEnd)
  const group = GROUPS.get(name)
  if (group === undefined || !fits(group, top.group)) return false
  if (group === 'format' && repeats(growth, name)) return false
  const attributes = attributesOf(html, nameEnd, end)
  if (attributes === null) return false
  const element: Element = elementOf(name, attributes)
  append(top.node, element)
  if (group === 'void') return true
  open.push(top)
  growth.top = { name, group, node: element }
  return true
}

function fits(group: Group, around: Group): boolean {
  switch (around) {
    case 'table':
      return group === 'section' || group === 'caption'
    case 'section':
      return group === 'row'
    case 'row':
      return group === 'cell'
    default:
  }
  switch (group) {
    case 'item':
      return around === 'list'
    case 'heading':
      return around !== 'heading'
    case 'section':
    case 'row':
    case 'cell':
    case 'caption':
      return false
    default:
      return true
  }
}

function repeats({ open, top }: Growth, name: string): boolean {
  let equal = top.name === name ? 1 : 0
  for (const one of open) if (one.name === name) equal += 1
  return equal >= EQUAL_AT_MOST
}

/** Each is written ` name="value"`. */
function attributesOf(html: string, from: number, end: number): Record<string, string> | null {
  const found: Record<string, string> = {}
  for (let at = from; at < end;) {
    const equals = html.indexOf('="', at)
    const quote = equals < 0 || equals > end ? -1 : html.indexOf('"', equals + 2)
    if (quote < 0 || quote > end || html.charCodeAt(at) !== SPACE) return null
    const name = html.slice(at + 1, equals)
    const value = meaning(html.slice(equals + 2, quote))
    if (value === null || !NAME.test(name) || Object.hasOwn(found, name)) return null
    found[name] = value
    at = quote + 1
  }
  return found
}

const NAME = /^[a-z][a-z0-9_-]*$/
const MEANINGS: Readonly<Record<string, string>> = { '&amp;': '&', '&quot;': '"', '&lt;': '<', '&gt;': '>', '&nbsp;': '\u00A0' }

/** The five escapes that the cleaner writes; null where it would take more to read it. */
function meaning(written: string): string | null {
  if (!written.includes('&')) return written
  let strange = false
  const text = written.replaceAll(/&(?:[a-z]+;)?/g, (escape) => {
    const meant = MEANINGS[escape]
    strange ||= meant === undefined
    return meant ?? ''
  })
  return strange ? null : text
}
