// An article page's bytes → a Reading: state by elements, then data of its own scripts, then its visible fields. Pure; never throws.
import type { Page, PostKind, Remark } from '../../domain/page.ts'
import { keyOf, keysOf, plainAddress } from './addresses.ts'
import { charsetRemarks, decode } from '../text/charset.ts'
import { firstKnown, fromText } from '../text/dates.ts'
import { cgiData, variables } from './page-data.ts'
import type { PageData } from './page-data.ts'
import { scanPage } from './page-scan.ts'
import type { PageScan } from './page-scan.ts'
import { pageState } from './page-state.ts'
import { address, dataBody, readData } from './read-data.ts'
import { emptyReading, RANK, wordOrNull } from './reading.ts'
import type { Reading } from './reading.ts'
import { savedPicturesIn } from './saved-pictures.ts'
import { elementEnd } from '../text/tags.ts'
import { attributeText, textOf } from '../text/text-of.ts'

/** What one page was taken apart into; discover and fetch use it too, so that all see the same. */
interface PageParts {
  readonly scan: PageScan
  readonly data: PageData
  readonly hasCgi: boolean
  /** True when the body that cgiDataNew carries was left out, since the container has one. */
  readonly leftOut: boolean
}

function takeApart(text: string): PageParts {
  const scan = scanPage(text)
  const full = scan.content !== null && scan.content.end - scan.content.start > 500 && !scan.fields.has('js_text_desc')
  const quick = full ? cgiData(scan, false) : null
  // Picture and text posts live in the data, whatever the container holds.
  const leftOut = quick !== null && ![8, 10].includes(Number(quick['item_show_type']))
  // Where there is none without the body, there is none with it.
  const cgi = leftOut || (full && quick === null) ? quick : cgiData(scan, true)
  // New pages repeat some fields in a small script in their head; bundles of a megabyte are not searched for them.
  const data = cgi === null ? variables(scan) : { ...variables(scan, 4096), ...cgi }
  return { scan, data, hasCgi: cgi !== null, leftOut }
}

export function readPage(bytes: Uint8Array, name: string): Reading {
  const decoded = decode(bytes)
  const reading = readPageText(decoded.text, name)
  return decoded.doubt ? { ...reading, remarks: [...reading.remarks, ...charsetRemarks(decoded)] } : reading
}

export function readPageText(text: string, name: string): Reading {
  const parts = takeApart(text)
  const found = pageState(parts.scan)
  if (found.state !== 'ok')
    return readError(parts, { state: found.state === 'foreign' ? 'unreadable' : found.state, text: found.text }, name)
  const said = readData(parts.data, name, RANK.page)
  const body = bodyOf(parts, said.kind)
  const seen = fromFields(parts.scan)
  return {
    ...said,
    title: said.title ?? (said.kind === 'text' ? null : seen.title),
    account: said.account ?? seen.account,
    author: said.author ?? seen.author,
    published: firstKnown(said.published, seen.published),
    url: said.url ?? ownAddress(parts.scan),
    summary: said.summary ?? seen.summary,
    keys: [...new Set([...said.keys, ...addressKeys(parts.scan)])],
    origin: originOf(parts.scan, said),
    kind: said.kind ?? kindSeen(parts.scan),
    media: withMetaCover(said, parts.scan),
    body,
    saved: savedOf(parts.scan, body),
    remarks: [...said.remarks, ...truncation(parts.scan)],
  }
}

function readError(parts: PageParts, { state, text }: { state: Page['state']; text: string | null }, name: string): Reading {
  const { data, scan } = parts
  const movedTo = wordOrNull(data['transferTargetLink'])
  return {
    ...emptyReading(name, RANK.page),
    state,
    stateText: text ?? stateWords(state),
    title: null,
    url: ownAddress(scan),
    ...(state === 'migrated' && movedTo !== null ? { movedTo: plainAddress(movedTo) } : {}),
    keys: [...new Set([...keyOf(data['bizuin'], data['mid'], data['idx']), ...addressKeys(scan)])],
    remarks: truncated(scan) && state === 'unreadable' ? [{ code: 'file-truncated' }] : [],
  }
}

function stateWords(state: Page['state']): string {
  return state === 'blocked' ? '平台验证页,不是文章' : '页面中没有公众号文章'
}

