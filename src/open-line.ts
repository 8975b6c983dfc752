// Starts the line of a house: queues, dispatcher, workers of the stations, and the seal of the audit log; closes them in order.
import type { Failure } from './domain/failures.ts'
import { seal } from './house.ts'
import type { House } from './house.ts'
import { openAuditKey } from './ledger/audit/key.ts'
import { sequence } from './ledger/audit/sequencer.ts'
import { startDispatcher } from './line/dispatcher.ts'
import { perform } from './line/perform.ts'
import { openQueues } from './line/queues.ts'
import type { Queues } from './line/queues.ts'
import type { InHand } from './line/run-job.ts'
import type { StationName } from './line/ticket.ts'
import type { Trouble } from './line/trouble.ts'
import { startWorkers } from './line/workers.ts'
import { ROUTE } from './stations/route.ts'
import { toolsFor } from './tools.ts'

export interface Line {
  readonly queues: Queues
  /** Wakes the dispatcher. */
  poke(): void
  /** How many posts each station has in hand, over all workers; an outage of the queue counts as none. */
  inHand(): Promise<InHand>
  /** Lets work in hand finish up to the drain deadline, then seals the audit log. */
  close(): Promise<void>
}

/** What the line tells while it works. Failures are told once each; bugs with their stack. */
export interface LineNews {
  readonly onBug: (error: unknown, item: string, station: string) => void
  readonly onHalt: (job: string, failure: Failure) => void
  readonly onTrouble: (trouble: Trouble) => void
}

const SEAL_EVERY_MS = 1000

export async function openLine(house: House, stations: readonly StationName[], news: LineNews): Promise<Line> {
  const { config, ledger } = house
  // made before any work: a disk that fills up on the way must not keep the log from being signed
  openAuditKey(config.data)
  const queues = await openQueues({
    redisUrl: config.redisUrl ?? undefined,
    databaseUrl: house.databaseUrl,
    prefix: 'guiji',
    onTrouble: news.onTrouble,
  })
  const performing = { stations: ROUTE, ledger, toolsFor: (job: string, digest: string) => toolsFor(house, job, digest), ...news }
  const workers = startWorkers(queues, {
    stations: stations.map((name) => ({ name, concurrency: config.concurrency[name] })),
    perform: (ticket) => perform(ticket, performing),
    lockSeconds: config.lockSeconds,
    drainSeconds: config.drainSeconds,
    onTrouble: news.onTrouble,
  })
  const dispatcher = startDispatcher(queues, ledger.backlog, {
    window: config.window,
    lockSeconds: config.lockSeconds,
    onTrouble: news.onTrouble,
  })
  const sealer = sealing(house)
  return {
    queues,
    poke: () => dispatcher.poke(),
    inHand: async () => Object.fromEntries(await Promise.all(stations.map(async (name) => [name, await activeOf(queues, name)]))),
    async close() {
      await dispatcher.stop()
      await workers.close()
      await queues.close()
      await sealer.stop()
    },
  }
}

async function activeOf(queues: Queues, station: StationName): Promise<number> {
  return queues.counts(station).then(
    (counts) => counts.active,
    () => 0,
  )
}

/** Numbers and hashes new audit events while the line works, and signs a checkpoint at the end. */
function sealing(house: House): { stop(): Promise<void> } {
  let ended = false
  let timer: NodeJS.Timeout
  const tick = async () => {
    await sequence(house.database).catch(() => 0) // an outage: the events stay pending, the next tick takes them
    if (!ended)
      timer = setTimeout(() => {
        last = tick()
      }, SEAL_EVERY_MS)
  }
  let last = tick()
  return {
    async stop() {
      ended = true
      clearTimeout(timer)
      await last
      await seal(house)
    },
  }
}
