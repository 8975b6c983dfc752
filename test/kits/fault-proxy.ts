// The network between guiji and a CMS at its worst: a proxy that fails before and after the server has done its work, holds answers and
// requests back, delivers one twice, cuts bodies and lies. In: the server's address and a seed. Out: an address with the same content.
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** What becomes of one request. */
type Fault = 'refuse' | 'fail-after' | 'hang-after' | 'late' | 'twice' | 'cut' | 'lie' | 'busy' | 'reset-after' | 'none'

export interface FaultProxy {
  readonly url: string
  /** How often each fault came. */
  readonly counts: ReadonlyMap<Fault, number>
  /** From now on nothing fails. */
  calm(): void
  close(): Promise<void>
}

interface Wire {
  readonly target: URL
  readonly agent: Agent
  /** Ms that a late request is held back. */
  readonly lateMs: number
}

interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

const WRITING: readonly Fault[] = ['refuse', 'fail-after', 'hang-after', 'late', 'twice', 'cut', 'lie', 'busy', 'reset-after']
const READING: readonly Fault[] = ['refuse', 'cut', 'lie', 'reset-after']

/** `share`: of writing requests that fail (0 to 1); a quarter as many reading ones do. */
export async function startFaultProxy(of: {
  readonly target: string
  readonly seed: number
  readonly share: number
  readonly lateMs: number
}): Promise<FaultProxy> {
  const wire: Wire = { target: new URL(of.target), agent: new Agent({ keepAlive: true, maxSockets: 64 }), lateMs: of.lateMs }
  const counts = new Map<Fault, number>()
  const chance = dice(of.seed)
  let share = of.share
  const server = createServer((asked, answer) => {
    const writes = asked.method !== 'GET' && asked.method !== 'HEAD'
    const faults = writes ? WRITING : READING
    const fault = chance() < (writes ? share : share / 4) ? (faults[Math.floor(chance() * faults.length)] ?? 'none') : 'none'
    counts.set(fault, (counts.get(fault) ?? 0) + 1)
    pass(asked, answer, { wire, fault }).catch(() => answer.destroy())
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}${wire.target.pathname.replace(/\/$/, '')}`,
    counts,
    calm: () => {
      share = 0
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
      wire.agent.destroy()
    },
  }
}

async function pass(asked: IncomingMessage, answer: ServerResponse, how: { wire: Wire; fault: Fault }): Promise<void> {
  const { wire, fault } = how
  const body = await bytesOf(asked)
  if (fault === 'refuse') return say(answer, 500, 'broken before it was done')
  if (fault === 'busy') return say(answer, 429, 'slow down', { 'retry-after': '1' })
  if (fault === 'lie') return say(answer, 200, '<html><body>OK</body></html>', { 'content-type': 'text/html' })
  if (fault === 'late') await sleep(wire.lateMs)
  const found = await forward(asked, body, wire)
  if (fault === 'twice') await forward(asked, body, wire)
  if (fault === 'hang-after') return
  if (fault === 'reset-after') return void answer.destroy()
  if (fault === 'fail-after') return say(answer, 502, 'broken after it was done')
  const { 'transfer-encoding': _chunks, connection: _connection, ...headers } = found.headers
  if (fault === 'cut') {
    answer.writeHead(found.status, { ...headers, 'content-length': found.body.length })
    answer.write(found.body.subarray(0, Math.floor(found.body.length / 2)))
    await sleep(20)
    return void answer.destroy()
  }
  answer.writeHead(found.status, { ...headers, 'content-length': found.body.length })
  answer.end(found.body)
}

function say(answer: ServerResponse, status: number, text: string, headers: Record<string, string> = {}): void {
  answer.writeHead(status, headers)
  answer.end(text)
}

/** The host's own name goes with it, so that the server writes its own addresses. */
function forward(asked: IncomingMessage, body: Buffer, { target, agent }: Wire): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { 'transfer-encoding': _chunks, ...headers } = asked.headers
    const out = request(
      {
        agent,
        host: target.hostname,
        port: target.port,
        method: asked.method,
        path: asked.url,
        headers: { ...headers, host: target.host, 'content-length': body.length },
      },
      (got) => void bytesOf(got).then((bytes) => resolve({ status: got.statusCode ?? 0, headers: got.headers, body: bytes }), reject),
    )
    out.on('error', reject)
    out.end(body)
  })
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of stream as AsyncIterable<Buffer>) parts.push(part)
  return Buffer.concat(parts)
}

/** Mulberry32: the same seed gives the same throws. */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
