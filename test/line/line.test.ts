// The line on both queue servers: real workers, killed and paused processes, and a toy ledger in which every item must end exactly once.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startDispatcher, type Dispatcher } from '../../src/line/dispatcher.ts'
import type { Ticket } from '../../src/line/ticket.ts'
import { startWorkers, type Workers, type WorkersSettings } from '../../src/line/workers.ts'
import { REDIS_SKIPPED, redisHere, startRedis, type TestRedis } from '../kits/redis.ts'
import { openScene, until, type Scene } from './scene.ts'
import { WAY } from './toy-backlog.ts'

const SERVERS = [
  { kind: 'postgres', here: true },
  { kind: 'redis', here: redisHere },
] as const
const LOCK_SECONDS = 2

for (const { kind, here } of SERVERS) {
  describe.skipIf(!here)(`the line on ${kind}${here ? '' : ` (${REDIS_SKIPPED})`}`, { timeout: 60_000 }, () => {
    let scene: Scene
    const workers: Workers[] = []
    const dispatchers: Dispatcher[] = []
    const children: ChildProcess[] = []

    let redis: TestRedis | undefined

    beforeAll(async () => {
      redis = kind === 'redis' ? await startRedis() : undefined
    })
    afterAll(async () => {
      await redis?.stop()
    })
    beforeEach(async () => {
      scene = await openScene(redis)
    })
    afterEach(async () => {
      for (const started of children.splice(0)) started.kill('SIGKILL')
      await Promise.all(dispatchers.splice(0).map((dispatcher) => dispatcher.stop()))
      await Promise.all(workers.splice(0).map((some) => some.close()))
      await scene.end()
    })

    function work(settings: Partial<WorkersSettings> = {}): Workers {
      const some = startWorkers(scene.queues, {
        stations: WAY.map((name) => ({ name, concurrency: 5 })),
        perform: async (given) => void (await scene.backlog.advance(given)),
        lockSeconds: LOCK_SECONDS,
        drainSeconds: 2,
        onTrouble: scene.onTrouble,
        ...settings,
      })
      workers.push(some)
      return some
    }
    function dispatch(window = 50): Dispatcher {
      const one = startDispatcher(scene.queues, scene.backlog, {
        stations: WAY,
        everyMs: 50,
        window,
        lockSeconds: LOCK_SECONDS,
        onTrouble: scene.onTrouble,
      })
      dispatchers.push(one)
      return one
    }
    async function child(stuck: boolean): Promise<ChildProcess> {
      const { redisUrl, databaseUrl, prefix } = scene.settings
      const argument = JSON.stringify({ redisUrl, databaseUrl, prefix, stuck, lockSeconds: LOCK_SECONDS })
      const one = spawn(process.execPath, [fileURLToPath(new URL('worker-child.ts', import.meta.url)), argument], {
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      children.push(one)
      await said(one, 'ready')
      return one
    }
    /** Every item took each step once, and ended. */
    async function expectAllOnce(count: number): Promise<void> {
      await until(async () => (await scene.backlog.done()) === count)
      const steps = await scene.backlog.pool.query(
        'select station, count(*)::int as steps, count(distinct item)::int as items from step group by station',
      )
      expect(steps.rows.toSorted((a, b) => WAY.indexOf(a.station) - WAY.indexOf(b.station))).toEqual(
        WAY.map((station) => ({ station, steps: count, items: count })),
      )
    }
    async function reclaimed(): Promise<number> {
      return Number((await scene.backlog.pool.query('select sum(reclaimed)::int as n from item')).rows[0].n)
    }

    it('brings 500 items over three stations to their end, once each, and leaves nothing in the queue', async () => {
      await scene.backlog.fill(500)
      work()
      dispatch()
      await expectAllOnce(500)
      expect(await reclaimed()).toBe(0)
      await until(async () => (await scene.queues.counts('publish')).active === 0)
      for (const station of WAY) expect(await scene.queues.counts(station)).toEqual({ waiting: 0, active: 0, delayed: 0, failed: 0 })
      expect(scene.troubles).toEqual([])
    })

    it('never puts more than a window of tickets into a queue', async () => {
      await scene.backlog.fill(200)
      const dispatcher = dispatch(20)
      await until(async () => (await scene.queues.counts('fetch')).waiting === 20)
      for (let n = 0; n < 10; n++) {
        dispatcher.poke()
        await sleep(30)
      }
      expect((await scene.queues.counts('fetch')).waiting).toBe(20)
    })

    it('issues nothing twice when two dispatchers run at once', async () => {
      await scene.backlog.fill(300)
      work()
      dispatch()
      dispatch()
      await expectAllOnce(300)
      const { rows } = await scene.backlog.pool.query(
        'select count(*)::int as issued, count(distinct (item, station))::int as tickets from taken',
      )
      expect(rows[0]).toEqual({ issued: 900, tickets: 900 })
    })

    it('performs urgent tickets before others', async () => {
      const order: string[] = []
      await scene.queues.add([ticket('late', 100), ticket('normal', 10), ticket('urgent', 1), ticket('unset', 0), ticket('normal2', 10)])
      work({ stations: [{ name: 'fetch', concurrency: 1 }], perform: async ({ item }) => void order.push(item) })
      await until(() => order.length === 5)
      expect(order).toEqual(['urgent', 'unset', 'normal', 'normal2', 'late'])
    })

    it('knows which tickets are still there', async () => {
      const tickets = [ticket('a'), ticket('b'), { ...ticket('c'), station: 'verify' as const }]
      await scene.queues.add(tickets.slice(1))
      expect(await scene.queues.has(tickets)).toEqual(tickets.slice(1))
      await scene.queues.obliterate()
      expect(await scene.queues.has(tickets)).toEqual([])
    })

    it('drops what is no ticket', async () => {
      const performed: Ticket[] = []
      const queue = scene.queues.engine.openQueue(`${scene.settings.prefix}-fetch`, () => {})
      await queue.addBulk([
        { name: 'x', data: { item: '', epoch: 1 } },
        { name: 'x', data: { item: 'a', epoch: 1.5 } },
        { name: 'x', data: JSON.parse('"text"') },
      ])
      await scene.queues.add([ticket('good')])
      work({ perform: async (one) => void performed.push(one) })
      await until(() => performed.length === 1)
      expect(performed).toEqual([ticket('good')])
      await until(async () => (await scene.queues.counts('fetch')).active === 0)
      expect((await scene.queues.counts('fetch')).failed).toBe(0)
      await queue.close()
    })

    it('tries an infrastructure error again, stores only its code, and reclaims the item when the queue has given up', async () => {
      await scene.backlog.fill(1)
      let tries = 0
      work({
        perform: async (one) => {
          if (one.epoch === 1 && ++tries) throw Object.assign(new Error('secret \0 text'), { code: 'EIO' })
          await scene.backlog.advance(one)
        },
      })
      dispatch()
      await expectAllOnce(1)
      expect(tries).toBe(3)
      expect(await reclaimed()).toBe(1)
      expect((await scene.queues.counts('fetch')).failed).toBe(1)
      expect(scene.troubles.map((trouble) => trouble.kind)).toContain('perform-error')
      expect(await failedReason()).toBe('EIO')
    })

    async function failedReason(): Promise<string | undefined> {
      const id = 'fetch-i00001-1'
      if (kind === 'postgres')
        return (await scene.backlog.pool.query('select failed_reason, stacktrace from bullmq.job where id = $1', [id])).rows[0]
          ?.failed_reason
      const { Redis } = await import('ioredis')
      const reader = new Redis(scene.redis?.url ?? '')
      const hash = await reader.hgetall(`bull:${scene.settings.prefix}-fetch:${id}`)
      reader.disconnect()
      return hash['failedReason']
    }

    it('does not lose an item whose ticket is added again under an id that sits in failed', async () => {
      await scene.backlog.fill(1)
      let broken = true
      work({
        perform: async (one) => {
          if (broken) throw new Error('broken')
          await scene.backlog.advance(one)
        },
      })
      const [first] = await scene.backlog.issue('fetch', 1)
      if (first === undefined) throw new Error('no ticket')
      await scene.queues.add([first])
      await until(async () => (await scene.queues.counts('fetch')).failed === 1)
      broken = false
      await scene.queues.add([first])
      expect(await scene.queues.has([first])).toEqual([])
      dispatch()
      await expectAllOnce(1)
    })

    it('gives the work of a killed process to another, and loses nothing', async () => {
      const victim = await child(true)
      await scene.backlog.fill(30)
      dispatch()
      await said(victim, 'begun')
      victim.kill('SIGKILL')
      work()
      await expectAllOnce(30)
    })

    it('lets work in hand finish at shutdown, and the process then exits by itself', async () => {
      const one = await child(false)
      await scene.backlog.fill(40)
      dispatch()
      await until(async () => (await scene.backlog.done()) > 0)
      one.kill('SIGTERM')
      const [code] = await once(one, 'exit')
      expect(code).toBe(0)
      work()
      await expectAllOnce(40)
      expect(one.stderr?.read()).toBeNull()
    })

    it('aborts and leaves work that outlasts the drain deadline, and another worker finishes it', async () => {
      await scene.backlog.fill(1)
      let aborted = false
      const slow = work({
        drainSeconds: 0.3,
        perform: async (_one, signal) => {
          signal.addEventListener('abort', () => (aborted = true))
          await new Promise(() => {})
        },
      })
      const dispatcher = dispatch()
      await until(() => slow.running() === 1)
      await dispatcher.stop()
      await slow.close()
      expect(aborted).toBe(true)
      expect(scene.troubles.map((trouble) => trouble.kind)).toContain('drain-deadline')
      work()
      dispatch()
      await expectAllOnce(1)
    })

    it('aborts the signal of work whose lock is lost', async () => {
      await scene.queues.add([ticket('a')])
      let aborted = false
      const some = work({
        perform: async (_one, signal) => {
          await new Promise((resolve) => signal.addEventListener('abort', resolve))
          aborted = true
        },
      })
      await until(() => some.running() === 1)
      await scene.queues.obliterate()
      await until(() => aborted)
      await until(() => scene.troubles.some((trouble) => trouble.kind === 'lock-lost' && trouble.station === 'fetch'))
    })

    it('opens a worker anew when tickets wait and nothing moves, and says so', async () => {
      const queue = scene.queues.engine.openQueue(`${scene.settings.prefix}-fetch`, () => {})
      await scene.backlog.fill(5)
      // a queue stopped by another hand looks to a worker as the known wedge does: tickets wait and none arrives
      await queue.pause()
      work({ wedgeSeconds: 1 })
      dispatch()
      await until(() => scene.troubles.some((trouble) => trouble.kind === 'worker-wedged' && trouble.station === 'fetch'))
      await queue.resume()
      await expectAllOnce(5)
      await queue.close()
    })

    it('sweeps up the tickets of a lost queue', async () => {
      await scene.backlog.fill(60)
      const dispatcher = dispatch(30)
      await until(async () => (await scene.queues.counts('fetch')).waiting === 30)
      await dispatcher.stop()
      await scene.queues.obliterate()
      work()
      dispatch()
      await expectAllOnce(60)
      expect(await reclaimed()).toBeGreaterThanOrEqual(30)
      expect(scene.troubles.map((trouble) => trouble.kind)).toContain('tickets-lost')
    })
  })
}

function ticket(item: string, priority = 10): Ticket {
  return { item, station: 'fetch', epoch: 1, priority }
}

async function said(one: ChildProcess, word: string): Promise<void> {
  for await (const [chunk] of stdout(one)) {
    if (String(chunk).includes(word)) return
  }
}

async function* stdout(one: ChildProcess): AsyncGenerator<unknown[]> {
  if (one.stdout === null) throw new Error('no output')
  while (one.exitCode === null) yield await once(one.stdout, 'data')
}
