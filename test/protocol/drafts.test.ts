// The publication protocol over a CMS with drafts and a look-up (WordPress without our plugin), through faults of every kind.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { manySeeds, seedsOf } from './many-seeds.ts'
import { openSimDatabase } from './sim-database.ts'
import type { SimDatabase } from './sim-database.ts'
import { DRAFTS, DRAFTS_EDITED } from './strategies.ts'

let database: SimDatabase
beforeAll(async () => {
  database = await openSimDatabase()
})
afterAll(async () => {
  await database.end()
})

describe('publishing by drafts, whatever dies', () => {
  const [plain, edited] = [seedsOf(10_001, 330), seedsOf(20_001, 120)]

  it.skipIf(plain.length === 0)('shows every article once, loses none, and leaves no stray draft', { timeout: 300_000 }, async () => {
    const tally = await manySeeds(database, DRAFTS, plain)
    expect(tally.broken).toEqual([])
    expect(tally).toMatchObject({ doubled: 0, lost: 0, strays: 0, audit: { ok: true, pending: 0 } })
    expect(Object.keys(tally.held).filter((code) => code !== 'target-refused')).toEqual([])
  })

  it.skipIf(edited.length === 0)(
    'does so while editors delete and change entries, and holds what they touched',
    { timeout: 300_000 },
    async () => {
      const tally = await manySeeds(database, DRAFTS_EDITED, edited)
      expect(tally.broken).toEqual([])
      expect(tally).toMatchObject({ doubled: 0, lost: 0, strays: 0, audit: { ok: true, pending: 0 } })
    },
  )
})
