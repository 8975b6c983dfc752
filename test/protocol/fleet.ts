// Worker processes, the queue and the dispatcher, as the line runs them, in virtual time: tickets in, `perform` called, dead processes
// replaced, lost tickets given back by the sweep. A ticket may be in two hands at once, as it may in life.
import { Failure } from '../../src/domain/failures.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { perform } from '../../src/line/perform.ts'
import type { Performing } from '../../src/line/perform.ts'
import type { Ticket } from '../../src/line/ticket.ts'
import { EPOCH } from './sim-database.ts'
import { LOCK_MS } from './weather.ts'
import type { Process, World } from './world.ts'

const WORKERS = 3
const WINDOW = 6
/** How often the dispatcher looks. */
const LOOK_MS = 250

export interface Fleet {
  /** Something may have become ready. */
  poke(ms?: number): void
  /** The process in whose turn it is called dies now: its ticket is handed out again, a new process takes its place. */
  onDeath(process: Process): void
  /** It stands still for so long: the queue thinks it dead after a while. */
  onPause(process: Process, ms: number): void
}

export interface FleetOf {
  readonly world: World
  /** Not watched: the dispatcher's own. */
  readonly ledger: Ledger
  readonly job: string
  readonly target: string
  readonly performing: (process: Process) => Performing
  readonly ticketTwice: () => boolean
  readonly count: (what: string) => void
}

interface Place {
  process: Process
  ticket: Ticket | null
}

export function startFleet(of: FleetOf): Fleet {
  const { world, ledger } = of
  const queue: Ticket[] = []
  let born = 0
  const newProcess = (): Process => world.newProcess(`w${(born += 1)}`)
  const places: Place[] = Array.from({ length: WORKERS }, () => ({ process: newProcess(), ticket: null }))
  /** Tickets the queue has under a lock that will run out. */
  const locked = new Set<Ticket>()
  let isLost = false
  let dueAt: number | null = null

  const employ = (): void => {
    for (const place of places) {
      const ticket = place.ticket === null ? queue.shift() : undefined
      if (ticket === undefined) continue
      place.ticket = ticket
      world.start(place.process, () => carry(place, place.process))
    }
  }
  const carry = async (place: Place, process: Process): Promise<void> => {
    while (place.process === process && place.ticket !== null) {
      try {
        await perform(place.ticket, of.performing(process))
      } catch (error) {
        if (!(error instanceof Failure)) throw error
        // the ledger was out of reach: the queue drops the ticket
        lose()
      }
      place.ticket = queue.shift() ?? null
    }
    fleet.poke(LOOK_MS)
  }
  const handOutAgain = (ticket: Ticket, isStillOut: () => boolean): void => {
    locked.add(ticket)
    world.after(LOCK_MS, () => {
      locked.delete(ticket)
      if (!isStillOut()) return
      of.count('ticket again')
      queue.push(ticket)
      employ()
    })
  }
  /** Nobody has the ticket any more: the sweep finds it when it is old enough. */
  const lose = (): void =>
    world.after(LOCK_MS + LOOK_MS, () => {
      isLost = true
      fleet.poke()
    })
  const dispatch = async (): Promise<void> => {
    if (isLost) await sweep()
    const isIdle = places.some((place) => place.ticket === null)
    if (isIdle && queue.length === 0) {
      for (const station of ['verify', 'publish'] as const) {
        const issued = await ledger.backlog.issue(station, WINDOW)
        for (const ticket of issued.toSorted((a, b) => Number(a.item) - Number(b.item))) {
          queue.push(ticket)
          if (of.ticketTwice()) queue.push(ticket)
        }
      }
      if (queue.length === 0) await sleepUntilReady()
    }
    employ()
  }
  const sweep = async (): Promise<void> => {
    const has = (ticket: Ticket) =>
      [...queue, ...locked, ...places.map((place) => place.ticket)].some((one) => one !== null && isSame(one, ticket))
    const stale = await ledger.backlog.stale(LOCK_MS, 100)
    const gone = stale.filter((ticket) => !has(ticket))
    isLost = false
    if (gone.length > 0) await ledger.backlog.reclaim(gone)
    // somebody stands still with it: it is looked for again
    if (gone.length < stale.length) lose()
  }
  const sleepUntilReady = async (): Promise<void> => {
    const [row] = await ledger.sql.query<{ ready: number | null; out: number | null }>(READY, [of.job, of.target], 'sim_ready')
    if (row?.ready != null) fleet.poke(Math.max(LOOK_MS, row.ready - EPOCH - world.now()))
    // a worker that had lost its fence put its ticket down without a word
    else if (row?.out != null && places.every((place) => place.ticket === null)) lose()
  }
  const fleet: Fleet = {
    poke(ms = 0) {
      const at = world.now() + ms
      if (dueAt !== null && dueAt <= at) return
      dueAt = at
      world.after(ms, async () => {
        if (dueAt !== at) return
        dueAt = null
        await dispatch()
      })
    },
    onDeath(process) {
      const place = places.find((one) => one.process === process)
      if (place === undefined) return
      const { ticket } = place
      place.process = newProcess()
      place.ticket = null
      if (ticket === null) return
      if (world.random.chance(0.5)) handOutAgain(ticket, () => true)
      else lose()
      fleet.poke()
    },
    onPause(process, ms) {
      const place = places.find((one) => one.process === process)
      if (place?.ticket == null || ms <= LOCK_MS) return
      const { ticket } = place
      handOutAgain(ticket, () => place.process === process && place.ticket === ticket)
    },
  }
  return fleet
}

function isSame(a: Ticket, b: Ticket): boolean {
  return a.item === b.item && a.epoch === b.epoch
}

/** When the next item is ready, and how many tickets are out. */
const READY = `
  select (extract(epoch from min(greatest(i.not_before, t.until, clock_timestamp())) filter (where i.ticketed_at is null)) * 1000)::float8 as ready,
    nullif(count(i.ticketed_at), 0)::int as out
  from item i join job j on j.name = i.job left join target_rest t on t.target = $2
  where i.job = $1 and i.state in ('approved', 'published') and j.state = 'active'`
