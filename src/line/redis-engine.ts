// BullMQ on Redis: a URL in; queues over one connection and workers over another (plus one blocking connection each) out.
// It never prints connection noise: errors go to `onError`.
import { Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { Failure } from '../domain/failures.ts'
import { both } from '../domain/words.ts'
import { JOB_OPTIONS, workerOptions, type Engine, type LineData } from './engine.ts'
import { codeOf } from './trouble.ts'
import { within } from './within.ts'

const CONNECT_MS = 5_000
const FAILED_COUNT = 1_000
const GONE = new Set(['completed', 'failed', 'unknown'])

export async function openRedisEngine(redisUrl: string, onError: (error: unknown) => void): Promise<Engine> {
  await checkServer(redisUrl)
  // a queue command gives up after a few tries, so that the dispatcher learns of it; a worker's must wait as long as it takes
  const sender = connect(redisUrl, 2, onError)
  let taker: Redis | undefined
  return {
    kind: 'redis',
    openQueue: (name, onQueueError) => {
      const options = { connection: sender, defaultJobOptions: JOB_OPTIONS, streams: { events: { maxLen: 200 } } }
      return new Queue<LineData, void>(name, options).on('error', onQueueError)
    },
    openWorker: (name, processor, settings) => {
      taker ??= connect(redisUrl, null, onError)
      return new Worker<LineData, void>(name, processor, { connection: taker, ...workerOptions(settings, { count: FAILED_COUNT }) })
        .on('error', settings.onError)
        .on('lockRenewalFailed', (ids) => settings.onLockLost?.(ids))
    },
    release: () => Promise.resolve(),
    live: async (queue, ids) => {
      const states = await Promise.all(ids.map((id) => queue.getJobState(id)))
      return ids.filter((_, at) => !GONE.has(states[at] ?? 'unknown'))
    },
    ping: async () => {
      await within(CONNECT_MS, sender.ping())
    },
    close: () => {
      sender.disconnect()
      taker?.disconnect()
      return Promise.resolve()
    },
  }
}

function connect(url: string, maxRetriesPerRequest: number | null, onError: (error: unknown) => void): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest,
    connectTimeout: CONNECT_MS,
    retryStrategy: (times) => Math.min(50 * 2 ** times, 1000),
  })
  redis.setMaxListeners(100)
  redis.on('error', onError)
  return redis
}

async function checkServer(url: string): Promise<void> {
  let cause: unknown
  const probe = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0, connectTimeout: CONNECT_MS })
  probe.on('error', (error: unknown) => (cause = error))
  try {
    await within(
      CONNECT_MS,
      probe.connect().then(() => probe.ping()),
    )
  } catch (error) {
    const code = codeOf(cause) === 'unexpected' ? codeOf(error) : codeOf(cause)
    const place = URL.canParse(url) ? new URL(url).host : 'the address given'
    throw new Failure('queue-unreachable', both(`Redis 没有应答: ${place}(${code})`, `Redis does not answer at ${place} (${code}).`), {
      cause: cause ?? error,
    })
  } finally {
    probe.disconnect()
  }
}
