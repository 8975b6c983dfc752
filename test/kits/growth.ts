// How work grows with its input: measured on this thread's own processor time, and only ever compared with itself.
import { expect } from 'vitest'

/** Eight times the input may cost some eight times as much, with a wide margin; a square would cost 64 times. */
export function expectLinear(work: (size: number) => void, size: number): void {
  spent(() => work(Math.ceil(size / 8)))
  const small = Math.max(
    spent(() => work(size)),
    spent(() => work(size)),
  )
  const large = Math.min(
    spent(() => work(8 * size)),
    spent(() => work(8 * size)),
  )
  expect(large).toBeLessThan(25 * small + 50)
}

/** Milliseconds of this thread. */
function spent(work: () => void): number {
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}
