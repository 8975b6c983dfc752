// Work that asks a target goes in; when the target proves to be down or overloaded, it is left to rest for all workers (ledger/rest.ts)
// until it answers again.
import { Failure } from '../domain/failures.ts'
import type { Tools } from './station.ts'

/** What tells that a target is down, not that one article is wrong. */
const TIRED: readonly Failure['code'][] = ['target-unreachable', 'target-unknown-outcome', 'target-busy']

export async function asking<T>({ ledger, room }: Tools, work: () => Promise<T>): Promise<T> {
  try {
    const done = await work()
    await ledger.rest.answered(room.targetName)
    return done
  } catch (error) {
    if (error instanceof Failure && TIRED.includes(error.code)) await ledger.rest.failed(room.targetName, error.retryAfterMs)
    throw error
  }
}
