// Small clean html in, a tree of plain nodes out: by the WHATWG rules, of which parse5 is asked wherever they would move anything.
// cheerio can work on the same nodes.
import { type CheerioAPI, load } from 'cheerio'
import { type ChildNode, Comment, Document, type Element, type ParentNode, Text, isComment, isTag, isText } from 'domhandler'
import { html, parseFragment, type Token, type TreeAdapter } from 'parse5'
import { addText, append, detach, elementOf, insert } from './nodes.ts'
import { quickTree } from './quick-tree.ts'

export type Tree = Document
export { type ChildNode, type Element, isTag, isText, type ParentNode } from 'domhandler'

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
  return quickTree(text) ?? ruledTree(text)
}

/** By the whole of the WHATWG rules. */
export function ruledTree(text: string): Tree {
  // In a body, as a reader meets it: without a context a stray `td` would begin a table.
  return parseFragment<Nodes>(elementOf('body', {}), text, { treeAdapter: adapter, scriptingEnabled: true })
}

/** cheerio over the same nodes: what a step changes is changed in the tree. */
export function over(tree: Tree): CheerioAPI {
  return load(tree, { xml: false }, false)
}

function fromTokens(name: string, list: readonly Token.Attribute[]): Element {
  const attributes: Record<string, string> = {}
  for (const one of list) attributes[one.name] = one.value
  return elementOf(name, attributes)
}

const adapter: TreeAdapter<Nodes> = {
  createDocument: () => new Document([]),
  createDocumentFragment: () => new Document([]),
  createElement: (name, _space, list) => fromTokens(name, list),
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
