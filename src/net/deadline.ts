// The whole time of one address with all its redirects. In: what it may take, and the bytes as they come. Out: a signal that ends it.
// Only work counts, not the waiting for a turn; a body that really comes buys time, so that large files end and dripping ones do too.

export interface Deadline {
  readonly signal: AbortSignal
  /** The time runs while this works. */
  readonly during: <T>(work: () => Promise<T>) => Promise<T>
  /** Inside of `during`: the time stands while this waits. */
  readonly aside: <T>(wait: () => Promise<T>) => Promise<T>
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
  let began = 0
  let timer: NodeJS.Timeout | undefined
  const allowed = (): number => ms + (bytes / BYTES_PER_SECOND) * 1000
  const look = (): void => {
    const left = allowed() - spent - (performance.now() - began)
    if (left <= 0) controller.abort(late())
    else timer = setTimeout(look, left)
  }
  const run = (): void => {
    began = performance.now()
    look()
  }
  const stand = (): void => {
    clearTimeout(timer)
    spent += performance.now() - began
  }
  return {
    signal: controller.signal,
    async during(work) {
      run()
      try {
        return await work()
      } finally {
        stand()
      }
    },
    async aside(wait) {
      stand()
      try {
        return await wait()
      } finally {
        run()
      }
    },
    more: (count) => {
      bytes += count
    },
    end: (reason) => controller.abort(reason),
  }
}
