// Several processes on one job: two runs, two workers, a pause, a cancel. Each says what it is, and none works against the other.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeArchive } from '../../bench/made-archive.ts'
import { onBothBackends, parsed, until, type Place } from '../kits/guiji.ts'
import { expectAllCounted, expectAuditWhole, expectNothingTwice } from '../kits/proof.ts'

const POSTS = 60
const SETTINGS = { GUIJI_LOCK_SECONDS: '5', GUIJI_WINDOW: '10', GUIJI_CONCURRENCY: 'fetch=1,normalize=1,publish=1,verify=1,relink=1' }

onBothBackends((backend) => {
  let place: Place
  beforeEach(async () => {
    place = await backend.open({ source: 'archive', settings: SETTINGS, edit: (text) => text.replace('policy: findings', 'policy: none') })
    mkdirSync(join(place.folder, 'archive'))
    await makeArchive(join(place.folder, 'archive'), POSTS)
  })
  afterEach(() => place.end())

  const reached = (state: string, posts: number) =>
    until(`${posts} posts are ${state}`, async () => {
      const [row] = await place.rows('select count(*)::int as n from item where state = $1', [state]).catch(() => [])
      return Number(row?.['n'] ?? 0) >= posts
    })
  /** Whatever is under way, no post gets out until the work is done: how fast the machine is decides nothing. */
  const whileNothingGetsOut = async <T>(work: () => Promise<T>): Promise<T> => {
    const client = new pg.Client({ connectionString: place.env['DATABASE_URL'] })
    await client.connect()
    try {
      await client.query('begin')
      await client.query('lock table publication in share mode')
      const moved = await client.query("select count(*)::int as n from item where state <> 'verified'")
      expect(moved.rows[0]).not.toEqual({ n: 0 })
      return await work()
    } finally {
      await client.end()
    }
  }
  const expectDone = async (last: unknown): Promise<void> => {
    expect(last).toMatchObject({ outcome: 'finished', verified: POSTS, failed: {}, waiting: {} })
    await expectNothingTwice(place)
    await expectAuditWhole(place)
  }

  it('lets one of two runs work and tells the other that the job is running; workers beside it only help', async () => {
    const workers = [place.start('worker'), place.start('worker')]
    const one = place.start('run', place.job, '--json')
    await reached('verified', 1)
    const two = await whileNothingGetsOut(() => place.run('run', place.job, '--json'))
    expect({ code: two.code, error: (JSON.parse(two.stdout) as { error: unknown }).error }).toMatchObject({
      code: 1,
      error: { code: 'already-running' },
    })
    await expectDone(parsed(await one.ended, 0, ['run']))
    const ends = await Promise.all(workers.map((worker) => worker.kill('SIGTERM')))
    expect(ends.map((end) => end.code)).toEqual([0, 0])
    expect(await place.rows('select state, count(*)::int as n from run group by 1')).toEqual([{ state: 'finished', n: 1 }])
  })

  it('ends as halted when it is paused, starts nothing while it is paused, and finishes after resume', async () => {
    const run = place.start('run', place.job, '--json')
    await reached('verified', 3)
    await whileNothingGetsOut(() => place.json(['pause', 'demo', '--by', '陈映', '--reason', '网站维护']))
    const halted = parsed(await run.ended, 3, ['run'])
    expect(halted).toMatchObject({ outcome: 'halted', because: '网站维护', discovered: POSTS })
    expectAllCounted(halted, POSTS)
    expect(Number(halted['verified'])).toBeLessThan(POSTS)

    const still = await place.json(['run', place.job], 3)
    expect(still).toMatchObject({ outcome: 'halted', because: '网站维护', verified: halted['verified'] })
    await place.json(['resume', 'demo', '--by', '陈映'])
    await expectDone(await place.json(['run', place.job]))
  })

  it('stops for good when it is cancelled, keeps what is published, and refuses to run', async () => {
    const run = place.start('run', place.job, '--json')
    await reached('verified', 3)
    await whileNothingGetsOut(() => place.json(['cancel', 'demo', '--by', '陈映', '--reason', '改由上级统一迁移']))
    const cancelled = parsed(await run.ended, 3, ['run'])
    expect(cancelled).toMatchObject({ outcome: 'cancelled', because: '改由上级统一迁移' })
    expectAllCounted(cancelled, POSTS)
    const refused = await place.run('run', place.job, '--json')
    expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'not-allowed' } })
    await expectNothingTwice(place)
    await expectAuditWhole(place)
  })

  it('ends in order when it is asked to stop, and the next run goes on where it was', async () => {
    const run = place.start('run', place.job, '--json')
    await reached('verified', 3)
    const stopped = parsed(await run.kill('SIGINT'), 130, ['run'])
    expect(stopped).toMatchObject({ outcome: 'interrupted' })
    expectAllCounted(stopped, POSTS)
    const out = await place.rows('select count(*)::int as n from publication where intent_at is not null')
    expect(out).toEqual([{ n: 0 }])
    await expectDone(await place.json(['run', place.job]))
  })
})
