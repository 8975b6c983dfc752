// Posts that people take back, at any moment and again and again, while workers publish, and that are published anew: what was withdrawn
// is not shown by an old request, and what is shown is not taken away by one.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { manySeeds, seedsOf } from './many-seeds.ts'
import { openSimDatabase } from './sim-database.ts'
import type { SimDatabase } from './sim-database.ts'
import { DRAFTS_WITHDRAWN, UNIQUE_WITHDRAWN } from './strategies.ts'

let database: SimDatabase
beforeAll(async () => {
  database = await openSimDatabase()
})
afterAll(async () => {
  await database.end()
})

describe('taking back what is published', () => {
  const [drafts, unique] = [seedsOf(110_001, 50), seedsOf(120_001, 50)]

  it.skipIf(drafts.length === 0)('leaves every post as the last word of a person has it, by drafts', { timeout: 300_000 }, async () => {
    const tally = await manySeeds(database, DRAFTS_WITHDRAWN, drafts)
    expect(tally.broken).toEqual([])
    expect(tally).toMatchObject({ doubled: 0, lost: 0, strays: 0, audit: { ok: true, pending: 0 } })
    expect(tally.faults['withdrawn']).toBeGreaterThan(drafts.length)
  })

  it.skipIf(unique.length === 0)(
    'leaves every post as the last word of a person has it, where keys are unique',
    { timeout: 300_000 },
    async () => {
      const tally = await manySeeds(database, UNIQUE_WITHDRAWN, unique)
      expect(tally.broken).toEqual([])
      expect(tally).toMatchObject({ doubled: 0, lost: 0, audit: { ok: true, pending: 0 } })
      expect(tally.faults['withdrawn']).toBeGreaterThan(unique.length)
    },
  )
})
