// Overhead of the line alone, per ticket, on both queue servers: nothing is performed. In: how many tickets. Out: one row per server.
// Alone: `node bench/queue.ts [tickets]`; it starts its own PostgreSQL, and its own Redis where that is installed.
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensurePostgres, postgresStatus } from '../src/ledger/embedded.ts'
import { startDispatcher } from '../src/line/dispatcher.ts'
import { openQueues, type Queues } from '../src/line/queues.ts'
import type { Backlog, StationName } from '../src/line/ticket.ts'
import { startWorkers } from '../src/line/workers.ts'
import { redisHere, startRedis } from '../test/kits/redis.ts'

export interface QueueRow {
  readonly queue: 'postgres' | 'redis'
  readonly tickets: number
  readonly ticketsPerSecond: number
  readonly nodeCpuMs: number
  readonly serverCpuMs: number
}

const STATIONS: readonly StationName[] = ['fetch', 'normalize', 'publish', 'verify', 'relink']
const TICK_MS = 10

/** `serverPid` is the postmaster's or Redis's; its children count too. CPU is in milliseconds per ticket. */
async function measureQueue(queues: Queues, tickets: number, serverPid: number): Promise<QueueRow> {
  await pass(queues, Math.ceil(tickets / 10))
  const node = process.cpuUsage()
  const server = serverCpuMs(serverPid)
  const start = performance.now()
  await pass(queues, tickets)
  const seconds = (performance.now() - start) / 1000
  const used = process.cpuUsage(node)
  return {
    queue: queues.kind,
    tickets,
    ticketsPerSecond: round(tickets / seconds),
    nodeCpuMs: round((used.user + used.system) / 1000 / tickets),
    serverCpuMs: round((serverCpuMs(serverPid) - server) / tickets),
  }
}

/** Items that are made out of nothing and only pass through: the backlog costs nothing, so what is measured is the line. */
async function pass(queues: Queues, tickets: number): Promise<void> {
  const left = new Map(STATIONS.map((station) => [station, Math.ceil(tickets / STATIONS.length)]))
  let performed = 0
  const total = STATIONS.reduce((sum, station) => sum + (left.get(station) ?? 0), 0)
  const backlog: Backlog = {
    issue: (station, room) => {
      const count = Math.min(room, left.get(station) ?? 0)
      left.set(station, (left.get(station) ?? 0) - count)
      return Promise.resolve(Array.from({ length: count }, () => ({ item: randomUUID(), station, epoch: 1, priority: 10 })))
    },
    stale: () => Promise.resolve([]),
    reclaim: () => Promise.resolve(0),
  }
  const dispatcher = startDispatcher(queues, backlog, { window: 200 })
  let finished: () => void = () => {}
  const all = new Promise<void>((resolve) => {
    finished = resolve
  })
  const workers = startWorkers(queues, {
    stations: STATIONS.map((name) => ({ name, concurrency: 4 })),
    perform: () => {
      performed++
      if (performed >= total) finished()
      return Promise.resolve()
    },
  })
  await all
  await dispatcher.stop()
  await workers.close()
}

/** User and system time of a process and its children, the ended ones included. */
export function serverCpuMs(pid: number): number {
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(statOf)
    .filter((stat) => stat !== undefined)
  const own = stats.filter((stat) => stat.pid === pid || stat.parent === pid)
  return own.reduce((sum, stat) => sum + stat.ticks + (stat.pid === pid ? stat.childTicks : 0), 0) * TICK_MS
}

function statOf(name: string): { pid: number; parent: number; ticks: number; childTicks: number } | undefined {
  try {
    const text = readFileSync(`/proc/${name}/stat`, 'utf8')
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const at = (index: number) => fields[index] ?? 0
    return { pid: Number(name), parent: at(1), ticks: at(11) + at(12), childTicks: at(13) + at(14) }
  } catch {
    return undefined
  }
}

/** Measures on a private PostgreSQL, and on a private Redis where it is installed. */
export async function benchQueue(tickets: number): Promise<QueueRow[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'guiji-bench-'))
  const server = await ensurePostgres({ dataDir })
  const rows: QueueRow[] = []
  try {
    const { pid } = await postgresStatus(dataDir)
    rows.push(await measureOn({ databaseUrl: server.url }, tickets, pid ?? 0))
  } finally {
    await server.release()
    rmSync(dataDir, { recursive: true, force: true })
  }
  if (!redisHere) return rows
  const redis = await startRedis()
  try {
    rows.push(await measureOn({ databaseUrl: '', redisUrl: redis.url }, tickets, pidOf('redis-server', new URL(redis.url).port)))
  } finally {
    await redis.stop()
  }
  return rows
}

async function measureOn(servers: { databaseUrl: string; redisUrl?: string }, tickets: number, pid: number): Promise<QueueRow> {
  const queues = await openQueues({ ...servers, prefix: 'bench' })
  const row = await measureQueue(queues, tickets, pid)
  await queues.close()
  return row
}

function pidOf(program: string, port: string): number {
  const found = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .find((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8')
        return command.includes(program) && command.includes(port)
      } catch {
        return false
      }
    })
  return Number(found ?? 0)
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.table(await benchQueue(Number(process.argv[2] ?? 5000)))
