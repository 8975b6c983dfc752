// One run of one job: discovers while the line works, waits until nothing is left that a machine can do, then lets the site be finished.
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '../domain/failures.ts'
import { STATES } from '../domain/states.ts'
import type { State } from '../domain/states.ts'
import { both } from '../domain/words.ts'
import { countFailures, countStates, hasUnsettled } from '../ledger/items.ts'
import type { StateCount } from '../ledger/items.ts'
import { saidAndHave } from '../ledger/claims.ts'
import type { SaidAndHave } from '../ledger/claims.ts'
import { endRun, readJob, readJobState, startRun, tryRunLock } from '../ledger/jobs.ts'
import type { Database } from '../ledger/database.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Enrolled } from '../ledger/enroll.ts'
import { discover } from '../stations/discover.ts'
import type { DiscoverResult } from '../stations/discover.ts'
import type { StationName } from './ticket.ts'
import { finishSite } from '../stations/finish.ts'
import { MACHINE } from '../stations/station.ts'
import type { JobRoom } from '../stations/station.ts'

export interface RunOptions {
  readonly limit?: number | undefined
  readonly since?: string | undefined
  readonly only?: string | undefined
  readonly scheduled: boolean
  readonly by: string
  readonly signal: AbortSignal
  readonly onProgress: (progress: Progress) => void
}

/** By station; a station that is not named has none. */
export type InHand = Readonly<Partial<Record<StationName, number>>>

export interface Progress {
  readonly inHand: InHand
  readonly states: readonly StateCount[]
  readonly found: Enrolled
  readonly discovering: boolean
  readonly seconds: number
}

export interface RunResult {
  readonly job: string
  readonly run: string
  readonly outcome: 'finished' | 'halted' | 'interrupted' | 'cancelled'
  readonly because: string | null
  /** All posts of the job in the ledger. */
  readonly discovered: number
  readonly new: number
  readonly changed: number
  readonly unchanged: number
  readonly verified: number
  /** By state: what waits for a person or for its time. */
  readonly waiting: Readonly<Partial<Record<State, number>>>
  readonly excluded: number
  readonly archived: number
  readonly gone: number
  readonly withdrawn: number
  /** By code: what is held or put off because of a failure; these posts are in `waiting` too. */
  readonly failed: Readonly<Record<string, number>>
  /** Files of the archive that belong to no post. */
  readonly leftovers: number
  /** Posts of the ledger that the source no longer has. */
  readonly unseen: number
  /** How much somebody says there is, and how much of it is in the ledger; null = nobody says. */
  readonly said: SaidAndHave | null
  readonly seconds: number
}

interface RunHouse {
  readonly ledger: Ledger
  readonly roomOf: (job: string, digest: string) => Promise<JobRoom>
  /** Wakes the dispatcher. */
  readonly poke: () => void
  /** How many posts each station has in hand, over all workers. */
  readonly inHand: () => Promise<InHand>
}

const LOOK_MS = 400

/** Nobody else runs the job while `task` goes on, on any machine. Throws Failure `already-running`, before anything is started. */
export async function asOnlyRun<T>(database: Database, job: string, task: () => Promise<T>): Promise<T> {
  return database.session(async (lock) => {
    if (!(await tryRunLock(lock, job)))
      throw new Failure('already-running', both(`任务“${job}”正由另一进程运行`, `job "${job}" is being run by another process`))
    try {
      return await task()
    } finally {
      await lock.query('select pg_advisory_unlock_all()')
    }
  })
}

/** To be called inside `asOnlyRun`. */
export async function runJob(house: RunHouse, name: string, options: RunOptions): Promise<RunResult> {
  const { sql } = house.ledger
  const files = await readJob(sql, name)
  if (files.row.state === 'cancelled')
    throw new Failure(
      'not-allowed',
      both(
        `任务“${name}”已取消;npx guiji resume ${name} 可重新打开`,
        `job "${name}" is cancelled; npx guiji resume ${name} opens it again`,
      ),
    )
  const room = await house.roomOf(name, files.digest)
  const asked = { limit: options.limit ?? null, since: options.since ?? null, only: options.only ?? null }
  const run = await startRun(sql, { job: name, digest: files.digest, scheduled: options.scheduled, options: asked, actor: options.by })
  const started = performance.now()
  const seconds = () => (performance.now() - started) / 1000
  const end = await work(house, room, { ...options, run, seconds }).catch((error: unknown) =>
    halted(house.ledger, { run, job: name, error }),
  )
  if (end.outcome !== 'interrupted') await finish(room, house.ledger, { run, end })
  const result: RunResult = {
    job: name,
    run,
    ...end.found,
    outcome: end.outcome,
    because: end.because,
    ...(await tally(house, name)),
    seconds: Math.round(seconds() * 10) / 10,
  }
  const { job: _job, run: _run, outcome, because, failed: _failed, waiting: _waiting, said: _said, ...counts } = result
  await endRun(sql, { id: run, job: name, state: outcome, counts, because, actor: MACHINE })
  return result
}

