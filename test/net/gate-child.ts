// A worker for test/net/gate.test.ts: asks every host again and again, as fast as the gate of the ledger lets it, until its input ends.
import { Failure } from '../../src/domain/failures.ts'
import { openDatabase } from '../../src/ledger/database.ts'
import { openHostGate } from '../../src/ledger/host-gate.ts'
import { openNet } from '../../src/net/client.ts'

const [databaseUrl = '', name = '', perSecond = '1', ...hosts] = process.argv.slice(2)
const database = await openDatabase(databaseUrl)
const net = openNet({
  hosts,
  allowPrivate: hosts,
  requestsPerSecond: Number(perSecond),
  perHost: 2,
  maxBytes: 1000,
  patienceMs: 0,
  gate: openHostGate(database),
})

let going = true
const codes: Record<string, number> = {}

async function askOn(host: string): Promise<void> {
  while (going) {
    try {
      await net.get(`http://${host}/?${name}`)
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure
      codes[failure.code] = (codes[failure.code] ?? 0) + 1
      // as the line does: the item is tried again when its time has come
      await new Promise((resolve) => setTimeout(resolve, Math.min(failure.retryAfterMs ?? 100, 200)))
    }
  }
}

process.stdin
  .on('data', () => {})
  .on('end', () => {
    going = false
  })
process.stdout.write('ready\n')
await Promise.all(hosts.flatMap((host) => [askOn(host), askOn(host)]))
await net.close()
await database.close()
process.stdout.write(`${JSON.stringify(codes)}\n`)
