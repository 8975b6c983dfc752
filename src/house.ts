// Builds the house once from config: database, ledger, vault, rooms and, when asked, the line. Everything is handed on, nothing is global.
import { join } from 'node:path'
import type { Config } from './config.ts'
import { Failure } from './domain/failures.ts'
import type { Draft } from './domain/draft.ts'
import { both } from './domain/words.ts'
import { openAuditKey } from './ledger/audit/key.ts'
import { checkpoint } from './ledger/audit/checkpoint.ts'
import { sequence, sequenceAll } from './ledger/audit/sequencer.ts'
import { openDatabase } from './ledger/database.ts'
import type { Database } from './ledger/database.ts'
import { ensurePostgres } from './ledger/embedded.ts'
import { openLedger } from './ledger/ledger.ts'
import type { Ledger } from './ledger/ledger.ts'
import { migrate } from './ledger/migrate.ts'
import { startDispatcher } from './line/dispatcher.ts'
import { perform } from './line/perform.ts'
import { openQueues } from './line/queues.ts'
import type { Queues } from './line/queues.ts'
import type { StationName } from './line/ticket.ts'
import type { Trouble } from './line/trouble.ts'
import { startWorkers } from './line/workers.ts'
import { openRooms } from './rooms.ts'
import type { Rooms } from './rooms.ts'
import { ROUTE, TAKES } from './stations/route.ts'
import type { Tools } from './stations/station.ts'
import { openFileVault } from './vault/file-vault.ts'
import { probe } from './vault/probe.ts'
import type { Vault } from './vault/vault.ts'
import { mustBeWritable } from './writable.ts'

export interface House {
  readonly config: Config
  readonly database: Database
  readonly databaseUrl: string
  readonly ledger: Ledger
  readonly vault: Vault
  readonly rooms: Rooms
  /** Closes in order; the embedded database stops when nobody else uses it. */
  close(): Promise<void>
}

export interface Line {
  readonly queues: Queues
  /** Wakes the dispatcher. */
  poke(): void
  /** Lets work in hand finish up to the drain deadline, then seals the audit log. */
  close(): Promise<void>
}

/** What the line tells while it works. Failures are told once each; bugs with their stack. */
export interface LineNews {
  readonly onBug: (error: unknown, item: string, station: string) => void
  readonly onHalt: (job: string, failure: Failure) => void
  readonly onTrouble: (trouble: Trouble) => void
}

const CLOCK_LIMIT_MS = 2000
const SEAL_EVERY_MS = 1000

export async function openHouse(config: Config): Promise<House> {
  mustBeWritable(config.data)
  const server = config.databaseUrl === null ? await ensurePostgres({ dataDir: config.data, ...(config.pgPort === 0 ? {} : { port: config.pgPort }) }) : null
  const databaseUrl = server?.url ?? config.databaseUrl ?? ''
  try {
    const database = await openDatabase(databaseUrl)
    await checkClock(database)
    await migrate(database)
    const ledger = openLedger(database, TAKES, { leaseSeconds: config.lockSeconds })
    const vault = openFileVault(join(config.data, 'vault'))
    const rooms = openRooms({ vault, data: config.data, ledger })
    const close = async () => {
      await rooms.close()
      await database.close()
      await server?.release()
    }
    return { config, database, databaseUrl, ledger, vault, rooms, close }
  } catch (error) {
    await server?.release()
    throw error
  }
}

/** Locks and leases are compared over machines: a wrong clock steals work in hand. */
async function checkClock(database: Database): Promise<void> {
  const before = Date.now()
  const [row] = await database.query<{ now: Date }>('select clock_timestamp() as now')
  const off = Math.abs((row?.now.getTime() ?? before) - (before + Date.now()) / 2)
  if (off > CLOCK_LIMIT_MS) throw new Failure('clock-wrong', both(`本机时钟与数据库相差 ${(off / 1000).toFixed(1)} 秒`, `this machine's clock is ${(off / 1000).toFixed(1)} s from the database's`))
}

export async function openLine(house: House, stations: readonly StationName[], news: LineNews): Promise<Line> {
  const { config, ledger } = house
  // made before any work: a disk that fills up on the way must not keep the log from being signed
  openAuditKey(config.data)
  const queues = await openQueues({ redisUrl: config.redisUrl ?? undefined, databaseUrl: house.databaseUrl, prefix: 'guiji', onTrouble: news.onTrouble })
  const performing = { stations: ROUTE, ledger, toolsFor: (job: string, digest: string) => toolsFor(house, job, digest), ...news }
  const workers = startWorkers(queues, {
    stations: stations.map((name) => ({ name, concurrency: config.concurrency[name] })),
    perform: (ticket) => perform(ticket, performing), lockSeconds: config.lockSeconds, drainSeconds: config.drainSeconds, onTrouble: news.onTrouble,
  })
  const dispatcher = startDispatcher(queues, ledger.backlog, { window: config.window, lockSeconds: config.lockSeconds, onTrouble: news.onTrouble })
  const sealer = sealing(house)
  return {
    queues,
    poke: () => dispatcher.poke(),
    async close() {
      await dispatcher.stop()
      await workers.close()
      await queues.close()
      await sealer.stop()
    },
  }
}

async function toolsFor(house: House, job: string, digest: string): Promise<Tools> {
  return {
    room: await house.rooms.of(job, digest), ledger: house.ledger, vault: house.vault,
    probe: (bytes) => probe(bytes, { reencode: house.config.reencode }),
    readDraft: async (draft) => JSON.parse(Buffer.from(await house.vault.get(draft)).toString()) as Draft,
  }
}

/** Numbers and hashes new audit events while the line works, and signs a checkpoint at the end. */
function sealing(house: House): { stop(): Promise<void> } {
  let ended = false
  let timer: NodeJS.Timeout
  const tick = async () => {
    await sequence(house.database).catch(() => 0) // an outage: the events stay pending, the next tick takes them
    if (!ended) timer = setTimeout(() => { last = tick() }, SEAL_EVERY_MS)
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

/** Brings every event into the log and signs its head. */
export async function seal(house: House): Promise<void> {
  await sequenceAll(house.database)
  await checkpoint(house.database, openAuditKey(house.config.data, { file: house.config.signingKeyFile }))
}
