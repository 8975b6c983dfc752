// One request to a host the operator named as a target: any method, any body, no redirects, no second try, no cookies of its own.
// In: a request. Out: the answer, or whether it can have arrived. Only `interrupted` (the client was closed) and bugs are thrown.
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { LookupFunction, Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import pLimit, { type LimitFunction } from 'p-limit'
import { Failure } from '../domain/failures.ts'
import type { HttpAnswer, HttpRequest, Send, Sent } from '../domain/http.ts'
import { both } from '../domain/words.ts'
import { asFailure, nameOf } from './answers.ts'
import { inflate } from './body.ts'
import { guardedAgents, type Agents } from './guard.ts'
import { parse } from './hosts.ts'

/** Waits until a request may go out, over all workers. False = its turn would come after `mostMs`; none is kept for it. */
export type Gate = (host: string, how: { readonly mostMs: number | null; readonly signal: AbortSignal }) => Promise<boolean>

export interface SenderOptions {
  /** `host:port` that may be asked, wherever it lies: the operator named it as the target. */
  readonly hosts: readonly string[]
  /** Connections per host. */
  readonly perHost: number
  readonly gate?: Gate
  readonly lookup?: LookupFunction
}

const DEFAULT_TIMEOUT_MS = 30_000
const DEFAULT_MAX_BYTES = 16 * 1024 * 1024

export function openSender(options: SenderOptions): { readonly send: Send; close(): Promise<void> } {
  const guard = { allowPrivate: options.hosts, ...(options.lookup ? { lookup: options.lookup } : {}) }
  const agents = guardedAgents(guard, options.perHost)
  const closing = new AbortController()
  const turnOf = turns(options.gate, closing.signal)
  return {
    send: async (request) => {
      const url = parse(request.url)
      if (url === null || !options.hosts.includes(hostPort(url))) return notAllowed(url)
      const leftMs = await turnOf(url.host, request)
      if (closing.signal.aborted) throw new Failure('interrupted', 'the client was closed')
      if (leftMs <= 0) return { kind: 'not-sent', failure: tooMany(url) }
      return await ask(request, { url, agents, closing: closing.signal, late: AbortSignal.timeout(leftMs) })
    },
    close: async () => {
      closing.abort(new Failure('interrupted', 'the client was closed'))
      agents.http.destroy()
      agents.https.destroy()
    },
  }
}

/** `host:port` with the port of the protocol written out, as the guard sees it. */
function hostPort(url: URL): string {
  return `${url.hostname}:${url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port}`
}

function notAllowed(url: URL | null): Sent {
  const name = url === null ? '(no web address)' : nameOf(url)
  const what = both(`${name} 不是目标站点的地址`, `${name} is no address of the target`)
  return { kind: 'not-sent', failure: new Failure('net-refused', what) }
}

/**
 * The time that is left for a request when its turn has come, ms; 0 = it must not leave. Reads wait as long as it takes, one after another:
 * only the first of them holds a turn, so that writes, which others count on to be over in time, get theirs between them.
 */
function turns(gate: Gate | undefined, signal: AbortSignal): (host: string, request: HttpRequest) => Promise<number> {
  const reads = new Map<string, LimitFunction>()
  return async (host, { method, timeoutMs = DEFAULT_TIMEOUT_MS }) => {
    if (gate === undefined) return timeoutMs
    if (method === 'GET' || method === 'HEAD') {
      const inLine = reads.get(host) ?? pLimit(1)
      reads.set(host, inLine)
      await inLine(async () => signal.aborted || (await gate(host, { mostMs: null, signal })))
      return timeoutMs
    }
    const asked = performance.now()
    const isTurn = await gate(host, { mostMs: timeoutMs / 2, signal })
    return isTurn ? Math.max(0, Math.floor(timeoutMs - (performance.now() - asked))) : 0
  }
}

async function ask(request: HttpRequest, by: { url: URL; agents: Agents; closing: AbortSignal; late: AbortSignal }): Promise<Sent> {
  const { default: got } = await import('got')
  const phase: Phase = { connected: false }
  const maxBytes = request.maxBytes ?? DEFAULT_MAX_BYTES
  try {
    const stream = got.stream(by.url, {
      method: request.method,
      agent: by.agents,
      headers: { 'user-agent': 'guiji', 'accept-encoding': 'gzip, deflate, br', ...request.headers },
      // without one, got would wait for somebody to write it
      ...(request.method === 'GET' || request.method === 'HEAD' ? {} : { body: request.body ?? '' }),
      signal: AbortSignal.any([by.closing, by.late]),
      followRedirect: false,
      decompress: false,
      throwHttpErrors: false,
      retry: { limit: 0 },
      http2: false,
      enableUnixSockets: false,
      cookieJar: undefined,
      timeout: { lookup: 10_000, connect: 10_000, secureConnect: 10_000 },
    })
    stream.once('request', (sent: ClientRequest) => watch(sent, phase))
    return { kind: 'answer', answer: await answered(stream, { maxBytes, url: by.url, into: request.into }) }
  } catch (error) {
    if (by.closing.aborted) throw new Failure('interrupted', 'the client was closed', { cause: error })
    const failure = by.late.aborted ? tooLate(by.url) : asFailure(error, by.url)
    if (!(failure instanceof Failure)) throw error
    return { kind: phase.connected ? 'unknown' : 'not-sent', failure }
  }
}

/** Whether bytes of the request can have left: from the moment its connection stands. */
interface Phase {
  connected: boolean
}

function watch(request: ClientRequest, phase: Phase): void {
  const stands = () => {
    phase.connected = true
  }
  request.once('socket', (socket: Socket) => {
    if (request.reusedSocket || (!(socket instanceof TLSSocket) && !socket.connecting)) stands()
    else socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', stands)
  })
}

interface GotStream extends AsyncIterable<unknown>, NodeJS.EventEmitter {
  destroy(): void
}

async function answered(
  stream: GotStream,
  { maxBytes, url, into }: { maxBytes: number; url: URL; into: HttpRequest['into'] },
): Promise<HttpAnswer> {
  try {
    const message = await new Promise<IncomingMessage>((resolve, reject) => {
      stream.once('response', resolve)
      // stays for good: an error after the answer reaches the reader of the body, and must not end the process
      stream.on('error', reject)
    })
    const packed = message.headers['content-encoding'] !== undefined
    const chunks: Uint8Array[] = []
    let length = 0
    for await (const chunk of stream) {
      if (!(chunk instanceof Uint8Array)) continue
      length += chunk.length
      if (length > maxBytes) throw tooLarge(url, maxBytes)
      if (into === undefined || packed) chunks.push(chunk)
      else into(chunk)
    }
    const limit = { maxBytes, tooLarge: () => tooLarge(url, maxBytes) }
    const bytes = await inflate(Buffer.concat(chunks), message.headers['content-encoding'], limit)
    return { status: message.statusCode ?? 0, headers: plain(message.headers), bytes }
  } finally {
    stream.destroy()
  }
}

function plain(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join('\n') : value]],
    ),
  )
}

function tooLarge(url: URL, maxBytes: number): Failure {
  return new Failure(
    'net-too-large',
    both(`${nameOf(url)} 的应答超过 ${maxBytes} 字节`, `the answer of ${nameOf(url)} is larger than ${maxBytes} bytes`),
  )
}

function tooMany(url: URL): Failure {
  return new Failure(
    'target-busy',
    both(`等待访问 ${nameOf(url)} 的请求过多,本次未发出`, `too many requests wait for ${nameOf(url)}; this one did not leave`),
  )
}

function tooLate(url: URL): Failure {
  return new Failure('net-timeout', both(`${nameOf(url)} 未及时应答`, `${nameOf(url)} did not answer in time`))
}
