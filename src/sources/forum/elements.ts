// HTML → a flat list of its elements with their places in the text, in one linear pass, however it nests or fails to close. Builds no tree
// and no strings: what a reader cuts out is a slice of the page with edits.
import { attributesOf, walkTags } from '../text/tags.ts'
import type { Tag } from '../text/tags.ts'
import { attributeText, textOf } from '../text/text-of.ts'

interface Place {
  readonly name: string
  readonly tag: Tag
  /** Of the closing tag; the end of the parent when it is missing. */
  closeStart: number
  end: number
  /** Number of the last element inside; its own number when there is none. */
  last: number
  /** Number of the element around it; -1 at the top. */
  readonly parent: number
  /** Entities decoded; worked out when asked for the first time. */
  given: ReadonlyMap<string, string> | null
}

export interface Elements {
  readonly html: string
  readonly list: readonly Place[]
  /** True when the page has more elements than are looked at. */
  readonly cut: boolean
}

const VOID = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '))
/** A closing tag of another kind never reaches out of these, as in browsers. */
const WALLS = new Set(['td', 'th', 'table'])
const OF_TABLES = new Set(['td', 'th', 'tr', 'table', 'tbody', 'thead', 'tfoot'])
const MOST = 400_000
const MOST_WORDS = 4000

export function elementsOf(html: string): Elements {
  const list: Place[] = []
  const open: number[] = []
  /** Per name the places in `open`, and the places of the walls: every question costs one look. */
  const byName = new Map<string, number[]>()
  const walls: number[] = []
  const leave = (down: number, at: number): void => {
    for (let depth = open.length - 1; depth >= down; depth -= 1) {
      const place = list[open[depth] ?? -1]
      open.pop()
      if (place === undefined) continue
      byName.get(place.name)?.pop()
      if (walls.at(-1) === depth) walls.pop()
      place.closeStart = at
      place.end = at
      place.last = list.length - 1
    }
  }
  let cut = false
  walkTags(html, (tag) => {
    if (tag.closing) {
      const depth = byName.get(tag.name)?.at(-1)
      if (depth === undefined || (!OF_TABLES.has(tag.name) && depth < (walls.at(-1) ?? -1))) return true
      const place = list[open[depth] ?? -1]
      leave(depth, tag.start)
      if (place !== undefined) place.end = tag.end
      return true
    }
    if (list.length >= MOST) {
      cut = true
      return false
    }
    const place = { name: tag.name, tag, closeStart: tag.end, end: tag.end, last: list.length, parent: open.at(-1) ?? -1, given: null }
    list.push(place)
    if (tag.rawEnd > tag.end || VOID.has(tag.name) || html.charCodeAt(tag.end - 2) === 0x2f) {
      place.closeStart = tag.rawEnd
      place.end = tag.rawEnd
      return true
    }
    const depths = byName.get(tag.name) ?? []
    if (depths.length === 0) byName.set(tag.name, depths)
    depths.push(open.length)
    if (WALLS.has(tag.name)) walls.push(open.length)
    open.push(list.length - 1)
    return true
  })
  leave(0, html.length)
  return { html, list, cut }
}

/** An attribute's value, entities decoded and trimmed; '' when it is absent. */
export function valueOf(page: Elements, n: number, name: string): string {
  const place = page.list[n]
  if (place === undefined) return ''
  // Most elements are asked for an attribute that they do not have.
  if (place.given === null && place.tag.end - place.tag.start <= place.name.length + 3) return ''
  place.given ??= attributesOf(page.html, place.tag)
  const raw = place.given.get(name)
  return raw === undefined ? '' : attributeText(raw)
}

export function hasClass(page: Elements, n: number, wanted: string): boolean {
  const value = valueOf(page, n, 'class')
  return value.includes(wanted) && value.split(/\s+/).includes(wanted)
}

/** The numbers of all elements inside of one that pass; -1 = the whole page. */
export function within(page: Elements, around: number, wanted: (n: number, name: string) => boolean): readonly number[] {
  const from = around < 0 ? 0 : around + 1
  const to = around < 0 ? page.list.length - 1 : (page.list[around]?.last ?? -1)
  const found: number[] = []
  for (let n = from; n <= to; n += 1) if (wanted(n, page.list[n]?.name ?? '')) found.push(n)
  return found
}

export function firstWithin(page: Elements, around: number, wanted: (n: number, name: string) => boolean): number | null {
  const from = around < 0 ? 0 : around + 1
  const to = around < 0 ? page.list.length - 1 : (page.list[around]?.last ?? -1)
  for (let n = from; n <= to; n += 1) if (wanted(n, page.list[n]?.name ?? '')) return n
  return null
}

/**
 * Ends every block where the next begins, and with it all that is inside: a post that forgets to close something must not swallow those
 * behind it. The blocks in the order of the page.
 */
export function fence(page: Elements, blocks: readonly number[]): readonly number[] {
  for (const [at, block] of blocks.entries()) {
    const next = blocks[at + 1]
    const stop = next === undefined ? undefined : page.list[next]?.tag.start
    if (next === undefined || stop === undefined) continue
    for (let n = block; n < next; n += 1) {
      const place = page.list[n]
      if (place === undefined || place.last < next) continue
      place.last = next - 1
      place.closeStart = stop
      place.end = stop
    }
  }
  return blocks
}

/** The markup between an element's tags. */
export function innerOf(page: Elements, n: number | null): string {
  const place = n === null ? undefined : page.list[n]
  return place === undefined ? '' : page.html.slice(place.tag.end, place.closeStart)
}

/** The words that an element shows; of a large one the beginning: names, times and notices are short, and elements that never close nest. */
export function wordsOf(page: Elements, n: number | null, most = MOST_WORDS): string {
  const place = n === null ? undefined : page.list[n]
  return place === undefined ? '' : textOf(page.html.slice(place.tag.end, Math.min(place.closeStart, place.tag.end + most)))
}
