// Before all tests: one private PostgreSQL in a temporary folder, by guiji's own code, and a loud word when Redis is missing.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { ensurePostgres } from '../src/ledger/embedded.ts'
import { redisHere, REDIS_SKIPPED } from './kits/redis.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A server that tests may make databases in; see test/kits/database.ts. */
    postgresUrl: string
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (!redisHere) process.stderr.write(`\n${'!'.repeat(100)}\n${REDIS_SKIPPED}\n${'!'.repeat(100)}\n\n`)
  const dataDir = mkdtempSync(join(tmpdir(), 'guiji-test-'))
  // Nothing here outlives the run, so nothing needs to reach the disk.
  const settings = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_wal_size: '256MB' }
  const server = await ensurePostgres({ dataDir, settings })
  project.provide('postgresUrl', server.url)
  return async () => {
    await server.release()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
