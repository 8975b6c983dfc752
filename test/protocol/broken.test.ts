// The protocol broken on purpose: the simulator must notice each, or it proves nothing. And the simulator's own promises.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WITHDRAWAL } from '../../src/ledger/live.ts'
import { openSimDatabase } from './sim-database.ts'
import type { SimDatabase } from './sim-database.ts'
import type { Breaking, SeedOptions } from './scene.ts'
import { runSeed } from './simulation.ts'
import { DIRECT, DRAFTS, UNIQUE_WITHDRAWN } from './strategies.ts'
import type { Strategy } from './strategies.ts'
import type { Weather } from './weather.ts'

let database: SimDatabase
beforeAll(async () => {
  database = await openSimDatabase()
})
afterAll(async () => {
  await database.end()
})

const MOST_SEEDS = 300

/** The first violation of this kind, and at which seed; `from` begins the search near where it was found before, for speed. */
async function found(
  strategy: Strategy,
  kind: RegExp,
  { from = 1, ...options }: SeedOptions & { readonly from?: number } = {},
): Promise<{ seeds: number; what: string } | null> {
  for (let seed = from; seed < from + MOST_SEEDS; seed += 1) {
    const { violations } = await runSeed(seed, strategy, { database, ...options })
    const what = violations.find((one) => kind.test(one))
    if (what === undefined) continue
    process.stdout.write(`${strategy.name}: found at seed ${seed}: ${what}\n`)
    return { seeds: seed, what }
  }
  return null
}

const TWICE = /readers met it twice/

describe('a protocol that is broken on purpose', () => {
  it('shows articles twice when it does not wait until an earlier request can no longer arrive', { timeout: 300_000 }, async () => {
    const hasty: Strategy = { ...DIRECT, can: { ...DIRECT.can, settleMs: 0 } }
    expect(await found(hasty, TWICE)).not.toBeNull()
  })

  it('shows articles twice when it does not look before it sends again', { timeout: 300_000 }, async () => {
    const blind: Breaking = (_process, { ledger, target }) => ({
      target,
      ledger: {
        ...ledger,
        claim: async (claim) => {
          const claimed = await ledger.claim(claim)
          return claimed === null ? null : { ...claimed, hadIntent: false }
        },
      },
    })
    expect(await found(DIRECT, TWICE, { breaking: blind })).not.toBeNull()
  })

  it('shows articles twice when workers do not mind their fence', { timeout: 300_000 }, async () => {
    const deaf: Breaking = (_process, { ledger, target }) => ({
      target,
      ledger: {
        ...ledger,
        step: async (step) => {
          await ledger.step(step)
          return true
        },
      },
    })
    expect(await found(DRAFTS, TWICE, { breaking: deaf })).not.toBeNull()
  })

  it('loses a draft in use when a fenced worker deletes what it made', { timeout: 300_000 }, async () => {
    const tidy: Breaking = (_process, { ledger, target }) => {
      let made: string | null = null
      return {
        target: {
          ...target,
          stage: async (...given) => {
            made = await target.stage(...given)
            return made
          },
        },
        ledger: {
          ...ledger,
          step: async (step) => {
            const isMine = await ledger.step(step)
            if (!isMine && step.step === 'drafted' && step.remote === made)
              await target.discard({ remoteId: made ?? '', name: '', madeAt: 0 })
            return isMine
          },
        },
      }
    }
    // the draft is in use for a moment only: workers that often stand still, and a CMS that often keeps them waiting, meet it sooner
    const restless = (drawn: Weather): Weather => ({
      ...drawn,
      process: { ...drawn.process, pause: 0.03 },
      net: { ...drawn.net, busy: 0.1, 'timeout-lost': 0.1 },
    })
    expect(await found(DRAFTS, /deleted by us|held with target-attention/, { breaking: tidy, worse: restless, items: 6 })).not.toBeNull()
  })

  it('loses the address of an entry when the one door hears a worker that has lost its fence', { timeout: 300_000 }, async () => {
    const open: Breaking = (_process, { ledger, target }) => ({
      target,
      ledger: {
        ...ledger,
        advance: async (change) => {
          if (await ledger.advance(change)) return true
          const { publication, ...rest } = change
          return publication?.fence !== undefined && (await ledger.advance(rest))
        },
      },
    })
    expect(await found(DIRECT, /held with target-attention/, { breaking: open })).not.toBeNull()
  })
})

describe('a withdrawal that is broken on purpose', () => {
  // few posts that change and are taken back often, in a CMS that often carries things out late
  const slow = (drawn: Weather): Weather => ({ ...drawn, net: { ...drawn.net, 'timeout-late': 0.35 } })
  const often = { worse: slow, items: 4 }

  it('takes away what was published after it when it leaves no doubt', { timeout: 300_000 }, async () => {
    const careless: Breaking = (_process, { ledger, target }) => ({
      target,
      ledger: { ...ledger, step: async (step) => (step.digest === WITHDRAWAL ? true : ledger.step(step)) },
    })
    expect(
      await found(UNIQUE_WITHDRAWN, /is withdrawn|held with verify-differs/, { breaking: careless, from: 38, ...often }),
    ).not.toBeNull()
  })

  it('is undone by an old request when it does not wait until that can no longer arrive', { timeout: 300_000 }, async () => {
    const hasty: Breaking = (_process, { ledger, target }) => ({
      target,
      ledger: {
        ...ledger,
        sql: {
          ...ledger.sql,
          query: async <Row extends object>(text: string, values?: readonly unknown[], name?: string) => {
            const rows = await ledger.sql.query<Row>(text, values, name)
            return name === 'hold_entry' ? rows.map((row) => ({ ...row, doubt_ms: null })) : rows
          },
        },
      },
    })
    expect(await found(UNIQUE_WITHDRAWN, /though it was withdrawn/, { breaking: hasty, from: 180, ...often })).not.toBeNull()
  })
})

describe('the simulator', () => {
  it('tells the same story of a seed every time, and another one of another seed', async () => {
    for (const seed of [3, 4]) {
      const [once, again] = [await runSeed(seed, DRAFTS, { database, trace: true }), await runSeed(seed, DRAFTS, { database, trace: true })]
      expect(again.trace).toEqual(once.trace)
      expect(once.trace.length).toBeGreaterThan(200)
      expect((await runSeed(seed + 10, DRAFTS, { database, trace: true })).trace).not.toEqual(once.trace)
    }
  })

  it('shows PostgreSQL the virtual time, in prepared statements and stored functions too', async () => {
    const seen: string[][] = []
    // more often than the server waits before it keeps a plan for good
    for (const day of [1, 2, 3, 4, 5, 6, 7, 8]) {
      database.useClock(() => Date.UTC(2031, 0, day))
      const [now] = await database.sql.query<{ a: Date; b: Date }>('select clock_timestamp() as a, now() as b', [], 'sim_test_clock')
      await database.ledger.uploads.claim({ target: 'clock', digest: String(day), leaseMs: 1000 })
      const [row] = await database.sql.query<{ intent_at: Date }>("select intent_at from upload where target = 'clock' and digest = $1", [
        String(day),
      ])
      seen.push([now?.a, now?.b, row?.intent_at].map((at) => at?.toISOString() ?? ''))
    }
    expect(seen).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8].map((day) => Array.from({ length: 3 }, () => new Date(Date.UTC(2031, 0, day)).toISOString())),
    )
  })
})
