// One station's BullMQ worker: takes its tickets and hands them to `perform`. No text of an item enters the queue: nothing is returned,
// and an error is reduced to a code before BullMQ stores it.
import { closeNow, drain } from './drain.ts'
import type { LineData, LineWorker } from './engine.ts'
import { queueName, type Queues } from './queues.ts'
import type { StationName, Ticket } from './ticket.ts'
import { codeOf, type OnTrouble } from './trouble.ts'

export type Perform = (ticket: Ticket, signal: AbortSignal) => Promise<void>

export interface StationSettings {
  readonly station: StationName
  readonly concurrency: number
  readonly perform: Perform
  readonly lockMs: number
  readonly drainMs: number
  readonly wedgeMs: number
  readonly tell: OnTrouble
}

export interface StationWorker {
  /** Tickets in hand now. */
  running(): number
  /** Watchdog: opens the worker anew when tickets wait and nothing has moved for long, twice in a row. */
  look(): Promise<void>
  close(): Promise<void>
}

interface Post {
  worker: LineWorker
  running: number
  lastSign: number
  silentLooks: number
  readonly leaving: Set<Promise<void>>
}

export function openStationWorker(queues: Queues, settings: StationSettings): StationWorker {
  const post: Omit<Post, 'worker'> = { running: 0, lastSign: performance.now(), silentLooks: 0, leaving: new Set() }
  const open = () => openWorker(queues, settings, post)
  const full: Post = Object.assign(post, { worker: open() })
  return {
    running: () => full.running,
    look: async () => {
      if (!(await isWedged(queues, settings, full))) return
      settings.tell({ kind: 'worker-wedged', station: settings.station })
      const old = full.worker
      full.worker = open()
      full.lastSign = performance.now()
      full.silentLooks = 0
      const left = closeNow(queues.engine, old, true).finally(() => full.leaving.delete(left))
      full.leaving.add(left)
    },
    close: async () => {
      await drain({
        engine: queues.engine,
        worker: full.worker,
        drainMs: settings.drainMs,
        running: () => full.running,
        onDeadline: (count) => settings.tell({ kind: 'drain-deadline', station: settings.station, count }),
      })
      await Promise.all(full.leaving)
    },
  }
}

function openWorker(queues: Queues, settings: StationSettings, post: Omit<Post, 'worker'>): LineWorker {
  const { station, tell } = settings
  // BullMQ gives a signal only to a processor that names all three parameters
  const processor = async (job: { data: LineData; opts: { priority?: number } }, _token?: string, signal?: AbortSignal): Promise<void> => {
    const ticket = readTicket(station, job.data, job.opts.priority)
    if (ticket === undefined) return
    post.running++
    post.lastSign = performance.now()
    try {
      await settings.perform(ticket, signal ?? new AbortController().signal)
    } catch (error) {
      if (signal?.aborted !== true) tell({ kind: 'perform-error', station, item: ticket.item, error })
      throw reduced(error)
    } finally {
      post.running--
      post.lastSign = performance.now()
    }
  }
  const worker = queues.engine.openWorker(queueName(queues.prefix, station), processor, {
    concurrency: settings.concurrency,
    lockMs: settings.lockMs,
    onError: (error) => tell({ kind: 'queue-error', station, error }),
    onLockLost: (ids) => {
      // BullMQ itself would let the work go on
      for (const id of ids) worker.cancelJob(id, 'lock lost')
      tell({ kind: 'lock-lost', station, count: ids.length })
    },
  })
  return worker
}

async function isWedged(queues: Queues, settings: StationSettings, post: Post): Promise<boolean> {
  const silent = post.running === 0 && performance.now() - post.lastSign > settings.wedgeMs
  const waits = silent && (await queues.counts(settings.station)).waiting > 0
  post.silentLooks = waits ? post.silentLooks + 1 : 0
  return post.silentLooks >= 2
}

/** Anything may be in a queue; what is no ticket is dropped, and the ledger issues its item again if it was one. */
function readTicket(station: StationName, data: unknown, priority: number | undefined): Ticket | undefined {
  if (typeof data !== 'object' || data === null || !('item' in data) || !('epoch' in data)) return undefined
  const { item, epoch } = data
  if (typeof item !== 'string' || item === '' || typeof epoch !== 'number' || !Number.isSafeInteger(epoch)) return undefined
  return { item, station, epoch, priority: priority ?? 1 }
}

function reduced(error: unknown): Error {
  const bare = new Error(codeOf(error))
  bare.stack = bare.message
  return bare
}
