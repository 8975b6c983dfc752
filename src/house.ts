// Builds the house once from config: database, ledger, vault and rooms. Everything is handed on, nothing is global.
import { join } from 'node:path'
import { openAttachedReader } from './attached/reader.ts'
import type { AttachedReader } from './attached/reader.ts'
import type { Config } from './config.ts'
import { Failure } from './domain/failures.ts'
import { both } from './domain/words.ts'
import { openAuditKey } from './ledger/audit/key.ts'
import { checkpoint } from './ledger/audit/checkpoint.ts'
import { sequenceAll } from './ledger/audit/sequencer.ts'
import { openDatabase } from './ledger/database.ts'
import type { Database } from './ledger/database.ts'
import { ensurePostgres } from './ledger/embedded.ts'
import { openLedger } from './ledger/ledger.ts'
import type { Ledger } from './ledger/ledger.ts'
import { migrate } from './ledger/migrate.ts'
import { openReceiving } from './net/receiving.ts'
import type { Receiving } from './net/receiving.ts'
import type { Rooms, RoomsKit } from './rooms.ts'
import { TAKES } from './stations/takes.ts'
import { openFileVault } from './vault/file-vault.ts'
import type { Vault } from './vault/vault.ts'
import { mustBeWritable } from './writable.ts'

export interface House {
  readonly config: Config
  readonly database: Database
  readonly databaseUrl: string
  readonly ledger: Ledger
  readonly vault: Vault
  readonly attached: AttachedReader
  readonly rooms: Rooms
  /** Large answers on their way in this process. */
  readonly receiving: Receiving
  /** Closes in order; the embedded database stops when nobody else uses it. */
  close(): Promise<void>
}

const CLOCK_LIMIT_MS = 2000

export async function openHouse(config: Config, secret: RoomsKit['secret']): Promise<House> {
  mustBeWritable(config.data)
  const server =
    config.databaseUrl === null
      ? await ensurePostgres({ dataDir: config.data, ...(config.pgPort === 0 ? {} : { port: config.pgPort }) })
      : null
  const databaseUrl = server?.url ?? config.databaseUrl ?? ''
  let database: Database | undefined
  try {
    database = await openDatabase(databaseUrl)
    await checkClock(database)
    await migrate(database)
    const open = database
    const ledger = openLedger(database, TAKES, { leaseSeconds: config.lockSeconds })
    const vault = openFileVault(join(config.data, 'vault'))
    const receiving = openReceiving()
    const rooms = roomsLater({ receiving, vault, data: config.data, ledger, privateHosts: config.privateHosts, secret })
    const attached = openAttachedReader()
    const close = async () => {
      await rooms.close()
      await attached.close()
      await open.close()
      await server?.release()
    }
    return { config, database, databaseUrl, ledger, vault, attached, rooms, receiving, close }
  } catch (error) {
    // an open connection would keep the process from ending
    await database?.close().catch(() => {})
    await server?.release()
    throw error
  }
}

/** Locks and leases are compared over machines: a wrong clock steals work in hand. */
async function checkClock(database: Database): Promise<void> {
  const before = Date.now()
  const [row] = await database.query<{ now: Date }>('select clock_timestamp() as now')
  const off = Math.abs((row?.now.getTime() ?? before) - (before + Date.now()) / 2)
  if (off > CLOCK_LIMIT_MS)
    throw new Failure(
      'clock-wrong',
      both(
        `本机时钟与数据库相差 ${(off / 1000).toFixed(1)} 秒`,
        `this machine's clock is ${(off / 1000).toFixed(1)} s from the database's`,
      ),
    )
}

/** Sources, targets and all they read with come in with the first job. */
function roomsLater(kit: RoomsKit & { readonly ledger: Ledger }): Rooms {
  let opened: Promise<Rooms> | undefined
  return {
    of: async (job, digest) => (await (opened ??= import('./rooms.ts').then(({ openRooms }) => openRooms(kit)))).of(job, digest),
    close: async () => (await opened)?.close(),
  }
}

/** Brings every event into the log and signs its head. */
export async function seal(house: House): Promise<void> {
  await sequenceAll(house.database)
  await checkpoint(house.database, openAuditKey(house.config.data, { file: house.config.signingKeyFile }))
}
