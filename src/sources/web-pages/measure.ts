// The light tree of a page → for every node how much of an article stands in it. Linear: texts are read once, then sums go up to the root.
import { markFloors } from './floors.ts'
import { BLOCKS, textIn } from './light-tree.ts'
import type { LightTree } from './light-tree.ts'
import { CRUMB_LINE, DATE_TEXT, END_LINE, FACT_WORDS, FILE_ADDRESS, FOOT_LINE, FOOT_WORDS, FRAME_WORDS } from './words.ts'

/** What one block says by itself: its own text, without the blocks in it. */
export interface BlockText {
  /** Index of the block in the tree. */
  readonly node: number
  /** Visible, spaces folded. */
  text: string
  chars: number
  linked: number
  /** Sentences end, or are divided. */
  stops: number
  /** A link to a file stands in it. */
  files: boolean
  /** A short line that only the foot of a site has. */
  foot: boolean
  kind: 'body' | 'frame' | 'facts' | 'day' | 'crumb' | 'foot' | 'end' | 'links' | 'floor' | 'empty'
  mass: number
}

export interface Measured {
  readonly tree: LightTree
  /** In document order. */
  readonly blocks: readonly BlockText[]
  /** By node: what of an article stands in it. */
  readonly mass: Float64Array
  /** By node: pictures in it. */
  readonly images: Int32Array
  /** By node: inside something that frames a page. */
  readonly framed: Uint8Array
}

const NEVER = new Set(
  'script style noscript template head title select option textarea button nav footer aside iframe object svg'.split(' '),
)

export function measure(tree: LightTree): Measured {
  const { nodes } = tree
  const blocks = blockTexts(tree)
  const whole = blocks.reduce((sum, block) => sum + ownWeight(block), 0)
  const byName = framesOf(tree, blocks, true)
  const left = blocks.reduce((sum, block) => sum + (byName[block.node] === 1 ? 0 : ownWeight(block)), 0)
  // names that would frame nearly all of a page mean something else on it
  const framed = left < whole * 0.25 ? framesOf(tree, blocks, false) : byName
  const mass = new Float64Array(nodes.length)
  for (const block of blocks) block.kind = kindOf(block, framed[block.node] === 1)
  markFloors(tree, blocks)
  const images = new Int32Array(nodes.length)
  for (const block of blocks) {
    block.mass = block.kind === 'body' || block.kind === 'day' ? block.chars - block.linked + block.stops * 4 + (block.files ? 12 : 0) : 0
    mass[block.node] = block.mass
  }
  for (let n = nodes.length - 1; n > 0; n -= 1) {
    const node = nodes[n]
    if (node === undefined) continue
    if (node.name === 'img' && framed[n] === 0) images[n] = 1
    mass[node.parent] = (mass[node.parent] ?? 0) + (mass[n] ?? 0)
    images[node.parent] = (images[node.parent] ?? 0) + (images[n] ?? 0)
  }
  return { tree, blocks, mass, images, framed }
}

/** A link that was never closed reaches no farther. */
const LINK_ENDS = new Set(['table', 'td', 'body', 'ul', 'ol', 'main', 'footer'])

/** Text by the nearest block around it; the text of a block ends where another block begins or ends. */
function blockTexts(tree: LightTree): BlockText[] {
  const { nodes, html } = tree
  const owner = new Int32Array(nodes.length)
  const link = new Int32Array(nodes.length)
  const never = new Uint8Array(nodes.length)
  const found: BlockText[] = []
  let now: BlockText | null = null
  for (let n = 1; n < nodes.length; n += 1) {
    const node = nodes[n]
    if (node === undefined) continue
    const isBlock = BLOCKS.has(node.name)
    owner[n] = isBlock ? n : (owner[node.parent] ?? 0)
    link[n] = node.name === 'a' ? n : LINK_ENDS.has(node.name) ? 0 : (link[node.parent] ?? 0)
    never[n] = never[node.parent] === 1 || NEVER.has(node.name) ? 1 : 0
    if (node.name !== '#text' || never[n] === 1) continue
    const text = textIn(html, node)
    const chars = visibleChars(text)
    if (chars === 0) continue
    const at = owner[n] ?? 0
    if (now === null || now.node !== at) {
      now = { node: at, text: '', chars: 0, linked: 0, stops: 0, files: false, foot: false, kind: 'empty', mass: 0 }
      found.push(now)
    }
    const anchor = nodes[link[n] ?? 0]
    if (now.text.length < 4000) now.text += text
    now.chars += chars
    now.stops += stopsIn(text)
    if (anchor === undefined || anchor.name !== 'a') continue
    now.linked += chars
    now.files ||= FILE_ADDRESS.test(html.slice(anchor.start, anchor.inner))
  }
  for (const block of found) {
    block.text = block.text.replaceAll(/\s+/g, ' ').trim()
    block.foot = block.chars < 300 && FOOT_LINE.test(block.text)
  }
  return found
}

