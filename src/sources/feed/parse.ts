// A capture → the post: what the entry says, with the body of its page where the entry has only a part. Works from the material alone.
import type { Material } from '../../domain/archive.ts'
import { UNKNOWN_DATE } from '../../domain/page.ts'
import type { Page, PostKind, Remark } from '../../domain/page.ts'
import { charsetFacts, charsetRemarks, decode } from '../text/charset.ts'
import { capturedPages } from '../web-page.ts'
import type { CapturedPage } from '../web-page.ts'
import { extract } from '../web-pages/extract.ts'
import { absoluteHtml, plainOf } from './body.ts'
import type { FeedRef } from './discover.ts'
import { readEntry } from './open-feed.ts'
import type { Reading } from './reading.ts'
import { rowOf } from './row.ts'

export function parseMaterial(material: Material): Page {
  const row = rowOf(material)
  if (row === null) return unreadable
  const reading = readEntry(row)
  const [captured] = capturedPages(material)
  const whole = captured === undefined ? null : pageBody(captured, reading)
  const body = whole?.body ?? reading.body
  const doubt: readonly Remark[] = row.doubt === null ? [] : [{ code: 'charset-doubt', about: row.doubt }]
  return {
    ...unreadable,
    state: 'ok',
    kind: kindOf(reading, body),
    title: reading.title,
    account: row.facts.title,
    author: reading.author,
    source: reading.source,
    published: reading.published,
    modified: reading.modified,
    summary: whole === null ? reading.summary : (reading.summary ?? summaryOf(reading)),
    url: reading.link,
    topics: reading.topics,
    body,
    media: reading.media,
    remarks: [...doubt, ...(whole?.remarks ?? []), ...remarksOf(material, reading, { isWhole: whole !== null, isCutOff: row.cut })],
    facts: { feed: `${row.facts.form} ${row.facts.version}`.trim(), ...whole?.facts },
  }
}

const unreadable: Page = {
  state: 'unreadable',
  stateText: 'no entry of a feed',
  platform: 'website',
  kind: 'article',
  title: null,
  account: null,
  author: null,
  source: null,
  published: UNKNOWN_DATE,
  modified: UNKNOWN_DATE,
  summary: null,
  url: null,
  readMore: null,
  origin: null,
  topics: [],
  body: { text: '' },
  media: [],
  remarks: [],
  facts: {},
}

interface Whole {
  readonly body: Page['body']
  readonly remarks: readonly Remark[]
  readonly facts: Page['facts']
}

/** The page's own text, when it is this post's and more than the feed has; else null. */
function pageBody({ bytes, contentType, url }: CapturedPage, reading: Reading): Whole | null {
  const decoded = decode(bytes, contentType)
  const { html, title, by, limited } = extract(decoded.text, url)
  const text = letters(plainOf({ html }))
  const short = letters(plainOf(reading.body))
  const known = short.slice(0, SURE)
  const isThis = (known.length >= FEW && text.includes(known)) || sameTitle(title, reading.title)
  if (by === 'none' || !isThis || text.length <= short.length) return null
  const limit: readonly Remark[] = limited ? [{ code: 'markup-limit', about: url }] : []
  return {
    body: { html: absoluteHtml(html, url) },
    remarks: [...charsetRemarks(decoded), ...limit],
    facts: { completed_from_page: true, ...charsetFacts(decoded) },
  }
}

/** So many letters of a summary's beginning are enough to know its text by; so few are not. */
const SURE = 24
const FEW = 6

function letters(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}]+/gu, '')
}

/** Pages put the site's name behind their title. */
function sameTitle(page: string | null, feed: string | null): boolean {
  const [long, short] = [letters(page ?? ''), letters(feed ?? '')]
  return short.length >= FEW && long.startsWith(short)
}

function summaryOf({ body, fullness }: Reading): string | null {
  const plain = plainOf(body)
  return fullness === 'none' || plain === '' ? null : plain
}

function remarksOf(
  { ref }: Material,
  { fullness }: Reading,
  { isWhole, isCutOff }: { readonly isWhole: boolean; readonly isCutOff: boolean },
): readonly Remark[] {
  const { older, weak } = (ref ?? {}) as Partial<FeedRef>
  return [
    ...(isCutOff && !isWhole ? [{ code: 'file-truncated' }] : []),
    ...(!isWhole && fullness === 'cut' ? [{ code: 'text-cut' }] : []),
    ...(!isWhole && fullness === 'unknown' ? [{ code: 'text-maybe-cut' }] : []),
    ...(typeof older === 'number' && older > 0 ? [{ code: 'edited-after-publish', about: String(older) }] : []),
    ...(weak === true ? [{ code: 'identity-weak' }] : []),
  ]
}

function kindOf({ title }: Reading, body: Page['body']): PostKind {
  const plain = plainOf(body)
  if (plain === '' && 'html' in body && /<img\b/i.test(body.html)) return 'images'
  return title === null && plain !== '' ? 'text' : 'article'
}
