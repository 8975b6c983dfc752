// A short block whose whole text is bold and larger than body text is a heading: editors of the platform have no heading key.
import type { Step } from '../step.ts'
import { type ElementNode, leafBlocks, type Node, visible } from './leaves.ts'

const AT_MOST = 40
/** Inside these a large line is something else. */
const NEVER_IN = new Set(['table', 'li', 'figure', 'a', 'blockquote', 'caption'])
const NEVER_HOLDS = new Set(['br', 'img', 'g-embed', 'a', 'g-media', 'g-made'])

export const headings: Step = {
  name: 'headings',
  wants: (marks) => marks.has('big'),
  run(tree) {
    for (const { element, text } of leafBlocks(tree, AT_MOST)) {
      if (element.name !== 'div' || text === null || text === '' || /[。;；!！,，、:：]$/.test(text)) continue
      const size = smallest(element)
      if (size >= 18 && !isInside(element)) element.name = size >= 20 ? 'h2' : 'h3'
    }
  },
}

/** The smallest font size of the block's text, 0 when any of it is not bold, not large, or not text. */
function smallest(block: ElementNode): number {
  let size = 100
  const left: Node[] = [...block.children]
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    if ('attribs' in node) {
      if (NEVER_HOLDS.has(node.name)) return 0
      for (const child of node.children) left.push(child)
    } else if ('data' in node && visible(node.data) !== '') size = Math.min(size, sizeOf(node))
    if (size === 0) return 0
  }
  return size === 100 ? 0 : size
}

function sizeOf(text: Node): number {
  let bold = false
  let light = false
  let size: number | null = null
  for (let up = text.parent; up !== null; up = up.parent) {
    if (!('attribs' in up)) continue
    if (up.name === 'strong' && !light) bold = true
    if (up.attribs['data-b'] !== undefined) light = true
    if (size === null && up.attribs['data-z'] !== undefined) size = Number(up.attribs['data-z'])
  }
  return bold ? (size ?? 0) : 0
}

function isInside(element: ElementNode): boolean {
  for (let up = element.parent; up !== null; up = up.parent) if ('attribs' in up && NEVER_IN.has(up.name)) return true
  return false
}
