// guiji as an operator has it: real processes of the command line on a data folder of their own. In: what to migrate and which servers
// to use. Out: a place where commands can be run, watched and killed. It kills only what it started.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { describe, vi } from 'vitest'
import { GUIJI, plainEnvironment, ROOT, spawnIn } from './command-line.ts'
import { freshDatabase } from './database.ts'
import { REDIS_SKIPPED, redisHere, startRedis, type TestRedis } from './redis.ts'

export const DEMO_ARCHIVE = join(ROOT, 'examples/qingshi-health')

// whole accounts on a busy machine take their time
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

export interface Ended {
  /** 128 + n never occurs here: a killed process has no code. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly pid: number
  readonly ended: Promise<Ended>
  /** Everything it has written to stderr until now. */
  said(): string
  kill(signal?: NodeJS.Signals): Promise<Ended>
}

export interface Place {
  /** Everything of this place is below it: data folder, job file, archives made by the test. */
  readonly folder: string
  readonly data: string
  readonly site: string
  /** The demo job, with the source of this place. */
  readonly job: string
  readonly redis: TestRedis | null
  start(...args: string[]): Running
  /** The same in a process with further settings. */
  startWith(env: Readonly<Record<string, string>>, ...args: string[]): Running
  run(...args: string[]): Promise<Ended>
  /** Runs a command with --json and gives its object; the exit code must be 0, or the one that is awaited. */
  json(args: readonly string[], code?: number): Promise<Json>
  rows(text: string, values?: readonly unknown[]): Promise<readonly Row[]>
  /** Everything it has started. */
  readonly children: ReadonlySet<Running>
  /** The environment of its processes. */
  readonly env: NodeJS.ProcessEnv
  end(): Promise<void>
}

export interface Json {
  readonly [name: string]: unknown
}
type Row = Readonly<Record<string, unknown>>

export interface PlaceOptions {
  /** Folder or zip; by default the demo archive as it stands in the repository. */
  readonly source?: string
  readonly settings?: Readonly<Record<string, string>>
  /** Changes the text of the job file. */
  readonly edit?: (text: string) => string
  /** A server of its own; by default a fresh database in the server of the test run. Null = embedded, no setting at all. */
  readonly databaseUrl?: string | null
  readonly data?: string
}

export interface Backend {
  readonly kind: 'postgres' | 'redis'
  open(options?: PlaceOptions): Promise<Place>
}

/** One suite, run for each queue backend. */
export function onBothBackends(suite: (backend: Backend) => void): void {
  describe('with the queues in PostgreSQL', () => {
    suite({ kind: 'postgres', open: (options = {}) => openPlace(options, null) })
  })
  describe.skipIf(!redisHere)(`with the queues in Redis${redisHere ? '' : ` (${REDIS_SKIPPED})`}`, () => {
    suite({ kind: 'redis', open: async (options = {}) => openPlace(options, await startRedis()) })
  })
}

export async function openPlace(options: PlaceOptions = {}, redis: TestRedis | null = null): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'guiji-journey-'))
  const data = options.data ?? join(folder, 'data')
  const fresh = options.databaseUrl === undefined ? await freshDatabase() : null
  const databaseUrl = options.databaseUrl ?? fresh?.url ?? null
  const job = join(folder, 'demo.yaml')
  writeFileSync(job, (options.edit ?? same)(jobText(options.source ?? DEMO_ARCHIVE)))
  const env = {
    ...plainEnvironment(),
    GUIJI_LANG: 'en',
    ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
    ...(redis === null ? {} : { REDIS_URL: redis.url }),
    ...options.settings,
  }
  const running = new Set<Running>()
  const startWith = (more: Readonly<Record<string, string>>, ...args: string[]): Running => {
    const child = launch([...args, '--data', data], { env: { ...env, ...more }, cwd: folder })
    running.add(child)
    return child
  }
  const run = (...args: string[]) => startWith({}, ...args).ended
  return {
    folder,
    data,
    env,
    children: running,
    site: join(data, 'site'),
    job,
    redis,
    run,
    startWith,
    start: (...args) => startWith({}, ...args),
    json: async (args, code = 0) => parsed(await run(...args, '--json'), code, args),
    rows: (text, values = []) => ask(databaseUrl ?? '', text, values),
    async end() {
      await Promise.all([...running].map((child) => child.kill()))
      await redis?.stop()
      await fresh?.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function same(text: string): string {
  return text
}

function jobText(source: string): string {
  return readFileSync(join(ROOT, 'jobs/demo.yaml'), 'utf8')
    .replace('path: ../examples/qingshi-health', `path: ${JSON.stringify(source)}`)
    .replace('mapping: ../mappings/demo.yaml', `mapping: ${JSON.stringify(join(ROOT, 'mappings/demo.yaml'))}`)
}

function launch(args: readonly string[], how: { env: NodeJS.ProcessEnv; cwd: string }): Running {
  const child = spawnIn([...GUIJI, ...args], how)
  child.stdin.end()
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  })
  return {
    pid: child.pid ?? 0,
    ended,
    said: () => stderr,
    kill: (signal = 'SIGKILL') => {
      child.kill(signal)
      return ended
    },
  }
}

export function parsed(ended: Ended, code: number, args: readonly string[]): Json {
  if (ended.code !== code)
    throw new Error(`guiji ${args.join(' ')} ended with ${ended.code}, not ${code}\n${ended.stdout}\n${ended.stderr}`)
  return JSON.parse(ended.stdout) as Json
}

async function ask(url: string, text: string, values: readonly unknown[]): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Row>(text, [...values])).rows
  } finally {
    await client.end()
  }
}

/** Looks again and again until it is so; a journey that gets stuck says at what. */
export async function until(
  what: string,
  look: () => Promise<boolean> | boolean,
  children: ReadonlySet<Running> = new Set(),
): Promise<void> {
  for (const end = Date.now() + 90_000; Date.now() < end; await sleep(60)) if (await look()) return
  throw new Error(`waited 90 s in vain until ${what}\n${[...children].map((child) => `${child.pid}: ${child.said()}`).join('\n')}`)
}
