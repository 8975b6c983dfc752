// The queues of the stations: settings in, one door to BullMQ out. A ticket carries ids only, and every ticket has a priority.
import type { Engine, LineQueue } from './engine.ts'
import { openPostgresEngine } from './postgres-engine.ts'
import { openRedisEngine } from './redis-engine.ts'
import { STATION_NAMES, type StationName, type Ticket } from './ticket.ts'
import { quietly, type OnTrouble } from './trouble.ts'
import { settledWithin } from './within.ts'

export interface QueueSettings {
  /** Redis, where given; else the queues live beside the ledger in PostgreSQL. */
  readonly redisUrl?: string | undefined
  readonly databaseUrl: string
  /** First part of every queue name, e.g. `guiji`: installations that share a server need different ones. */
  readonly prefix: string
  /** Told of lost connections; they mend themselves. */
  readonly onTrouble?: OnTrouble
}

interface QueueCounts {
  /** Ready to be taken. */
  readonly waiting: number
  /** In a worker's hands. */
  readonly active: number
  /** Waiting for another try after an infrastructure error. */
  readonly delayed: number
  /** Given up by the queue; the sweep reclaims their items. */
  readonly failed: number
}

export interface Queues {
  readonly kind: 'redis' | 'postgres'
  readonly prefix: string
  /** Puts tickets into their stations' queues. An id that is there already is left as it is. */
  add(tickets: readonly Ticket[]): Promise<void>
  counts(station: StationName): Promise<QueueCounts>
  /** Those of the tickets that a worker will still take or has in hand. */
  has(tickets: readonly Ticket[]): Promise<readonly Ticket[]>
  /** Throws when the server does not answer within five seconds. */
  ping(): Promise<void>
  /** Removes every ticket, active ones too. For tests. */
  obliterate(): Promise<void>
  /** Closes all connections; workers, dispatcher and schedules first. Safe to call twice. */
  close(): Promise<void>
  /** For this room only. */
  readonly engine: Engine
  /** For this room only: passes trouble on to the settings' `onTrouble`, quietly. */
  readonly tell: OnTrouble
}

const BATCH = 500
const CLOSE_MS = 3_000

/** Opens one queue per station. Throws Failure `queue-unreachable` within seconds when the server is not there. */
export async function openQueues(settings: QueueSettings): Promise<Queues> {
  const tell = quietly(settings.onTrouble)
  const onError = (error: unknown) => tell({ kind: 'queue-error', error })
  const engine = settings.redisUrl
    ? await openRedisEngine(settings.redisUrl, onError)
    : await openPostgresEngine(settings.databaseUrl, onError)
  const byStation = new Map(STATION_NAMES.map((station) => [station, engine.openQueue(queueName(settings.prefix, station), onError)]))
  let closed: Promise<void> | undefined
  return {
    kind: engine.kind,
    prefix: settings.prefix,
    engine,
    tell,
    add: (tickets) => eachStation(tickets, (station, some) => addBatches(queueOf(byStation, station), some)).then(() => undefined),
    counts: (station) => countsOf(queueOf(byStation, station)),
    has: async (tickets) => (await eachStation(tickets, (station, some) => stillLive(engine, queueOf(byStation, station), some))).flat(),
    ping: () => engine.ping(),
    obliterate: async () => {
      for (const queue of byStation.values()) await queue.obliterate({ force: true })
    },
    close: () => (closed ??= closeAll(engine, [...byStation.values()])),
  }
}

export function queueName(prefix: string, name: string): string {
  return `${prefix}-${name}`
}

/** The job id of a ticket. It carries the epoch, because BullMQ silently ignores an id that sits in its failed set. */
export function ticketId(ticket: Ticket): string {
  return `${ticket.station}-${encodeURIComponent(ticket.item)}-${ticket.epoch}`
}

function queueOf(queues: ReadonlyMap<StationName, LineQueue>, station: StationName): LineQueue {
  const queue = queues.get(station)
  if (queue === undefined) throw new Error(`no queue for station ${station}`)
  return queue
}

function eachStation<T>(tickets: readonly Ticket[], work: (station: StationName, some: readonly Ticket[]) => Promise<T>): Promise<T[]> {
  const groups = Map.groupBy(tickets, (ticket) => ticket.station)
  return Promise.all([...groups].map(([station, some]) => work(station, some)))
}

async function addBatches(queue: LineQueue, tickets: readonly Ticket[]): Promise<void> {
  for (let at = 0; at < tickets.length; at += BATCH) {
    await queue.addBulk(
      tickets.slice(at, at + BATCH).map((ticket) => ({
        name: ticket.station,
        data: { item: ticket.item, epoch: ticket.epoch },
        opts: { jobId: ticketId(ticket), priority: Math.max(1, Math.trunc(ticket.priority)) },
      })),
    )
  }
}

async function countsOf(queue: LineQueue): Promise<QueueCounts> {
  const counts = await queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed', 'failed')
  const of = (state: string) => counts[state] ?? 0
  return { waiting: of('waiting') + of('prioritized'), active: of('active'), delayed: of('delayed'), failed: of('failed') }
}

async function stillLive(engine: Engine, queue: LineQueue, tickets: readonly Ticket[]): Promise<Ticket[]> {
  const there: Ticket[] = []
  for (let at = 0; at < tickets.length; at += BATCH) {
    const some = tickets.slice(at, at + BATCH)
    const live = new Set(await engine.live(queue, some.map(ticketId)))
    there.push(...some.filter((ticket) => live.has(ticketId(ticket))))
  }
  return there
}

async function closeAll(engine: Engine, queues: readonly LineQueue[]): Promise<void> {
  await settledWithin(CLOSE_MS, Promise.allSettled(queues.map((queue) => queue.close())))
  await settledWithin(CLOSE_MS, engine.close())
}
