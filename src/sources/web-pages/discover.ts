// Sitemaps, lists and addresses of a site → its posts, each once, in the order they are named. Pages are not fetched here, unless the job asks
// to look whether known ones have changed. Keeps keys only.
import type { Discovered } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import { patternOf } from '../../domain/pattern.ts'
import type { Pattern } from '../../domain/pattern.ts'
import type { Remembered } from '../../domain/web.ts'
import type { Leftover } from '../files/archive-files.ts'
import type { SourceKit } from '../source.ts'
import { keyOf } from './address.ts'
import { isOlder, listRows } from './list-pages.ts'
import type { WebPagesOptions } from './options.ts'
import { contentDigest } from './parse.ts'
import { readPage } from './read-page.ts'
import { sha256, versionOf } from './rows.ts'
import type { Found, Row } from './rows.ts'
import { sitemapRows } from './sitemap.ts'
import { bareRow, fileRows } from './url-list.ts'

export interface Discovering {
  readonly kit: SourceKit
  readonly options: WebPagesOptions
  /** Absolute path of the file of addresses. */
  readonly urlFile: string | null
  readonly leftovers: Leftover[]
}

/** Named one by one up to here, then counted. */
const MOST_LEFTOVERS = 1000
const BATCH = 100

export async function* onlinePosts(at: Discovering, since: string | null): AsyncGenerator<Discovered> {
  const patterns = [at.options.include, at.options.exclude].map((list) => list.map(patternOf))
  const [include = [], exclude = []] = patterns
  const seen = new Set<string>()
  const told = new Set<string>()
  let untold = 0
  const leave = (name: string, why: string): void => {
    if (told.has(name)) return
    if (told.size >= MOST_LEFTOVERS) untold += 1
    else {
      told.add(name)
      at.leftovers.push({ name, why })
    }
  }
  let batch: Discovered[] = []
  for await (const row of allRows(at, since)) {
    if ('why' in row) {
      leave(row.name, row.why)
      continue
    }
    const key = keyOf(row.url)
    if (key !== null && seen.has(key)) continue
    const why = reasonNot(row, { include, exclude, key, mayGet: at.kit.mayGet })
    if (why !== null) {
      leave(row.url, why)
      continue
    }
    if (key === null || (since !== null && isOlder(row, since))) continue
    seen.add(key)
    batch.push(described(key, row))
    if (batch.length < BATCH) continue
    yield* await rechecked(at, batch)
    batch = []
  }
  yield* await rechecked(at, batch)
  if (untold > 0) at.leftovers.push({ name: '…', why: `and ${untold} more that are no posts of this job` })
}

async function* allRows({ kit, options, urlFile }: Discovering, since: string | null): AsyncGenerator<Found> {
  if (options.sitemap !== undefined) yield* sitemapRows(kit, options.sitemap)
  for (const list of options.lists ?? []) yield* listRows(kit, list, { passes: options.passes, since })
  yield* (options.urls ?? []).map(bareRow)
  if (urlFile !== null) yield* await fileRows(urlFile, kit.limits.fileBytes)
}

interface Rules {
  readonly include: readonly Pattern[]
  readonly exclude: readonly Pattern[]
  readonly key: string | null
  readonly mayGet: (url: string) => boolean
}

function reasonNot({ url }: Row, { include, exclude, key, mayGet }: Rules): string | null {
  if (key === null) return 'an address that is too long to be a key'
  if (exclude.some((one) => one.test(url))) return 'excluded by the job'
  if (include.length > 0 && !include.some((one) => one.test(url))) return 'not among what the job includes'
  if (!mayGet(url)) return 'at a host that the job does not allow'
  return null
}

function described(key: string, row: Row): Discovered {
  const version = versionOf(key, row)
  const ref = { url: row.url, title: row.title, date: row.listed.raw, version }
  return { key, aliases: [], ref, version, title: row.title, url: row.url, listed: row.listed }
}

/** With `recheck: always`, pages that were fetched before are asked whether they have changed since (HTTP 304: not). */
async function rechecked(at: Discovering, batch: readonly Discovered[]): Promise<readonly Discovered[]> {
  if (at.options.recheck === 'never') return batch
  const known = await at.kit.memory.recall(batch.flatMap(({ url }) => url ?? []))
  const found: Discovered[] = []
  for (const post of batch) {
    const last = known.get(post.url ?? '')
    found.push(last === undefined || post.url === null ? post : await asked(at, post, last))
  }
  return found
}

async function asked({ kit, options }: Discovering, post: Discovered, last: Remembered): Promise<Discovered> {
  const [fetchedAs = '', content = ''] = last.version.split(':')
  try {
    const answer = await kit.get(post.url ?? '', { known: last, maxBytes: kit.limits.fileBytes })
    const now = answer === null ? content : contentDigest(readPage(answer, options.post))
    const version = now === content ? fetchedAs : sha256(`${post.version} ${now}`)
    return { ...post, version, ref: { ...(post.ref as Record<string, string | null>), version } }
  } catch (error) {
    // a page that has gone is no deletion: the item stands as it was fetched
    if (error instanceof Failure && error.fate !== 'retry' && error.fate !== 'halt') return { ...post, version: fetchedAs }
    throw error
  }
}
