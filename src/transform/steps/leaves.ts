// The small tree in; its leaf blocks (those that hold lines of text and no other block) out, in document order, by one plain walk:
// selectors over every block would cost more than the rest of normalizing.
import type { CheerioAPI } from 'cheerio'

/** Nodes as cheerio gives them. */
export type Node = ReturnType<CheerioAPI['root']>[number]['children'][number]
export type ElementNode = Extract<Node, { tagName: string }>

export interface Leaf {
  readonly element: ElementNode
  /** Visible text, or null when longer than asked for. */
  readonly text: string | null
}

const BLOCKS = new Set('div p li td th table ul ol blockquote pre figure figcaption caption h2 h3 h4 h5 h6 tr thead tbody tfoot'.split(' '))
const TEXT_NODE = 3
const LEAVES = new Set('div blockquote h2 h3 h4 h5 h6 figcaption li'.split(' '))

interface Level {
  readonly element: ElementNode | null
  readonly children: readonly Node[]
  at: number
  /** Some block stands inside. */
  holds: boolean
}

export function leafBlocks(tree: CheerioAPI, longest: number): Leaf[] {
  const found: Leaf[] = []
  const open: Level[] = [{ element: null, children: tree.root().get(0)?.children ?? [], at: 0, holds: false }]
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const node = top.children[top.at]
    top.at += 1
    if (node === undefined) {
      open.pop()
      const around = open.at(-1)
      if (top.element === null || around === undefined) break
      const { name } = top.element
      if (!top.holds && LEAVES.has(name)) found.push({ element: top.element, text: shortText(top.element, longest) })
      around.holds ||= top.holds || BLOCKS.has(name)
    } else if ('attribs' in node) open.push({ element: node, children: node.children, at: 0, holds: false })
  }
  return found
}

/** Gathers no more than is needed to know that a text is too long. */
function shortText(element: ElementNode, longest: number): string | null {
  let text = ''
  const left: Node[] = [element]
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    if ('attribs' in node) {
      const { children } = node
      for (let at = children.length - 1; at >= 0; at -= 1) {
        const child = children[at]
        if (child !== undefined) left.push(child)
      }
    } else if (node.nodeType === TEXT_NODE && 'data' in node) text += node.data
    if (text.length > longest * 4) return null
  }
  const shown = visible(text)
  return shown.length > longest ? null : shown
}

export function visible(text: string): string {
  return text.replaceAll(/[\s\u3000\u200B\uFEFF\u2060\u00AD]+/g, ' ').trim()
}
