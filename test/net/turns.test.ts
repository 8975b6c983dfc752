// What every gate of hosts must keep, tried on the one in memory and on the one in PostgreSQL; and the turns that the client takes at it.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Failure } from '../../src/domain/failures.ts'
import { BREAKER, type HostGate } from '../../src/domain/host-gate.ts'
import { openDatabase, type Database } from '../../src/ledger/database.ts'
import { openHostGate } from '../../src/ledger/host-gate.ts'
import { migrate } from '../../src/ledger/migrate.ts'
import { StatusFailure } from '../../src/net/answers.ts'
import { localGate } from '../../src/net/local-gate.ts'
import { openTurns, type TurnAsk } from '../../src/net/turns.ts'
import { freshDatabase, type TestDatabase } from '../kits/database.ts'

let place: TestDatabase
let database: Database
let second: Database
beforeAll(async () => {
  place = await freshDatabase()
  database = await openDatabase(place.url)
  second = await openDatabase(place.url)
  await migrate(database)
})
afterAll(async () => {
  await database.close()
  await second.close()
  await place.drop()
})

const MINUTE = 60_000
let hosts = 0
const newHost = () => `h${hosts++}.test`
const quick = { gapMs: 0, most: 2 }

async function turnOf(gate: HostGate, host: string, ask = quick): Promise<{ turn: string; waitMs: number; tired: boolean }> {
  const answer = await gate.enter(host, ask)
  if (answer.turn === null) throw new Error('no turn')
  return answer
}

async function failInARow(gate: HostGate, host: string, times: number): Promise<void> {
  for (let n = 0; n < times; n++) {
    if (n > 0) await sleep(BREAKER.togetherMs + 20)
    await gate.failed(host, { counts: true, restMs: 0 })
  }
}

describe.each([
  ['in memory', () => localGate()],
  ['in PostgreSQL', () => openHostGate(database)],
])('the gate %s', (_, open) => {
  it('gives turns one gap apart, and none for nothing to another host', async () => {
    const [gate, host] = [open(), newHost()]
    const ask = { gapMs: MINUTE, most: 10 }
    for (const n of [0, 1, 2]) {
      const { waitMs } = await turnOf(gate, host, ask)
      expect(waitMs).toBeLessThanOrEqual(n * MINUTE)
      expect(waitMs).toBeGreaterThan((n - 0.5) * MINUTE)
    }
    expect((await turnOf(gate, newHost(), ask)).waitMs).toBe(0)
  })

  it('lets no more under way than are allowed, and takes turns back', async () => {
    const [gate, host] = [open(), newHost()]
    const { turn } = await turnOf(gate, host)
    await turnOf(gate, host)
    expect(await gate.enter(host, quick)).toEqual({ turn: null, restMs: 0 })
    gate.leave(host, turn)
    await turnOf(gate, host)
    expect(await gate.enter(host, quick)).toEqual({ turn: null, restMs: 0 })
  })

  it('gives no turn while a host rests, for as long as it asked, and to that host alone', async () => {
    const [gate, host] = [open(), newHost()]
    await gate.failed(host, { counts: false, restMs: MINUTE })
    await gate.failed(host, { counts: false, restMs: 10 })
    const answer = await gate.enter(host, quick)
    expect(answer.turn).toBeNull()
    if (answer.turn === null) expect(answer.restMs).toBeGreaterThan(MINUTE / 2)
    expect(await gate.restOf(host)).toBeGreaterThan(MINUTE / 2)
    const other = newHost()
    expect((await turnOf(gate, other)).tired).toBe(false)
    expect(await gate.restOf(other)).toBe(0)
  })

  it('takes many failures at once for one, and says that the host is tired', async () => {
    const [gate, host] = [open(), newHost()]
    await Promise.all(Array.from({ length: 20 }, () => gate.failed(host, { counts: true, restMs: 0 })))
    expect((await turnOf(gate, host)).tired).toBe(true)
    await gate.answered(host)
    expect((await turnOf(gate, host)).tired).toBe(false)
  })

  it('lets a host rest after failures in a row, longer each time, and then tries it with one request', { timeout: 30_000 }, async () => {
    const [gate, host] = [open(), newHost()]
    await failInARow(gate, host, BREAKER.patience - 1)
    expect(await gate.restOf(host)).toBe(0)
    await sleep(BREAKER.togetherMs + 20)
    await failInARow(gate, host, 1)
    const rest = await gate.restOf(host)
    expect(rest).toBeGreaterThan(0)
    expect(rest).toBeLessThanOrEqual(BREAKER.firstMs)
    while ((await gate.restOf(host)) > 0) await sleep(100)
    const { turn } = await turnOf(gate, host)
    expect(await gate.enter(host, quick)).toEqual({ turn: null, restMs: 0 })
    await failInARow(gate, host, 1)
    expect(await gate.restOf(host)).toBeGreaterThan(BREAKER.firstMs)
    gate.leave(host, turn)
    await gate.answered(host)
    expect((await gate.enter(host, quick)).turn).toBeNull()
  })
})