/** A run that can't go on is entered as halted before its failure goes out. */
async function halted(ledger: Ledger, { run, job, error }: { run: string; job: string; error: unknown }): Promise<never> {
  const because = error instanceof Failure ? error.code : 'unexpected'
  await endRun(ledger.sql, { id: run, job, state: 'halted', counts: {}, because, actor: MACHINE }).catch(() => {})
  throw error
}

/** A site that can't be finished ends the run all the same; what halted the run before is not hidden by it. */
async function finish(room: JobRoom, ledger: Ledger, { run, end }: { run: string; end: Ended }): Promise<void> {
  try {
    await finishSite(room, ledger)
  } catch (error) {
    if (end.outcome !== 'finished' && error instanceof Failure) return
    await halted(ledger, { run, job: room.job.job, error })
  }
}

interface Ended {
  readonly outcome: RunResult['outcome']
  readonly because: string | null
  readonly found: DiscoverResult
}

async function work(house: RunHouse, room: JobRoom, options: RunOptions & { run: string; seconds: () => number }): Promise<Ended> {
  const name = room.job.job
  const live: { found: Enrolled; done: DiscoverResult | null; error: unknown } = {
    found: { new: 0, changed: 0, unchanged: 0 },
    done: null,
    error: null,
  }
  const stop = new AbortController()
  const signal = AbortSignal.any([options.signal, stop.signal])
  const discovering = discover(room, house.ledger, {
    ...options,
    signal,
    onProgress: (found) => {
      live.found = found
      house.poke()
    },
  }).then(
    (done) => {
      live.done = done
    },
    (error: unknown) => {
      live.error = error
    },
  )
  try {
    for (;;) {
      const asked = performance.now()
      const states = await countStates(house.ledger.sql, name)
      const took = performance.now() - asked
      options.onProgress({
        states,
        inHand: await house.inHand(),
        found: live.found,
        discovering: live.done === null,
        seconds: options.seconds(),
      })
      const ended = await endedBy(house, name, { live, signal: options.signal, states })
      if (ended !== null) return { ...ended, found: live.done ?? { ...live.found, leftovers: 0, unseen: 0 } }
      // counting a large archive takes its time: it may cost a twentieth of the run, no more
      await sleep(Math.max(LOOK_MS, took * 20), undefined, { signal: options.signal }).catch(() => {})
    }
  } finally {
    stop.abort()
    await discovering
  }
}

async function endedBy(
  house: RunHouse,
  name: string,
  now: { live: { done: unknown; error: unknown }; signal: AbortSignal; states: readonly StateCount[] },
): Promise<Pick<Ended, 'outcome' | 'because'> | null> {
  if (now.live.error !== null) throw now.live.error
  if (now.signal.aborted) return { outcome: 'interrupted', because: 'signal' }
  const row = await readJobState(house.ledger.sql, name)
  const running = now.states.reduce((sum, one) => sum + one.running, 0)
  if (row.state !== 'active')
    return running > 0 ? null : { outcome: row.state === 'cancelled' ? 'cancelled' : 'halted', because: row.because }
  if (now.live.done === null) return null
  return (await hasUnsettled(house.ledger.sql, name)) ? null : { outcome: 'finished', because: null }
}

/** Every post of a job in exactly one place, for the one object that `run --json` ends with. */
export async function tally(house: Pick<RunHouse, 'ledger'>, job: string) {
  const states = await countStates(house.ledger.sql, job)
  const failures = await countFailures(house.ledger.sql, job)
  const count = (state: State) => states.find((one) => one.state === state)?.n ?? 0
  return {
    discovered: states.reduce((sum, one) => sum + one.n, 0),
    verified: count('verified'),
    excluded: count('excluded'),
    archived: count('archived'),
    gone: count('gone'),
    withdrawn: count('withdrawn'),
    waiting: Object.fromEntries(states.filter((one) => !STATES[one.state].ends).map((one) => [one.state, one.n])) as Partial<
      Record<State, number>
    >,
    failed: Object.fromEntries(totals(failures)),
    said: await saidAndHave(house.ledger.sql, job),
  }
}

function totals(failures: readonly { failure: string; n: number }[]): Map<string, number> {
  const by = new Map<string, number>()
  for (const { failure, n } of failures) by.set(failure, (by.get(failure) ?? 0) + n)
  return by
}
