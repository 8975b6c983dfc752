// The source kind `web-pages`: a website by its sitemap, its lists or a list of addresses, through the network or a web archive; or pages that
// somebody saved, as a folder, zip or single file.
import { resolve } from 'node:path'
import type { Check } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import { both, numberText } from '../../domain/words.ts'
import type { Leftover } from '../files/archive-files.ts'
import { checkArchive, lazyArchive } from '../files/open-archive.ts'
import type { Source, SourceKind, SourceKit } from '../source.ts'
import { addressesOf, hostOf, keyOf, sameAccount } from './address.ts'
import { onlinePosts } from './discover.ts'
import { fetchOnline, fetchSaved } from './fetch.ts'
import { parseList } from './list-pages.ts'
import { options } from './options.ts'
import type { WebPagesOptions } from './options.ts'
import { pageReader } from './page-reader.ts'
import type { PageReader } from './page-reader.ts'
import { parseMaterial } from './parse.ts'
import { refOf } from './ref.ts'
import { savedPosts } from './saved-pages.ts'
import type { Found } from './rows.ts'
import { sitemapRows } from './sitemap.ts'
import { fileRows } from './url-list.ts'
import { decode } from '../text/charset.ts'

export type { WebPagesOptions } from './options.ts'

export const webPages: SourceKind<WebPagesOptions> = { name: 'web-pages', version: 1, options, open }

async function open(given: WebPagesOptions, kit: SourceKit): Promise<Source> {
  return given.path === undefined ? await openSite(given, kit) : openSaved(given, given.path, kit)
}

/** What both ways share. */
function common(read: PageReader, own: ReadonlySet<string>): Pick<Source, 'parse' | 'keysOf' | 'sameAccount' | 'addressesOf'> {
  return {
    parse: (material) => parseMaterial(material, read),
    keysOf(url) {
      const host = hostOf(url)
      const key = host !== null && own.has(host) ? keyOf(url) : null
      return key === null ? [] : [key]
    },
    sameAccount: (a, b) => sameAccount(a, b, own),
    addressesOf,
  }
}

function openSaved(given: WebPagesOptions, path: string, kit: SourceKit): Source {
  const archive = lazyArchive(resolve(kit.base, path), kit.limits.inflatedBytes)
  const read = pageReader(given.post)
  let leftovers: readonly Leftover[] = []
  return {
    ...common(read, new Set(given.hosts)),
    check: () => checkArchive(archive),
    async *discover() {
      // a worker lives long: what it opened for an earlier run may have been replaced since
      await archive.again()
      const found = await savedPosts(await archive.files(), given, kit.limits.fileBytes)
      leftovers = found.leftovers
      yield* found.posts
    },
    leftovers: () => leftovers,
    async *fetch(ref) {
      const found = refOf(ref)
      if (!found.saved)
        throw new Failure('file-missing', both('该文在归档中的位置记录无法读取', 'the note where this post lies is not readable'))
      yield* fetchSaved({ files: await archive.files(), kit, read }, found)
    },
    close: archive.close,
  }
}

async function openSite(given: WebPagesOptions, lent: SourceKit): Promise<Source> {
  const archive = given.through === undefined ? null : await throughArchive(lent, given.through)
  const kit: SourceKit = archive ?? lent
  const read = pageReader(given.post)
  const urlFile = given.urlFile === undefined ? null : resolve(lent.base, given.urlFile)
  const own = new Set([...given.hosts, ...hostsOf(given), ...(await hostsIn(urlFile, lent.limits.fileBytes))])
  let leftovers: Leftover[] = []
  return {
    ...common(read, own),
    check: () => checkSite(given, kit, urlFile),
    async *discover(since) {
      await archive?.again()
      leftovers = []
      yield* onlinePosts({ kit, options: given, urlFile, leftovers }, since ?? null)
    },
    leftovers: () => leftovers,
    async *fetch(ref) {
      yield* fetchOnline({ kit, options: given, read }, refOf(ref))
    },
    close: async () => await archive?.close(),
  }
}

/** Most jobs read no web archive. */
async function throughArchive(kit: SourceKit, path: string): Promise<SourceKit & { again(): Promise<void>; close(): Promise<void> }> {
  const { through } = await import('../web-archive/through.ts')
  return await through(kit, path)
}

function hostsOf({ sitemap = [], lists = [], urls = [] }: WebPagesOptions): readonly string[] {
  return [...sitemap, ...lists.map(({ url }) => url), ...urls].map(hostOf).filter((host) => host !== null)
}

/** A file that is not there is told by `check`. */
async function hostsIn(urlFile: string | null, limit: number): Promise<readonly string[]> {
  if (urlFile === null) return []
  try {
    const rows = await fileRows(urlFile, limit)
    return [...new Set(rows.flatMap((row) => ('url' in row ? (hostOf(row.url) ?? []) : [])))]
  } catch (error) {
    if (error instanceof Failure) return []
    throw error
  }
}

/** Asks the first page of every list and sitemap. */
async function checkSite(given: WebPagesOptions, kit: SourceKit, urlFile: string | null): Promise<readonly Check[]> {
  const checks: Check[] = []
  for (const url of given.sitemap ?? []) checks.push(await checked(url, async () => await countSome(sitemapRows(kit, [url]))))
  for (const list of given.lists ?? [])
    checks.push(
      await checked(list.url, async () => {
        const { bytes, contentType, url } = await kit.get(list.url, { maxBytes: kit.limits.fileBytes })
        return parseList(decode(bytes, contentType).text, url, list).found.length
      }),
    )
  if (given.urls !== undefined) checks.push({ what: 'urls', ok: true, detail: rowsText(given.urls.length) })
  if (urlFile !== null) checks.push(await checked(given.urlFile ?? '', async () => (await fileRows(urlFile, kit.limits.fileBytes)).length))
  return checks
}

/** Enough to see that there are some. */
async function countSome(rows: AsyncIterable<Found>): Promise<number> {
  let count = 0
  for await (const row of rows) {
    if (!('url' in row)) continue
    count += 1
    if (count >= 1000) break
  }
  return count
}

async function checked(what: string, count: () => Promise<number>): Promise<Check> {
  try {
    const rows = await count()
    return {
      what,
      ok: rows > 0,
      detail: rows > 0 ? rowsText(rows) : both('没有找到任何条目;请核对选择器', 'no row was found; check the selectors'),
    }
  } catch (failure) {
    if (failure instanceof Failure) return { what, ok: false, detail: failure.message }
    throw failure
  }
}

function rowsText(rows: number): string {
  return both(`${numberText(rows)} 条`, `${numberText(rows)} rows`)
}
