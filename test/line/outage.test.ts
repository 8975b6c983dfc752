// What the line does while its servers crash, pause, forget everything or were never there: it says so, and goes on by itself.
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterEach, describe, expect, it } from 'vitest'
import { ensurePostgres, postgresStatus, stopPostgres } from '../../src/ledger/embedded.ts'
import { startDispatcher } from '../../src/line/dispatcher.ts'
import { openQueues, type Queues } from '../../src/line/queues.ts'
import type { Trouble } from '../../src/line/trouble.ts'
import { startWorkers } from '../../src/line/workers.ts'
import { REDIS_SKIPPED, redisHere, startRedis } from '../kits/redis.ts'
import { openScene, until } from './scene.ts'
import { makeToyTables, toyBacklog, WAY, type ToyBacklog } from './toy-backlog.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

/** The whole line over a backlog: workers that take a little time, and a dispatcher. */
function run(queues: Queues, backlog: ToyBacklog, troubles: Trouble[]): void {
  const onTrouble = (trouble: Trouble) => void troubles.push(trouble)
  const workers = startWorkers(queues, {
    stations: WAY.map((name) => ({ name, concurrency: 5 })),
    perform: async (ticket) => {
      await sleep(10)
      await backlog.advance(ticket)
    },
    lockSeconds: 2,
    drainSeconds: 2,
    onTrouble,
  })
  const dispatcher = startDispatcher(queues, backlog, { stations: WAY, everyMs: 50, window: 40, lockSeconds: 2, onTrouble })
  ends.push(async () => {
    await dispatcher.stop()
    await workers.close()
  })
}

async function expectAllOnce(backlog: ToyBacklog, count: number): Promise<void> {
  await until(async () => (await backlog.done().catch(() => 0)) === count)
  const { rows } = await backlog.pool.query('select count(*)::int as steps, count(distinct (item, station))::int as items from step')
  expect(rows[0]).toEqual({ steps: count * WAY.length, items: count * WAY.length })
}

describe.skipIf(!redisHere)(`when Redis fails${redisHere ? '' : ` (${REDIS_SKIPPED})`}`, () => {
  it('the line goes on after a crash and a pause of five seconds, and every item ends once', async () => {
    const redis = await startRedis()
    ends.push(() => redis.stop())
    const scene = await openScene(redis)
    ends.push(() => scene.end())
    await scene.backlog.fill(300)
    run(scene.queues, scene.backlog, scene.troubles)
    await until(async () => (await scene.backlog.done()) > 20)
    await redis.kill()
    await sleep(5000)
    await expect(scene.queues.ping()).rejects.toThrow()
    await redis.restart()
    await expectAllOnce(scene.backlog, 300)
    await scene.queues.ping()
    expect(scene.troubles.map((trouble) => trouble.kind)).toContain('queue-error')
  })

  it('the line goes on after FLUSHALL, and every item ends once', async () => {
    const redis = await startRedis()
    ends.push(() => redis.stop())
    const scene = await openScene(redis)
    ends.push(() => scene.end())
    await scene.backlog.fill(300)
    run(scene.queues, scene.backlog, scene.troubles)
    await until(async () => (await scene.backlog.done()) > 20)
    const hand = new Redis(redis.url)
    await hand.flushall()
    hand.disconnect()
    await expectAllOnce(scene.backlog, 300)
    expect(scene.troubles.map((trouble) => trouble.kind)).toContain('tickets-lost')
  })

  it('workers and queues close within seconds while the server is away', async () => {
    const redis = await startRedis()
    ends.push(() => redis.stop())
    const scene = await openScene(redis)
    ends.push(() => scene.end())
    run(scene.queues, scene.backlog, scene.troubles)
    await sleep(300)
    await redis.kill()
    await ends.pop()?.()
    await scene.queues.close()
  }, 30_000)
})

describe('when PostgreSQL fails', () => {
  it('the line goes on after an immediate stop of the server, and every item ends once', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'guiji-line-'))
    const start = () => ensurePostgres({ dataDir, settings: { fsync: 'off' } })
    const first = await start()
    ends.push(async () => {
      await first.release().catch(() => {})
      await stopPostgres(dataDir, { evenIfUsed: true }).catch(() => {})
      rmSync(dataDir, { recursive: true, force: true })
    })
    await makeToyTables(first.url)
    const troubles: Trouble[] = []
    const queues = await openQueues({ databaseUrl: first.url, prefix: 'outage', onTrouble: (trouble) => void troubles.push(trouble) })
    const backlog = toyBacklog(first.url)
    ends.push(async () => {
      await queues.close()
      await backlog.close()
    })
    await backlog.fill(300)
    run(queues, backlog, troubles)
    await until(async () => (await backlog.done()) > 20)
    const { pid } = await postgresStatus(dataDir)
    if (pid === null) throw new Error('no server')
    // the signal of `pg_ctl stop -m immediate`
    process.kill(pid, 'SIGQUIT')
    await until(async () => (await postgresStatus(dataDir)).state !== 'running')
    await sleep(2000)
    const second = await start()
    ends.push(() => second.release())
    expect(second.url).toBe(first.url)
    await expectAllOnce(backlog, 300)
    expect(troubles.map((trouble) => trouble.kind)).toContain('queue-error')
  }, 120_000)
})

describe('a queue server that is not there', () => {
  const nowhere = { databaseUrl: 'postgres://someone:secret@127.0.0.1:9/none', prefix: 'x' }

  it('is told as queue-unreachable, without credentials, for PostgreSQL', async () => {
    const error: unknown = await openQueues(nowhere).catch((reason: unknown) => reason)
    expect(String(error)).toBe('Failure: PostgreSQL does not serve the queues at 127.0.0.1:9 (ECONNREFUSED).')
    expect(Reflect.get(Object(error), 'code')).toBe('queue-unreachable')
  })

  it('is told as queue-unreachable, without credentials, for Redis', async () => {
    const error: unknown = await openQueues({ ...nowhere, redisUrl: 'redis://someone:secret@127.0.0.1:9/0' }).catch(
      (reason: unknown) => reason,
    )
    expect(String(error)).toBe('Failure: Redis 没有应答: 127.0.0.1:9(ECONNREFUSED) ¦ Redis does not answer at 127.0.0.1:9 (ECONNREFUSED).')
    expect(Reflect.get(Object(error), 'code')).toBe('queue-unreachable')
  })

  for (const scheme of ['redis', 'postgres']) {
    it(`is not waited for when something else holds the port of ${scheme} and says nothing`, async () => {
      const callers = new Set<Socket>()
      const mute = createServer((caller) => void callers.add(caller.on('error', () => {}).resume())).listen(0, '127.0.0.1')
      await new Promise((resolve) => mute.once('listening', resolve))
      ends.push(() => {
        for (const caller of callers) caller.destroy()
        return new Promise((resolve) => mute.close(resolve))
      })
      const { port } = mute.address() as AddressInfo
      const url = `${scheme}://127.0.0.1:${port}/x`
      const error: unknown = await openQueues({ prefix: 'x', databaseUrl: url, redisUrl: scheme === 'redis' ? url : undefined }).catch(
        (reason: unknown) => reason,
      )
      expect(Reflect.get(Object(error), 'code')).toBe('queue-unreachable')
      expect(String(error)).toContain('(ETIMEDOUT)')
    }, 15_000)
  }
})
