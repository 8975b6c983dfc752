// The polite client: fetches one address of a host that the job allows, slowly enough, small enough, soon enough, and never from the
// own network. In: an address. Out: the answer, or a Failure `net-*`. It keeps no cookies, sends no Referer, and never tries again by itself.
import type { IncomingMessage } from 'node:http'
import type { LookupFunction } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import pLimit, { type LimitFunction } from 'p-limit'
import { Failure } from '../domain/failures.ts'
import type { AskOptions, Get, Validators, WebAnswer } from '../domain/web.ts'
import { both } from '../domain/words.ts'
import { inflate } from './body.ts'
import { asFailure, nameOf, statusFailure } from './answers.ts'
import { guardedAgents, type Agents } from './guard.ts'
import { hostAllowed, parse } from './hosts.ts'

export interface NetOptions {
  /** Hosts that may be asked: `mp.weixin.qq.com`, `*.qpic.cn`, `archive.example:8080`. An empty list allows nothing. */
  readonly hosts: readonly string[]
  /** Per host, in this process; not used when there is a `gate`. */
  readonly requestsPerSecond: number
  /** Largest answer, as sent and as unpacked. */
  readonly maxBytes: number
  /** Waits until a request to this host may go out, over all workers. Asked before every request, redirects too. */
  readonly gate?: (host: string) => Promise<void>
  /** `host:port` that may lie in the own network. */
  readonly allowPrivate?: readonly string[]
  /** Whole time for one address with its redirects, ms. Default 120 000. */
  readonly timeoutMs?: number
  /** Requests to one host at a time. Default 2. */
  readonly perHost?: number
  /** Resolves names; the system's by default. */
  readonly lookup?: LookupFunction
}

export interface Net {
  /** Throws Failure `net-refused`, `net-timeout`, `net-unreachable`, `net-status` (perhaps with a time to wait), `net-missing`, `net-too-large`. */
  readonly get: Get
  /** True when the host of this address is allowed. Says nothing about where its name leads. */
  mayGet(url: string): boolean
  /** Ends what is under way. */
  close(): Promise<void>
}

const MAX_REDIRECTS = 5
const HEADERS = {
  accept: '*/*',
  // Platforms answer strangers in English, and error pages in English are not recognized.
  'accept-language': 'zh-CN,zh;q=0.9',
  'accept-encoding': 'gzip, deflate, br',
  'user-agent': 'Mozilla/5.0 (compatible; guiji)',
}

interface Room {
  readonly options: NetOptions
  readonly agents: Agents
  readonly closing: AbortController
  readonly limits: Map<string, LimitFunction>
  readonly pace: (host: string) => Promise<void>
}

export function openNet(options: NetOptions): Net {
  const perHost = options.perHost ?? 2
  const guard = { allowPrivate: options.allowPrivate ?? [], ...(options.lookup ? { lookup: options.lookup } : {}) }
  const room: Room = {
    options,
    agents: guardedAgents(guard, perHost),
    closing: new AbortController(),
    limits: new Map(),
    pace: options.gate ?? localPace(options.requestsPerSecond),
  }
  return {
    get: ((url: string, how?: AskOptions) => getFollowing(room, url, how ?? {})) as Get,
    mayGet: (url) => hostAllowed(options.hosts, url),
    close: async () => {
      room.closing.abort(new Failure('interrupted', 'the client was closed'))
      room.agents.http.destroy()
      room.agents.https.destroy()
    },
  }
}

/** One request on the way to an answer: its address, when to stop, and how much may come. */
interface Ask {
  readonly url: URL
  readonly signal: AbortSignal
  readonly maxBytes: number
  readonly known: Validators | undefined
  readonly referer: string | undefined
}

/** What one request gave: the answer itself, null when nothing has changed, or where the server sends us instead. */
type Step = { readonly answer: WebAnswer | null } | { readonly next: string }

