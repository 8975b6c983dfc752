// The time and waiting, lent to the parts of this source so that a test can let a day pass. Nothing else reads the clock here.
import { setTimeout as sleep } from 'node:timers/promises'

export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly nap: (ms: number, signal: AbortSignal) => Promise<void>
}

export const REAL_CLOCK: Clock = {
  now: () => Date.now(),
  nap: async (ms, signal) => {
    await sleep(ms, undefined, { signal }).catch(() => signal.throwIfAborted())
  },
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const EIGHT_HOURS = 8 * HOUR_MS

/** Clock hour and Beijing day that an instant lies in, and when the next ones begin (ms since 1970). */
export function spansAt(now: number): { readonly hour: string; readonly day: string; readonly nextHour: number; readonly nextDay: number } {
  const local = new Date(now + EIGHT_HOURS).toISOString()
  return {
    hour: local.slice(0, 13),
    day: local.slice(0, 10),
    nextHour: (Math.floor(now / HOUR_MS) + 1) * HOUR_MS,
    nextDay: (Math.floor((now + EIGHT_HOURS) / DAY_MS) + 1) * DAY_MS - EIGHT_HOURS,
  }
}
