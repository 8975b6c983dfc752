// What goes wrong in the line without stopping it, told to whoever started it. It never carries scraped text; `error` is for logs only.
import type { StationName } from './ticket.ts'

/**
 * - queue-error: the queue server failed a command or went away; it mends itself
 * - perform-error: infrastructure failed under a ticket; it is tried again
 * - lock-lost: another worker may have the ticket now; its signal is aborted
 * - worker-wedged: tickets waited and nothing moved; the worker was opened anew
 * - drain-deadline: work was still in hand at shutdown and was left to another worker
 * - add-failed: tickets did not reach the queue; they were reclaimed
 * - tickets-lost: the queue had lost tickets; they were reclaimed
 * - backlog-error: the ledger did not answer
 * - schedule-error: what was due could not be started
 */
type TroubleKind =
  | 'queue-error'
  | 'perform-error'
  | 'lock-lost'
  | 'worker-wedged'
  | 'drain-deadline'
  | 'add-failed'
  | 'tickets-lost'
  | 'backlog-error'
  | 'schedule-error'

export interface Trouble {
  readonly kind: TroubleKind
  readonly station?: StationName
  readonly item?: string
  /** How many tickets it concerns. */
  readonly count?: number
  readonly error?: unknown
}

export type OnTrouble = (trouble: Trouble) => void

const QUIET_MS = 10_000

/** Passes each kind of trouble of a station on at most once in ten seconds, so that an outage does not fill the log. Never throws. */
export function quietly(tell: OnTrouble | undefined): OnTrouble {
  const told = new Map<string, number>()
  return (trouble) => {
    const key = `${trouble.kind} ${trouble.station ?? ''} ${codeOf(trouble.error)}`
    const now = Date.now()
    if (tell === undefined || now - (told.get(key) ?? -QUIET_MS) < QUIET_MS) return
    told.set(key, now)
    try {
      tell(trouble)
    } catch {
      // a broken listener must not stop the line
    }
  }
}

/** The code of an error: a Failure's, the system's or the driver's; never its message. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return 'unexpected'
  return typeof error.code === 'string' && /^[\w-]{1,60}$/.test(error.code) ? error.code : 'unexpected'
}
