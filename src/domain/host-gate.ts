// The gate that every request to a host of an archive passes: pace, requests under way, and the rest of a host that fails or asked for
// it. Shapes and numbers only; one gate keeps them in the ledger for all workers, another in a process that has no ledger.

export interface HostGate {
  /** Asks for a turn at a host. A turn that was given is always given back by `leave`. */
  readonly enter: (host: string, ask: GateAsk) => Promise<GateAnswer>
  /** How long the host still rests, ms; 0 = it does not. */
  readonly restOf: (host: string) => Promise<number>
  /** Gives a turn back. */
  readonly leave: (host: string, turn: string) => void
  /** The host failed (`counts`), or asked to be left alone for `restMs`. */
  readonly failed: (host: string, how: { readonly counts: boolean; readonly restMs: number }) => Promise<void>
  /** The host answers again: the next failure is the first. */
  readonly answered: (host: string) => Promise<void>
  /** Ends when every turn that was given back is back. */
  readonly settle: () => Promise<void>
}

export interface GateAsk {
  /** Between two requests. */
  readonly gapMs: number
  /** Requests under way at a time. */
  readonly most: number
}

/** A turn, with how long to wait before it and whether the host failed lately; or none, and for how long a resting host still rests. */
type GateAnswer =
  | { readonly turn: string; readonly waitMs: number; readonly tired: boolean }
  | { readonly turn: null; readonly restMs: number }

/** The circuit breaker of a host. */
export const BREAKER = {
  /** So many failures in a row are an outage; fewer are bad luck. Then one request at a time looks whether it is over. */
  patience: 5,
  /** Requests that fail together are one failure. */
  togetherMs: 500,
  /** The first rest; each failure after it doubles it. */
  firstMs: 2000,
  longestMs: 10 * 60_000,
} as const

/** How long a host rests that failed so many times in a row, ms. */
export function restAfter(failures: number): number {
  if (failures < BREAKER.patience) return 0
  return Math.min(BREAKER.longestMs, BREAKER.firstMs * 2 ** Math.min(failures - BREAKER.patience, 20))
}
