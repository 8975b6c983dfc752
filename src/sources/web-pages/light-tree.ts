// The text of a page → plain nodes in document order, each with its place in the text. One pass, linear whatever the page holds; never
// throws. Beyond a depth that nobody writes by hand nodes hang on the deepest ancestor still kept: no text is lost by it.
import { attributesOf, walkTags } from '../text/tags.ts'
import type { Tag } from '../text/tags.ts'

export interface LightNode {
  /** Lower case; `#text` for text; '' for the root. */
  readonly name: string
  /** Class and id in lower case, one after the other. */
  readonly words: string
  /** Place of the whole element, and of what stands in it. */
  readonly start: number
  readonly inner: number
  innerEnd: number
  end: number
  /** Index of the parent in `LightTree.nodes`; -1 for the root. */
  readonly parent: number
  /** Hidden by an attribute or its own style. */
  readonly hidden: boolean
}

export interface LightTree {
  readonly html: string
  /** Preorder: a parent comes before its children. */
  readonly nodes: readonly LightNode[]
  /** Some element lies deeper than is kept as a tree. */
  readonly tooDeep: boolean
}

const DEEPEST = 400
/** How far up an end tag looks for its element. */
const REACH = 256
const VOID = new Set('area base br col embed hr img input link meta param source track wbr frame'.split(' '))
const SCOPES = new Set('table td th tr tbody thead tfoot caption body html'.split(' '))
const TABLE_ENDS = new Set('table td th tr tbody thead tfoot caption body html'.split(' '))
export const BLOCKS: ReadonlySet<string> = new Set(
  (
    'address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 ' +
    'header hr html li main nav ol p pre section summary table tbody td tfoot th thead tr ul ucapcontent'
  ).split(' '),
)
/** Opening the key ends an open element of these, up to the nearest of the fences. */
const ENDS: Readonly<Record<string, { readonly what: ReadonlySet<string>; readonly fence: ReadonlySet<string> }>> = {
  li: { what: new Set(['li']), fence: new Set(['ul', 'ol', 'menu', 'td', 'div']) },
  dt: { what: new Set(['dt', 'dd']), fence: new Set(['dl', 'td', 'div']) },
  dd: { what: new Set(['dt', 'dd']), fence: new Set(['dl', 'td', 'div']) },
  td: { what: new Set(['td', 'th']), fence: new Set(['tr', 'table']) },
  th: { what: new Set(['td', 'th']), fence: new Set(['tr', 'table']) },
  tr: { what: new Set(['tr']), fence: new Set(['table']) },
  option: { what: new Set(['option']), fence: new Set(['select']) },
}
const P_END = { what: new Set(['p']), fence: new Set(['td', 'th', 'table', 'div', 'li', 'body']) }

interface Open {
  readonly name: string
  readonly node: number
}

interface Growing {
  readonly html: string
  readonly nodes: LightNode[]
  readonly stack: Open[]
  readonly counts: Map<string, number>
  tooDeep: boolean
}

export function lightTree(html: string): LightTree {
  const root: LightNode = { name: '', words: '', start: 0, inner: 0, innerEnd: html.length, end: html.length, parent: -1, hidden: false }
  const growing: Growing = { html, nodes: [root], stack: [{ name: '', node: 0 }], counts: new Map(), tooDeep: false }
  let last = 0
  walkTags(html, (tag) => {
    addText(growing, last, tag.start)
    last = tag.rawEnd
    if (tag.closing) closeTag(growing, tag)
    else open(growing, tag)
  })
  addText(growing, last, html.length)
  while (growing.stack.length > 1) pop(growing, html.length, html.length)
  return { html, nodes: growing.nodes, tooDeep: growing.tooDeep }
}

function parentOf({ stack }: Growing): number {
  return stack[Math.min(stack.length - 1, DEEPEST)]?.node ?? 0
}

function addText(growing: Growing, start: number, end: number): void {
  if (end <= start) return
  const place = { start, inner: start, innerEnd: end, end }
  growing.nodes.push({ name: '#text', words: '', ...place, parent: parentOf(growing), hidden: false })
}

