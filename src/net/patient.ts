// Asks again, a few times and each time later, when what failed may pass. In: one try. Out: what it gives, or the last failure.
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '../domain/failures.ts'
import { meaningOf } from './answers.ts'

const WAITS_MS = [2000, 6000, 18_000]
const LONGEST_WAIT_MS = 15 * 60_000

/** `firstMs`: how long the first wait is; tests are in a hurry. */
export async function patiently<T>(
  ask: () => Promise<T>,
  how: { readonly signal: AbortSignal; readonly firstMs: number | undefined },
): Promise<T> {
  for (const wait of WAITS_MS) {
    try {
      return await ask()
    } catch (error) {
      const meaning = meaningOf(error)
      const rests = error instanceof Failure && error.code === 'net-resting'
      if (meaning !== 'failing' && meaning !== 'rate-limited' && !rests) throw error
      const asked = error instanceof Failure ? error.retryAfterMs : undefined
      const waitMs = asked ?? (wait * (how.firstMs ?? WAITS_MS[0]!)) / WAITS_MS[0]!
      if (waitMs > LONGEST_WAIT_MS) throw error
      await sleep(waitMs, undefined, { signal: how.signal }).catch(() => how.signal.throwIfAborted())
    }
  }
  return await ask()
}
