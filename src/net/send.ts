// One request to a host the operator named as a target: any method, any body, no redirects, no second try, no cookies of its own.
// In: a request. Out: the answer, or whether it can have arrived. Only `interrupted` (the client was closed) and bugs are thrown.
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { LookupFunction, Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { Failure } from '../domain/failures.ts'
import type { HttpAnswer, HttpRequest, Send, Sent } from '../domain/http.ts'
import { both } from '../domain/words.ts'
import { asFailure, nameOf } from './answers.ts'
import { inflate } from './body.ts'
import { guardedAgents, type Agents } from './guard.ts'
import { parse } from './hosts.ts'

export interface SenderOptions {
  /** `host:port` that may be asked, wherever it lies: the operator named it as the target. */
  readonly hosts: readonly string[]
  /** Connections per host. */
  readonly perHost: number
  /** Waits until a request may go out, over all workers. */
  readonly gate?: (host: string) => Promise<void>
  readonly lookup?: LookupFunction
}

const DEFAULT_TIMEOUT_MS = 30_000
const DEFAULT_MAX_BYTES = 16 * 1024 * 1024

export function openSender(options: SenderOptions): { readonly send: Send; close(): Promise<void> } {
  const guard = { allowPrivate: options.hosts, ...(options.lookup ? { lookup: options.lookup } : {}) }
  const agents = guardedAgents(guard, options.perHost)
  const closing = new AbortController()
  return {
    send: async (request) => {
      const url = parse(request.url)
      if (url === null || !options.hosts.includes(hostPort(url))) return notAllowed(url)
      // the whole time counts from here: a request that waits for its turn too long does not leave at all
      const late = AbortSignal.timeout(request.timeoutMs ?? DEFAULT_TIMEOUT_MS)
      await turnOf(url.host, { gate: options.gate, late })
      if (closing.signal.aborted) throw new Failure('interrupted', 'the client was closed')
      if (late.aborted) return { kind: 'not-sent', failure: tooLate(url) }
      return await ask(request, { url, agents, closing: closing.signal, late })
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

async function turnOf(host: string, { gate, late }: { gate: SenderOptions['gate']; late: AbortSignal }): Promise<void> {
  if (gate === undefined) return
  const over = new Promise<void>((done) => late.addEventListener('abort', () => done(), { once: true }))
  await Promise.race([gate(host), over])
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
    return { kind: 'answer', answer: await answered(stream, { maxBytes, url: by.url }) }
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

async function answered(stream: GotStream, { maxBytes, url }: { maxBytes: number; url: URL }): Promise<HttpAnswer> {
  try {
    const message = await new Promise<IncomingMessage>((resolve, reject) => {
      stream.once('response', resolve)
      // stays for good: an error after the answer reaches the reader of the body, and must not end the process
      stream.on('error', reject)
    })
    const chunks: Uint8Array[] = []
    let length = 0
    for await (const chunk of stream) {
      if (!(chunk instanceof Uint8Array)) continue
      length += chunk.length
      if (length > maxBytes) throw tooLarge(url, maxBytes)
      chunks.push(chunk)
    }
    const limit = { maxBytes, tooLarge: () => tooLarge(url, maxBytes) }
    const bytes = await inflate(Buffer.concat(chunks, length), message.headers['content-encoding'], limit)
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

function tooLate(url: URL): Failure {
  return new Failure('net-timeout', both(`${nameOf(url)} 未及时应答`, `${nameOf(url)} did not answer in time`))
}
