// A whole account into a real WordPress while everything dies: workers are killed and stopped, PHP, MariaDB, PostgreSQL and Redis are
// restarted, and the network fails before and after the CMS has done its work. Afterwards: each post public once, and nothing left over.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { stringify, parse } from 'yaml'
import { makeArchive } from '../../bench/made-archive.ts'
import { ensurePostgres, postgresStatus } from '../../src/ledger/embedded.ts'
import { startFaultProxy, type FaultProxy } from '../kits/fault-proxy.ts'
import { openPlace, until, type Place, type Running } from '../kits/guiji.ts'
import { expectAllCounted, expectAuditWhole } from '../kits/proof.ts'
import { redisHere, startRedis } from '../kits/redis.ts'
import { startWordpress, WORDPRESS_SKIPPED, wordpressHere, type TestWordpress } from '../kits/wordpress.ts'

const POSTS = Number(process.env['GUIJI_TEST_CHAOS_POSTS'] ?? 300)
const WORKERS = 3
const SEED = Number(process.env['GUIJI_TEST_SEED'] ?? 7)
const CASES = [
  { queues: 'redis', plugin: true },
  { queues: 'postgres', plugin: true },
  { queues: 'redis', plugin: false },
  { queues: 'postgres', plugin: false },
] as const
// short waits, so that outcomes settle within the test: the proxy holds requests back for less than the server may take
const WAITS = { requestSeconds: 4, uploadSeconds: 6, serverSeconds: 6 }
const SETTINGS = { GUIJI_LOCK_SECONDS: '8', GUIJI_WINDOW: '40', GUIJI_CONCURRENCY: 'fetch=4,normalize=2,publish=6,verify=6,relink=2' }

vi.setConfig({ testTimeout: 900_000 })

const ends: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

async function open(
  shape: (typeof CASES)[number],
): Promise<{ place: Place; wordpress: TestWordpress; proxy: FaultProxy; pgFolder: string }> {
  const wordpress = await startWordpress({ plugin: shape.plugin })
  ends.push(() => wordpress.close())
  const proxy = await startFaultProxy({ target: wordpress.url, seed: SEED, share: 0.12, lateMs: 5000 })
  ends.push(() => proxy.close())
  const pgFolder = mkdtempSync(join(tmpdir(), 'guiji-chaos-pg-'))
  const server = await ensurePostgres({ dataDir: pgFolder })
  ends.push(async () => {
    await server.release()
    rmSync(pgFolder, { recursive: true, force: true })
  })
  const target = {
    kind: 'wordpress',
    url: proxy.url,
    user: wordpress.users.editor.user,
    password: { env: 'GUIJI_SECRET_WORDPRESS' },
    plugin: shape.plugin,
    mediaHosts: [new URL(wordpress.url).host],
    ...WAITS,
  }
  const place = await openPlace(
    {
      source: 'archive',
      settings: { ...SETTINGS, GUIJI_SECRET_WORDPRESS: wordpress.users.editor.password },
      databaseUrl: server.url,
      edit: (text) => {
        const job = parse(text) as Record<string, unknown>
        return stringify({ ...job, target, review: { ...(job['review'] as object), policy: 'none' }, limits: { attempts: 100 } })
      },
    },
    shape.queues === 'redis' ? await startRedis() : null,
  )
  ends.push(() => place.end())
  mkdirSync(join(place.folder, 'archive'))
  await makeArchive(join(place.folder, 'archive'), POSTS, 1)
  return { place, wordpress, proxy, pgFolder }
}

