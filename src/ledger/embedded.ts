// The PostgreSQL that guiji brings along: given a data folder, it answers with an address to connect to, starting the server if need be.
// It never stops a server that another guiji uses or that was pinned, and never removes data.
import { existsSync, mkdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { Failure } from '../domain/failures.ts'
import { both } from '../domain/words.ts'
import { freePort, newPassword, readAccess, urlOf, writeAccess, type Access } from './embedded/access.ts'
import {
  checkVersion,
  clusterOf,
  explain,
  makeCluster,
  removeStalePid,
  serverProcess,
  setPassword,
  startCluster,
  stopCluster,
  type Settings,
} from './embedded/cluster.ts'
import { codeOf, locked } from './embedded/lock.ts'

export interface EnsureOptions {
  readonly dataDir: string
  /** Use this port and no other; by default any free one, kept for the next time. */
  readonly port?: number
  /** True (`services start`): the server stays when the last guiji leaves. */
  readonly pin?: boolean
  /** Further PostgreSQL settings, for tests. */
  readonly settings?: Settings
}

export interface EmbeddedPostgres {
  /** Connects to the database `guiji`; holds the password, so it must never be printed. */
  readonly url: string
  /** True when this call started the server. */
  readonly started: boolean
  /** Lets go. The last one to let go stops the server, unless it is pinned. Safe to call twice. */
  release(): Promise<void>
}

export interface PostgresStatus {
  readonly state: 'none' | 'stopped' | 'running'
  readonly folder: string
  readonly port: number | null
  readonly pid: number | null
  readonly pinned: boolean
  /** Processes of guiji that use it now. */
  readonly users: number
  readonly version: string | null
}

const READY_MS = 90_000

/** Makes the cluster if there is none, starts the server if it is not running, and holds it until `release`. */
export async function ensurePostgres(options: EnsureOptions): Promise<EmbeddedPostgres> {
  const data = openFolder(options.dataDir)
  return withLock(data, async () => {
    const running = await holdRunning(data, options)
    const { access, keeper } = running ?? (await holdStarted(data, options))
    let released: Promise<void> | undefined
    return {
      url: urlOf(access),
      started: running === null,
      release: () => (released ??= withLock(data, () => letGo(data, keeper))),
    }
  })
}

/** How the embedded server of a data folder stands; starts nothing. */
export async function postgresStatus(dataDir: string): Promise<PostgresStatus> {
  const data = resolve(dataDir)
  const access = readAccess(data)
  const none = { folder: clusterOf(data), port: access?.port ?? null, pid: null, pinned: access?.pinned ?? false, users: 0, version: null }
  if (!existsSync(clusterOf(data))) return { ...none, state: 'none' }
  const client = access && serverProcess(data) !== null && (await connect(access, 'guiji-status').catch(() => null))
  if (!client) return { ...none, state: 'stopped' }
  try {
    const version = await client.query<{ server_version: string }>('show server_version')
    return {
      ...none,
      state: 'running',
      pid: serverProcess(data),
      users: await users(client),
      version: version.rows[0]?.server_version ?? null,
    }
  } finally {
    await client.end()
  }
}

/** Stops the server and takes the pin off. `in-use`: other processes of guiji use it and `evenIfUsed` was not given; nothing was done. */
export async function stopPostgres(
  dataDir: string,
  options: { readonly evenIfUsed?: boolean } = {},
): Promise<'stopped' | 'in-use' | 'not-running'> {
  const data = resolve(dataDir)
  if (!existsSync(clusterOf(data))) return 'not-running'
  return withLock(data, async () => {
    const { state, users: held } = await postgresStatus(data)
    if (state === 'running' && held > 0 && options.evenIfUsed !== true) return 'in-use'
    const access = readAccess(data)
    if (access?.pinned === true) writeAccess(data, { ...access, pinned: false })
    if (state !== 'running' && serverProcess(data) === null) return 'not-running'
    await stopCluster(data)
    return 'stopped'
  })
}

interface Held {
  readonly access: Access
  readonly keeper: pg.Client
}

async function holdRunning(data: string, options: EnsureOptions): Promise<Held | null> {
  const known = readAccess(data)
  // Whoever else listens on the port may never answer.
  if (!known || serverProcess(data) === null) return null
  const keeper = await connectKeeper(known).catch(() => null)
  if (!keeper) return null
  if (options.port !== undefined && options.port !== known.port) {
    await keeper.end()
    throw new Failure(
      'database-unreachable',
      both(
        `${data} 的自带 PostgreSQL 已在端口 ${known.port} 运行,不是 ${options.port};请先运行 guiji services stop`,
        `the embedded PostgreSQL of ${data} already runs on port ${known.port}, not ${options.port}: run guiji services stop first`,
      ),
    )
  }
  const access = { ...known, pinned: options.pin ?? known.pinned }
  if (access.pinned !== known.pinned) writeAccess(data, access)
  return { access, keeper }
}

async function holdStarted(data: string, options: EnsureOptions): Promise<Held> {
  const access = await prepare(data, options)
  await startAndWait(data, access, options)
  await makeDatabase(access)
  return { access, keeper: await connectKeeper(access) }
}

/** Cluster, port and password, all there and fitting together, server not running. */
async function prepare(data: string, options: EnsureOptions): Promise<Access> {
  const known = readAccess(data)
  const password = known?.password ?? newPassword()
  const made = existsSync(clusterOf(data))
  if (made) await checkVersion(data)
  if (serverProcess(data) !== null) await waitOrStop(data, known)
  removeStalePid(data)
  const port = await freePort(options.port ?? known?.port ?? 0, options.port !== undefined)
  if (port === null)
    throw new Failure(
      'database-unreachable',
      both(`127.0.0.1 的端口 ${options.port} 已被其他程序占用`, `port ${options.port} of 127.0.0.1 is taken by another program`),
    )
  const access = { port, password, pinned: options.pin ?? known?.pinned ?? false }
  // The password is on disk before the cluster that knows it.
  writeAccess(data, access)
  if (!made) await makeCluster(data, password)
  else if (!known) await setPassword(data, password)
  return access
}

// It runs but did not take us: still recovering (then it will soon, and is stopped cleanly), or with a password that was lost.
async function waitOrStop(data: string, known: Access | null): Promise<void> {
  const until = Date.now() + READY_MS
  while (known && Date.now() < until && serverProcess(data) !== null) {
    const client = await connect(known, 'guiji-wait', 'postgres').catch((error: unknown) => error)
    if (client instanceof pg.Client) {
      await client.end()
      break
    }
    if (codeOf(client) !== '57P03') break
    await sleep(200)
  }
  if (serverProcess(data) !== null) await stopCluster(data)
}

async function startAndWait(data: string, access: Access, options: EnsureOptions): Promise<void> {
  const until = Date.now() + READY_MS
  let starting = await startCluster(data, access.port, options.settings ?? {})
  for (;;) {
    const client = await connect(access, 'guiji-start', 'postgres').catch(() => null)
    if (client) return client.end()
    if (starting.ended()) {
      const said = starting.said()
      // The last processes of a killed server need a moment to notice.
      if (!/still in use|lock file .* already exists/i.test(said) || Date.now() > until)
        throw explain(data, 'PostgreSQL did not start', said)
      await sleep(500)
      starting = await startCluster(data, access.port, options.settings ?? {})
    }
    if (Date.now() > until) throw explain(data, 'PostgreSQL did not become ready in 90 seconds', starting.said())
    await sleep(40)
  }
}

async function makeDatabase(access: Access): Promise<void> {
  const client = await connect(access, 'guiji-start', 'postgres')
  try {
    const there = await client.query("select 1 from pg_database where datname = 'guiji'")
    if (there.rowCount === 0) await client.query('create database guiji')
  } finally {
    await client.end()
  }
}

async function connectKeeper(access: Access): Promise<pg.Client> {
  const keeper = await connect(access, `guiji-keeper:${process.pid}`)
  // Only its being connected matters; it must not keep the process alive. (The driver has it, its types do not.)
  if ('unref' in keeper && typeof keeper.unref === 'function') keeper.unref()
  return keeper
}

async function connect(access: Access, name: string, database = 'guiji'): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: urlOf(access, database),
    application_name: name,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  })
  // A server that dies is noticed by the next query; without a listener it would end the process.
  client.on('error', () => {})
  await client.connect()
  return client
}

