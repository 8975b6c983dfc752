// One record of a web archive → the answer it holds: status, type, body, the time it was captured and whether its digests fit. Secrets are gone
// from its address and its headers. Judges no content.
import { hideSecrets } from './address.ts'
import type { Placed } from './container.ts'
import { digestFits } from './digests.ts'
import type { Fields } from './fields.ts'
import { MOST_HEAD } from './fields.ts'
import { readBody, readHttpHead } from './http-message.ts'

export interface Capture {
  /** Without secrets and fragment; null for a saved page that does not say where it was. */
  readonly url: string | null
  readonly status: number
  readonly contentType: string | null
  readonly etag: string | null
  readonly lastModified: string | null
  /** Where a redirect leads, absolute, as it was recorded. */
  readonly location: string | null
  /** ISO 8601 in UTC: what "yesterday" on the page is relative to. Null when not recorded. */
  readonly capturedAt: string | null
  readonly bytes: Buffer
  /** Fewer bytes than there should be. */
  readonly cut: boolean
  /** `none`: it carries no digest that can be checked. */
  readonly digest: 'fits' | 'differs' | 'none'
}

/** A revisit says: as before. What it says of the body it does not have. */
export interface Revisit {
  readonly uri: string | null
  readonly date: string | null
  readonly digest: string | null
}

export function addressOf(fields: Fields): string {
  return (fields.get('warc-target-uri') ?? '').replace(/^<|>$/g, '').trim()
}

export function revisitOf(fields: Fields): Revisit {
  return {
    uri: fields.get('warc-refers-to-target-uri')?.replace(/^<|>$/g, '') ?? null,
    date: fields.get('warc-refers-to-date') ?? null,
    digest: fields.get('warc-payload-digest') ?? null,
  }
}

/** Null when the block is larger than `limit`. */
export async function captureOf({ record, span }: Placed, limit: number): Promise<Capture | null> {
  const { fields } = record
  if (record.length > limit + MOST_HEAD) return null
  // a copy of its own: the block may be a small piece of a large window that would stay in memory with it
  const block = Buffer.from(await span.at(record.blockAt, record.length))
  const isHttp = fields.get('warc-type') !== 'resource'
  const head = isHttp ? readHttpHead(block) : null
  const http: Fields = head?.fields ?? new Map()
  const raw = head === null ? block : block.subarray(head.length)
  const body = readBody(raw, http, limit)
  if (body.tooLarge || body.bytes.length > limit) return null
  const digest = fitting(fields, block, body.forms)
  const url = addressOf(fields)
  return {
    url: cleanAddress(url),
    status: head?.status ?? (isHttp ? 0 : 200),
    contentType: (head === null ? fields.get('content-type') : http.get('content-type')) ?? null,
    etag: http.get('etag') ?? null,
    lastModified: http.get('last-modified') ?? null,
    location: absolute(http.get('location'), url),
    capturedAt: isoTime(fields.get('warc-date')),
    bytes: body.bytes,
    cut: record.cut || body.cut || fields.has('warc-truncated') || (digest !== 'fits' && raw.length < lengthSaid(http)),
    digest,
  }
}

/** Every digest the record carries must fit: the one of its block, and the one of its payload in any form it may have been made of. */
function fitting(fields: Fields, block: Buffer, forms: readonly Buffer[]): Capture['digest'] {
  const whole = fields.get('warc-block-digest')
  const payload = fields.get('warc-payload-digest')
  const verdicts = [whole === undefined ? null : digestFits(whole, [block]), payload === undefined ? null : digestFits(payload, forms)]
  return verdicts.includes(false) ? 'differs' : verdicts.includes(true) ? 'fits' : 'none'
}

function lengthSaid(http: Fields): number {
  const said = http.get('content-length') ?? ''
  return /^\d{1,12}$/.test(said) ? Number(said) : 0
}

export function cleanAddress(url: string): string {
  return hideSecrets(url.replace(/#.*$/s, ''))
}

export function isoTime(said: string | undefined): string | null {
  const time = Date.parse(said ?? '')
  return Number.isNaN(time) ? null : new Date(time).toISOString()
}

function absolute(location: string | undefined, base: string): string | null {
  return location !== undefined && URL.canParse(location, base) ? new URL(location, base).href : null
}
