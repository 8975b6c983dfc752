// Waits for a turn at a host and does one piece of work in it: pace, requests under way and rest over all workers through a gate. In: the
// work. Out: what it gives; or Failure `net-resting` when the host rests longer than the caller has patience. Never blocks other hosts.
import { setTimeout as sleep } from 'node:timers/promises'
import pLimit, { type LimitFunction } from 'p-limit'
import { Failure } from '../domain/failures.ts'
import type { GateAsk, HostGate } from '../domain/host-gate.ts'
import { both } from '../domain/words.ts'
import { meaningOf } from './answers.ts'

export interface TurnAsk extends GateAsk {
  /** How long a host's rest is waited for, ms. */
  readonly patienceMs: number
  readonly signal: AbortSignal
}

/** `next`: gives the turn back and waits for another, for work that takes more than one request. */
type Work<T> = (next: () => Promise<void>) => Promise<T>

export interface Turns {
  readonly take: <T>(host: string, ask: TurnAsk, work: Work<T>) => Promise<T>
}

/** How long others may keep all turns of a host before it counts as resting. */
const LONGEST_QUEUE_MS = 10 * 60_000
/** After a wait longer than this, another worker may have learned that the host wants to rest. */
const STALE_MS = 250
/** A turn that a busy machine missed by so much is given up: two requests must not leave together because one was late. */
const LATE_MS = 100
/** On a machine that is always late, the turn after so many given up is kept: it has waited for the pace of all of them. */
const MOST_GIVEN_UP = 2
const ASK_AGAIN_MS = { first: 50, longest: 500 }
/** Redirects may name ever new hosts. */
const MOST_KNOWN = 1000
const RATE_LIMITED_REST_MS = 10_000

interface Waiting {
  readonly limit: LimitFunction
  users: number
}

export function openTurns(gate: HostGate): Turns {
  const waiting = new Map<string, Waiting>()
  const resting = new Map<string, number>()
  return {
    async take(host, ask, work) {
      refuseResting(host, resting, ask)
      const mine = waiting.get(host) ?? { limit: pLimit(ask.most), users: 0 }
      waiting.set(host, mine)
      mine.users += 1
      try {
        return await mine.limit(() => inTurn({ gate, host, ask, resting }, work))
      } finally {
        mine.users -= 1
        if (mine.users === 0) waiting.delete(host)
      }
    },
  }
}

interface AtGate {
  readonly gate: HostGate
  readonly host: string
  readonly ask: TurnAsk
  /** Until when hosts rest, as far as this process knows. */
  readonly resting: Map<string, number>
}

/** Many that wait behind each other for one host must not each find out for themselves. */
function refuseResting(host: string, resting: Map<string, number>, { patienceMs }: TurnAsk): void {
  const left = (resting.get(host) ?? 0) - performance.now()
  if (left > patienceMs) throw restingFailure(host, left)
  if (left <= 0) resting.delete(host)
}

async function inTurn<T>(at: AtGate, work: Work<T>): Promise<T> {
  const { gate, host } = at
  const { turn, tired } = await turnOf(at)
  let held: string | null = turn
  const leave = (): void => {
    if (held !== null) gate.leave(host, held)
    held = null
  }
  try {
    const done = await work(async () => {
      leave()
      held = (await turnOf(at)).turn
    })
    if (tired) await gate.answered(host)
    return done
  } catch (error) {
    await noteFailure(at, error, tired)
    throw error
  } finally {
    leave()
  }
}

async function turnOf(at: AtGate): Promise<{ readonly turn: string; readonly tired: boolean }> {
  const { gate, host, ask } = at
  const began = performance.now()
  for (let again: number = ASK_AGAIN_MS.first, givenUp = 0; ;) {
    ask.signal.throwIfAborted()
    refuseResting(host, at.resting, ask)
    const answer = await gate.enter(host, ask)
    if (answer.turn !== null) {
      if (await keepsTurn(at, { ...answer, evenLate: givenUp >= MOST_GIVEN_UP })) return answer
      gate.leave(host, answer.turn)
      givenUp += 1
    } else if (answer.restMs > 0) {
      noteRest(at.resting, host, answer.restMs)
      refuseResting(host, at.resting, ask)
      await nap(answer.restMs + 1, ask.signal)
    } else {
      if (performance.now() - began > LONGEST_QUEUE_MS) throw restingFailure(host, ASK_AGAIN_MS.longest * 20)
      await nap(again * (0.75 + Math.random() / 2), ask.signal)
      again = Math.min(again * 1.5, ASK_AGAIN_MS.longest)
    }
  }
}

/** Waits for the turn; false when it is worth nothing any more. */
async function keepsTurn(
  { gate, host, ask }: AtGate,
  { turn, waitMs, evenLate }: { turn: string; waitMs: number; evenLate: boolean },
): Promise<boolean> {
  if (waitMs <= 0) return true
  const due = performance.now() + waitMs
  try {
    await nap(waitMs, ask.signal)
    if (!evenLate && performance.now() - due > LATE_MS && ask.gapMs > LATE_MS) return false
    return waitMs < STALE_MS || (await gate.restOf(host)) === 0
  } catch (error) {
    gate.leave(host, turn)
    throw error
  }
}

async function noteFailure({ gate, host, resting }: AtGate, error: unknown, tired: boolean): Promise<void> {
  const meaning = meaningOf(error)
  if (meaning === 'answered' && tired) await gate.answered(host)
  if (meaning === 'answered' || meaning === 'nothing') return
  const asked = error instanceof Failure ? error.retryAfterMs : undefined
  const restMs = asked ?? (meaning === 'rate-limited' ? RATE_LIMITED_REST_MS : 0)
  if (restMs > 0) noteRest(resting, host, restMs)
  await gate.failed(host, { counts: meaning === 'failing', restMs })
}

function noteRest(resting: Map<string, number>, host: string, restMs: number): void {
  if (resting.size > MOST_KNOWN) resting.clear()
  resting.set(host, performance.now() + restMs)
}

async function nap(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => signal.throwIfAborted())
}

function restingFailure(host: string, ms: number): Failure {
  const seconds = Math.ceil(ms / 1000)
  return new Failure('net-resting', both(`${host} 还需暂停 ${seconds} 秒`, `${host} rests for ${seconds} s more`), {
    // so that not all that wait for it come back at once
    retryAfterMs: Math.ceil(ms + Math.random() * Math.min(ms, 30_000) * 0.2),
  })
}
