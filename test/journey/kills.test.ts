// Processes die at the worst moment, again and again: nothing is lost, nothing is doubled, and the audit log holds.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { makeArchive } from '../../bench/made-archive.ts'
import { STATION_NAMES, type StationName } from '../../src/line/ticket.ts'
import { onBothBackends, until, type Place, type Running } from '../kits/guiji.ts'
import { expectAllCounted, expectAuditWhole, expectNothingTwice } from '../kits/proof.ts'

const POSTS = 80
const SLOW = { GUIJI_LOCK_SECONDS: '5', GUIJI_WINDOW: '12', GUIJI_CONCURRENCY: 'fetch=2,normalize=1,publish=2,verify=2,relink=1' }

/** What a station's work is told by. */
const TOLD: Readonly<Record<StationName, string>> = {
  fetch: 'item.fetched',
  normalize: 'item.normalized',
  publish: 'item.published',
  verify: 'item.verified',
  relink: 'item.relinked',
}

onBothBackends((backend) => {
  let place: Place
  afterEach(() => place.end())

  const open = async (posts: number): Promise<void> => {
    place = await backend.open({ source: 'archive', settings: SLOW, edit: (text) => text.replace('policy: findings', 'policy: none') })
    mkdirSync(join(place.folder, 'archive'))
    await makeArchive(join(place.folder, 'archive'), posts)
  }
  const count = async (text: string): Promise<number> => Number((await place.rows(text).catch(() => []))[0]?.['n'] ?? 0)
  const told = (kind: string) => count(`select count(*)::int as n from audit_event where kind = '${kind}'`)
  const unsettled = () =>
    count("select count(*)::int as n from item where state <> 'verified' or exists (select from relink r where r.item = item.id)")

  const expectOnceEach = async (posts: number): Promise<void> => {
    const last = await place.json(['run', place.job])
    expect(last).toMatchObject({ outcome: 'finished', new: 0, changed: 0, unchanged: posts, verified: posts, failed: {} })
    expectAllCounted(last, posts)
    await expectNothingTwice(place)
    await expectAuditWhole(place)
    const twice = await place.rows(`select item, kind, count(*)::int as n from audit_event
      where kind in ('item.discovered', 'item.fetched', 'item.normalized', 'item.published') group by 1, 2 having count(*) > 1`)
    expect(twice).toEqual([])
  }

  it('goes on after a worker of each station was killed with work in hand', async () => {
    await open(POSTS)
    const begin = place.start('run', place.job)
    await until('all posts are in the ledger', async () => (await count('select count(*)::int as n from item')) === POSTS)
    await begin.kill()
    const workers = new Map<StationName, Running>(STATION_NAMES.map((name) => [name, place.start('worker', '--stations', name)]))
    for (const name of STATION_NAMES) {
      const before = await told(TOLD[name])
      await until(`${name} has work in hand`, async () => (await told(TOLD[name])) > before || (await unsettled()) === 0, place.children)
      await workers.get(name)?.kill()
      workers.set(name, place.start('worker', '--stations', name))
    }
    await until('every post is verified', async () => (await unsettled()) === 0, place.children)
    await Promise.all([...workers.values()].map((one) => one.kill('SIGTERM')))
    await expectOnceEach(POSTS)
  })

  it('ends as one whole run would when the run itself is killed three times', async () => {
    await open(POSTS)
    for (const kind of ['item.fetched', 'item.published', 'item.verified']) {
      const run = place.start('run', place.job)
      const before = await told(kind)
      await until(`${kind} was told some more`, async () => (await told(kind)) >= before + 10)
      expect((await run.kill()).code).toBeNull()
    }
    expect(await unsettled()).toBeGreaterThan(0)
    await expectOnceEachAfter()
  })

  const expectOnceEachAfter = async (): Promise<void> => {
    const rest = await place.json(['run', place.job])
    expect(rest).toMatchObject({ outcome: 'finished', verified: POSTS, failed: {} })
    await expectOnceEach(POSTS)
    const runs = await place.rows('select state, count(*)::int as n from run group by state order by state')
    expect(runs).toEqual([
      { state: 'finished', n: 2 },
      { state: 'interrupted', n: 3 },
    ])
  }
})
