// The cluster folder <data>/postgres: made in a temporary folder and renamed, started, stopped. Its caller holds the lock.
// It never removes a finished cluster.
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { handOver, runProgram, runner, startServer } from './binaries.ts'
import { isAlive } from './lock.ts'

/** PostgreSQL settings by name; written to guiji.conf before every start. */
export type Settings = Readonly<Record<string, string>>

const SETTINGS: Settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  password_encryption: 'scram-sha-256',
  max_connections: '100',
  shared_buffers: '128MB',
  wal_compression: 'on',
  synchronous_commit: 'on',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Statements may carry scraped text, which must not end up in a log.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
}

export function clusterOf(data: string): string {
  return join(data, 'postgres')
}

function logOf(data: string): string {
  return join(clusterOf(data), 'guiji.log')
}

/** Makes the cluster. What an earlier, interrupted attempt left behind is removed first. */
export async function makeCluster(data: string, password: string): Promise<void> {
  for (const name of readdirSync(data)) if (name.startsWith('postgres.new-')) rmSync(join(data, name), { recursive: true, force: true })
  const staging = join(data, `postgres.new-${process.pid}`)
  const secret = join(staging, 'password')
  const fresh = join(staging, 'cluster')
  const by = await runner()
  for (const folder of [staging, fresh]) {
    mkdirSync(folder, { mode: 0o700 })
    handOver(folder, by)
  }
  writeFileSync(secret, password, { mode: 0o600 })
  handOver(secret, by)
  try {
    const made = await runProgram('initdb', [
      '-D',
      fresh,
      '-U',
      'guiji',
      '-A',
      'scram-sha-256',
      `--pwfile=${secret}`,
      // PostgreSQL's own C.UTF-8: the same order and case rules on every machine, whatever locales it has.
      '-E',
      'UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ])
    if (!made.ok) throw explain(data, 'PostgreSQL could not make its cluster', made.output)
    writeFileSync(join(fresh, 'postgresql.conf'), "\ninclude_if_exists = 'guiji.conf'\n", { flag: 'a' })
    renameSync(fresh, clusterOf(data))
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}

/** Throws when the cluster was made by another major version of PostgreSQL, or is no cluster. */
export async function checkVersion(data: string): Promise<void> {
  const file = join(clusterOf(data), 'PG_VERSION')
  if (!existsSync(file))
    throw new Failure(
      'data-folder-unusable',
      both(
        `${clusterOf(data)} 已存在但不是 PostgreSQL 数据目录;请移走,或另选目录`,
        `${clusterOf(data)} exists but is no PostgreSQL cluster: move it away, or choose another folder`,
      ),
    )
  const made = readFileSync(file, 'utf8').trim()
  const said = (await runProgram('postgres', ['--version'])).output
  const ours = /\) (\d+)/.exec(said)?.[1]
  if (ours === undefined) throw explain(data, 'PostgreSQL does not run on this machine', said)
  if (made !== ours) {
    throw new Failure(
      'data-folder-unusable',
      both(
        `${clusterOf(data)} 由 PostgreSQL ${made} 建立,而本版 guiji 自带 ${ours};见 docs/operate.md“A newer PostgreSQL”一节`,
        `${clusterOf(data)} was made by PostgreSQL ${made}, but this guiji brings ${ours}: see docs/operate.md, "A newer PostgreSQL"`,
      ),
    )
  }
}

export interface Starting {
  /** True once the server process has ended by itself. */
  readonly ended: () => boolean
  /** What the server has written to its log since it was started. */
  readonly said: () => string
}

/** Starts the server and does not wait for it. */
export async function startCluster(data: string, port: number, extra: Settings): Promise<Starting> {
  const cluster = clusterOf(data)
  const log = logOf(data)
  writeSettings(join(cluster, 'guiji.conf'), { ...SETTINGS, ...extra, port: String(port) })
  if (existsSync(log) && statSync(log).size > 10 << 20) truncateSync(log)
  const from = existsSync(log) ? statSync(log).size : 0
  const file = openSync(log, 'a', 0o600)
  const by = await runner()
  for (const path of [join(cluster, 'guiji.conf'), log, cluster]) handOver(path, by)
  let ended = false
  try {
    const child = await startServer(['-D', cluster], file)
    child.once('error', () => {
      ended = true
    })
    child.once('exit', () => {
      ended = true
    })
    child.unref()
  } finally {
    closeSync(file)
  }
  return { ended: () => ended, said: () => readFileSync(log).subarray(from).toString('utf8') }
}

function writeSettings(file: string, settings: Settings): void {
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`)
  writeFileSync(
    file,
    `# Written by guiji before every start; put your own settings into postgresql.conf below the include.\n${lines.join('\n')}\n`,
    { mode: 0o600 },
  )
}

/** Stops the server, which must be known to run; open connections are cut, nothing committed is lost. */
export async function stopCluster(data: string): Promise<void> {
  const stop = (mode: string) => runProgram('pg_ctl', ['stop', '-w', '-t', '30', '-m', mode, '-D', clusterOf(data)])
  const fast = await stop('fast')
  if (fast.ok || serverProcess(data) === null) return
  const immediate = await stop('immediate')
  if (!immediate.ok && serverProcess(data) !== null) throw explain(data, 'PostgreSQL did not stop', immediate.output)
}

/** The id of the living server process of this cluster, else null. */
export function serverProcess(data: string): number | null {
  const file = join(clusterOf(data), 'postmaster.pid')
  if (!existsSync(file)) return null
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  return Number.isInteger(pid) && pid > 1 && isAlive(pid) && worksIn(pid, clusterOf(data)) ? pid : null
}

/** A killed server leaves its pid file; when the id now belongs to another program, PostgreSQL would refuse to start for ever. */
export function removeStalePid(data: string): void {
  if (existsSync('/proc/self/cwd') && serverProcess(data) === null) rmSync(join(clusterOf(data), 'postmaster.pid'), { force: true })
}

// A server's working folder is its cluster. Where that can't be seen (no /proc), the id alone must do.
function worksIn(pid: number, cluster: string): boolean {
  if (!existsSync('/proc/self/cwd')) return true
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster)
  } catch {
    return false
  }
}

