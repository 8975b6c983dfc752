// The HTML of an unknown page → its article: where it begins and ends, without what frames it. Decides by the page alone, the same every
// time; linear, and whole however deep the markup nests. Never throws. What it leaves out is only what lies around the body.
import { known } from './containers.ts'
import { cutOut, isTitle } from './cut.ts'
import { lightTree } from './light-tree.ts'
import { measure } from './measure.ts'
import type { Measured } from './measure.ts'
import { pageTags } from './page-tags.ts'
import type { PageTags } from './page-tags.ts'
import { asShown, titleIn } from './title.ts'
import { BODY_WORDS } from './words.ts'
import { textOf } from '../text/text-of.ts'

export interface Extracted {
  readonly title: string | null
  /** The body's own html; '' when nothing on the page looks like one. */
  readonly html: string
  /** How it was found: a container that some CMS is known for, or by weighing the text; `none` = there is nothing to weigh. */
  readonly by: 'container' | 'weight' | 'none'
  /** What stands right before the body and right behind it, as text: the lines with date, source and author. */
  readonly lead: string
  readonly trail: string
  /** Where in the page the body begins and ends. */
  readonly from: number
  readonly to: number
  /** The page nests deeper than a tree is kept for, or holds more than is read. */
  readonly limited: boolean
}

/** More than this is not read. */
const LONGEST = 8 * 1024 * 1024

/** `url`: where the page was found, when that is known. */
export function extract(html: string, url: string | null): Extracted {
  return extractWith(html, pageTags(html, url))
}

/** The same for a caller that has read the page's tags. */
export function extractWith(html: string, tags: PageTags): Extracted {
  const read = html.length > LONGEST ? html.slice(0, LONGEST) : html
  const tree = lightTree(read)
  const named = titleIn(read, tags)
  const limited = tree.tooDeep || read.length < html.length
  const marked = known(tree)
  if (marked !== null) {
    const near = beside(read, marked)
    return { title: asShown(named, near.lead.split('\n')), by: 'container', limited, ...marked, ...near }
  }
  const measured = measure(tree)
  const title = asShown(
    named,
    measured.blocks.map(({ text }) => text),
  )
  const at = heaviest(measured, title)
  if (at === null) return { title, html: '', by: 'none', limited, from: 0, to: 0, lead: '', trail: '' }
  const cut = cutOut(measured, at, title)
  return { title, by: 'weight', limited, ...cut, ...beside(read, cut) }
}

const BESIDE = 6000

/** The text around a place of the page: as much of its source as holds the lines about an article, and of that the nearest. */
export function beside(html: string, { from, to }: { readonly from: number; readonly to: number }): { lead: string; trail: string } {
  return {
    lead: textOf(html.slice(Math.max(0, from - BESIDE), from).replace(/^[^<]{0,2000}>/, '')).slice(-1500),
    trail: textOf(html.slice(to, to + BESIDE)).slice(0, 800),
  }
}

/** The smallest element that holds the article: down from the root as long as one child has nearly all, then up to what belongs to it. */
function heaviest(measured: Measured, title: string | null): number | null {
  const { tree, mass } = measured
  if ((mass[0] ?? 0) < 1) return pictured(measured)
  const ways = { children: childrenOf(measured), titled: titled(measured, title) }
  let at = 0
  for (;;) {
    const next = onlyHeavy(measured, ways, at)
    if (next === null) break
    at = next
  }
  // rows mean nothing without their table
  while (TABLE_PARTS.has(tree.nodes[at]?.name ?? '')) at = tree.nodes[at]?.parent ?? 0
  return at
}

interface Ways {
  readonly children: readonly (readonly number[])[]
  /** By node around the title: the title's own mass. */
  readonly titled: ReadonlyMap<number, number>
}

/** Every element around the title. */
function titled({ tree, blocks }: Measured, title: string | null): ReadonlyMap<number, number> {
  const found = new Map<number, number>()
  const block = blocks.find((one) => one.kind === 'body' && isTitle(one, title))
  for (let n = block?.node ?? 0; n > 0; n = tree.nodes[n]?.parent ?? 0) found.set(n, block?.mass ?? 0)
  return found
}

function childrenOf({ tree }: Measured): Ways['children'] {
  const found: number[][] = tree.nodes.map(() => [])
  for (let n = 1; n < tree.nodes.length; n += 1) found[tree.nodes[n]?.parent ?? 0]?.push(n)
  return found
}

/** The child to go down into, or null to stay. */
function onlyHeavy({ mass, tree, images }: Measured, { children, titled: title }: Ways, at: number): number | null {
  const inside = children[at] ?? []
  let best = -1
  let rest = 0
  let loose = 0
  for (const child of inside) {
    const weight = mass[child] ?? 0
    if (best < 0 || weight > (mass[best] ?? 0)) best = child
    rest += weight
  }
  if (best < 0 || (mass[best] ?? 0) === 0) return null
  const name = tree.nodes[best]?.name ?? ''
  if (LEAVES.has(name)) return null
  rest -= mass[best] ?? 0
  const isTable = TABLE_PARTS.has(name) || TABLE_PARTS.has(tree.nodes[at]?.name ?? '')
  // what stands loose beside it is of the same text, not of the frame
  for (const child of inside) if (child !== best && isLoose(tree.nodes[child]?.name ?? '')) loose += mass[child] ?? 0
  const titleBox = inside.find((child) => child !== best && title.has(child))
  // the first post of a thread, or a summary, stands with the title in a box of its own
  if (titleBox !== undefined && (mass[titleBox] ?? 0) - (title.get(titleBox) ?? 0) > 20) return null
  if (titleBox !== undefined && isLoose(tree.nodes[titleBox]?.name ?? '')) loose -= mass[titleBox] ?? 0
  loose += (mass[at] ?? 0) - rest - (mass[best] ?? 0)
  // a cell is gone into only where the other cells hold nothing of the article: a table that lays out the page
  if (isTable && name !== 'table') return rest - (titleBox === undefined ? 0 : (title.get(titleBox) ?? 0)) > 2 ? null : best
  const heavy = mass[best] ?? 0
  const named = BODY_WORDS.test(tree.nodes[best]?.words ?? '')
  if (loose > 30 && loose > heavy * 0.02 && !named) return null
  if (rest > heavy * (named ? 0.6 : 0.34)) return null
  return (images[at] ?? 0) > 0 && (images[best] ?? 0) === 0 && heavy < 60 ? null : best
}

const TABLE_PARTS = new Set(['table', 'tbody', 'thead', 'tr'])
const LEAVES = new Set('p ul ol dl li pre blockquote span font strong b h1 h2 h3 h4 #text'.split(' '))

function isLoose(name: string): boolean {
  return name === 'p' || name === 'pre' || name === 'blockquote' || name === 'h2' || name === 'h3' || name === '#text'
}

/** A page of pictures only: the smallest element named as a body that holds pictures. */
function pictured({ tree, images }: Measured): number | null {
  let found: number | null = null
  for (let n = 1; n < tree.nodes.length; n += 1) {
    if ((images[n] ?? 0) > 0 && BODY_WORDS.test(tree.nodes[n]?.words ?? '')) found = n
  }
  return found
}
