// An editor may be quicker than the first look at what was published: their words are not written over by what comes next.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { keep } from '../../src/stations/keep.ts'
import { openByHand, type ByHand } from './by-hand.ts'
import { openSimDatabase } from './sim-database.ts'
import type { SimDatabase } from './sim-database.ts'

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
  ['by drafts', { stages: true, edited: true }],
  ['where keys are unique', { stages: false, uniqueEnforced: true, edited: true }],
])('an entry that was never looked at, %s', (_, can) => {
  const edit = () => {
    const entry = hand.entry()
    entry.article = { ...entry.article, title: `${entry.article.title}(更正)` }
  }

  it('keeps the words of an editor when a newer version comes: a person is asked', async () => {
    hand = await openByHand(database, can)
    await hand.work('publish')
    edit()
    await hand.revise()
    await hand.work('publish')
    expect(await hand.item()).toMatchObject({ state: 'held', failure: 'target-edited' })
    expect(hand.entry().article.title).toBe('文章 0(更正)')
  })

  it.each(['site', 'ours'] as const)('is a question at the first look, and a person may answer it: %s', async (side) => {
    hand = await openByHand(database, can)
    await hand.work('publish')
    edit()
    await hand.work('verify')
    expect(await hand.item()).toMatchObject({ state: 'held', failure: 'verify-differs' })
    await keep(await hand.item(), { side, by: '陈映', reason: '更正无误' }, hand.tools)
    await hand.work('publish', 'verify')
    expect(await hand.item()).toMatchObject({ state: 'verified' })
    expect(hand.entry().article.title).toBe(side === 'site' ? '文章 0(更正)' : '文章 0')
  })

  it('gets the newer version when nobody has changed it, without a question', async () => {
    hand = await openByHand(database, can)
    await hand.work('publish')
    await hand.revise()
    await hand.work('publish')
    expect(await hand.item()).toMatchObject({ state: 'published' })
    expect(hand.entry().article.title).toBe('文章 0,第 2 版')
  })

  it('is judged by what was sent last, not by what was verified before', async () => {
    hand = await openByHand(database, can)
    await hand.work('publish', 'verify')
    await hand.revise()
    await hand.work('publish')
    await hand.revise()
    await hand.work('publish')
    expect(await hand.item()).toMatchObject({ state: 'published' })
    edit()
    await hand.revise()
    await hand.work('publish')
    expect(await hand.item()).toMatchObject({ state: 'held', failure: 'target-edited' })
    expect(hand.entry().article.title).toBe('文章 0,第 3 版(更正)')
  })
})
