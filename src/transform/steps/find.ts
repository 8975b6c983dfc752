// What stands in the small tree under one name, or under a selector, in document order. A plain walk costs a small part of a selector, and
// cheerio's own search compares every top-level node with every other: on a body of many thousand paragraphs that alone takes minutes.
import type { CheerioAPI } from 'cheerio'
import { type ChildNode, type Element, isTag, type ParentNode } from '../tree.ts'

/** More top-level nodes than any ordinary post has. */
const MANY = 1000

export function find(tree: CheerioAPI, selector: string): Element[] {
  const top = tree.root().get(0)?.children ?? []
  return top.length <= MANY ? tree(selector).toArray().filter(isTag) : matching(top, (element) => tree(element).is(selector))
}

/** Inside one element. cheerio would compare each of its children with every other, too. */
export function findIn(element: ParentNode, wanted: (element: Element) => boolean): Element[] {
  return matching(element.children, wanted)
}

export function findNamed(tree: CheerioAPI, name: string): Element[] {
  return matching(tree.root().get(0)?.children ?? [], (element) => element.name === name)
}

function matching(top: readonly ChildNode[], wanted: (element: Element) => boolean): Element[] {
  const found: Element[] = []
  const left: ChildNode[] = top.toReversed()
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    if (!isTag(node)) continue
    if (wanted(node)) found.push(node)
    const { children } = node
    for (let at = children.length - 1; at >= 0; at -= 1) {
      const child = children[at]
      if (child !== undefined) left.push(child)
    }
  }
  return found
}
