// One request with all that the client promises of it: headers, limits on size and time, what may be unpacked, and going on where a large
// file broke off. In: an address that may be asked now. Out: the answer, or where the server sends us; or Failure `net-*`.
import { Failure } from '../domain/failures.ts'
import type { AskOptions, Validators, WebAnswer } from '../domain/web.ts'
import { both } from '../domain/words.ts'
import { asFailure, nameOf, statusFailure } from './answers.ts'
import { gather, type Limit } from './body.ts'
import type { Deadline } from './deadline.ts'
import { bodyOf, wholeLength } from './download.ts'
import { exchange, type Exchange, type Times } from './exchange.ts'
import type { Agents } from './guard.ts'
import { headersFor } from './manners.ts'

export interface Errand {
  readonly how: AskOptions
  readonly agents: Agents
  readonly times: Times
  /** Largest answer of all; a caller may want less. */
  readonly maxBytes: number
  readonly deadline: Deadline
  /** Told about every MB of a large answer: bytes so far, and of how many if the server said. */
  readonly tell: ((received: number, whole: number | null) => void) | undefined
  /** Waits for another turn at the host. */
  readonly next: () => Promise<void>
}

/** What one request gave: the answer itself, null when nothing has changed, or where the server sends us instead. */
export type Step = { readonly answer: WebAnswer | null } | { readonly next: string; readonly status: number }

const REDIRECTS = [301, 302, 303, 307, 308]
const PROGRESS_BYTES = 1024 * 1024

export async function request(url: URL, errand: Errand): Promise<Step> {
  const { how, agents, times, deadline } = errand
  const usual = { ...headersFor(url, how.referer), ...(how.authorization === undefined ? {} : { authorization: how.authorization }) }
  const ask: Asking = (more) => exchange(url, { agents, headers: { ...usual, ...more }, body: how.body, signal: deadline.signal, times })
  const meaning = (error: unknown): unknown => (deadline.signal.aborted ? deadline.signal.reason : asFailure(error, url))
  let first: Exchange | undefined
  try {
    const known = how.body === undefined ? conditions(how.known) : {}
    first = await ask(known)
    const { status, headers } = first
    if (REDIRECTS.includes(status) && headers.location !== undefined) return { next: inAscii(headers.location), status }
    // without a condition it would be said of nothing
    if (status === 304 && Object.keys(known).length > 0) return { answer: null }
    const isRefusal = how.refusals === true && status >= 400 && status < 500 && status !== 429
    if (status !== 200 && !isRefusal) throw statusFailure(status, headers['retry-after'], url)
    const bytes = await bytesOf(first, { url, errand, ask, meaning })
    const { etag = null, 'last-modified': lastModified = null, 'content-type': contentType = null } = headers
    return { answer: { url: url.href, contentType, etag, lastModified, bytes, ...(isRefusal ? { status } : {}) } }
  } catch (error) {
    throw meaning(error)
  } finally {
    first?.end()
  }
}

/** Node gives each byte of a header as one character; addresses that a server did not encode are bytes of some charset. */
function inAscii(location: string): string {
  return location.replaceAll(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`)
}

type Asking = (more: Readonly<Record<string, string>>) => Promise<Exchange>

interface Reading {
  readonly url: URL
  readonly errand: Errand
  readonly ask: Asking
  readonly meaning: (error: unknown) => unknown
}

async function bytesOf(first: Exchange, { url, errand, ask, meaning }: Reading): Promise<Uint8Array> {
  const { headers } = first
  const limit = limitOf(url, Math.min(errand.how.maxBytes ?? errand.maxBytes, errand.maxBytes))
  if (Number(headers['content-length'] ?? 0) > limit.maxBytes) throw limit.tooLarge()
  const whole = wholeLength(headers)
  const tell = progressOf(errand.tell, whole)
  const wire = bodyOf(first, {
    // what was sent by POST may not be sent again
    again:
      errand.how.body !== undefined
        ? null
        : async (more) => {
            await errand.deadline.aside(errand.next)
            return ask(more)
          },
    asFailure: meaning,
    onBytes: (received, more) => {
      errand.deadline.more(more)
      tell(received)
    },
  })
  return gather(wire, { encoding: headers['content-encoding'], limit, whole })
}

function limitOf(url: URL, maxBytes: number): Limit {
  const what = () => both(`${nameOf(url)} 超过 ${maxBytes} 字节`, `${nameOf(url)} is larger than ${maxBytes} bytes`)
  return { maxBytes, tooLarge: () => new Failure('net-too-large', what()) }
}

function progressOf(tell: Errand['tell'], whole: number | null): (received: number) => void {
  let told = 0
  return (received) => {
    if (tell === undefined || received - told < PROGRESS_BYTES) return
    told = received
    tell(received, whole)
  }
}

function conditions(known: Validators | undefined): Record<string, string> {
  return {
    ...(known?.etag == null ? {} : { 'if-none-match': known.etag }),
    ...(known?.lastModified == null ? {} : { 'if-modified-since': known.lastModified }),
  }
}
