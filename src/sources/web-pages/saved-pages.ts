// A folder, zip or single file of saved pages → its posts: pages of one article together, copies of one page together, and the files that belong
// to none. Reads every page once; keeps keys and digests only.
import { createHash } from 'node:crypto'
import type { Discovered } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import { UNKNOWN_DATE } from '../../domain/page.ts'
import { digestOf, readHead, readWhole } from '../files/archive-files.ts'
import type { ArchiveFile, ArchiveFiles, Leftover } from '../files/archive-files.ts'
import { textOf } from '../text/text-of.ts'
import { keyOf } from './address.ts'
import { resolveLocal } from './local-files.ts'
import { needsOf } from './needs.ts'
import type { WebPagesOptions } from './options.ts'
import { isPager, linksIn } from './paging.ts'
import { readPage } from './read-page.ts'
import type { PageReading } from './read-page.ts'
import { sha256 } from './rows.ts'

interface SavedPage {
  readonly path: string
  readonly size: number
  readonly keys: readonly string[]
  readonly title: string | null
  readonly url: string | null
  /** The first words of its body. */
  readonly begins: string
  readonly digest: string
  readonly shows: readonly string[]
  /** Names of the files beside it that it links to: pages 2 and on of the same article have its name and a number. */
  readonly links: readonly string[]
}

export interface SavedPosts {
  readonly posts: readonly Discovered[]
  readonly leftovers: readonly Leftover[]
}

const PAGE_NAME = /\.(?:s?html?|xhtml|aspx?|jsp|php|do)$/i

export async function savedPosts(files: ArchiveFiles, options: WebPagesOptions, limit: number): Promise<SavedPosts> {
  const { list, refused } = await files.all()
  const pages: SavedPage[] = []
  const unused = new Map<string, string>()
  const digests = new Map<string, string>()
  for (const file of list) {
    const found = await look(files, file, { options, limit, digests })
    if ('why' in found) unused.set(file.path, found.why)
    else pages.push(found)
  }
  for (const page of pages) for (const path of page.shows) unused.delete(path)
  const shown = new Set(pages.flatMap(({ shows }) => shows))
  // whatever a page says that it shows: another page is a post
  const posts = groups(pages.filter(({ path }) => !shown.has(path) || PAGE_NAME.test(path))).map((group) => describe(group, digests))
  return { posts, leftovers: [...refused, ...[...unused].map(([name, why]) => ({ name, why }))] }
}

interface Looking {
  readonly options: WebPagesOptions
  readonly limit: number
  readonly digests: Map<string, string>
}

async function look(files: ArchiveFiles, file: ArchiveFile, { options, limit, digests }: Looking): Promise<SavedPage | { why: string }> {
  if (file.size === 0 && PAGE_NAME.test(file.path)) return blank(file)
  if (file.size === 0) return { why: 'an empty file' }
  try {
    if (!PAGE_NAME.test(file.path) && !isPage(await readHead(files, file.path))) return { why: 'no page, and no page shows it' }
    if (file.size > limit) return blank(file)
    const bytes = await readWhole(files, file.path, limit)
    if (!isPage(bytes.subarray(0, 8192))) return { why: 'named like a page, but it holds none' }
    const reading = readPage({ bytes, url: null, contentType: null }, options.post)
    const shows = await shownFiles(files, file.path, reading)
    for (const path of shows) if (!digests.has(path)) digests.set(path, await digestOrDamaged(files, path))
    return { ...blank(file), ...aboutPage(file, reading), digest: createHash('sha256').update(bytes).digest('hex'), shows }
  } catch (error) {
    if (error instanceof Failure && error.code === 'file-unreadable') return { why: error.message }
    throw error
  }
}

/** An empty or too large page is an item all the same: its fetch says why it cannot be read. */
function blank(file: ArchiveFile): SavedPage {
  return {
    path: file.path,
    size: file.size,
    keys: [],
    title: null,
    url: null,
    begins: '',
    digest: sha256(`${file.size}`),
    shows: [],
    links: [],
  }
}

