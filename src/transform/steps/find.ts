// What a selector finds in the small tree, in document order. cheerio's own search compares every top-level node with every other:
// on a body of many thousand paragraphs that alone takes minutes, so those are walked instead.
import type { CheerioAPI } from 'cheerio'
import { type ChildNode, type Element, isTag } from '../tree.ts'

/** More top-level nodes than any ordinary post has. */
const MANY = 1000

export function find(tree: CheerioAPI, selector: string): Element[] {
  const top = tree.root().get(0)?.children ?? []
  if (top.length <= MANY) return tree(selector).toArray().filter(isTag)
  const found: Element[] = []
  const left: ChildNode[] = top.toReversed()
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    if (!isTag(node)) continue
    if (tree(node).is(selector)) found.push(node)
    for (const child of node.children.toReversed()) left.push(child)
  }
  return found
}
