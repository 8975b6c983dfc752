// A withdrawal is a request like any other: it may arrive late, and must not take away what was published after it.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { withdraw } from '../../src/stations/withdraw.ts'
import { openByHand, type ByHand } from './by-hand.ts'
import { openSimDatabase } from './sim-database.ts'
import type { SimDatabase } from './sim-database.ts'
import { SETTLE_MS } from './weather.ts'

const SAID = { by: '陈映', reason: '演练' }
let database: SimDatabase
let hand: ByHand
beforeAll(async () => {
  database = await openSimDatabase()
})
afterEach(() => hand.end())
afterAll(async () => {
  await database.end()
})

describe.each([
  ['by drafts', { stages: true }],
  ['where keys are unique', { stages: false, uniqueEnforced: true }],
])('a withdrawal %s', (_, can) => {
  const published = async () => {
    hand = await openByHand(database, can)
    await hand.work('publish', 'verify')
    expect((await hand.item()).state).toBe('verified')
  }
  const withdrawn = async (next: ByHand['next']) => {
    hand.next = next
    return withdraw(await hand.item(), SAID, hand.tools)
  }

  it('whose outcome is unknown is in doubt, and newer words wait until it can no longer arrive', async () => {
    await published()
    await expect(withdrawn('late')).rejects.toMatchObject({ code: 'target-unknown-outcome' })
    expect(await hand.row()).toMatchObject({ intent_digest: 'withdraw', intent_at: expect.any(Date), lease_until: null })
    await hand.revise()
    await hand.work('publish')
    expect(await hand.item()).toMatchObject({ state: 'approved', failure: 'target-settling' })
    expect(hand.entry().article.title).toBe('文章 0')
    hand.underWay.forEach((arrive) => arrive())
    hand.pass(SETTLE_MS + 10_000)
    await hand.work('publish', 'verify')
    expect(await hand.item()).toMatchObject({ state: 'verified' })
    expect(hand.entry()).toMatchObject({ state: 'public', article: { title: '文章 0,第 2 版' } })
  })

  it('may be said again at once, and what is published after it waits for the first one', async () => {
    await published()
    await expect(withdrawn('late')).rejects.toMatchObject({ code: 'target-unknown-outcome' })
    await withdrawn('answered')
    expect(await hand.item()).toMatchObject({ state: 'withdrawn' })
    expect(await hand.row()).toMatchObject({ intent_at: null, doubt_digest: 'withdraw' })
    await hand.reapprove()
    await hand.work('publish')
    expect(await hand.item()).toMatchObject({ state: 'approved', failure: 'target-settling' })
    expect(hand.cms.entries.some((entry) => entry.state === 'public')).toBe(false)
  })

  it('that was answered leaves nothing open: it can be published again at once', async () => {
    await published()
    await withdrawn('answered')
    expect(await hand.row()).toMatchObject({ intent_at: null, doubt_at: null, lease_until: null })
    await hand.reapprove()
    await hand.work('publish', 'verify')
    expect(await hand.item()).toMatchObject({ state: 'verified' })
  })

  it('that never left leaves nothing open either', async () => {
    await published()
    await expect(withdrawn('not sent')).rejects.toMatchObject({ code: 'target-unreachable' })
    expect(await hand.row()).toMatchObject({ intent_at: null, doubt_at: null, lease_until: null })
    await hand.revise()
    await hand.work('publish')
    expect(await hand.item()).toMatchObject({ state: 'published' })
  })

  it('waits for a request of unknown outcome that would show the post again', async () => {
    await published()
    await hand.revise()
    hand.next = 'late'
    await hand.work('publish')
    await expect(withdrawn('answered')).rejects.toMatchObject({ code: 'not-allowed' })
    hand.pass(SETTLE_MS + 10_000)
    await withdrawn('answered')
    expect(await hand.item()).toMatchObject({ state: 'withdrawn' })
  })
})
