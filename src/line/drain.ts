// Closes one BullMQ worker: work in hand may finish until the deadline, is then told to stop, and is abandoned at last.
// It never waits for ever, and never leaves a wait or a timer that would hold the process.
import type { Engine, LineWorker } from './engine.ts'
import { settledWithin } from './within.ts'

const LOOK_MS = 200
const CALM_MS = 2_000
const GRACE_MS = 2_000
const CLOSE_MS = 3_000

export interface Draining {
  readonly engine: Engine
  readonly worker: LineWorker
  readonly drainMs: number
  /** How many tickets are in hand now. */
  running(): number
  /** Told once, when the deadline has passed with work still in hand. */
  onDeadline(running: number): void
}

/** The abandoned work's tickets go to another worker when their locks run out. */
export async function drain(draining: Draining): Promise<void> {
  const { engine, worker } = draining
  const paused = worker.pause()
  if (!(await calm(draining, paused)) && draining.running() > 0) {
    draining.onDeadline(draining.running())
    worker.cancelAllJobs('shutdown')
    await settledWithin(GRACE_MS, paused)
  }
  await closeNow(engine, worker, draining.running() > 0)
}

/** Closes without waiting for work in hand, when `force` is set. */
export async function closeNow(engine: Engine, worker: LineWorker, force: boolean): Promise<void> {
  if (!(await settledWithin(CLOSE_MS, worker.close(force)))) worker.cancelAllJobs('shutdown')
  await settledWithin(CLOSE_MS, engine.release(worker))
}

/** With no work in hand only the server can delay the pause, and a server that is away must not use up the deadline. */
async function calm(draining: Draining, paused: Promise<void>): Promise<boolean> {
  const start = performance.now()
  let busyAt = start
  while (performance.now() - start < draining.drainMs) {
    const left = draining.drainMs - (performance.now() - start)
    if (await settledWithin(Math.min(LOOK_MS, left), paused)) return true
    if (draining.running() > 0) busyAt = performance.now()
    if (performance.now() - busyAt > CALM_MS) return false
  }
  return false
}
