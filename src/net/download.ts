// The body of an answer over as many connections as it takes: a large file whose connection breaks goes on where it stopped, when the server
// proves by a strong validator that it is still the same file. In: the first answer. Out: the bytes as sent, in order, without a seam.
import type { IncomingHttpHeaders } from 'node:http'
import type { Exchange } from './exchange.ts'
import { meaningOf } from './answers.ts'

export interface Download {
  /** Asks for the same address again with these headers more; null = it may be asked only once. */
  readonly again: ((headers: Readonly<Record<string, string>>) => Promise<Exchange>) | null
  /** Gives an error its meaning. */
  readonly asFailure: (error: unknown) => unknown
  readonly onBytes: (received: number, more: number) => void
}

/** What is smaller is sooner asked for as a whole. */
const RESUME_FROM = 256 * 1024
const MOST_RESUMES = 8
/** A validator from `Last-Modified` is strong only when the file was a minute old by then (RFC 9110 section 8.8.2.2). */
const STRONG_AFTER_MS = 60_000

export async function* bodyOf(first: Exchange, download: Download): AsyncGenerator<Uint8Array> {
  const whole = wholeLength(first.headers)
  const validator = whole === null ? null : strongValidator(first.headers)
  let now = first
  let received = 0
  let resumedAt = 0
  try {
    for (let resumes = 0; ; resumes += 1) {
      try {
        for await (const piece of now.wire) {
          received += piece.length
          if (whole !== null && received > whole) throw new WrongLength('more than promised')
          download.onBytes(received, piece.length)
          yield piece
        }
        // what a server sends of the rest need not be what it promised
        if (whole !== null && received !== whole) throw new WrongLength('the rest is of another length')
        return
      } catch (error) {
        const failure = download.asFailure(error)
        if (error instanceof WrongLength) throw failure
        const worthIt = received - resumedAt >= RESUME_FROM && resumes < MOST_RESUMES && meaningOf(failure) === 'failing'
        if (!worthIt || validator === null || whole === null || download.again === null) throw failure
        now.end()
        resumedAt = received
        const next = await download.again({ range: `bytes=${received}-`, 'if-range': validator, 'accept-encoding': 'identity' })
        if (!continues(next, { from: received, whole, first: first.headers })) {
          next.end()
          throw failure
        }
        now = next
      }
    }
  } finally {
    now.end()
  }
}

/** Null for bodies that are packed or of no told length: their middle means nothing. */
export function wholeLength(headers: IncomingHttpHeaders): number | null {
  const length = headers['content-length'] ?? ''
  const packed = (headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity'
  return packed || !/^\d{1,15}$/.test(length) ? null : Number(length)
}

function strongValidator({ etag, date, 'last-modified': modified }: IncomingHttpHeaders): string | null {
  if (etag !== undefined) return etag.startsWith('"') ? etag : null
  const age = Date.parse(date ?? '') - Date.parse(modified ?? '')
  return modified !== undefined && age >= STRONG_AFTER_MS ? modified : null
}

class WrongLength extends Error {
  readonly code = 'HPE_INVALID_CONTENT_LENGTH'
}

interface Rest {
  readonly from: number
  readonly whole: number
  readonly first: IncomingHttpHeaders
}

/** 206 of just the rest of just this file. */
function continues({ status, headers }: Exchange, { from, whole, first }: Rest): boolean {
  // some servers do not know `If-Range` and send the rest of whatever is there now
  if (headers.etag !== first.etag || (headers['last-modified'] ?? first['last-modified']) !== first['last-modified']) return false
  const [, start, last, length] = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(headers['content-range'] ?? '') ?? []
  if (status !== 206 || Number(start) !== from || Number(length) !== whole || Number(last) !== whole - 1) return false
  return (headers['content-encoding'] ?? 'identity').toLowerCase() === 'identity'
}
