// Requests to a target that may be asked only so often: real requests to a real server, and turns that a real ledger hands out.
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { turnsOf } from '../../src/gates.ts'
import { openDatabase, type Database } from '../../src/ledger/database.ts'
import { openLedger, type Ledger } from '../../src/ledger/ledger.ts'
import { migrate } from '../../src/ledger/migrate.ts'
import { openSender } from '../../src/net/send.ts'
import { TAKES } from '../../src/stations/takes.ts'
import { freshDatabase, type TestDatabase } from '../kits/database.ts'

let place: TestDatabase
let database: Database
let ledger: Ledger
let server: Server
let host: string
const asked: string[] = []

beforeAll(async () => {
  place = await freshDatabase()
  database = await openDatabase(place.url)
  await migrate(database)
  ledger = openLedger(database, TAKES, { leaseSeconds: 30 })
  server = createServer((request, response) => {
    asked.push(request.method ?? '')
    setTimeout(() => response.end('ok'), 20)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await database.close()
  await place.drop()
})
beforeEach(async () => {
  asked.length = 0
  await database.query('delete from host_gate')
})

const open = (perSecond: number) => openSender({ hosts: [host], perHost: 40, gate: turnsOf(ledger, perSecond) })
const nextTurn = async () => (await database.query<{ next_at: Date }>('select next_at from host_gate'))[0]?.next_at.toISOString()

it('answers every read, however many wait and however short their time: it counts from their turn', async () => {
  const sender = open(8)
  const read = { method: 'GET', url: `http://${host}/`, timeoutMs: 800 } as const
  const sent = await Promise.all(Array.from({ length: 12 }, () => sender.send(read)))
  expect(sent.map((one) => one.kind)).toEqual(Array.from({ length: 12 }, () => 'answer'))
  await sender.close()
})

it('lets a write out among many waiting reads, within its own time', async () => {
  const sender = open(10)
  const reads = Array.from({ length: 15 }, () => sender.send({ method: 'GET', url: `http://${host}/` }))
  while (asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  const sent = await sender.send({ method: 'POST', url: `http://${host}/`, body: 'x', timeoutMs: 1000 })
  expect(sent.kind).toBe('answer')
  expect(asked.filter((one) => one === 'GET').length).toBeLessThan(15)
  await Promise.all(reads)
  await sender.close()
})

it('does not send a write whose turn would come too late, and keeps no turn for it', async () => {
  const sender = open(1)
  for (let n = 0; n < 3; n += 1) await ledger.pace(host, 1)
  const before = await nextTurn()
  const sent = await sender.send({ method: 'POST', url: `http://${host}/`, body: 'x', timeoutMs: 1000 })
  expect(sent).toMatchObject({ kind: 'not-sent', failure: { code: 'target-busy' } })
  expect([asked, await nextTurn()]).toEqual([[], before])
  await sender.close()
})

it('ends all waiting at once when it is closed', { timeout: 10_000 }, async () => {
  const sender = open(1)
  for (let n = 0; n < 60; n += 1) await ledger.pace(host, 1)
  const waiting = Array.from({ length: 3 }, () => sender.send({ method: 'GET', url: `http://${host}/` }).catch((error: unknown) => error))
  await new Promise((resolve) => setTimeout(resolve, 50))
  await sender.close()
  expect(await Promise.all(waiting)).toMatchObject(Array.from({ length: 3 }, () => ({ code: 'interrupted' })))
  expect(asked).toEqual([])
})
