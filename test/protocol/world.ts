// Virtual time and the one turn: events in, one after another in the order that the seed decides; at every moment at most one process
// runs, and none runs unless the scheduler let it. It knows nothing of publishing.
import { randomOf } from './random.ts'
import type { Random } from './random.ts'

/** Everything happens on this grid, ms: much of it at the same moment, where chance decides the order; and the clock stands still often. */
export const GRID_MS = 25

/** One worker process: a real one has its own clocks, and may die at every await. */
export interface Process {
  readonly name: string
  /** How far its wall clock is off, ms. */
  readonly skewMs: number
  /** What its monotonic clock shows beyond the virtual time, ms. */
  clockFrom: number
  alive: boolean
}

export interface World {
  readonly random: Random
  /** Virtual ms since the beginning. */
  readonly now: () => number
  /** Whose turn it is; null = the outside world's. */
  readonly current: () => Process | null
  /** Something that happens in the outside world, whatever becomes of the processes. */
  readonly after: (ms: number, act: () => void | Promise<void>) => void
  readonly newProcess: (name: string) => Process
  /** Lets a process begin a piece of work now; `ended` is called in its turn, unless it has died. */
  readonly start: (process: Process, work: () => Promise<void>) => void
  /** The process gives its turn away until `ms` have passed; never comes back if it has been killed meanwhile. */
  readonly pass: (process: Process, ms: number) => Promise<void>
  /** The process dies here: whatever it was doing never goes on. */
  readonly die: (process: Process) => Promise<never>
  /** Carries out the next event. False = nothing will ever happen any more. */
  readonly step: () => Promise<boolean>
  /** One line of the story of this seed. */
  readonly tell: (who: string, what: string) => void
  readonly trace: readonly string[]
}

interface Due {
  readonly at: number
  readonly turn: number
  readonly act: () => void | Promise<void>
}

export function openWorld(seed: number, keepTrace: boolean): World {
  const random = randomOf(seed)
  const due: Due[] = []
  const trace: string[] = []
  let now = 0
  let current: Process | null = null
  let giveBack: () => void = () => {}
  let broken: { readonly error: unknown } | null = null

  // of what is due at one moment, chance decides what comes first
  const after: World['after'] = (ms, act) =>
    void due.push({ at: now + Math.ceil(Math.max(0, ms) / GRID_MS) * GRID_MS, turn: random.next(), act })

  /** Gives the turn to a process, and waits until it gives it back. */
  const turnOf = (process: Process, go: () => void): void | Promise<void> => {
    if (!process.alive) return undefined
    return new Promise<void>((resolve) => {
      current = process
      giveBack = resolve
      go()
    })
  }
  const yieldTurn = (): void => {
    current = null
    const back = giveBack
    giveBack = () => {}
    back()
  }
  return {
    random,
    trace,
    now: () => now,
    current: () => current,
    after,
    newProcess: (name) => ({ name, skewMs: random.between(-1500, 1500), clockFrom: random.below(1e6), alive: true }),
    start(process, work) {
      const ended = (error: unknown = null): void => {
        if (error !== null) broken = { error }
        yieldTurn()
      }
      after(0, () => turnOf(process, () => void work().then(() => ended(), ended)))
    },
    pass: (process, ms) =>
      new Promise<void>((resume) => {
        after(ms, () => turnOf(process, resume))
        yieldTurn()
      }),
    die(process) {
      process.alive = false
      yieldTurn()
      return new Promise<never>(() => {})
    },
    async step() {
      const next = takeFirst(due)
      if (next === null) return false
      now = next.at
      await next.act()
      if (broken !== null) throw broken.error
      return true
    },
    tell: (who, what) => {
      if (keepTrace) trace.push(`${(now / 1000).toFixed(3).padStart(9)} ${who.padEnd(6)} ${what}`)
    },
  }
}

function takeFirst(due: Due[]): Due | null {
  let first = 0
  for (let n = 1; n < due.length; n += 1) {
    const [a, b] = [due[n], due[first]]
    if (a !== undefined && b !== undefined && (a.at < b.at || (a.at === b.at && a.turn < b.turn))) first = n
  }
  return due.splice(first, 1)[0] ?? null
}
