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

export function leafBlocks(tree: CheerioAPI, longest: number): Leaf[] {
  const found: Leaf[] = []
  const holds = new Set<ElementNode>()
  walk(tree, (node, parents) => {
    if (!BLOCKS.has(node.name)) return
    for (let at = parents.length - 1; at >= 0; at -= 1) {
      const parent = parents[at]
      if (parent === undefined || holds.has(parent)) break
      holds.add(parent)
    }
  })
  walk(tree, (node) => {
    if (LEAVES.has(node.name) && !holds.has(node)) found.push({ element: node, text: shortText(node, longest) })
  })
  return found
}

function walk(tree: CheerioAPI, visit: (element: ElementNode, parents: readonly ElementNode[]) => void): void {
  const parents: ElementNode[] = []
  const open: { readonly children: readonly Node[]; at: number }[] = [{ children: tree.root().get(0)?.children ?? [], at: 0 }]
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const node = top.children[top.at]
    top.at += 1
    if (node === undefined) {
      open.pop()
      parents.pop()
    } else if ('attribs' in node) {
      visit(node, parents)
      parents.push(node)
      open.push({ children: node.children, at: 0 })
    }
  }
}

/** Gathers no more than is needed to know that a text is too long. */
function shortText(element: ElementNode, longest: number): string | null {
  let text = ''
  const left: Node[] = element.children.toReversed()
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    if ('attribs' in node) left.push(...node.children.toReversed())
    else if (node.nodeType === TEXT_NODE && 'data' in node) text += node.data
    if (text.length > longest * 4) return null
  }
  const shown = visible(text)
  return shown.length > longest ? null : shown
}

export function visible(text: string): string {
  return text.replaceAll(/[\s\u3000\u200B\uFEFF\u2060\u00AD]+/g, ' ').trim()
}