/** Mulberry32. */
function dice(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

describe.skipIf(!wordpressHere)(`a real WordPress in chaos${wordpressHere ? '' : ` (${WORDPRESS_SKIPPED})`}`, () => {
  it.each(CASES.filter((one) => redisHere || one.queues === 'postgres'))('ends with every post once, %o', async (shape) => {
    const { place, wordpress, proxy, pgFolder } = await open(shape)
    const throwDice = dice(SEED)
    const counts = { kill: 0, stop: 0 }
    const deaths: string[] = []
    const count = async (text: string): Promise<number> => Number((await place.rows(text).catch(() => []))[0]?.['n'] ?? -1)
    const verified = () => count("select count(*)::int as n from item where state = 'verified' and id not in (select item from relink)")
    const workers: Running[] = Array.from({ length: WORKERS }, () => place.start('worker'))
    let run = place.start('run', place.job, '--json')
    const outages = [
      { at: 0.2, what: () => wordpress.restart('php') },
      { at: 0.35, what: () => wordpress.restart('mariadb') },
      {
        at: 0.5,
        what: async () => {
          process.kill((await postgresStatus(pgFolder)).pid ?? 0, 'SIGKILL')
          await sleep(1000)
          const again = await ensurePostgres({ dataDir: pgFolder })
          ends.push(() => again.release())
        },
      },
      {
        at: 0.65,
        what: async () => {
          await place.redis?.kill()
          await sleep(1500)
          await place.redis?.restart()
        },
      },
    ]
    const until80 = performance.now() + 600_000
    for (;;) {
      const done = await verified()
      if ((done >= POSTS * 0.8 && outages.length === 0) || performance.now() > until80) break
      if (outages[0] !== undefined && done >= POSTS * outages[0].at) await outages.shift()?.what()
      const at = throwDice(WORKERS)
      // a worker that could not bear an outage is started again, as a supervisor would
      const left = workers[at] === undefined ? null : await Promise.race([workers[at].ended, Promise.resolve(null)])
      if (left !== null) {
        deaths.push(left.stderr.trim().split('\n').at(-2) ?? `code ${left.code}`)
        workers[at] = place.start('worker')
      }
      const worker = workers[at]
      if (throwDice(3) === 0 && worker !== undefined) {
        await worker.kill()
        workers[at] = place.start('worker')
        counts.kill += 1
      } else if (worker !== undefined) {
        process.kill(worker.pid, 'SIGSTOP')
        void sleep(1000 + throwDice(20_000)).then(() => {
          try {
            process.kill(worker.pid, 'SIGCONT')
          } catch {
            // it was killed meanwhile
          }
        })
        counts.stop += 1
      }
      // a run that an outage ended is begun again, as a schedule would
      if (await Promise.race([run.ended.then(() => true), sleep(1500).then(() => false)])) run = place.start('run', place.job, '--json')
    }
    expect(outages).toEqual([])
    proxy.calm()
    const settled = () =>
      count(
        "select count(*)::int as n from item where state not in ('verified', 'held') or (state = 'verified' and id in (select item from relink))",
      )
    await until('nothing is on its way', async () => (await settled()) === 0, place.children)
    await Promise.all([...workers.map((one) => one.kill('SIGTERM')), run.kill('SIGTERM')])

    // the settle time of the last unknown outcome passes, and a last run sweeps what dead workers left
    await sleep((WAITS.requestSeconds + WAITS.uploadSeconds + WAITS.serverSeconds) * 1000 + 10_000)
    const last = await place.json(['run', place.job])
    expect(last).toMatchObject({ outcome: 'finished', verified: POSTS, failed: {}, waiting: {} })
    expectAllCounted(last, POSTS)
    await expectAuditWhole(place)

    const posts = await wordpress.sql(
      "select post_status, count(*), count(distinct post_title) from wp_posts where post_type = 'post' group by 1",
    )
    expect(posts).toEqual([['publish', String(POSTS), String(POSTS)]])
    const ledger = await place.rows(
      'select i.title, p.remote_id, p.sort_at, p.column_id from publication p join item i on i.id = p.item order by p.remote_id::int',
    )
    const cms = await wordpress.sql("select ID, post_title, post_date_gmt from wp_posts where post_type = 'post' order by ID")
    expect(
      ledger.map((row) => [row['remote_id'], row['title'], (row['sort_at'] as Date).toISOString().slice(0, 19).replace('T', ' ')]),
    ).toEqual(cms)
    const columns = await wordpress.sql(
      'select t.slug, count(*) from wp_term_relationships r join wp_term_taxonomy x using (term_taxonomy_id) join wp_terms t using (term_id) group by 1',
    )
    const wanted = Map.groupBy(ledger, (row) => String(row['column_id']))
    expect(new Map(columns.map(([slug = '', n]) => [slug, Number(n)]))).toEqual(new Map([...wanted].map(([id, rows]) => [id, rows.length])))
    expect(await place.json(['verify', 'demo'])).toMatchObject({ looked: POSTS, same: POSTS })
    // told, so that the log of CI shows what the test went through
    console.log(JSON.stringify({ ...shape, ...counts, deaths, faults: Object.fromEntries(proxy.counts) }))
  })
})
