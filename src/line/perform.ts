// Carries out one ticket: loads the item, lets its station work, and puts the outcome, or what the failure's fate says, into the ledger.
import { FAILURES, Failure } from '../domain/failures.ts'
import type { Change } from '../domain/change.ts'
import type { Item } from '../ledger/items.ts'
import { setJobState } from '../ledger/jobs.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { MACHINE } from '../stations/station.ts'
import type { Outcome, Station, Tools } from '../stations/station.ts'
import type { Ticket } from './ticket.ts'

export interface Performing {
  readonly stations: readonly Station[]
  readonly ledger: Ledger
  /** Everything a station gets for a job as it is described now. */
  readonly toolsFor: (job: string, digest: string) => Promise<Tools>
  /** A bug: told with its whole stack. */
  readonly onBug: (error: unknown, item: string, station: string) => void
  /** A halt: told once. */
  readonly onHalt: (job: string, failure: Failure) => void
}

const FIRST_WAIT_MS = 2000
const LONGEST_WAIT_MS = 15 * 60_000

/** Void tickets (older epoch, other state, paused job) end without a trace. Throws only when the ledger itself is out of reach. */
export async function perform(ticket: Ticket, using: Performing): Promise<void> {
  const station = using.stations.find((one) => one.name === ticket.station)
  const item = await using.ledger.load(ticket.item)
  if (station === undefined || item === null || item.epoch !== ticket.epoch || item.state !== station.from) return
  if (item.job_state !== 'active') return void (await using.ledger.advance(plainChange(item, item.state))) // the ticket goes back
  const change = await outcomeOf(station, item, using)
  if (change !== null) await enter(change, { item, station, using })
}

/** A change that the ledger can't store is a bug: it is told, and the item waits for a person instead of going round for ever. */
async function enter(change: Change, work: { item: Item; station: Station; using: Performing }): Promise<void> {
  const { item, station, using } = work
  try {
    const passed = await using.ledger.advance(change)
    // the item moved on while the target was asked: what stands there is written down all the same
    if (!passed && change.publication?.remote_id !== undefined) await using.ledger.noteSent(change)
  } catch (error) {
    if (error instanceof Failure) throw error
    using.onBug(error, item.id, station.name)
    await using.ledger.advance(holdChange(item, new Failure('unexpected', `${station.name}: the ledger refused the outcome`)))
  }
}

async function outcomeOf(station: Station, item: Item, using: Performing): Promise<Change | null> {
  let attemptsAllowed = 8
  try {
    const tools = await using.toolsFor(item.job, item.job_digest)
    attemptsAllowed = tools.room.job.limits.attempts
    return changeOf(item, await station.work(item, tools))
  } catch (error) {
    if (!(error instanceof Failure)) using.onBug(error, item.id, station.name)
    const failure =
      error instanceof Failure
        ? error
        : new Failure('unexpected', `${station.name}: ${error instanceof Error ? error.name : 'unknown error'}`)
    if (failure.code === 'database-unreachable' || failure.code === 'queue-unreachable') throw failure
    return FATES[failure.fate](item, failure, { using, attemptsAllowed })
  }
}

function changeOf(item: Item, outcome: Outcome): Change {
  return { ...outcome, item: item.id, job: item.job, run: item.run, from: item.state, epoch: item.epoch, patch: digestOf(outcome) }
}

function digestOf(outcome: Outcome): Change['patch'] {
  return outcome.draft === undefined ? (outcome.patch ?? {}) : { ...outcome.patch, draft_digest: outcome.draft.digest }
}

/** Another worker's lease, an outcome that is not settled yet, a target or a host that rests, calls used up: waiting costs no try. */
const NOBODYS_FAULT: readonly Failure['code'][] = ['interrupted', 'target-settling', 'target-busy', 'net-resting', 'api-quota']

type OnFate = (item: Item, failure: Failure, more: { using: Performing; attemptsAllowed: number }) => Promise<Change | null>

const FATES: Record<Failure['fate'], OnFate> = {
  retry: async (item, failure, { attemptsAllowed }) => {
    const costless = NOBODYS_FAULT.includes(failure.code)
    const attempts = item.attempts + (costless ? 0 : 1)
    if (attempts >= attemptsAllowed) return holdChange(item, failure)
    const own = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** item.attempts) * (0.75 + Math.random() / 2)
    // a host that always says "in a second" must not use up all tries within seconds
    const wait = costless ? (failure.retryAfterMs ?? own) : Math.max(failure.retryAfterMs ?? 0, own)
    return {
      ...plainChange(item, item.state),
      events: [{ kind: 'item.delayed', actor: MACHINE, facts: { code: failure.code, attempts } }],
      patch: { attempts, not_before: new Date(Date.now() + wait).toISOString(), failure: failure.code, failure_about: failure.message },
    }
  },
  hold: async (item, failure) => holdChange(item, failure),
  stop: async (item, failure) => holdChange(item, failure),
  halt: async (item, failure, { using }) => {
    // of many posts that meet the same wall, the first one tells
    if (await setJobState(using.ledger.sql, item.job, { to: 'paused', by: MACHINE, because: failure.code })) using.onHalt(item.job, failure)
    // a page that halts (a captcha) would halt every run again: it waits for a person; what the machine lacks, the item is ready for
    if (failure.code.startsWith('page-')) return holdChange(item, failure)
    return { ...plainChange(item, item.state), events: [{ kind: 'item.delayed', actor: MACHINE, facts: { code: failure.code } }] }
  },
}

function plainChange(item: Item, to: Change['to']): Change {
  return { item: item.id, job: item.job, run: item.run, from: item.state, epoch: item.epoch, to, events: [], patch: {} }
}

/** Also for `stop`: a machine never writes a post off (house law 3); the fate tells the person that no retry can help. */
function holdChange(item: Item, failure: Failure): Change {
  return {
    ...plainChange(item, 'held'),
    events: [{ kind: 'item.held', actor: MACHINE, facts: { code: failure.code, fate: FAILURES[failure.code].fate, from: item.state } }],
    patch: { failure: failure.code, failure_about: failure.message, held_from: item.state },
  }
}
