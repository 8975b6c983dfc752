// Runs many seeds of one strategy and adds up what happened. A seed that breaks a promise is named, so that anybody can run it alone and
// read its story: GUIJI_TEST_SEED=<seed> npx vitest run test/protocol
import { readFileSync } from 'node:fs'
import { sequenceAll } from '../../src/ledger/audit/sequencer.ts'
import { verifyLedger } from '../../src/ledger/audit/verify.ts'
import type { SimDatabase } from './sim-database.ts'
import { runSeed } from './simulation.ts'
import type { SeedResult } from './simulation.ts'
import { NET_FAULTS } from './weather.ts'
import type { Strategy } from './strategies.ts'

export interface Tally {
  readonly seeds: number
  readonly items: number
  readonly turns: number
  readonly verified: number
  readonly held: Readonly<Record<string, number>>
  readonly faults: Readonly<Record<string, number>>
  /** Keys that readers met twice, and those of them without a cause outside the protocol. */
  readonly doubled: number
  readonly doubledInVain: number
  readonly lost: number
  readonly strays: number
  readonly swept: number
  readonly overtaken: number
  readonly files: number
  readonly filesDoubled: number
  readonly cpuSeconds: number
  /** Every promise that was broken, with its seed; empty = all is well. */
  readonly broken: readonly string[]
  /** The audit log over all these seeds. */
  readonly audit: { readonly ok: boolean; readonly leaves: number; readonly pending: number }
}

/** The only seed to run, when somebody asked for one. */
const ONE = process.env['GUIJI_TEST_SEED'] === undefined ? null : Number(process.env['GUIJI_TEST_SEED'])
/** More, or fewer, than a test asks for: a soak. */
const TIMES = Number(process.env['GUIJI_TEST_SEEDS_TIMES'] ?? 1)

export function seedsOf(from: number, count: number): number[] {
  const all = Array.from({ length: Math.ceil(count * TIMES) }, (_, n) => from + n)
  return ONE === null ? all : all.filter((seed) => seed === ONE)
}

export async function manySeeds(database: SimDatabase, strategy: Strategy, seeds: readonly number[]): Promise<Tally> {
  const before = await cpuOf(database)
  const results: Omit<SeedResult, 'trace'>[] = []
  const broken: string[] = []
  for (const seed of seeds) {
    const { trace, ...result } = await runSeed(seed, strategy, { database, trace: ONE !== null }).catch((error: unknown) => {
      throw new Error(`seed ${seed} of "${strategy.name}" broke off`, { cause: error })
    })
    results.push(result)
    if (ONE !== null) process.stdout.write(`${trace.join('\n')}\n`)
    for (const what of result.violations) broken.push(`seed ${seed}: ${what}`)
    if (broken.length > 20) break
  }
  const cpuSeconds = (await cpuOf(database)) - before
  await sequenceAll(database.sql)
  const audit = await verifyLedger(database.sql)
  const tally = { ...added(results), cpuSeconds, broken, audit: { ok: audit.ok, leaves: audit.leaves, pending: audit.pending } }
  process.stdout.write(rowOf(strategy, tally))
  return tally
}

function added(results: readonly Omit<SeedResult, 'trace'>[]): Omit<Tally, 'cpuSeconds' | 'broken' | 'audit'> {
  const sum = (of: (one: Omit<SeedResult, 'trace'>) => number): number => results.reduce((all, one) => all + of(one), 0)
  return {
    seeds: results.length,
    items: sum((one) => one.items),
    turns: sum((one) => one.turns),
    verified: sum((one) => one.verified),
    held: summed(results.map((one) => one.held)),
    faults: summed(results.map((one) => one.faults)),
    doubled: sum((one) => one.doubled),
    doubledInVain: sum((one) => one.doubledInVain),
    lost: sum((one) => one.lost),
    strays: sum((one) => one.strays),
    swept: sum((one) => one.swept),
    overtaken: sum((one) => one.overtaken),
    files: sum((one) => one.files),
    filesDoubled: sum((one) => one.filesDoubled),
  }
}

function summed(maps: readonly ReadonlyMap<string, number>[]): Record<string, number> {
  const all: Record<string, number> = {}
  for (const map of maps) for (const [name, n] of map) all[name] = (all[name] ?? 0) + n
  return all
}

/** One line of the table in the report. */
function rowOf(strategy: Strategy, tally: Tally): string {
  const { faults } = tally
  const net = NET_FAULTS.reduce((all, name) => all + (faults[name] ?? 0), 0)
  const named = Object.entries(faults)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, n]) => `${name} ${n}`)
    .join(', ')
  return (
    `${strategy.name}: ${tally.seeds} seeds, ${tally.items} items, ${tally.turns} steps, ${net} network faults, ` +
    `verified ${tally.verified}, held ${JSON.stringify(tally.held)}, doubled ${tally.doubled} (${tally.doubledInVain} without a cause outside), ` +
    `lost ${tally.lost}, strays ${tally.strays} (${tally.swept} swept), overtaken ${tally.overtaken}, files ${tally.files} (+${tally.filesDoubled} twice), ` +
    `CPU ${tally.cpuSeconds.toFixed(1)} s\n  ${named}\n`
  )
}

/** Of this process and of its one PostgreSQL backend, where the system tells; in seconds. */
async function cpuOf({ sql }: SimDatabase): Promise<number> {
  const { user, system } = process.cpuUsage()
  const [row] = await sql.query<{ pid: number }>('select pg_backend_pid() as pid')
  return (user + system) / 1e6 + backendSeconds(row?.pid ?? 0)
}

function backendSeconds(pid: number): number {
  try {
    const words = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
    return (Number(words[11]) + Number(words[12])) / 100
  } catch {
    return 0
  }
}
