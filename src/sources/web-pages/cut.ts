// The element an article stands in → its html without what frames it: title, line of facts and crumbs before it, links and notes after it,
// framed parts inside. Cuts whole elements only, by their places in the page; never changes what it keeps.
import type { BlockText, Measured } from './measure.ts'
import { BOX_LINE } from './words.ts'

type Range = readonly [from: number, to: number]

/** Not in a table, where a day is a figure among others. */
function isDay({ tree }: Measured, { kind, node }: BlockText): boolean {
  return kind === 'day' && !/^t[dh]$/.test(tree.nodes[node]?.name ?? '')
}

/** `from` and `to`: where in the page the article's first and last words stand. */
export interface CutOut {
  readonly html: string
  readonly from: number
  readonly to: number
}

export function cutOut(measured: Measured, at: number, title: string | null): CutOut {
  const { tree } = measured
  const container = tree.nodes[at]
  if (container === undefined) return { html: '', from: 0, to: 0 }
  const inside = measured.blocks.filter(({ node }) => {
    const place = tree.nodes[node]
    return place !== undefined && place.start >= container.start && place.end <= container.end
  })
  const cuts = [...framedParts(measured, at), ...around(measured, at, { inside, title })].toSorted((a, b) => a[0] - b[0] || b[1] - a[1])
  const isCut = within(cuts)
  const kept = inside.filter(({ kind, node }) => kind === 'body' && !isCut(tree.nodes[node]?.start ?? 0))
  return {
    html: without(tree.html, [container.inner, container.innerEnd], cuts),
    from: tree.nodes[kept[0]?.node ?? at]?.start ?? container.start,
    to: tree.nodes[kept.at(-1)?.node ?? at]?.end ?? container.end,
  }
}

/** Framed elements, outermost only. */
function framedParts({ tree, framed }: Measured, at: number): Range[] {
  const container = tree.nodes[at]
  const found: Range[] = []
  if (container === undefined || framed[at] === 1) return found
  for (let n = at + 1; n < tree.nodes.length; n += 1) {
    const node = tree.nodes[n]
    if (node === undefined || node.start >= container.end) break
    if (framed[n] === 1 && framed[node.parent] === 0 && !KEPT.has(node.name)) found.push([node.start, node.end])
  }
  return found
}

/** They hold pictures and films of the body; what becomes of them is not decided here. */
const KEPT = new Set(['iframe', 'object', 'svg'])

/** Whether a place lies in one of these, which are in order; places are asked in order too, so that each is looked at once. */
function within(cuts: readonly Range[]): (place: number) => boolean {
  let [next, past] = [0, 0]
  return (place) => {
    for (; (cuts[next]?.[0] ?? Infinity) <= place; next += 1) past = Math.max(past, cuts[next]?.[1] ?? 0)
    return place < past
  }
}

interface Inside {
  readonly inside: readonly BlockText[]
  readonly title: string | null
}

function around(measured: Measured, at: number, { inside, title }: Inside): Range[] {
  const bodies = inside.filter((block) => block.kind === 'body' && !isTitle(block, title))
  const total = bodies.reduce((sum, block) => sum + block.mass, 0)
  const cuts: Range[] = []
  const cut = (block: BlockText): void => {
    const place = tree.nodes[block.node]
    if (place !== undefined && block.node !== at) cuts.push([place.start, place.end])
  }
  const { tree } = measured
  // before the article: everything up to the last line of facts or crumbs that has little text before it
  let seen = 0
  let head = -1
  for (const [n, block] of inside.entries()) {
    if (
      block.kind === 'facts' ||
      block.kind === 'crumb' ||
      isTitle(block, title) ||
      (seen === 0 && (block.kind === 'end' || isDay(measured, block)))
    )
      head = n
    else seen += block.mass
    if (seen > Math.max(60, total * 0.1)) break
  }
  for (const block of inside.slice(0, head + 1)) cut(block)
  // behind it: from the first line that ends it, if little is left there
  let left = 0
  let end = inside.length
  for (let n = inside.length - 1; n > head; n -= 1) {
    const block = inside[n]
    if (block === undefined) break
    if (block.kind === 'end' || block.kind === 'foot') end = n
    else if (block.kind === 'body') left += block.mass
    if (left > Math.max(20, total * 0.1)) break
  }
  for (const block of inside.slice(Math.min(end, linkedTail(inside, head + 1)))) cut(block)
  for (const block of inside.slice(head + 1, end)) {
    const box = BOX_LINE.test(block.text) ? boxOf(measured, at, block.node) : null
    if (box !== null) cuts.push(box)
  }
  for (const block of inside.slice(head + 1, end)) if (block.kind === 'floor') cut(block)
  return cuts
}

/** Where a list of links begins that nothing of the article follows. */
function linkedTail(inside: readonly BlockText[], from: number): number {
  let at = inside.length
  let links = 0
  for (; at > from && TAIL.has(inside[at - 1]?.kind ?? ''); at -= 1) if (inside[at - 1]?.kind === 'links') links += 1
  return links < FEWEST_LINKS ? inside.length : at
}

const TAIL = new Set(['links', 'end', 'foot', 'frame'])
const FEWEST_LINKS = 3

/** The box that such a heading heads: as far up as it holds less than half of the article. */
function boxOf({ tree, mass }: Measured, at: number, heading: number): Range | null {
  let box = tree.nodes[heading]?.parent ?? at
  for (let up = box; up !== at && up > 0 && (mass[up] ?? 0) === 0; up = tree.nodes[up]?.parent ?? 0) box = tree.nodes[up]?.parent ?? 0
  const place = tree.nodes[box]
  return place === undefined || box <= at || (mass[box] ?? 0) > (mass[at] ?? 0) * 0.5 ? null : [place.start, place.end]
}

export function isTitle({ text, chars }: BlockText, title: string | null): boolean {
  return title !== null && chars < 200 && plain(text) === plain(title)
}

function plain(text: string): string {
  return text.replaceAll(/[\s\u3000\u00a0]+/g, '')
}

function without(html: string, [from, to]: Range, cuts: readonly Range[]): string {
  const kept: string[] = []
  let last = from
  for (const [start, end] of cuts) {
    if (start < last || start >= to) continue
    kept.push(html.slice(last, start))
    last = Math.min(end, to)
  }
  kept.push(html.slice(last, to))
  return kept.join('')
}