async function getFollowing(room: Room, address: string, how: AskOptions): Promise<WebAnswer | null> {
  const maxBytes = Math.min(how.maxBytes ?? room.options.maxBytes, room.options.maxBytes)
  const late = AbortSignal.timeout(room.options.timeoutMs ?? 120_000)
  const signal = AbortSignal.any([room.closing.signal, late])
  let url = allowed(room, parse(address), nameOf(address))
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    const step = await inTurn(room, { url, signal, maxBytes, known: how.known, referer: how.referer })
    if ('answer' in step) return step.answer
    url = allowed(room, URL.canParse(step.next, url.href) ? new URL(step.next, url) : null, `where ${nameOf(url)} sends us`)
  }
  throw new Failure(
    'net-refused',
    both(`${nameOf(address)} 跳转超过 ${MAX_REDIRECTS} 次`, `more than ${MAX_REDIRECTS} redirects, from ${nameOf(address)}`),
  )
}

function allowed(room: Room, url: URL | null, from: string): URL {
  if (url && hostAllowed(room.options.hosts, url)) return url
  throw new Failure(
    'net-refused',
    url
      ? both(`${nameOf(url)} 不在任务允许的主机中`, `${nameOf(url)} is not at a host that the job allows`)
      : both(`不是网址: ${from}`, `no web address: ${from}`),
  )
}

async function inTurn(room: Room, ask: Ask): Promise<Step> {
  const { url, signal } = ask
  const limit = room.limits.get(url.host) ?? pLimit(room.options.perHost ?? 2)
  room.limits.set(url.host, limit)
  return limit(async () => {
    try {
      signal.throwIfAborted()
      await room.pace(url.host)
      signal.throwIfAborted()
      return await request(room, ask)
    } catch (error) {
      throw asFailure(error, url)
    }
  })
}

async function request(room: Room, { url, signal, maxBytes, known, referer }: Ask): Promise<Step> {
  const { default: got } = await import('got')
  const stream = got.stream(url, {
    agent: room.agents,
    headers: { ...HEADERS, ...conditions(known), ...(referer === undefined ? {} : { referer }) },
    signal,
    // Each of these is done here instead, where it can be counted, checked or told.
    followRedirect: false,
    decompress: false,
    throwHttpErrors: false,
    retry: { limit: 0 },
    http2: false,
    enableUnixSockets: false,
    cookieJar: undefined,
    timeout: { lookup: 10_000, connect: 15_000, secureConnect: 15_000, socket: 30_000, response: 60_000 },
  })
  try {
    const answer = await responseOf(stream)
    const status = answer.statusCode ?? 0
    const next = answer.headers.location
    if ([301, 302, 303, 307, 308].includes(status) && next !== undefined) return { next }
    if (status === 304 && known !== undefined) return { answer: null }
    if (status !== 200) throw statusFailure(status, answer.headers['retry-after'], url)
    if (Number(answer.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(url, maxBytes)
    const sent = await collect(stream, maxBytes, url)
    const bytes = await inflate(sent, answer.headers['content-encoding'], { maxBytes, tooLarge: () => tooLarge(url, maxBytes) })
    const { etag = null, 'last-modified': lastModified = null, 'content-type': contentType = null } = answer.headers
    return { answer: { url: url.href, contentType, etag, lastModified, bytes } }
  } finally {
    stream.destroy()
  }
}

function conditions(known: Validators | undefined): Record<string, string> {
  return {
    ...(known?.etag == null ? {} : { 'if-none-match': known.etag }),
    ...(known?.lastModified == null ? {} : { 'if-modified-since': known.lastModified }),
  }
}

type GotStream = AsyncIterable<unknown> & NodeJS.EventEmitter

function responseOf(stream: GotStream): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    stream.once('response', resolve)
    // Stays for good: an error after the answer reaches the reader of the body, and must not end the process.
    stream.on('error', reject)
  })
}

async function collect(stream: AsyncIterable<unknown>, maxBytes: number, url: URL): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) continue
    length += chunk.length
    if (length > maxBytes) throw tooLarge(url, maxBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, length)
}

function tooLarge(url: URL, maxBytes: number): Failure {
  return new Failure('net-too-large', both(`${nameOf(url)} 超过 ${maxBytes} 字节`, `${nameOf(url)} is larger than ${maxBytes} bytes`))
}

/** One request per host every so often; the first at once. */
function localPace(requestsPerSecond: number): (host: string) => Promise<void> {
  const free = new Map<string, number>()
  return async (host) => {
    const now = performance.now()
    const mine = Math.max(now, free.get(host) ?? 0)
    free.set(host, mine + 1000 / requestsPerSecond)
    if (mine > now) await sleep(mine - now)
  }
}
