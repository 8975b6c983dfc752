// The clock and the waits of the interface; tests have their own. The platform's day begins at midnight in Beijing.
import { setTimeout as sleep } from 'node:timers/promises'

export interface Times {
  readonly now: () => number
  /** Ends early, without an error, when the signal says so. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>
  /** Waits between tries of a request that met a busy system. */
  readonly busyMs: readonly number[]
  /** After "too many calls within a minute". */
  readonly minuteMs: number
  /** A new token may be forced only so often. */
  readonly forceMs: number
  /** How old a count of the calls left may be when it says that none is. */
  readonly recountMs: number
}

export const TIMES: Times = {
  now: () => Date.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => {}),
  busyMs: [1000, 4000, 15_000],
  minuteMs: 61_000,
  forceMs: 30_000,
  recountMs: 10 * 60_000,
}

const DAY_MS = 24 * 3_600_000
const BEIJING_MS = 8 * 3_600_000

/** The next midnight in Beijing, ms since 1970. */
export function nextMidnight(now: number): number {
  return (Math.floor((now + BEIJING_MS) / DAY_MS) + 1) * DAY_MS - BEIJING_MS
}

/** The day in Beijing so many days before, YYYY-MM-DD. */
export function dayBefore(now: number, days: number): string {
  return new Date(now + BEIJING_MS - days * DAY_MS).toISOString().slice(0, 10)
}
