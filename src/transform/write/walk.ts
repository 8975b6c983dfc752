// The finished tree in; safe html, Markdown, plain text, links, media and counts out, in one walk that never recurses. What the
// writer does not name is not written: this is the second allow-list, and the last.
import type { Counts } from '../../domain/draft.ts'
import type { Note, Surroundings } from '../step.ts'
import { lengthOf } from '../flow.ts'
import { type ChildNode, type Element, type Tree, isTag, isText } from '../tree.ts'
import { BLOCK_WRITERS } from './blocks.ts'
import { popInline, pushInline, suspendBold, writeBreak, writeText } from './inline.ts'
import { type Leave, SKIP } from './leave.ts'
import { enterLink, writeEmbed, writeImage } from './things.ts'
import { type Sheet, endPara, openSheet } from './sheet.ts'

/** What the writers of elements are lent. */
export interface Walk {
  readonly sheet: Sheet
  readonly near: Surroundings
  readonly note: Note
  /** Ids that a link of this page points to. */
  readonly anchors: ReadonlySet<string>
  readonly counts: { images: number; links: number; tables: number; attachments: number; audio: number; video: number }
  /** Inside guiji's own words nothing is counted. */
  made: number
  /** Rows of the table being written with pipes, or null. */
  rows: string[][] | null
}

/** Characters that join others, with nothing to join: the platform's editor leaves whole paragraphs of them. */
const JOINERS = /^[\s\u200C\u200D]*$/

const INLINE = new Set(['strong', 'em', 'u', 's', 'sub', 'sup', 'code'])

export interface Written {
  readonly sheet: Sheet
  readonly counts: Omit<Counts, 'characters'>
}

export function write(tree: Tree, aside: Pick<Walk, 'near' | 'note' | 'anchors'>): Written {
  const walk: Walk = {
    ...aside,
    sheet: openSheet(),
    counts: { images: 0, links: 0, tables: 0, attachments: 0, audio: 0, video: 0 },
    made: 0,
    rows: null,
  }
  // Children by index: steps may leave the links between neighbours out of order.
  const open: { readonly children: readonly ChildNode[]; at: number; readonly leave: Leave }[] = [
    { children: tree.children, at: 0, leave: null },
  ]
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const node = top.children[top.at]
    top.at += 1
    if (node === undefined) {
      open.pop()
      top.leave?.()
    } else if (isText(node)) {
      if (walk.sheet.para === null && JOINERS.test(node.data) && /[\u200C\u200D]/.test(node.data))
        walk.note.dropped('lone-joiner', node.data)
      else writeText(walk.sheet, node.data)
    } else if (isTag(node)) {
      const leave = node.attribs['data-b'] === undefined ? enter(walk, node) : enterLight(walk, node)
      if (leave !== SKIP) open.push({ children: node.children, at: 0, leave })
    }
  }
  endPara(walk.sheet)
  return { sheet: walk.sheet, counts: walk.counts }
}

function enter(walk: Walk, element: Element): Leave {
  const { sheet } = walk
  const { name, attribs } = element
  anchor(walk, element)
  const block = BLOCK_WRITERS.get(name)
  if (block !== undefined) return block(walk, element)
  if (INLINE.has(name)) {
    pushInline(sheet, name)
    return () => popInline(sheet)
  }
  if (name === 'a') return enterLink(walk, element)
  if (name === 'br') writeBreak(sheet)
  else if (name === 'img') writeImage(walk, element)
  else if (name === 'g-media') writeEmbed(walk, element)
  else if (name === 'g-made') {
    walk.made += 1
    const from = lengthOf(sheet.text)
    const counted = attribs['data-n']
    if (counted === 'audio' || counted === 'video') walk.counts[counted] += 1
    return () => {
      walk.made -= 1
      sheet.made.push([from, lengthOf(sheet.text)])
    }
  }
  return null
}

/** Text that is not bold inside text that is. */
function enterLight(walk: Walk, element: Element): Leave {
  const restore = suspendBold(walk.sheet)
  const leave = enter(walk, element)
  if (leave === SKIP || restore === null) {
    if (leave === SKIP) restore?.()
    return leave
  }
  return () => {
    leave?.()
    restore()
  }
}

/** A place that a footnote points to; an `a` carries its own. */
function anchor(walk: Walk, element: Element): void {
  const id = element.attribs['data-id']
  if (id === undefined || element.name === 'a' || !walk.anchors.has(id) || /^(?:table|thead|tbody|tfoot|tr)$/.test(element.name)) return
  if (walk.sheet.para !== null && /^(?:div|li|td|th|blockquote|h[2-6]|ul|ol|pre)$/.test(element.name)) endPara(walk.sheet)
  walk.sheet.anchors.push(id)
}
