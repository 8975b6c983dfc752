// One request on the wire and what comes back, as it comes: no redirect followed, nothing unpacked, nothing tried again, no cookie kept.
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Got } from 'got'
import type { AskBody } from '../domain/web.ts'
import type { Agents } from './guard.ts'

export interface Exchange {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** The body as it is sent. Read once, or ended. */
  readonly wire: AsyncIterable<Uint8Array>
  readonly end: () => void
}

/** How long each part of a request may take, ms; the whole has a limit of its own. */
export interface Times {
  readonly lookup: number
  readonly connect: number
  readonly secureConnect: number
  /** Between two packets. */
  readonly socket: number
  /** From the request to the last header. */
  readonly response: number
}

export const TIMES: Times = { lookup: 10_000, connect: 15_000, secureConnect: 15_000, socket: 30_000, response: 60_000 }

export interface Ask {
  readonly agents: Agents
  readonly headers: Readonly<Record<string, string>>
  /** With it the request is a POST. */
  readonly body: AskBody | undefined
  readonly signal: AbortSignal
  readonly times: Times
}

let bare: Promise<Got> | undefined

/** Loaded when the first request leaves: most commands ask nobody. */
async function bareGot(): Promise<Got> {
  const { default: got } = await import('got')
  // Each of these is done by the client instead, where it can be counted, checked or told.
  return got.extend({
    followRedirect: false,
    decompress: false,
    throwHttpErrors: false,
    retry: { limit: 0 },
    http2: false,
    enableUnixSockets: false,
    cookieJar: undefined,
  })
}

/** Throws what got and Node throw; the caller gives it a meaning. */
export async function exchange(url: URL, { agents, headers, body, signal, times }: Ask): Promise<Exchange> {
  bare ??= bareGot()
  const sent = body === undefined ? { headers: { ...headers } } : posted(headers, body)
  const stream = (await bare).stream(url, { agent: agents, signal, timeout: times, ...sent })
  try {
    const answer = await responseOf(stream)
    return { status: answer.statusCode ?? 0, headers: answer.headers, wire: piecesOf(stream), end: () => stream.destroy() }
  } catch (error) {
    stream.destroy()
    throw error
  }
}

function posted(headers: Ask['headers'], { type, bytes }: AskBody) {
  return { method: 'POST', headers: { ...headers, 'content-type': type }, body: bytes } as const
}

type GotStream = AsyncIterable<unknown> & NodeJS.EventEmitter

function responseOf(stream: GotStream): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    stream.once('response', resolve)
    // Stays for good: an error after the answer reaches the reader of the body, and must not end the process.
    stream.on('error', reject)
  })
}

async function* piecesOf(stream: GotStream): AsyncGenerator<Uint8Array> {
  for await (const piece of stream) if (piece instanceof Uint8Array) yield piece
}
