// The command line as a person runs it: a real child process, its two streams and its exit code.
import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface Surroundings {
  readonly databaseUrl: string
  readonly data: string
  readonly lang?: 'zh' | 'en'
  readonly env?: NodeJS.ProcessEnv
}

export function start(args: readonly string[], at: Surroundings): ChildProcessWithoutNullStreams {
  const { GUIJI_LANG: _lang, REDIS_URL: _redis, DATABASE_URL: _database, ...env } = process.env
  return spawn(process.execPath, ['bin/guiji.mjs', ...args], {
    cwd: ROOT, env: { ...env, DATABASE_URL: at.databaseUrl, GUIJI_DATA: at.data, GUIJI_LANG: at.lang ?? 'en', ...at.env },
  })
}

export function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  const [out, err]: [Buffer[], Buffer[]] = [[], []]
  child.stdout.on('data', (some: Buffer) => out.push(some))
  child.stderr.on('data', (some: Buffer) => err.push(some))
  child.stdin.end()
  return new Promise((done) => child.on('close', (code) => done({ code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() })))
}

export function guiji(args: readonly string[], at: Surroundings): Promise<Ended> {
  return ended(start(args, at))
}
