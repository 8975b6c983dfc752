// A captured page → the post it shows. The only place where this source meets the reading of unknown pages. Pure; the same bytes give the same
// page for ever.
import type { Page, PageMedia, PageState } from '../../domain/page.ts'
import { UNKNOWN_DATE } from '../../domain/page.ts'
import { charsetFacts, charsetRemarks, decode } from '../text/charset.ts'
import type { Decoded } from '../text/charset.ts'
import type { WebPagesOptions } from '../web-pages/options.ts'
import { dateIn } from '../web-pages/page-dates.ts'
import { bodyOf, orByAddress, readPage } from '../web-pages/read-page.ts'
import type { PageBytes, PageReading } from '../web-pages/read-page.ts'
import { apart } from './inline-data.ts'
import type { Apart } from './inline-data.ts'

/** CSS selectors of the job, where the page itself does not tell enough. */
export type Selectors = WebPagesOptions['post']

export interface ReadCapture {
  readonly page: Page
  /** What relative addresses are relative to. */
  readonly base: string | null
  /** Things written into the page itself. */
  readonly things: Apart['things']
}

export function readCapture(given: PageBytes, post: Selectors): ReadCapture {
  const { bytes, url } = given
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const taken = whole.includes('data:') ? takenApart(given) : null
  const reading = readPage(taken?.page ?? given, post)
  const told = taken === null ? null : { remarks: charsetRemarks(taken.decoded), facts: charsetFacts(taken.decoded) }
  const { tags, no } = reading
  const published = orByAddress(reading.published, url)
  const modified = dateIn(tags.modified, 'page')
  const page: Page = {
    ...emptyPage(no?.state ?? 'ok', no?.stateText),
    ...(no?.movedTo === undefined ? {} : { movedTo: no.movedTo }),
    title: reading.title,
    account: tags.site,
    author: reading.author,
    source: reading.source,
    published,
    modified: modified.value === null || modified.value < (published.value ?? '') ? UNKNOWN_DATE : modified,
    summary: tags.summary,
    url,
    topics: [...(tags.column === null ? [] : [tags.column]), ...tags.keywords],
    body: { html: no === null ? bodyOf(reading, 'links') : '' },
    media: no === null ? mediaIn(reading) : [],
    remarks: [...(told?.remarks ?? []), ...reading.remarks],
    facts: { ...reading.facts, ...told?.facts },
  }
  return { page, base: tags.base, things: taken?.things ?? new Map() }
}

interface Taken {
  readonly page: PageBytes
  readonly things: Apart['things']
  readonly decoded: Decoded
}

/** Pictures written into a page can be a hundred times its text: they are set aside before it is read. Null when there are none. */
function takenApart({ bytes, url, contentType }: PageBytes): Taken | null {
  const decoded = decode(bytes, contentType)
  const { html, things } = apart(decoded.text)
  if (things.size === 0) return null
  // the mark at the start is proof enough of the charset it now has
  return { page: { bytes: Buffer.from(`\ufeff${html}`), url, contentType: null }, things, decoded }
}

function mediaIn({ tags, attachments }: PageReading): readonly PageMedia[] {
  const seen = new Set<string>()
  const files = attachments.filter(({ ref }) => !seen.has(ref) && seen.add(ref))
  return tags.image === null ? files : [{ kind: 'image', role: 'cover', ref: tags.image }, ...files]
}

/** A page without anything: what it is, is said by its state. */
export function emptyPage(state: PageState, stateText?: string): Page {
  return {
    state,
    ...(stateText === undefined ? {} : { stateText }),
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
    body: { html: '' },
    media: [],
    remarks: [],
    facts: {},
  }
}
