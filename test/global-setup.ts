// Before all tests: one private PostgreSQL in a temporary folder, by guiji's own code, and a loud word when Redis is missing.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { ensurePostgres, postgresStatus } from '../src/ledger/embedded.ts'
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
  const watch = process.platform === 'win32' ? null : watchOver(dataDir, (await postgresStatus(dataDir)).pid)
  return async () => {
    watch?.kill('SIGKILL')
    await server.release()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

// A run that is killed can't tidy up: then this ends its server and removes its folder.
function watchOver(dataDir: string, server: number | null): ChildProcess {
  const script = 'while kill -0 "$1" 2>/dev/null; do sleep 2; done; kill -INT "$2"; sleep 3; rm -rf "$3"'
  const watch = spawn('sh', ['-c', script, 'sh', String(process.pid), String(server ?? ''), dataDir], { detached: true, stdio: 'ignore' })
  watch.unref()
  return watch
}
