// BullMQ on PostgreSQL: a database URL in; queues and workers over one small pool and one LISTEN connection per process out.
// It never keeps finished jobs by count (costly there), and makes BullMQ's own tables only when they are missing or old.
import {
  assertSchemaCompatibility,
  DEFAULT_SCHEMA,
  PostgresConnection,
  PostgresQueueBackend,
  runMigrations,
  SchemaMigrationRequiredError,
  withBackend,
  type BackendFactory,
  type PostgresConnectionOptions,
  type QueueBaseOptions,
} from 'bullmq'
import { Failure } from '../domain/failures.ts'
import { both } from '../domain/words.ts'
import { JOB_OPTIONS, workerOptions, type Engine, type LineData, type LineWorker } from './engine.ts'
import { codeOf } from './trouble.ts'
import { within } from './within.ts'

const CONNECT_MS = 5_000
const POOL_SIZE = 6
const CLOCK_SKEW_MS = 2_000
const FAILED_SECONDS = 600
const LIVE = `select id from job where queue = $1 and id = any($2::text[]) and state not in ('completed', 'failed')`

type ListenClient = Awaited<ReturnType<PostgresConnection['getListenClient']>>
type Options = QueueBaseOptions<PostgresConnectionOptions>
type Factory = BackendFactory<PostgresQueueBackend, PostgresConnectionOptions>

/** One LISTEN connection for all workers of the process: its commands must wait for each other. */
class SharedConnection extends PostgresConnection {
  readonly #inLine = new WeakSet<object>()

  override async getListenClient(): Promise<ListenClient> {
    const client = await super.getListenClient()
    if (this.#inLine.has(client)) return client
    this.#inLine.add(client)
    const query = client.query.bind(client)
    let last: Promise<unknown> = Promise.resolve()
    client.query = <R>(text: string, values?: readonly unknown[]) => {
      const answer = last.then(() => query<R>(text, values))
      last = answer.catch(() => undefined)
      return answer
    }
    return client
  }
}

export async function openPostgresEngine(databaseUrl: string, onError: (error: unknown) => void): Promise<Engine> {
  const options = connectionOptions(databaseUrl)
  const connection = new SharedConnection(options)
  connection.on('error', onError)
  connection.setMaxListeners(100)
  try {
    await within(CONNECT_MS * 2, prepare(connection))
  } catch (error) {
    void connection.close().catch(() => undefined)
    if (error instanceof Failure) throw error
    const what = `PostgreSQL does not serve the queues at ${placeOf(databaseUrl)} (${reasonOf(error)}).`
    throw new Failure('queue-unreachable', what, { cause: error })
  }
  return engineOf(connection, options)
}

function engineOf(connection: PostgresConnection, options: PostgresConnectionOptions): Engine {
  const backendOf = (name: string, opts: Options) => new PostgresQueueBackend(connection, name, opts, false)
  const { Queue } = withBackend(backendOf)
  const releases = new WeakMap<LineWorker, () => Promise<void>>()
  return {
    kind: 'postgres',
    openQueue: (name, onQueueError) => new Queue<LineData, void>(name, queueOptions(options)).on('error', onQueueError),
    openWorker: (name, processor, settings) => {
      let backend: PostgresQueueBackend | undefined
      const factory: Factory = (queue, opts) => (backend = backendOf(queue, opts))
      const { Worker } = withBackend(factory)
      const worker = new Worker<LineData, void>(name, processor, {
        connection: options,
        ...workerOptions(settings, { age: FAILED_SECONDS }),
      })
        .on('error', settings.onError)
        .on('lockRenewalFailed', (ids) => settings.onLockLost?.(ids))
      // BullMQ tells only the owner of a connection that its LISTEN was lost; ours is shared
      const listenAgain = () => void backend?.disconnectBlocking().then(() => worker.closing ?? backend?.reconnectBlocking())
      connection.on('listenerinvalidated', listenAgain)
      releases.set(worker, async () => {
        connection.off('listenerinvalidated', listenAgain)
        await backend?.disconnectBlocking()
      })
      return worker
    },
    release: async (worker) => releases.get(worker)?.(),
    live: async (queue, ids) => (await connection.pool.query<{ id: string }>(LIVE, [queue.name, ids])).rows.map((row) => row.id),
    ping: async () => {
      await within(CONNECT_MS, connection.pool.query('select 1'))
    },
    close: () => connection.close(),
  }
}

function queueOptions(connection: PostgresConnectionOptions) {
  return { connection, defaultJobOptions: JOB_OPTIONS, streams: { events: { maxLen: 200 } } }
}

async function prepare(connection: PostgresConnection): Promise<void> {
  const client = await connection.pool.connect()
  try {
    await checkClock(client)
    await assertSchemaCompatibility(client, DEFAULT_SCHEMA).catch(async (error: unknown) => {
      if (!(error instanceof SchemaMigrationRequiredError)) throw error
      // takes an advisory lock, so that many processes may start at once
      await runMigrations(client, DEFAULT_SCHEMA)
    })
  } finally {
    client.release()
  }
  await connection.waitUntilReady()
}

/** This backend compares locks with the caller's clock: a process that runs ahead would steal healthy tickets. */
async function checkClock(client: Awaited<ReturnType<PostgresConnection['pool']['connect']>>): Promise<void> {
  const before = Date.now()
  const { rows } = await client.query<{ ms: number }>('select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms')
  const after = Date.now()
  const server = rows[0]?.ms ?? after
  const skew = server < before ? before - server : Math.max(0, server - after)
  if (skew > CLOCK_SKEW_MS)
    throw new Failure(
      'clock-wrong',
      both(`本机时钟与数据库相差 ${(skew / 1000).toFixed(1)} 秒`, `This machine and the database differ by ${(skew / 1000).toFixed(1)} s.`),
    )
}

function connectionOptions(databaseUrl: string) {
  const url = URL.canParse(databaseUrl) ? new URL(databaseUrl) : undefined
  const given = url?.searchParams.get('options')
  url?.searchParams.delete('options')
  return {
    connectionString: given ? (url?.href ?? databaseUrl) : databaseUrl,
    max: POOL_SIZE,
    keepAlive: true,
    application_name: 'guiji-line',
    connectionTimeoutMillis: CONNECT_MS,
    // the queue is not the truth: a commit lost in a crash is swept up, so no ticket waits for the disk
    options: `${given ? `${given} ` : ''}-c synchronous_commit=off -c jit=off`,
  }
}

/** The driver's own time-out carries no code. */
function reasonOf(error: unknown): string {
  return error instanceof Error && /timeout/i.test(error.message) ? 'ETIMEDOUT' : codeOf(error)
}

function placeOf(databaseUrl: string): string {
  return URL.canParse(databaseUrl) ? new URL(databaseUrl).host || 'its socket' : 'the address given'
}
