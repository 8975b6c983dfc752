// A second guiji for test/ledger/embedded.test.ts: holds the embedded server of the folder given, says so, and waits to be told to let go.
import { once } from 'node:events'
import { Failure } from '../../src/domain/failures.ts'
import { ensurePostgres } from '../../src/ledger/embedded.ts'

const held = await ensurePostgres({ dataDir: process.argv[2] ?? '' }).catch((error: unknown) => {
  process.stdout.write(error instanceof Failure ? error.code : String(error))
  process.exit(1)
})
process.stdout.write(`${JSON.stringify({ url: held.url, started: held.started })}\n`)
await once(process.stdin, 'data')
await held.release()
process.exit(0)