const MEDIA_TAG = /<(?:img|iframe|video|audio|mpvoice|mp-common-\w+|qqmusic|svg|table)\b|background(?:-image)?\s*:[^;"]*url\(/i

/** What the container shows; what the data carries where the container is empty (picture and text posts); the template of reprints. */
function bodyOf({ scan, data, hasCgi, leftOut }: PageParts, kind: PostKind | null): Page['body'] {
  const inner = scan.content === null ? '' : scan.html.slice(scan.content.start, scan.content.end)
  if (hasCgi && (kind === 'text' || kind === 'images')) return dataBody(data, kind) ?? { text: '' }
  if (scan.fields.has('js_text_desc')) return { html: scan.fields.get('js_text_desc') ?? '' }
  if (shows(inner)) return { html: inner }
  const stored = dataBody(leftOut ? (cgiData(scan, true) ?? data) : data, kind)
  if (stored !== null) return stored
  if (scan.template !== null) return { html: scan.html.slice(scan.template.start, scan.template.end).trim() }
  if (scan.content === null && scan.article !== null)
    return { html: scan.html.slice(scan.article.end, elementEnd(scan.html, scan.article).end) }
  return { html: inner }
}

/** Most containers show something at once; only doubtful ones are read whole. */
function shows(inner: string): boolean {
  if (inner.trim() === '') return false
  return textOf(inner.slice(0, 2000)) !== '' || MEDIA_TAG.test(inner) || textOf(inner) !== ''
}

/** Also those of a container that is not the body, as in picture and text posts. */
function savedOf(scan: PageScan, body: Page['body']): Reading['saved'] {
  const inner = scan.content === null ? '' : scan.html.slice(scan.content.start, scan.content.end)
  return inner === '' || ('html' in body && body.html === inner) ? scan.saved : [...scan.saved, ...savedPicturesIn(inner)]
}

function fromFields(scan: PageScan): Pick<Reading, 'title' | 'account' | 'author' | 'summary' | 'published'> {
  const field = (...names: readonly string[]): string | null =>
    names.map((name) => scan.fields.get(name)).find((value) => value !== undefined && value !== '') ?? null
  return {
    title: field('activity-name', 'js_text_title') ?? wordOrNull(scan.metas.get('og:title')) ?? wordOrNull(scan.metas.get('title')),
    account: field('js_name', 'post-user'),
    author: field('js_author_name') ?? wordOrNull(scan.metas.get('author')),
    summary: wordOrNull(scan.metas.get('og:description')) ?? wordOrNull(scan.metas.get('description')),
    published: firstKnown(fromText(field('publish_time'), 'page'), fromText(field('post-date'), 'page')),
  }
}

function kindSeen(scan: PageScan): PostKind {
  if (scan.metas.has('share-source')) return 'reprint'
  return scan.fields.has('js_text_desc') ? 'text' : 'article'
}

function originOf(scan: PageScan, said: Reading): Page['origin'] {
  const url = address(scan.metas.get('share-source'))
  return said.origin ?? (url === null ? null : { url })
}

function withMetaCover(said: Reading, scan: PageScan): Page['media'] {
  const cover = address(scan.metas.get('og:image'))
  return cover === null || said.media.some((media) => media.role === 'cover')
    ? said.media
    : [{ kind: 'image', ref: cover, role: 'cover' }, ...said.media]
}

/** Where the page itself says it lives, best first; exporters that strip all else quote it as 原文地址. */
function ownAddresses(scan: PageScan): readonly string[] {
  const metas = ['og:url', 'canonical', 'saved-from'].map((name) => address(scan.metas.get(name))).filter((url) => url !== null)
  if (metas.length > 0) return metas
  const quoted = address(attributeText(QUOTED_ADDRESS.exec(shownPart(scan))?.[1] ?? ''))
  return quoted === null ? [] : [quoted]
}

const QUOTED_ADDRESS = /原文地址\s{0,20}[:：]?\s{0,20}(?:<[^>]{0,200}>\s{0,20}){0,3}<a\s[^>]*href="([^"]+)"/

function shownPart(scan: PageScan): string {
  const from = scan.article?.end ?? scan.content?.start ?? 0
  return scan.html.slice(from, Math.min(scan.html.length, (scan.content?.start ?? from) + 4096))
}

function ownAddress(scan: PageScan): string | null {
  const all = ownAddresses(scan)
  return all.find((url) => keysOf(url).length > 0) ?? all[0] ?? null
}

function addressKeys(scan: PageScan): readonly string[] {
  return ownAddresses(scan).flatMap((url) => keysOf(url))
}

function truncated(scan: PageScan): boolean {
  return !scan.endsWithHtml
}

/** Cut inside the content: no end of the page, and no end of the container. Fragments that somebody cut out by hand close it. */
function truncation(scan: PageScan): readonly Remark[] {
  const open = scan.content === null ? truncated(scan) : !scan.content.closed
  return open && truncated(scan) ? [{ code: 'file-truncated' }] : []
}
