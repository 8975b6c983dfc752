// Moves tickets from the backlog to the queues, never more than a window per station, and sweeps: tickets that the queue lost go back.
// The backlog lets several dispatchers run at once. A ticket that cannot be added is reclaimed, at once or by the sweep; none is lost.
import { nap } from './nap.ts'
import { ticketId, type Queues } from './queues.ts'
import { STATION_NAMES, type Backlog, type StationName, type Ticket } from './ticket.ts'
import { quietly, type OnTrouble } from './trouble.ts'
import { settledWithin } from './within.ts'

export interface DispatcherSettings {
  /** Stations to issue tickets for; default all. */
  readonly stations?: readonly StationName[]
  /** How often it looks while there is work; default 250. It backs off to one second when there is none. */
  readonly everyMs?: number
  /** Most live tickets of a station at once; default 200. */
  readonly window?: number
  /** The workers' lock time: a ticket without news for longer than this is looked up in the queue; default 60. */
  readonly lockSeconds?: number
  readonly onTrouble?: OnTrouble
}

export interface Dispatcher {
  /** Something became ready: look now. Cheap; many calls count as one. */
  poke(): void
  /** Ends after the round under way. Safe to call twice. */
  stop(): Promise<void>
}

interface Desk {
  readonly queues: Queues
  readonly backlog: Backlog
  readonly stations: readonly StationName[]
  readonly window: number
  readonly olderThanMs: number
  readonly tell: OnTrouble
}

const IDLE_MS = 1_000
const SHORTEST_MS = 25
const STOP_MS = 10_000

export function startDispatcher(queues: Queues, backlog: Backlog, settings: DispatcherSettings = {}): Dispatcher {
  const everyMs = settings.everyMs ?? 250
  const lockMs = (settings.lockSeconds ?? 60) * 1000
  const desk: Desk = {
    queues,
    backlog,
    // the last stations first: what is begun is finished
    stations: (settings.stations ?? STATION_NAMES).toReversed(),
    window: settings.window ?? 200,
    olderThanMs: lockMs,
    tell: quietly(settings.onTrouble),
  }
  const rest = nap()
  let stopped = false
  const loop = async () => {
    let idleMs = everyMs
    let sweepAt = 0
    while (!stopped) {
      const begun = performance.now()
      const issued = await issueRound(desk)
      if (begun >= sweepAt) {
        sweepAt = begun + Math.min(15_000, Math.max(250, lockMs / 4))
        await sweep(desk)
      }
      idleMs = issued > 0 ? everyMs : Math.min(IDLE_MS, idleMs * 2)
      if (!stopped) await rest.sleep({ shortestMs: SHORTEST_MS, longestMs: issued > 0 ? everyMs / 2 : idleMs })
    }
  }
  const ended = loop()
  return {
    poke: () => rest.wake(),
    stop: async () => {
      stopped = true
      rest.wake()
      await settledWithin(STOP_MS, ended)
    },
  }
}

/** How many tickets reached the queues; 0 also after trouble, so that the next look comes later. */
async function issueRound(desk: Desk): Promise<number> {
  let sum = 0
  for (const station of desk.stations) {
    const room = await roomOf(desk, station)
    if (room === undefined) return 0
    // small refills would cost a look each: wait until there is some room
    if (room < Math.max(1, desk.window / 8)) continue
    const tickets = await desk.backlog.issue(station, room).catch((error: unknown) => {
      desk.tell({ kind: 'backlog-error', station, error })
    })
    if (tickets === undefined) return 0
    if (tickets.length > 0 && !(await addOrReclaim(desk, tickets))) return 0
    sum += tickets.length
  }
  return sum
}

async function roomOf(desk: Desk, station: StationName): Promise<number | undefined> {
  try {
    const counts = await desk.queues.counts(station)
    return desk.window - counts.waiting - counts.active - counts.delayed
  } catch (error) {
    desk.tell({ kind: 'queue-error', station, error })
    return undefined
  }
}

/** After a failed add nobody knows how many arrived; all are reclaimed, and those that did arrive are void or harmless. */
async function addOrReclaim(desk: Desk, tickets: readonly Ticket[]): Promise<boolean> {
  try {
    await desk.queues.add(tickets)
    return true
  } catch (error) {
    desk.tell({ kind: 'add-failed', count: tickets.length, error })
    await reclaim(desk, tickets)
    return false
  }
}

async function sweep(desk: Desk): Promise<void> {
  try {
    // more than can be live at once, so that lost ones are never hidden behind live ones
    const stale = await desk.backlog.stale(desk.olderThanMs, desk.window * desk.stations.length + 500)
    if (stale.length === 0) return
    const there = new Set((await desk.queues.has(stale)).map(ticketId))
    const lost = stale.filter((ticket) => !there.has(ticketId(ticket)))
    const count = lost.length > 0 ? await reclaim(desk, lost) : 0
    if (count > 0) desk.tell({ kind: 'tickets-lost', count })
  } catch (error) {
    desk.tell({ kind: 'queue-error', error })
  }
}

async function reclaim(desk: Desk, tickets: readonly Ticket[]): Promise<number> {
  try {
    return await desk.backlog.reclaim(tickets)
  } catch (error) {
    desk.tell({ kind: 'backlog-error', count: tickets.length, error })
    return 0
  }
}
