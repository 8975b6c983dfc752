// Forum lists of the web → the threads on them, over all their pages. A list moves while it is read (an answered thread jumps to the top), so it
// is walked again until its first page is as it was. Bounded; follows only links to the same list.
import type { WebAnswer } from '../../domain/web.ts'
import type { SourceKit } from '../source.ts'
import { decode } from '../text/charset.ts'
import { atPage, listOf, threadOf } from './addresses.ts'
import { elementsOf, firstWithin, hasClass, valueOf, within, wordsOf } from './elements.ts'
import type { Elements } from './elements.ts'
import { whole } from './pictures.ts'

export interface Listed {
  readonly url: string
  readonly title: string | null
}

export interface ListPage {
  readonly threads: ReadonlyMap<string, Listed & { readonly site: string; readonly tid: string }>
  /** Addresses of the other pages of this list, by number. */
  readonly pages: ReadonlyMap<number, string>
}

const MOST_WALKS = 3

export interface Walk {
  readonly threads: ReadonlyMap<string, Listed>
  /** True when the list has more pages than may be walked. */
  readonly cut: boolean
}

/** `name`: the one name of a site. Threads by `site tid`. */
export async function walkList(kit: SourceKit, address: string, how: { most: number; name: (site: string) => string }): Promise<Walk> {
  const found = new Map<string, Listed>()
  let cut = false
  for (let walk = 0; walk < MOST_WALKS; walk += 1) {
    const first = await pageOf(kit, address)
    cut = await walkOnce(kit, address, { first, found, ...how })
    if (first.threads.size === 0 || cut) break
    const again = walk + 1 < MOST_WALKS ? await pageOf(kit, address) : first
    if ([...again.threads.keys()].join() === [...first.threads.keys()].join()) break
  }
  return { threads: found, cut }
}

interface OneWalk {
  readonly first: ListPage
  readonly found: Map<string, Listed>
  readonly most: number
  readonly name: (site: string) => string
}

async function walkOnce(kit: SourceKit, address: string, { first, found, most, name }: OneWalk): Promise<boolean> {
  const start = listOf(address)?.page ?? 1
  let page = first
  for (let number = start; ; number += 1) {
    const before = found.size
    for (const { url, title, site, tid } of page.threads.values()) {
      const key = `${name(site)} ${tid}`
      if (!found.has(key)) found.set(key, { url, title })
    }
    const last = Math.max(number, ...page.pages.keys())
    // A page past the end shows the last one again: nothing new, and no later page linked.
    if (last <= number || (page.threads.size === 0 && found.size === before)) return false
    if (number - start + 1 >= most) return true
    page = await pageOf(kit, page.pages.get(number + 1) ?? atPage(address, number + 1))
  }
}

async function pageOf(kit: SourceKit, url: string): Promise<ListPage> {
  return readList(await kit.get(url, { maxBytes: kit.limits.fileBytes, patient: true }))
}

export function readList(answer: WebAnswer): ListPage {
  const page = elementsOf(decode(answer.bytes, answer.contentType).text)
  const n = firstWithin(page, -1, (at, name) => name === 'base' && valueOf(page, at, 'href') !== '')
  const base = n === null ? answer.url : whole(valueOf(page, n, 'href'), answer.url)
  return { threads: threadsOn(page, base), pages: pagesOn(page, base, answer.url) }
}

function threadsOn(page: Elements, base: string): ListPage['threads'] {
  const rows = within(page, -1, (at) => isRow(page, at))
  const spots = rows.length > 0 ? rows.flatMap((row) => firstTitle(page, row, base) ?? []) : plainLinks(page, base)
  const found = new Map<string, Listed & { site: string; tid: string }>()
  for (const at of spots) {
    const url = whole(valueOf(page, at, 'href'), base)
    const thread = threadOf(url)
    // Links to other forums may have the number of a thread of this one.
    const key = thread === null ? '' : `${thread.site} ${thread.tid}`
    if (thread === null || found.has(key)) continue
    found.set(key, {
      url: thread.page === 1 ? url : atPage(url, 1),
      title: wordsOf(page, at).slice(0, 300) || null,
      site: thread.site,
      tid: thread.tid,
    })
  }
  return found
}

/** A row of a thread: Discuz! numbers its bodies, phpwind 8.7 its cells, phpwind 9 classes its titles. Advertisements and notices have none. */
function isRow(page: Elements, n: number): boolean {
  const id = valueOf(page, n, 'id')
  return (
    /^(?:normalthread|stickthread)_\d+$/.test(id) ||
    (/^td_\d+$/.test(id) && hasClass(page, n, 'subject')) ||
    (page.list[n]?.name === 'td' && hasClass(page, n, 'subject') && id === '')
  )
}

function firstTitle(page: Elements, row: number, base: string): number | null {
  const links = within(
    page,
    row,
    (n, name) => name === 'a' && threadOf(whole(valueOf(page, n, 'href'), base)) !== null && wordsOf(page, n) !== '',
  )
  return links.find((n) => hasClass(page, n, 'xst') || hasClass(page, n, 'subject_t') || hasClass(page, n, 'st')) ?? links[0] ?? null
}

/** Archiver, simple views and unknown templates: every link to a thread. */
function plainLinks(page: Elements, base: string): readonly number[] {
  return within(page, -1, (n, name) => name === 'a' && threadOf(whole(valueOf(page, n, 'href'), base)) !== null && wordsOf(page, n) !== '')
}

function pagesOn(page: Elements, base: string, address: string): ReadonlyMap<number, string> {
  const own = listOf(address)
  const found = new Map<number, string>()
  for (const n of within(page, -1, (_, name) => name === 'a')) {
    const url = whole(valueOf(page, n, 'href'), base)
    const list = listOf(url)
    if (list !== null && list.fid === own?.fid && list.page > 1 && !found.has(list.page)) found.set(list.page, url)
  }
  return found
}