async function letGo(data: string, keeper: pg.Client): Promise<void> {
  await keeper.end().catch(() => {})
  const access = readAccess(data)
  if (!access || access.pinned) return
  const client = await connect(access, 'guiji-release').catch(() => null)
  if (!client) return
  const others = await users(client).finally(() => client.end())
  if (others === 0) await stopCluster(data)
}

async function users(client: pg.Client): Promise<number> {
  const counted = await client.query<{ n: number }>(
    "select count(*)::int as n from pg_stat_activity where application_name like 'guiji-keeper:%'",
  )
  return counted.rows[0]?.n ?? 0
}

function openFolder(dataDir: string): string {
  const data = resolve(dataDir)
  try {
    mkdirSync(data, { recursive: true })
    if (!statSync(data).isDirectory()) throw new Error('not a folder')
    return data
  } catch (cause) {
    throw folderFailure(data, cause)
  }
}

async function withLock<T>(data: string, work: () => Promise<T>): Promise<T> {
  try {
    return await locked(join(data, 'postgres.lock'), work)
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    throw folderFailure(data, cause)
  }
}

// Errors of the file system speak of the data folder; all others are bugs and stay as they are.
function folderFailure(data: string, cause: unknown): unknown {
  const code = codeOf(cause)
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new Failure('disk-full', both(`内置数据库 ${data} 所在磁盘已满`, `no space left for the database in ${data}`), { cause })
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT', 'ENAMETOOLONG'].includes(code)) {
    return new Failure(
      'data-folder-unusable',
      both(`数据目录 ${data} 无法写入(${code})`, `the data folder ${data} cannot be written (${code})`),
      { cause },
    )
  }
  return cause
}
