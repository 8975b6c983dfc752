// Sitemaps → rows: xml, gzipped xml, plain text, and indexes of them, each file read once. Bounded in number, depth and size; a sitemap that
// cannot be read is told and does not stop the others.
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { Failure } from '../../domain/failures.ts'
import { UNKNOWN_DATE } from '../../domain/page.ts'
import { both } from '../../domain/words.ts'
import type { SourceKit } from '../source.ts'
import { decode } from '../text/charset.ts'
import { walkTags } from '../text/tags.ts'
import { attributeText } from '../text/text-of.ts'
import { dateIn } from './page-dates.ts'
import type { Found, Row } from './rows.ts'

const MOST_FILES = 50_000
const DEEPEST = 4
const unzip = promisify(gunzip)

export async function* sitemapRows(kit: SourceKit, roots: readonly string[]): AsyncGenerator<Found> {
  const waiting = roots.map((url) => ({ url, depth: 0 })).reverse()
  const seen = new Set<string>()
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next.url)) continue
    if (seen.size >= MOST_FILES || next.depth > DEEPEST) {
      yield { name: next.url, why: 'a sitemap that is not read: too many, or nested too deep' }
      continue
    }
    seen.add(next.url)
    const read = await readSitemap(kit, next.url, next.depth > 0)
    if ('why' in read) yield read
    else {
      for (const url of read.sitemaps.toReversed()) waiting.push({ url, depth: next.depth + 1 })
      yield* read.rows
    }
  }
}

interface Sitemap {
  readonly sitemaps: readonly string[]
  readonly rows: readonly Found[]
}

/** One that the job names must answer; one that only an index names may be missing. */
async function readSitemap(kit: SourceKit, url: string, mayMiss: boolean): Promise<Sitemap | { name: string; why: string }> {
  if (mayMiss && !kit.mayGet(url)) return { name: url, why: 'a sitemap at a host that the job does not allow' }
  try {
    const { bytes, contentType, url: at } = await kit.get(url, { maxBytes: kit.limits.fileBytes, patient: true })
    return parseSitemap(decode(await unpacked(bytes, kit.limits.fileBytes), contentType).text, at)
  } catch (error) {
    const isMissing =
      error instanceof Failure && (error.code === 'net-missing' || error.code === 'net-too-large' || error.code === 'file-unreadable')
    if (mayMiss && isMissing) return { name: url, why: 'a sitemap that is missing, too large or damaged' }
    throw error
  }
}

async function unpacked(bytes: Uint8Array, limit: number): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  return await unzip(bytes, { maxOutputLength: limit }).catch((cause: unknown) => {
    throw new Failure('file-unreadable', both('站点地图无法解压,或解压后过大', 'a sitemap cannot be unpacked, or holds too much'), {
      cause,
    })
  })
}

function parseSitemap(text: string, at: string): Sitemap {
  if (!/<(?:[\w-]+:)?(?:urlset|sitemapindex|url|sitemap)\b/i.test(text.slice(0, 20_000))) return plainList(text, at)
  const sitemaps: string[] = []
  const rows: Found[] = []
  let fields: Map<string, string> | null = null
  let opened: { readonly name: string; readonly end: number } | null = null
  walkTags(text, (tag) => {
    const [, prefix = '', name = ''] = /^([\w-]+:)?(.*)$/.exec(tag.name) ?? []
    // pictures and films of a page have addresses and titles of their own
    if (prefix === 'image:' || prefix === 'video:') return
    if (name === 'url' || name === 'sitemap') {
      // one that was never closed counts too
      if (fields !== null) add(name, fields, { at, sitemaps, rows })
      fields = tag.closing ? null : new Map<string, string>()
    } else if (fields !== null && FIELDS.has(name)) {
      if (!tag.closing) opened = { name, end: tag.end }
      const inner = tag.closing ? opened : tag.rawEnd > tag.end ? { name, end: tag.end } : null
      const end = tag.closing ? tag.start : tag.rawEnd
      if (inner !== null && inner.name === name && !fields.has(name))
        fields.set(name, plain(text.slice(inner.end, Math.min(end, inner.end + 4096))))
      if (tag.closing) opened = null
    }
  })
  if (fields !== null) add('url', fields, { at, sitemaps, rows })
  if (!/<\/(?:[\w-]+:)?(?:urlset|sitemapindex)\s*>/i.test(text.slice(-2000)))
    rows.push({ name: at, why: 'a sitemap that is cut off; what is behind was not read' })
  else if (rows.length === 0 && sitemaps.length === 0) rows.push({ name: at, why: NO_ADDRESS })
  return { sitemaps, rows }
}

const NO_ADDRESS = 'a sitemap without any address'

const FIELDS = new Set(['loc', 'lastmod', 'title', 'publication_date'])

function plain(raw: string): string {
  return attributeText(raw.replace(/^\s*<!\[CDATA\[/, '').replace(/\]\]>\s*$/, ''))
}

function add(what: string, fields: ReadonlyMap<string, string>, into: { at: string; sitemaps: string[]; rows: Found[] }): void {
  const loc = fields.get('loc') ?? ''
  if (!URL.canParse(loc, into.at) || !/^https?:$/.test(new URL(loc, into.at).protocol)) {
    if (loc !== '') into.rows.push({ name: loc.slice(0, 300), why: 'a line of a sitemap that is no address' })
    return
  }
  const url = new URL(loc, into.at).href
  if (what === 'sitemap') into.sitemaps.push(url)
  else into.rows.push(rowOf(url, fields))
}

function rowOf(url: string, fields: ReadonlyMap<string, string>): Row {
  const published = fields.get('publication_date')
  const title = fields.get('title') ?? ''
  return {
    url,
    title: title === '' ? null : title,
    listed: published === undefined ? UNKNOWN_DATE : dateIn(published, 'list'),
    changed: (fields.get('lastmod') ?? '') || null,
  }
}

/** One address a line. */
function plainList(text: string, at: string): Sitemap {
  const rows: Found[] = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => /^https?:\/\//i.test(line) && URL.canParse(line))
    .map((line): Row => ({ url: new URL(line).href, title: null, listed: UNKNOWN_DATE, changed: null }))
  return { sitemaps: [], rows: rows.length === 0 ? [{ name: at, why: NO_ADDRESS }] : rows }
}
