// The gate over three real worker processes and ten hosts, judged by when requests reach the hosts: each host's pace is kept, and a host
// that asks to be left alone is, by all of them, while the others go on.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../src/ledger/database.ts'
import { migrate } from '../../src/ledger/migrate.ts'
import { freshDatabase, type TestDatabase } from '../kits/database.ts'

const PER_SECOND = 2
const HOSTS = 10
const WORKERS = 3
const ENOUGH = 14
const REST_SECONDS = 3
/** This host says 429 to its fourth request. */
const TIRED = 3

interface Arrival {
  readonly at: number
  readonly worker: string
}

let place: TestDatabase
const servers: Server[] = []
const arrivals: Arrival[][] = []
const children: ChildProcess[] = []
let said429 = 0

beforeAll(async () => {
  place = await freshDatabase()
  const database = await openDatabase(place.url)
  await migrate(database)
  await database.close()
  for (let n = 0; n < HOSTS; n++) {
    const seen: Arrival[] = []
    arrivals.push(seen)
    const server = createServer((request, response) => {
      seen.push({ at: performance.now(), worker: request.url?.split('?')[1] ?? '' })
      if (n === TIRED && seen.length === 4) {
        said429 = performance.now()
        response.writeHead(429, { 'retry-after': String(REST_SECONDS) }).end()
      } else response.end('ok')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    servers.push(server)
  }
})

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  for (const server of servers) server.closeAllConnections()
  for (const server of servers) server.close()
  await place.drop()
})

/** The most arrivals in any second. */
function mostInASecond(times: readonly number[]): number {
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1000).length))
}

describe('three workers at ten hosts', () => {
  it('keep the pace of each host over every second, and leave the host alone that asks for it', { timeout: 120_000 }, async () => {
    const hosts = servers.map((server) => `127.0.0.1:${(server.address() as AddressInfo).port}`)
    const path = new URL('./gate-child.ts', import.meta.url).pathname
    const ends: Promise<string>[] = []
    for (let n = 0; n < WORKERS; n++) {
      const child = spawn(process.execPath, [path, place.url, `w${n}`, String(PER_SECOND), ...hosts], {
        stdio: ['pipe', 'pipe', 'inherit'],
      })
      children.push(child)
      ends.push(outputOf(child))
    }
    while (arrivals.some((seen) => seen.length < ENOUGH)) await new Promise((resolve) => setTimeout(resolve, 100))
    for (const child of children) child.stdin?.end()
    const outputs = await Promise.all(ends)

    for (const seen of arrivals) expect(mostInASecond(seen.map(({ at }) => at))).toBeLessThanOrEqual(PER_SECOND + 1)
    // all three share one pace: none has a host for itself, and no host is asked three times as fast
    expect(new Set(arrivals.flat().map(({ worker }) => worker))).toEqual(new Set(['w0', 'w1', 'w2']))

    const during = (n: number): number =>
      (arrivals[n] ?? []).filter(({ at }) => at > said429 && at < said429 + REST_SECONDS * 1000 - 100).length
    // one request may have been on its way already
    expect(during(TIRED)).toBeLessThanOrEqual(1)
    for (let n = 0; n < HOSTS; n++) if (n !== TIRED) expect(during(n)).toBeGreaterThan(1)
    // the workers themselves saw the one 429, and then that the host rests; nothing else failed
    const codes = outputs.map((text) => JSON.parse(text.trim().split('\n').at(-1) ?? '{}') as Record<string, number>)
    expect(codes.reduce((sum, one) => sum + (one['net-status'] ?? 0), 0)).toBe(1)
    expect([...new Set(codes.flatMap(Object.keys))].sort()).toEqual(['net-resting', 'net-status'])
  })
})

async function outputOf(child: ChildProcess): Promise<string> {
  let text = ''
  child.stdout?.on('data', (piece: Buffer) => (text += piece.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`a worker ended with ${code}`)
  return text
}
