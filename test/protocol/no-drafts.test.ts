// The publication protocol over CMSes without drafts: unique by key, with a look-up only, and with nothing that can be asked.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { manySeeds, seedsOf } from './many-seeds.ts'
import { openSimDatabase } from './sim-database.ts'
import type { SimDatabase } from './sim-database.ts'
import { BLIND, DIRECT, DIRECT_WILD, UNIQUE, UNIQUE_EDITED } from './strategies.ts'

let database: SimDatabase
beforeAll(async () => {
  database = await openSimDatabase()
})
afterAll(async () => {
  await database.end()
})

describe('publishing without drafts, whatever dies', () => {
  const [unique, edited, direct, wild, blind] = [
    seedsOf(30_001, 180),
    seedsOf(40_001, 70),
    seedsOf(50_001, 150),
    seedsOf(60_001, 100),
    seedsOf(70_001, 100),
  ]

  it.skipIf(unique.length === 0)('shows every article once and loses none where keys are unique', { timeout: 300_000 }, async () => {
    const tally = await manySeeds(database, UNIQUE, unique)
    expect(tally.broken).toEqual([])
    expect(tally).toMatchObject({ doubled: 0, lost: 0, audit: { ok: true, pending: 0 } })
  })

  it.skipIf(edited.length === 0)('does so while editors delete and change entries', { timeout: 300_000 }, async () => {
    const tally = await manySeeds(database, UNIQUE_EDITED, edited)
    expect(tally.broken).toEqual([])
    expect(tally).toMatchObject({ doubled: 0, lost: 0, audit: { ok: true, pending: 0 } })
  })

  it.skipIf(direct.length === 0)(
    'shows every article once by look-up alone, as long as no process stands still just before it sends',
    { timeout: 300_000 },
    async () => {
      const tally = await manySeeds(database, DIRECT, direct)
      expect(tally.broken).toEqual([])
      expect(tally).toMatchObject({ doubled: 0, lost: 0, audit: { ok: true, pending: 0 } })
    },
  )

  it.skipIf(wild.length === 0)(
    'by look-up alone doubles only what a process sent after it had stood still, or a proxy sent twice',
    { timeout: 300_000 },
    async () => {
      const tally = await manySeeds(database, DIRECT_WILD, wild)
      expect(tally.broken).toEqual([])
      expect(tally).toMatchObject({ doubledInVain: 0, lost: 0, audit: { ok: true, pending: 0 } })
    },
  )

  it.skipIf(blind.length === 0)(
    'doubles nothing where nothing can be asked: unknown outcomes wait for a person',
    { timeout: 300_000 },
    async () => {
      const tally = await manySeeds(database, BLIND, blind)
      expect(tally.broken).toEqual([])
      expect(tally).toMatchObject({ doubled: 0, lost: 0, audit: { ok: true, pending: 0 } })
    },
  )
})
