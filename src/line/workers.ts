// The hands of this process: one BullMQ worker per station, and a watchdog over them. `perform` decides what becomes of an item;
// only an error that it lets out (infrastructure) is tried again here.
import type { Queues } from './queues.ts'
import { openStationWorker, type Perform } from './station-worker.ts'
import type { StationName } from './ticket.ts'
import { quietly, type OnTrouble } from './trouble.ts'

export interface WorkersSettings {
  readonly stations: readonly { readonly name: StationName; readonly concurrency: number }[]
  /** Must be safe to call twice with one ticket, and must stop when the signal aborts: its ticket is another worker's then. */
  readonly perform: Perform
  /** How long the queue waits for a silent worker before it gives its tickets to another; default 60. */
  readonly lockSeconds?: number
  /** How long `close` lets work in hand finish; default 25. */
  readonly drainSeconds?: number
  /** How long tickets may wait with nothing moving before a worker is opened anew; default 90. */
  readonly wedgeSeconds?: number
  readonly onTrouble?: OnTrouble
}

export interface Workers {
  /** Tickets in hand now. */
  running(): number
  /** Lets work in hand finish until the deadline, then aborts its signals and leaves it. Safe to call twice. */
  close(): Promise<void>
}

export function startWorkers(queues: Queues, settings: WorkersSettings): Workers {
  const wedgeMs = (settings.wedgeSeconds ?? 90) * 1000
  const tell = quietly(settings.onTrouble)
  const posts = settings.stations.map((station) =>
    openStationWorker(queues, {
      station: station.name,
      concurrency: station.concurrency,
      perform: settings.perform,
      lockMs: (settings.lockSeconds ?? 60) * 1000,
      drainMs: (settings.drainSeconds ?? 25) * 1000,
      wedgeMs,
      tell,
    }),
  )
  const watch = setInterval(() => {
    for (const post of posts) post.look().catch((error: unknown) => tell({ kind: 'queue-error', error }))
  }, wedgeMs / 2)
  let closed: Promise<void> | undefined
  return {
    running: () => posts.reduce((sum, post) => sum + post.running(), 0),
    close: () => {
      clearInterval(watch)
      return (closed ??= Promise.all(posts.map((post) => post.close())).then(() => undefined))
    },
  }
}
