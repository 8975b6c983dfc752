// The gate of hosts, kept in PostgreSQL for all workers: one statement for a turn (it gives earlier turns back too), and none for an
// answer that was to be expected. A worker that dies leaves its turns to time.
import { BREAKER, type HostGate } from '../domain/host-gate.ts'
import type { Sql } from './sql.ts'

/** So long a turn counts without a sign of its worker. */
const TURN_MS = 20_000
const SIGN_MS = 7000
/** Turns that no new one takes along are given back after this. */
const GIVE_BACK_MS = 25

export function openHostGate(sql: Sql): HostGate {
  const held = heldTurns(sql)
  const given = givenTurns(sql)
  return {
    async enter(host, { gapMs, most }) {
      const [row] = await sql.query<{ turn: string | null; wait_ms: number; tired: boolean }>(
        'select turn, wait_ms, tired from enter_host($1, $2, $3, $4, $5)',
        [host, gapMs, most, TURN_MS, given.takeAlong(host)],
        'enter_host',
      )
      if (row?.turn == null) return { turn: null, restMs: row?.wait_ms ?? 0 }
      held.add(row.turn)
      return { turn: row.turn, waitMs: row.wait_ms, tired: row.tired }
    },
    async restOf(host) {
      const [row] = await sql.query<{ rest: number | null }>(
        'select extract(epoch from rest_until - clock_timestamp())::float8 * 1000 as rest from host_gate where host = $1',
        [host],
        'rest_of_host',
      )
      return Math.max(0, row?.rest ?? 0)
    },
    leave(host, turn) {
      held.remove(turn)
      given.add(host, turn)
    },
    async failed(host, { counts, restMs }) {
      const { patience, togetherMs, firstMs, longestMs } = BREAKER
      const values = [host, counts, restMs, patience, togetherMs, firstMs, longestMs]
      await sql.query('select fail_host($1, $2, $3, $4, $5, $6, $7)', values, 'fail_host')
    },
    async answered(host) {
      await sql.query('update host_gate set failures = 0 where host = $1 and failures > 0', [host], 'host_answered')
    },
    settle: given.settle,
  }
}

/** Turns in hand: while there are any, a sign goes out for them, so that they do not count as a dead worker's. */
function heldTurns(sql: Sql) {
  const held = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  const sign = (): void => {
    if (held.size === 0) {
      clearInterval(timer)
      timer = undefined
      return
    }
    const text = `update host_turn set until = clock_timestamp() + $2 * interval '1 millisecond' where id = any($1::bigint[])`
    // a sign that is lost is given again; if the database is gone, the work that asked says so
    void sql.query(text, [[...held], TURN_MS], 'sign_turns').catch(() => {})
  }
  return {
    add: (turn: string) => {
      held.add(turn)
      timer ??= setInterval(sign, SIGN_MS).unref()
    },
    remove: (turn: string) => held.delete(turn),
  }
}

/** Turns that are over and not told yet. */
function givenTurns(sql: Sql) {
  const given = new Map<string, string[]>()
  let timer: NodeJS.Timeout | undefined
  let last: Promise<void> = Promise.resolve()
  const giveBack = async (): Promise<void> => {
    const turns = [...given.values()].flat()
    given.clear()
    // what is not given back runs out by itself
    if (turns.length > 0) await sql.query('delete from host_turn where id = any($1::bigint[])', [turns], 'leave_hosts').catch(() => {})
  }
  return {
    add: (host: string, turn: string) => {
      given.set(host, [...(given.get(host) ?? []), turn])
      timer ??= setTimeout(() => {
        timer = undefined
        last = giveBack()
      }, GIVE_BACK_MS).unref()
    },
    takeAlong: (host: string): readonly string[] => {
      const turns = given.get(host) ?? []
      given.delete(host)
      return turns
    },
    settle: async () => {
      await last
      await giveBack()
    },
  }
}