function aboutPage(file: ArchiveFile, reading: PageReading): Pick<SavedPage, 'keys' | 'title' | 'url' | 'begins' | 'links'> {
  const addresses = reading.tags.addresses
  const keys = [...new Set(addresses.flatMap((address) => keyOf(address) ?? []))].filter((key) => !/^web:[^/]+\/$/.test(key))
  const stem = stemOf(file.path)
  const links = linksIn(reading.html, 2000)
    .filter(({ text }) => isPager(text))
    .map(({ href }) => href.replace(/[?#].*$/, '').replace(/^.*\//, ''))
    .filter((name) => name.startsWith(stem.replace(/^.*\//, '')))
  const begins = textOf(reading.body.slice(0, 4000)).replaceAll(/\s+/g, '').slice(0, 40)
  return { keys, title: reading.title, url: addresses[0] ?? null, begins, links }
}

function isPage(head: Buffer): boolean {
  const text = head.includes(0) && head[0] !== 0xff && head[0] !== 0xfe ? '' : head.toString('latin1').replaceAll('\0', '')
  return /<(?:!doctype\s+html|html|head|body|meta|title|div|table|article|section|p|h[1-6]|ucapcontent)\b/i.test(text)
}

async function shownFiles(files: ArchiveFiles, path: string, reading: PageReading): Promise<readonly string[]> {
  const found = new Set<string>()
  for (const need of needsOf([reading], reading.tags.base, 'links')) {
    const local = await resolveLocal(files, path, need)
    if (local !== null && local !== path) found.add(local)
  }
  return [...found]
}

async function digestOrDamaged(files: ArchiveFiles, path: string): Promise<string> {
  try {
    return await digestOf(files, path)
  } catch (error) {
    if (error instanceof Failure && error.code === 'file-unreadable') return `damaged:${path}`
    throw error
  }
}

interface Group {
  readonly article: readonly SavedPage[]
  readonly copies: readonly SavedPage[]
}

/** First the pages of one article, by name; then copies, by key. */
function groups(pages: readonly SavedPage[]): readonly Group[] {
  const byPath = new Map(pages.map((page) => [page.path, page]))
  const taken = new Set<string>()
  const articles: SavedPage[][] = []
  for (const page of pages) {
    const further = furtherFiles(page, byPath)
    for (const one of further) taken.add(one.path)
    articles.push([page, ...further])
  }
  const own = articles.filter(([first]) => first !== undefined && !taken.has(first.path))
  const found = new Map<string, SavedPage[][]>()
  for (const article of own) {
    const name = article[0]?.keys[0] ?? `web:file:${article[0]?.path ?? ''}`
    const same = found.get(name)
    if (same === undefined) found.set(name, [article])
    else same.push(article)
  }
  return [...found.values()].flatMap(distinct).map((same) => {
    // the copy with most pages, then the largest, then the first by path
    const [best = [], ...others] = same.toSorted((a, b) => b.length - a.length || size(b) - size(a))
    return { article: best, copies: others.flat() }
  })
}

/** Templates that write one address into every page name no page: pages that are not alike are posts of their own, known by their paths. */
function distinct(same: SavedPage[][]): readonly SavedPage[][][] {
  const [first] = same
  const isOne = same.every(([page]) => page !== undefined && (page.size === 0 || isLike(page, first?.[0])))
  return isOne ? [same] : same.map((article) => [article.map((page) => ({ ...page, keys: [], url: null }))])
}

function isLike(a: SavedPage, b: SavedPage | undefined): boolean {
  return a.title === b?.title || a.begins === b?.begins
}

function size(pages: readonly SavedPage[]): number {
  return pages.reduce((sum, page) => sum + page.size, 0)
}

function furtherFiles(page: SavedPage, all: ReadonlyMap<string, SavedPage>): readonly SavedPage[] {
  const stem = stemOf(page.path)
  const ext = page.path.slice(stem.length)
  const found: SavedPage[] = []
  for (let n = 1; n <= 1000; n += 1) {
    const next = ['_', '-'].map((mark) => all.get(`${stem}${mark}${n}${ext}`)).find((one) => one !== undefined)
    if (next === undefined && n > 2) break
    const name = next?.path.replace(/^.*\//, '') ?? ''
    if (next !== undefined && (found.length > 0 || page.links.includes(name))) found.push(next)
  }
  return found
}

function stemOf(path: string): string {
  return path.replace(/\.\w{1,6}$/, '')
}

function describe({ article, copies }: Group, digests: ReadonlyMap<string, string>): Discovered {
  const all = [...article, ...copies]
  const [first] = article
  const keys = [...new Set(all.flatMap((page) => page.keys))]
  const [key = `web:file:${first?.path ?? ''}`, ...aliases] = keys
  const parts = [...new Set(all.flatMap((page) => [page.digest, ...page.shows.map((path) => digests.get(path) ?? '')]))].sort()
  return {
    key,
    aliases,
    ref: { files: all.map(({ path }) => path), copies: copies.length },
    version: sha256(parts.join('\n')),
    title: first?.title ?? null,
    url: first?.url ?? null,
    listed: UNKNOWN_DATE,
  }
}
