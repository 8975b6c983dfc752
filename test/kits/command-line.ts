// The command line as a person runs it: a real child process, its two streams and its exit code.
import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '../..')
const NODE = join(ROOT, 'node_modules/node/bin/node')

/** What to put before any arguments of guiji. */
export const GUIJI = [NODE, join(ROOT, 'bin/guiji.mjs')] as const

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

/** No setting of the machine that runs the tests may reach the process. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(GUIJI_|DATABASE_URL|REDIS_URL|VITEST|NODE_)/.test(name)))
}

export function environmentOf(at: Surroundings): NodeJS.ProcessEnv {
  return { ...plainEnvironment(), DATABASE_URL: at.databaseUrl, GUIJI_DATA: at.data, GUIJI_LANG: at.lang ?? 'en', ...at.env }
}

export function spawnIn(command: readonly string[], how: { env: NodeJS.ProcessEnv; cwd: string }): ChildProcessWithoutNullStreams {
  const [file = '', ...args] = command
  return spawn(file, args, how)
}

export function start(args: readonly string[], at: Surroundings): ChildProcessWithoutNullStreams {
  return spawnIn([...GUIJI, ...args], { cwd: ROOT, env: environmentOf(at) })
}

export function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  const [out, err]: [Buffer[], Buffer[]] = [[], []]
  child.stdout.on('data', (some: Buffer) => out.push(some))
  child.stderr.on('data', (some: Buffer) => err.push(some))
  child.stdin.end()
  return new Promise((done) =>
    child.on('close', (code) => done({ code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() })),
  )
}

export function guiji(args: readonly string[], at: Surroundings): Promise<Ended> {
  return ended(start(args, at))
}