function open(growing: Growing, tag: Tag): void {
  const { name } = tag
  const own = Object.hasOwn(ENDS, name) ? ENDS[name] : undefined
  const rule = own ?? (BLOCKS.has(name) && (growing.counts.get('p') ?? 0) > 0 ? P_END : undefined)
  if (rule !== undefined) endOpen(growing, rule, tag.start)
  if (growing.stack.length > DEEPEST) growing.tooDeep = true
  const { words, hidden } = about(growing.html, tag)
  const whole = VOID.has(name) || tag.rawEnd > tag.end
  const end = whole ? tag.rawEnd : growing.html.length
  growing.nodes.push({ name, words, start: tag.start, inner: tag.end, innerEnd: end, end, parent: parentOf(growing), hidden })
  if (whole) return
  growing.stack.push({ name, node: growing.nodes.length - 1 })
  growing.counts.set(name, (growing.counts.get(name) ?? 0) + 1)
}

function about(html: string, tag: Tag): Pick<LightNode, 'words' | 'hidden'> {
  if (tag.end - tag.start < tag.name.length + 5) return { words: '', hidden: false }
  const source = html.slice(tag.start, Math.min(tag.end, tag.start + 4096))
  if (!/\b(?:class|id|style|hidden)\b/i.test(source)) return { words: '', hidden: false }
  const given = attributesOf(html, tag)
  const style = given.get('style') ?? ''
  return {
    words: `${given.get('class') ?? ''} ${given.get('id') ?? ''}`.trim().toLowerCase(),
    hidden: given.has('hidden') || /display\s{0,9}:\s{0,9}none/i.test(style),
  }
}

function endOpen(growing: Growing, rule: { what: ReadonlySet<string>; fence: ReadonlySet<string> }, at: number): void {
  const { stack } = growing
  for (let n = stack.length - 1; n > 0 && n > stack.length - 16; n -= 1) {
    const name = stack[n]?.name ?? ''
    if (rule.what.has(name)) {
      while (stack.length > n) pop(growing, at, at)
      return
    }
    if (rule.fence.has(name)) return
  }
}

function closeTag(growing: Growing, { name, start, end }: Tag): void {
  const { stack } = growing
  if ((growing.counts.get(name) ?? 0) === 0) return
  const isTable = TABLE_ENDS.has(name)
  for (let n = stack.length - 1; n > 0 && n >= stack.length - REACH; n -= 1) {
    const found = stack[n]?.name ?? ''
    if (found === name) {
      while (stack.length > n + 1) pop(growing, start, start)
      pop(growing, start, end)
      return
    }
    if (!isTable && SCOPES.has(found)) return
    if (!BLOCKS.has(name) && BLOCKS.has(found)) return
  }
}

function pop({ nodes, stack, counts }: Growing, innerEnd: number, end: number): void {
  const top = stack.pop()
  const node = top === undefined ? undefined : nodes[top.node]
  if (top === undefined || node === undefined) return
  node.innerEnd = innerEnd
  node.end = end
  counts.set(top.name, (counts.get(top.name) ?? 1) - 1)
}

/** What a text node shows, nearly: enough to count and to recognize words. Comments that stand in it are taken out. */
export function textIn(html: string, node: LightNode): string {
  const raw = html.slice(node.start, node.end)
  const shown = raw.includes('<') ? withoutComments(raw) : raw
  return shown.includes('&') ? shown.replaceAll(/&(?:(nbsp|ensp|emsp|thinsp|#160|#xa0|#12288|#x3000)|#?\w{1,10});/gi, entity) : shown
}

const NAMED: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&middot;': '·',
  '&raquo;': '»',
  '&mdash;': '—',
}

function entity(whole: string, space: string | undefined): string {
  return space === undefined ? (NAMED[whole.toLowerCase()] ?? '字') : ' '
}

function withoutComments(text: string): string {
  const kept: string[] = []
  let last = 0
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', Math.max(last, at + 1))) {
    const mark = text.charAt(at + 1)
    if (mark !== '!' && mark !== '?') continue
    kept.push(text.slice(last, at))
    const comment = text.startsWith('<!--', at)
    const close = text.indexOf(comment ? '-->' : '>', at + (comment ? 4 : 2))
    if (close < 0) return kept.join('')
    last = close + (comment ? 3 : 1)
  }
  return kept.join('') + text.slice(last)
}