/** The index card that stands before a document of the government (索引号, 发布机构, 成文日期 …). */
const INDEX_LINE = /^索\s?引\s?号/

function indexBox(nodes: LightTree['nodes'], from: number): number {
  let n = from
  while (n > 0 && !/^(?:table|ul|dl)$/.test(nodes[n]?.name ?? '')) n = nodes[n]?.parent ?? 0
  return n
}

function ownWeight({ chars, linked, stops }: BlockText): number {
  return chars - linked + stops * 4
}

const LONGEST_FOOT = 800

/** Framed: named so, and not most of the page; or hidden, the same. */
function framesOf({ nodes }: LightTree, blocks: readonly BlockText[], byName: boolean): Uint8Array {
  const framed = new Uint8Array(nodes.length)
  const chars = new Float64Array(nodes.length)
  const foot = new Uint8Array(nodes.length)
  const index = new Set<number>()
  for (const block of blocks) {
    chars[block.node] = (chars[block.node] ?? 0) + ownWeight(block)
    if (block.foot) foot[block.node] = 1
    if (INDEX_LINE.test(block.text)) index.add(indexBox(nodes, block.node))
  }
  for (let n = nodes.length - 1; n > 0; n -= 1) {
    const parent = nodes[n]?.parent ?? 0
    chars[parent] = (chars[parent] ?? 0) + (chars[n] ?? 0)
    if (foot[n] === 1) foot[parent] = 1
  }
  const most = (chars[0] ?? 0) * 0.4
  for (let n = 1; n < nodes.length; n += 1) {
    const node = nodes[n]
    if (node === undefined) continue
    const isFoot = foot[n] === 1 && (chars[n] ?? 0) < LONGEST_FOOT && FOOT_WORDS.test(node.words)
    const isIndex = index.has(n) && (chars[n] ?? 0) < LONGEST_FOOT && (chars[n] ?? 0) < most
    const named =
      NEVER.has(node.name) || isFoot || isIndex || ((node.hidden || (byName && FRAME_WORDS.test(node.words))) && (chars[n] ?? 0) < most)
    framed[n] = framed[node.parent] === 1 || named ? 1 : 0
  }
  return framed
}

function kindOf(block: BlockText, framed: boolean): BlockText['kind'] {
  const { text, chars, linked } = block
  if (framed) return 'frame'
  if (chars < 200 && block.foot) return 'foot'
  if (chars < 120 && CRUMB_LINE.test(text)) return 'crumb'
  if (chars < 60 && END_LINE.test(text.replaceAll(/[\s【】[\]()()]/g, ''))) return 'end'
  if (chars < 160 && isFacts(text)) return 'facts'
  if (block.files) return 'body'
  if (linked > (DATE_TEXT.test(text) ? chars - 10 : chars) * 0.6) return 'links'
  return chars < 34 && block.stops === 0 && LONE_DAY.test(text) ? 'day' : 'body'
}

/** A day and perhaps a name: before an article that is no part of it, behind it the signature. */
const LONE_DAY =
  /^[[(（【]?(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}|(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?[\])）】]?$/

function isFacts(text: string): boolean {
  const words = text.match(FACT_WORDS)?.length ?? 0
  return words >= 2 || (words === 1 && DATE_TEXT.test(text) && text.length < 80)
}

function visibleChars(text: string): number {
  let count = 0
  for (let n = 0; n < text.length; n += 1) {
    const code = text.charCodeAt(n)
    if (code > 0x20 && code !== 0xa0 && code !== 0x3000 && code !== 0x200b && code !== 0xfeff) count += 1
  }
  return count
}

const STOPS = new Set(Array.from('，。；！？、：,;', (char) => char.charCodeAt(0)))

function stopsIn(text: string): number {
  let count = 0
  for (let n = 0; n < text.length; n += 1) if (STOPS.has(text.charCodeAt(n))) count += 1
  return count
}
