// Small clean html in, a tree of plain nodes out (WHATWG rules, by parse5); cheerio can work on the same nodes.
import { type CheerioAPI, load } from 'cheerio'
import { type ChildNode, Comment, Document, Element, type ParentNode, Text, isComment, isTag, isText } from 'domhandler'
import { html, parseFragment, type Token, type TreeAdapter } from 'parse5'

export type Tree = Document
export { type ChildNode, type Element, isTag, isText } from 'domhandler'

interface Nodes {
  node: ParentNode | ChildNode
  parentNode: ParentNode
  childNode: ChildNode
  document: Document
  documentFragment: Document
  element: Element
  commentNode: Comment
  textNode: Text
  template: Element
  documentType: Comment
}

export function parseTree(text: string): Tree {
  // In a body, as a reader meets it: without a context a stray `td` would begin a table.
  return parseFragment<Nodes>(elementOf('body', []), text, { treeAdapter: adapter, scriptingEnabled: true })
}

/** cheerio over the same nodes: what a step changes is changed in the tree. */
export function over(tree: Tree): CheerioAPI {
  return load(tree, { xml: false }, false)
}

function append(parent: ParentNode, node: ChildNode): void {
  const last = parent.children.at(-1) ?? null
  node.prev = last
  node.next = null
  if (last !== null) last.next = node
  node.parent = parent
  parent.children.push(node)
}

function insert(parent: ParentNode, node: ChildNode, before: ChildNode): void {
  const at = parent.children.indexOf(before)
  node.prev = before.prev
  node.next = before
  if (before.prev !== null) before.prev.next = node
  before.prev = node
  node.parent = parent
  parent.children.splice(at, 0, node)
}

function detach(node: ChildNode): void {
  const parent = node.parent
  if (parent === null) return
  if (node.prev !== null) node.prev.next = node.next
  if (node.next !== null) node.next.prev = node.prev
  parent.children.splice(parent.children.indexOf(node), 1)
  node.parent = node.prev = node.next = null
}

/** The cleaner writes links as `g-a`, so that the parser does not tear nested or block links apart; in the tree they are links. */
function elementOf(name: string, list: readonly Token.Attribute[]): Element {
  const attributes: Record<string, string> = {}
  for (const one of list) attributes[one.name] = one.value
  const element = new Element(name === 'g-a' ? 'a' : name, attributes, [])
  element.namespace = html.NS.HTML
  return element
}

function addText(text: string, last: ChildNode | null): boolean {
  if (last === null || !isText(last)) return false
  last.data += text
  return true
}

const adapter: TreeAdapter<Nodes> = {
  createDocument: () => new Document([]),
  createDocumentFragment: () => new Document([]),
  createElement: (name, _space, list) => elementOf(name, list),
  createCommentNode: (data) => new Comment(data),
  createTextNode: (data) => new Text(data),
  appendChild: append,
  insertBefore: insert,
  detachNode: detach,
  insertText(parent, text) {
    if (!addText(text, parent.children.at(-1) ?? null)) append(parent, new Text(text))
  },
  insertTextBefore(parent, text, before) {
    if (!addText(text, before.prev)) insert(parent, new Text(text), before)
  },
  adoptAttributes(element, list) {
    for (const one of list) element.attribs[one.name] ??= one.value
  },
  setTemplateContent: (template, content) => append(template, content),
  getTemplateContent: () => new Document([]),
  setDocumentType: () => undefined,
  setDocumentMode: () => undefined,
  getDocumentMode: () => html.DOCUMENT_MODE.NO_QUIRKS,
  getFirstChild: (parent) => parent.children[0] ?? null,
  getChildNodes: (parent) => parent.children,
  getParentNode: (node) => node.parent,
  getAttrList: (element) => Object.entries(element.attribs).map(([name, value]) => ({ name, value })),
  getTagName: (element) => (element.name === 'a' ? 'g-a' : element.name),
  getNamespaceURI: () => html.NS.HTML,
  getTextNodeContent: (text) => text.data,
  getCommentNodeContent: (comment) => comment.data,
  getDocumentTypeNodeName: () => '',
  getDocumentTypeNodePublicId: () => '',
  getDocumentTypeNodeSystemId: () => '',
  isTextNode: (node): node is Text => isText(node),
  isCommentNode: (node): node is Comment => isComment(node),
  isDocumentTypeNode: (_node): _node is Comment => false,
  isElementNode: (node): node is Element => isTag(node),
  setNodeSourceCodeLocation: () => undefined,
  getNodeSourceCodeLocation: () => null,
  updateNodeSourceCodeLocation: () => undefined,
}
