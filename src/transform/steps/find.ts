// What a selector finds in the small tree, in document order. cheerio's own search compares every top-level node with every other:
// on a body of many thousand paragraphs that alone takes minutes, so those are walked instead.
import type { CheerioAPI } from 'cheerio'

type Found = ReturnType<ReturnType<CheerioAPI>['toArray']>[number]

/** More top-level nodes than any ordinary post has. */
const MANY = 1000

export function find(tree: CheerioAPI, selector: string): Found[] {
  const top = tree.root().get(0)?.children ?? []
  if (top.length <= MANY) return tree(selector).toArray()
  const found: Found[] = []
  const left = top.toReversed()
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    if (!('attribs' in node)) continue
    if (tree(node).is(selector)) found.push(node)
    for (let at = node.children.length - 1; at >= 0; at -= 1) left.push(...node.children.slice(at, at + 1))
  }
  return found
}
