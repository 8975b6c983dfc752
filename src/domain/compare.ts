// What was sent and what a reader gets go in; every difference in meaning comes out. It never looks at markup, spacing or addresses
// that a site may choose freely, and it never excuses lost text, links, media or a changed date.
import type { Article, ReadBack } from './article.ts'
import { shanghaiMinute } from './shanghai.ts'

export interface Difference {
  readonly field: 'status' | 'title' | 'text' | 'date' | 'source' | 'column' | 'links' | 'media' | 'foreign'
  readonly expected: string
  readonly found: string
}

/** The ContentSource of an article that states none: the account that posted it, which is a fact, never the importing office. */
export function contentSource(article: Pick<Article, 'source' | 'origin' | 'platformName' | 'accountName'>): string {
  return article.source ?? article.origin?.account ?? `「${article.accountName}」${article.platformName}`
}

/** Empty = the reader meets what was sent. */
export function differences(article: Article, back: ReadBack): Difference[] {
  if (back.status !== 200) return [{ field: 'status', expected: '200', found: String(back.status) }]
  return [
    ...unequal('title', squeeze(article.title), squeeze(back.title)),
    ...textDifference(squeeze(textOf(article.html)), squeeze(back.text)),
    ...unequal('date', ...dates(article, back.publishedAt)),
    ...unequal('source', squeeze(contentSource(article)), squeeze(back.source ?? (article.source === null ? contentSource(article) : ''))),
    ...unequal('column', article.column.name, back.column),
    ...linkDifferences(article, back.links),
    ...mediaDifferences(article, back),
    ...back.foreign.map((url): Difference => ({ field: 'foreign', expected: '', found: url })),
  ]
}

/** What readers meet, in one text: the same meaning is the same text, whatever the markup. For telling whether anybody changed it. */
export function meaningOf(back: ReadBack): string {
  const facts = [squeeze(back.title), squeeze(back.text), back.publishedAt, squeeze(back.source ?? ''), back.column]
  const media = back.media.map((m) => m.url).toSorted()
  return JSON.stringify([...facts, back.links.map(plainUrl).toSorted(), media, back.foreign.toSorted()])
}

/** Digests of everything a reader must be able to open: all stored media but the cover, which need not be shown. */
export function shownDigests(article: Pick<Article, 'html' | 'media'>): Set<string> {
  const found = new Set([...article.html.matchAll(/asset:([0-9a-f]{64})/g)].map((m) => m[1] ?? ''))
  for (const one of article.media) if (one.digest !== null && one.role !== 'cover') found.add(one.digest)
  return found
}

function unequal(field: Difference['field'], expected: string, found: string): Difference[] {
  return expected === found ? [] : [{ field, expected, found }]
}

/** White space and characters without width say nothing to a reader. */
function squeeze(text: string): string {
  return text.normalize('NFC').replace(/[\s\u200b-\u200d\u2060\ufeff\u00ad]+/gu, '')
}

const TAG = /<(?:[^"'<>]|"[^"]*"|'[^']*')*>|&(?:amp|lt|gt|quot|nbsp|#39|#x27);/g
const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&nbsp;': '\u00a0',
  '&#39;': "'",
  '&#x27;': "'",
}

/** Reads serialized safe html only: every `<` outside attributes opens a tag, and only the five entities occur. */
function textOf(html: string): string {
  return html.replace(TAG, (part) => ENTITIES[part] ?? '')
}

function textDifference(expected: string, found: string): Difference[] {
  if (expected === found) return []
  let at = 0
  while (at < expected.length && expected[at] === found[at]) at += 1
  const around = (text: string): string => `${text.length}@${at}: ${text.slice(Math.max(0, at - 10), at + 30)}`.toWellFormed()
  return [{ field: 'text', expected: around(expected), found: around(found) }]
}

function dates(article: Article, found: string): [string, string] {
  const expected = shanghaiMinute(article.publishedAt)
  const read = /T.*(?:Z|[+-]\d\d:?\d\d)$/.test(found) ? shanghaiMinute(found) : found.replaceAll(/[—–−-]+/g, '-').slice(0, 16)
  const known = article.publishedPrecision === 'second' || article.publishedPrecision === 'minute' ? 16 : 10
  return [expected.slice(0, known), read.slice(0, known)]
}

function linkDifferences(article: Article, found: readonly string[]): Difference[] {
  const spare = count(found.map(plainUrl))
  const lost: string[] = []
  for (const url of hrefs(article.html)) if (!take(spare, url)) lost.push(url)
  for (const url of [article.readMore, article.origin?.url, article.originalUrl]) if (url) spare.delete(plainUrl(url))
  const added = [...spare.keys()]
  return lost.length + added.length === 0 ? [] : [{ field: 'links', expected: lost.join(' '), found: added.join(' ') }]
}

function hrefs(html: string): string[] {
  return [...html.matchAll(/<a\s(?:[^"<>]|"[^"]*")*?\bhref="([^"]*)"/g)]
    .map((m) => (m[1] ?? '').replace(TAG, (part) => ENTITIES[part] ?? ''))
    .filter((url) => !url.startsWith('asset:'))
    .map(plainUrl)
}

function plainUrl(url: string): string {
  return URL.canParse(url) ? new URL(url).href : url
}

function count(all: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1)
  return counts
}

function take(counts: Map<string, number>, one: string): boolean {
  const left = counts.get(one)
  if (left === undefined) return false
  if (left === 1) counts.delete(one)
  else counts.set(one, left - 1)
  return true
}

/** A site that names files by digest is held to each of them; another one to their number. */
function mediaDifferences(article: Article, back: ReadBack): Difference[] {
  const bad = back.media.filter((m) => !m.ok).map((m): Difference => ({ field: 'media', expected: 'ok', found: `${m.url} ${m.why}` }))
  const good = back.media.filter((m) => m.ok).map((m) => m.url)
  const missing = [...shownDigests(article)].filter((digest) => !good.some((url) => url.includes(digest)))
  const unnamed = new Set(good.filter((url) => !/[0-9a-f]{64}/.test(url))).size
  if (missing.length <= unnamed) return bad
  return [...bad, { field: 'media', expected: missing.join(' '), found: '' }]
}
