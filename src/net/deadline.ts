// The whole time of one address with all its redirects. In: what it may take, and the bytes as they come. Out: a signal that ends it.
// Only work counts, not the waiting for a turn; a body that really comes buys time, so that large files end and dripping ones do too.

export interface Deadline {
  readonly signal: AbortSignal
  /** The time runs while this works. */
  readonly during: <T>(work: () => Promise<T>) => Promise<T>
  /** So many bytes came. */
  readonly more: (bytes: number) => void
  /** Ends everything under way, for this reason. */
  readonly end: (reason: Error) => void
}

/** Whoever sends at least this much per second is never too slow. */
const BYTES_PER_SECOND = 32 * 1024

/** `late` makes the reason when the time is over. */
export function openDeadline(ms: number, late: () => Error): Deadline {
  const controller = new AbortController()
  let spent = 0
  let bytes = 0
  const allowed = (): number => ms + (bytes / BYTES_PER_SECOND) * 1000
  return {
    signal: controller.signal,
    async during(work) {
      const began = performance.now()
      let timer: NodeJS.Timeout
      const look = (): void => {
        const left = allowed() - spent - (performance.now() - began)
        if (left <= 0) controller.abort(late())
        else timer = setTimeout(look, left)
      }
      look()
      try {
        return await work()
      } finally {
        clearTimeout(timer!)
        spent += performance.now() - began
      }
    },
    more: (count) => {
      bytes += count
    },
    end: (reason) => controller.abort(reason),
  }
}
