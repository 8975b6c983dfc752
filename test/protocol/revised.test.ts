// Posts that change in the archive while, and after, they are published, and are sent again. What an old request that comes too late does
// to newer words is counted: no protocol can call it back from a CMS that compares nothing.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { manySeeds, seedsOf } from './many-seeds.ts'
import { openSimDatabase } from './sim-database.ts'
import type { SimDatabase } from './sim-database.ts'
import { DRAFTS_REVISED, UNIQUE_REVISED } from './strategies.ts'

let database: SimDatabase
beforeAll(async () => {
  database = await openSimDatabase()
})
afterAll(async () => {
  await database.end()
})

describe('publishing what changes', () => {
  const [drafts, unique] = [seedsOf(80_001, 70), seedsOf(90_001, 50)]

  it.skipIf(drafts.length === 0)('ends with the newest approved words in one public entry, by drafts', { timeout: 300_000 }, async () => {
    const tally = await manySeeds(database, DRAFTS_REVISED, drafts)
    expect(tally.broken).toEqual([])
    expect(tally).toMatchObject({ doubled: 0, lost: 0, strays: 0, audit: { ok: true, pending: 0 } })
  })

  it.skipIf(unique.length === 0)(
    'ends with the newest approved words in one public entry, where keys are unique',
    { timeout: 300_000 },
    async () => {
      const tally = await manySeeds(database, UNIQUE_REVISED, unique)
      expect(tally.broken).toEqual([])
      expect(tally).toMatchObject({ doubled: 0, lost: 0, audit: { ok: true, pending: 0 } })
    },
  )
})
