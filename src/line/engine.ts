// What the line needs of BullMQ, whichever server it runs on. Only the two files that implement it know a server.
import type { KeepJobs, Processor, Queue, Worker } from 'bullmq'

/** What a job of a queue carries: ids only. `item` is the job's name on the schedule queue, where `epoch` is 0. */
export interface LineData {
  readonly item: string
  readonly epoch: number
}

export type LineQueue = Pick<
  Queue<LineData, void>,
  | 'name'
  | 'addBulk'
  | 'getJobCounts'
  | 'getJobState'
  | 'obliterate'
  | 'close'
  | 'upsertJobScheduler'
  | 'getJobSchedulers'
  | 'removeJobScheduler'
  | 'setGlobalConcurrency'
  | 'pause'
  | 'resume'
>
export type LineWorker = Pick<Worker<LineData, void>, 'pause' | 'close' | 'cancelJob' | 'cancelAllJobs'>
type LineProcessor = Processor<LineData, void>

export interface WorkerSettings {
  readonly concurrency: number
  /** How long a silent worker keeps its tickets, in milliseconds; renewed at half of it. */
  readonly lockMs: number
  readonly onError: (error: unknown) => void
  /** Another worker may have these jobs now. */
  readonly onLockLost?: (ids: readonly string[]) => void
}

export interface Engine {
  readonly kind: 'redis' | 'postgres'
  openQueue(name: string, onError: (error: unknown) => void): LineQueue
  openWorker(name: string, processor: LineProcessor, settings: WorkerSettings): LineWorker
  /** Ends what a worker left behind after its close, forced or not: a wait for the next job would hold the process. */
  release(worker: LineWorker): Promise<void>
  /** Which of these job ids a worker will still take, or has in hand. */
  live(queue: LineQueue, ids: readonly string[]): Promise<readonly string[]>
  /** Throws when the server does not answer. */
  ping(): Promise<void>
  /** Closes the connections, after all queues and workers. */
  close(): Promise<void>
}

/** Infrastructure errors only are tried again by BullMQ; the item's own policy lives in the ledger. */
export const JOB_OPTIONS = {
  removeOnComplete: true,
  attempts: 3,
  backoff: { type: 'exponential', delay: 1000 },
  stackTraceLimit: 0,
} as const

/** Options of every worker, on both engines: many stalls are survived, since a ticket performed twice does no harm. */
export function workerOptions(settings: WorkerSettings, removeOnFail: KeepJobs) {
  return {
    concurrency: settings.concurrency,
    lockDuration: settings.lockMs,
    stalledInterval: Math.max(250, Math.round(settings.lockMs / 2)),
    maxStalledCount: 10,
    // while the server is away: try again soon, but not in a tight loop
    runRetryDelay: 1000,
    drainDelay: 5,
    removeOnFail,
  }
}
