// Tries a request of the interface again where that may help: a busy system always, what the network did and "too many a minute" only with
// patience. In: one try. Out: what it gives, or the last word on it.
import { Failure } from '../../domain/failures.ts'
import { failureOf } from './errors.ts'
import { Refused } from './refused.ts'
import type { Times } from './times.ts'

export interface Trying {
  readonly patient: boolean
  readonly times: Times
  /** Waits; throws when the source is closed meanwhile. */
  readonly rest: (ms: number) => Promise<void>
}

const MAY_PASS = ['net-status', 'net-timeout', 'net-unreachable', 'net-malformed', 'net-resting', 'api-busy']
const LONGEST_WAIT_MS = 15 * 60_000

/** Throws Failure, or `Refused` for what the caller decides about. */
export async function trying<T>(how: Trying, work: () => Promise<T>): Promise<T> {
  const { patient, times, rest } = how
  const waits = patient ? times.busyMs : times.busyMs.slice(0, 1)
  for (let n = 0; ; n += 1) {
    try {
      return await work()
    } catch (error) {
      const waitMs = n < waits.length ? waitFor(error, how, waits[n] ?? 0) : null
      if (waitMs === null) throw lastWord(error, times)
      await rest(waitMs)
    }
  }
}

function waitFor(error: unknown, { patient, times }: Trying, usual: number): number | null {
  if (error instanceof Refused) return error.means === 'busy' ? usual : error.means === 'minute' && patient ? times.minuteMs : null
  if (!(error instanceof Failure) || !patient || !MAY_PASS.includes(error.code)) return null
  const asked = error.retryAfterMs ?? usual
  return asked > LONGEST_WAIT_MS ? null : asked
}

function lastWord(error: unknown, times: Times): unknown {
  if (!(error instanceof Refused)) return error
  const { means, answer, path } = error
  if (means === 'busy') return failureOf(answer, path, { code: 'api-busy' })
  return means === 'minute' ? failureOf(answer, path, { code: 'api-busy', retryAfterMs: times.minuteMs }) : error
}