/** Gives the password a new value without knowing the old one; the server must be stopped. */
export async function setPassword(data: string, password: string): Promise<void> {
  const set = await runProgram('postgres', ['--single', '-D', clusterOf(data), 'postgres'], `alter role guiji password '${password}'\n`)
  if (!set.ok) throw explain(data, 'PostgreSQL could not be given a new password', set.output)
}

/** Turns what PostgreSQL said into a Failure that tells a person what to do. */
export function explain(data: string, what: string, output: string): Failure {
  const last =
    output
      .split('\n')
      .filter((line) => /FATAL|PANIC|error|could not|No space/i.test(line))
      .slice(-3)
      .join(' | ') || output.slice(-300)
  if (/No space left|Disk quota exceeded|wrote only \d+ of/i.test(output))
    return new Failure('disk-full', both(`${data} 所在磁盘已满`, `${what} in ${data}: no space left on the disk`))
  if (/shared libraries|cannot open shared object/i.test(output)) {
    return new Failure(
      'database-unreachable',
      both(
        `${what}: 缺少所需的库;请允许安装脚本后重新运行 npm ci,或设置 DATABASE_URL(${last})`,
        `${what}: its libraries are missing. Run npm ci again with install scripts allowed, or set DATABASE_URL (${last})`,
      ),
    )
  }
  if (/Permission denied|Read-only file system|Operation not permitted|EACCES/i.test(output)) {
    return new Failure(
      'data-folder-unusable',
      both(
        `${what}(${data}): 无权读写该目录;以 root 运行时请选 /root 以外的目录,或以普通用户运行 guiji(${last})`,
        `${what} in ${data}: it may not read or write there. As root, choose a folder outside /root or run guiji as an ordinary user (${last})`,
      ),
    )
  }
  return new Failure('database-unreachable', both(`${what}(${data}): ${last}`, `${what} in ${data}: ${last}`))
}
