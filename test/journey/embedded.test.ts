// The first minute of a stranger: no setting at all, an empty folder, one command.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { postgresStatus } from '../../src/ledger/embedded.ts'
import { openPlace, type Place } from '../kits/guiji.ts'
import { expectAllCounted } from '../kits/proof.ts'
import { oracle } from './oracle.ts'

let place: Place
afterEach(() => place.end())

it('migrates the demo account with its own database, which stops with the last command and starts with the next', async () => {
  place = await openPlace({ databaseUrl: null })
  const first = await place.json(['run', place.job])
  expect(first).toMatchObject({ outcome: 'finished', new: oracle.total })
  expectAllCounted(first, oracle.total)
  expect(existsSync(join(place.site, 'index.html'))).toBe(true)
  expect((await postgresStatus(place.data)).state).toBe('stopped')
  expect(await place.json(['run', place.job])).toMatchObject({ new: 0, changed: 0, unchanged: oracle.total, verified: first['verified'] })
  expect(await place.json(['audit', 'verify'])).toMatchObject({ ok: true })
  expect((await postgresStatus(place.data)).state).toBe('stopped')
})
