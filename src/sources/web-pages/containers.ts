// Where the CMSs of Chinese government sites and portals put an article's body → that body. A table; the first that fits wins.
// Marks in comments are read from the page's text, since a tree has no place for them.
import type { LightNode, LightTree } from './light-tree.ts'
import { textOf } from '../text/text-of.ts'

/** Pairs of marks: comments and metas that stand around the body. */
const MARKS: readonly (readonly [from: string, to: string])[] = [
  ['<!--ZJEG_RSS.content.begin-->', '<!--ZJEG_RSS.content.end-->'],
  ['<meta name="ContentStart"', '<meta name="ContentEnd"'],
  ["<meta name='ContentStart'", "<meta name='ContentEnd'"],
  ['<!--enpcontent-->', '<!--/enpcontent-->'],
]

/** Element name, or class or id words, of a body and of nothing else. In order of trust. */
const CONTAINERS: readonly ((node: LightNode) => boolean)[] = [
  (node) => node.name === 'ucapcontent',
  (node) => has(node, 'trs_editor', 'trs_ueditor', 'trs_editor_view', 'trs_paper_preview'),
  (node) => has(node, 'con_con', 'zoom', 'zoomcon', 'ucapcontent'),
  (node) => has(node, 'view', 'trs_web') && has(node, 'trs_ueditor', 'trs_web'),
  (node) => has(node, 'article-content', 'xxgkcont', 'pages_content', 'bt-content', 'rm_txt_con', 'rich_media_content'),
]

export interface Marked {
  readonly html: string
  /** Where it begins and ends in the page. */
  readonly from: number
  readonly to: number
}

export function known(tree: LightTree): Marked | null {
  return byMarks(tree.html) ?? byContainer(tree)
}

function byMarks(html: string): Marked | null {
  if (!/ZJEG_RSS|ContentStart|enpcontent/i.test(html)) return null
  const lower = html.toLowerCase()
  for (const [from, to] of MARKS) {
    const begin = lower.indexOf(from.toLowerCase())
    const start = begin < 0 ? -1 : lower.indexOf('>', begin) + 1
    const end = start < 1 ? -1 : lower.indexOf(to.toLowerCase(), start)
    if (start > 0 && end > start && shows(html.slice(start, end))) return { html: html.slice(start, end), from: start, to: end }
  }
  return null
}

/** Every part of a body that a page holds in several containers of one kind, one after the other; never one inside another. */
function byContainer({ html, nodes, tooDeep }: LightTree): Marked | null {
  if (tooDeep) return null
  for (const fits of CONTAINERS) {
    const parts: string[] = []
    let from = -1
    let to = 0
    let past = 0
    for (const node of nodes) {
      if (node.start < past || node.name === '#text' || (node.words === '' && node.name !== 'ucapcontent') || !fits(node)) continue
      const inner = html.slice(node.inner, node.innerEnd)
      // what is inside an empty shell is empty too
      past = node.end
      if (!shows(inner)) continue
      to = node.end
      parts.push(inner)
      if (from < 0) from = node.start
    }
    if (parts.length > 0) return { html: parts.join('\n'), from, to }
  }
  return null
}

/** Not an empty shell that a script fills. */
function shows(inner: string): boolean {
  return /<(?:img|video|audio|embed|iframe|a)\b/i.test(inner) || SHOWN.test(textOf(inner.slice(0, 4000))) || SHOWN.test(textOf(inner))
}

const SHOWN = /[\p{L}\p{N}]{2}/u

function has({ words }: LightNode, ...wanted: readonly string[]): boolean {
  if (words === '') return false
  const own = words.split(/\s+/)
  return wanted.some((word) => own.includes(word))
}
