// What the simulator found in the one door, kept by itself: of two workers with the same ticket only the one with the newer fence is heard.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Change } from '../../src/domain/change.ts'
import { enterPosts } from './posts.ts'
import { randomOf } from './random.ts'
import { EPOCH, openSimDatabase } from './sim-database.ts'
import type { SimDatabase } from './sim-database.ts'

let database: SimDatabase
beforeAll(async () => {
  database = await openSimDatabase()
})
afterAll(async () => {
  await database.end()
})

it('refuses the outcome of a worker whose publication was claimed by another one meanwhile, and takes that of the other', async () => {
  const { ledger, sql } = database
  const posts = await enterPosts(sql, randomOf(1), 1)
  const [ticket] = await ledger.backlog.issue('publish', 1)
  const item = posts.ids[0] ?? ''
  const of = {
    item,
    target: posts.targetName,
    key: posts.keys[0] ?? '',
    digest: 'd',
    epoch: ticket?.epoch ?? 0,
    intent: false,
    withinMs: 5000,
  }
  const first = await ledger.claim({ ...of, leaseMs: 1000 })
  database.useClock(() => EPOCH + 2000)
  const second = await ledger.claim({ ...of, leaseMs: 1000 })
  expect([first?.fence, second?.fence]).toEqual(['1', '2'])

  const outcome = (fence: string | undefined): Change => ({
    item,
    job: posts.job.job,
    run: null,
    from: 'approved',
    epoch: ticket?.epoch ?? 0,
    to: 'published',
    patch: {},
    events: [
      {
        kind: 'item.published',
        actor: 'test',
      },
    ],
    publication: {
      target: posts.targetName,
      fence: fence ?? '',
      remote_id: `entry ${fence}`,
      url: '/a',
      payload_digest: 'd',
      revision: 1,
    },
  })
  expect(await ledger.advance(outcome(first?.fence))).toBe(false)
  expect(await ledger.load(item)).toMatchObject({ state: 'approved', publication: { remote_id: null } })
  expect(await ledger.advance(outcome(second?.fence))).toBe(true)
  expect(await ledger.load(item)).toMatchObject({ state: 'published', publication: { remote_id: 'entry 2' } })
})