describe('the gate in PostgreSQL', () => {
  it('is one for all workers', async () => {
    const [one, two, host] = [openHostGate(database), openHostGate(second), newHost()]
    await turnOf(one, host)
    const { turn } = await turnOf(two, host)
    expect(await one.enter(host, quick)).toEqual({ turn: null, restMs: 0 })
    two.leave(host, turn)
    await two.settle()
    await turnOf(one, host)
    await two.failed(host, { counts: false, restMs: MINUTE })
    expect(await one.restOf(host)).toBeGreaterThan(0)
  })

  it('gives the turns of a worker that died to others after a while', async () => {
    const [one, two, host] = [openHostGate(database), openHostGate(second), newHost()]
    await turnOf(one, host)
    await turnOf(one, host)
    expect((await two.enter(host, quick)).turn).toBeNull()
    await database.query(`update host_turn set until = until - interval '1 hour' where host = $1`, [host])
    await turnOf(two, host)
  })

  it('asks one statement for a turn, and gives many turns back with one', async () => {
    const asked: string[] = []
    const counting: Database = {
      ...database,
      query: (text, values, name) => {
        asked.push(name ?? text)
        return database.query(text, values, name)
      },
    }
    const gate = openHostGate(counting)
    const turns = openTurns(gate)
    const names = Array.from({ length: 10 }, newHost)
    await Promise.all(names.map((host) => turns.take(host, askNow(), async () => {})))
    await gate.settle()
    expect(asked).toEqual([...names.map(() => 'enter_host'), 'leave_hosts'])
    await turns.take('again.test', askNow(), async () => {})
    await turns.take('again.test', askNow(), async () => {})
    expect(asked.slice(11)).toEqual(['enter_host', 'enter_host'])
  })
})

function askNow(more: Partial<TurnAsk> = {}): TurnAsk {
  return { ...quick, patienceMs: 0, signal: new AbortController().signal, ...more }
}

describe('a turn', () => {
  const status = (code: number, wait: number | null = null) => new StatusFailure(code, wait, new URL('http://a.test/'))

  it('is refused with net-resting and a time to come back, at once, when the host asked for rest', async () => {
    const turns = openTurns(localGate())
    const limited = turns.take('a.test', askNow(), () => Promise.reject(status(429, MINUTE)))
    await expect(limited).rejects.toMatchObject({ code: 'net-status' })
    let worked = 0
    const work = async () => (worked += 1)
    const refused: unknown = await turns.take('a.test', askNow(), work).catch((failure: unknown) => failure)
    expect(refused).toMatchObject({ code: 'net-resting', fate: 'retry' })
    expect((refused as Failure).retryAfterMs).toBeGreaterThan(MINUTE / 2)
    await turns.take('b.test', askNow(), work)
    expect(worked).toBe(1)
  })

  it('waits for the rest when it has patience', async () => {
    const turns = openTurns(localGate())
    await turns.take('a.test', askNow(), () => Promise.reject(status(503, 60))).catch(() => {})
    await turns.take('a.test', askNow({ patienceMs: MINUTE }), async () => {})
  })

  it('rests a while after 429 without a word how long, and not at all after 404 or a single 500', async () => {
    const turns = openTurns(localGate())
    for (const code of [404, 403, 500]) await turns.take('a.test', askNow(), () => Promise.reject(status(code))).catch(() => {})
    await turns.take('a.test', askNow(), () => Promise.reject(status(429))).catch(() => {})
    await expect(turns.take('a.test', askNow(), async () => {})).rejects.toMatchObject({ code: 'net-resting' })
  })

  it('is given back when the work fails, and when its caller does not want to wait any more', async () => {
    const turns = openTurns(localGate())
    const gone = new AbortController()
    const ask = { gapMs: MINUTE, most: 1 }
    await turns.take('a.test', askNow(ask), () => Promise.reject(new Error('x'))).catch(() => {})
    const waits = turns.take('a.test', askNow({ ...ask, signal: gone.signal }), async () => {})
    gone.abort(new Failure('interrupted', 'x'))
    await expect(waits).rejects.toMatchObject({ code: 'interrupted' })
    const third = new AbortController()
    const again = turns.take('a.test', askNow({ ...ask, signal: third.signal }), async () => {})
    third.abort(new Failure('interrupted', 'y'))
    await expect(again).rejects.toMatchObject({ message: 'y' })
  })
})
