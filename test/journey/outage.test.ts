// The servers die under a run: Redis loses its process or all its memory, PostgreSQL is shot. What was committed holds, and it goes on.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterEach, describe, expect, it } from 'vitest'
import { makeArchive } from '../../bench/made-archive.ts'
import { ensurePostgres, postgresStatus } from '../../src/ledger/embedded.ts'
import { openPlace, parsed, until, type Place } from '../kits/guiji.ts'
import { expectAllCounted, expectAuditWhole, expectNothingTwice } from '../kits/proof.ts'
import { REDIS_SKIPPED, redisHere, startRedis } from '../kits/redis.ts'

const POSTS = 60
const SETTINGS = { GUIJI_LOCK_SECONDS: '5', GUIJI_WINDOW: '10', GUIJI_CONCURRENCY: 'fetch=1,normalize=1,publish=1,verify=1,relink=1' }
const OPTIONS = { source: 'archive', settings: SETTINGS, edit: (text: string) => text.replace('policy: findings', 'policy: none') }

let place: Place
const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  await place.end()
  for (const end of ends.splice(0).toReversed()) await end()
})

async function fill(): Promise<void> {
  mkdirSync(join(place.folder, 'archive'))
  await makeArchive(join(place.folder, 'archive'), POSTS)
}

const verified = (posts: number) =>
  until(`${posts} posts are verified`, async () => {
    const [row] = await place.rows("select count(*)::int as n from item where state = 'verified'").catch(() => [])
    return Number(row?.['n'] ?? 0) >= posts
  })

async function expectDone(last: unknown): Promise<void> {
  expect(last).toMatchObject({ outcome: 'finished', discovered: POSTS, verified: POSTS, failed: {}, waiting: {} })
  await expectNothingTwice(place)
  await expectAuditWhole(place)
}

describe.skipIf(!redisHere)(`when Redis fails under a run${redisHere ? '' : ` (${REDIS_SKIPPED})`}`, () => {
  it('goes on after Redis was killed and started again', async () => {
    place = await openPlace(OPTIONS, await startRedis())
    await fill()
    const run = place.start('run', place.job, '--json')
    await verified(5)
    await place.redis?.kill()
    await sleep(2000)
    await place.redis?.restart()
    await expectDone(parsed(await run.ended, 0, ['run']))
  })

  it('goes on after Redis forgot everything', async () => {
    place = await openPlace(OPTIONS, await startRedis())
    await fill()
    const run = place.start('run', place.job, '--json')
    await verified(5)
    const redis = new Redis(place.redis?.url ?? '')
    await redis.flushall()
    redis.disconnect()
    await expectDone(parsed(await run.ended, 0, ['run']))
  })
})

describe('when PostgreSQL fails under a run', () => {
  it('loses nothing: the run goes on or says so, and a later run ends with every post once', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'guiji-journey-pg-'))
    const server = await ensurePostgres({ dataDir })
    ends.push(async () => rmSync(dataDir, { recursive: true, force: true }))
    place = await openPlace({ ...OPTIONS, databaseUrl: server.url })
    await fill()
    const run = place.start('run', place.job, '--json')
    await verified(5)
    process.kill((await postgresStatus(dataDir)).pid ?? 0, 'SIGKILL')
    await sleep(1000)
    const again = await ensurePostgres({ dataDir })
    ends.push(() => again.release())
    expect(again.url).toBe(server.url)
    const first = await run.ended
    if (first.code === 0) expectAllCounted(parsed(first, 0, ['run']), POSTS)
    else
      expect({ code: first.code, error: JSON.parse(first.stdout) as unknown }).toMatchObject({
        code: 1,
        error: { error: { code: 'database-unreachable' } },
      })
    await expectDone(await place.json(['run', place.job]))
  })
})
