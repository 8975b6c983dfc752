// The nodes of the small tree and the four changes made to them while it grows. Nothing here decides where a node belongs.
import { type ChildNode, Element, isText, type ParentNode } from 'domhandler'
import { html } from 'parse5'

export function append(parent: ParentNode, node: ChildNode): void {
  const { children } = parent
  const last = children.length === 0 ? null : (children[children.length - 1] ?? null)
  node.prev = last
  node.next = null
  if (last !== null) last.next = node
  node.parent = parent
  children.push(node)
}

export function insert(parent: ParentNode, node: ChildNode, before: ChildNode): void {
  const at = parent.children.indexOf(before)
  node.prev = before.prev
  node.next = before
  if (before.prev !== null) before.prev.next = node
  before.prev = node
  node.parent = parent
  parent.children.splice(at, 0, node)
}

export function detach(node: ChildNode): void {
  const parent = node.parent
  if (parent === null) return
  if (node.prev !== null) node.prev.next = node.next
  if (node.next !== null) node.next.prev = node.prev
  parent.children.splice(parent.children.indexOf(node), 1)
  node.parent = node.prev = node.next = null
}

export function addText(text: string, last: ChildNode | null): boolean {
  if (last === null || !isText(last)) return false
  last.data += text
  return true
}

/** The cleaner writes links as `g-a`, so that the parser does not tear nested or block links apart; in the tree they are links. */
export function elementOf(name: string, attributes: Record<string, string>): Element {
  const element = new Element(name === 'g-a' ? 'a' : name, attributes, [])
  element.namespace = html.NS.HTML
  return element
}
