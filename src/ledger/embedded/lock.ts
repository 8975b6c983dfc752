// One process at a time may make, start or stop the cluster of a data folder. The lock is a file with the holder's process id;
// the lock of a dead process is taken over. It never guards the data themselves: PostgreSQL does that.
import { randomUUID } from 'node:crypto'
import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'

const WAIT_MS = 120_000
const BEAT_MS = 2_000
/** A lock from another machine counts as dead when its holder has not touched it for so long. */
const DEAD_MS = 30_000

/** Runs `work` while holding the lock `file`; waits for a living holder. */
export async function locked<T>(file: string, work: () => Promise<T>): Promise<T> {
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), id: randomUUID() })
  await take(file, mine)
  const beat = setInterval(() => touch(file), BEAT_MS)
  try {
    return await work()
  } finally {
    clearInterval(beat)
    if (read(file) === mine) rmSync(file, { force: true })
  }
}

async function take(file: string, mine: string): Promise<void> {
  const until = Date.now() + WAIT_MS
  while (!create(file, mine)) {
    const holder = read(file)
    if (holder !== null && isDead(file, holder)) {
      takeAway(file, holder)
      continue
    }
    if (Date.now() > until)
      throw new Failure(
        'database-unreachable',
        both(`另一个 guiji 占用 ${file} 已两分钟`, `another guiji has held ${file} for two minutes`),
      )
    await sleep(50)
  }
}

function create(file: string, mine: string): boolean {
  try {
    writeFileSync(file, mine, { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

// Renaming takes exactly one file away: when it was a newer, living lock after all, it is put back.
function takeAway(file: string, dead: string): void {
  const aside = `${file}.${randomUUID()}`
  try {
    renameSync(file, aside)
  } catch {
    return
  }
  const taken = read(aside)
  if (taken !== null && taken !== dead) create(file, taken)
  rmSync(aside, { force: true })
}

function isDead(file: string, holder: string): boolean {
  const { pid, host } = parse(holder)
  if (pid !== null && host === hostname()) return !isAlive(pid)
  return age(file) > DEAD_MS
}

function parse(text: string): { pid: number | null; host: string | null } {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return { pid: null, host: null }
    const pid = 'pid' in value && typeof value.pid === 'number' ? value.pid : null
    return { pid, host: 'host' in value && typeof value.host === 'string' ? value.host : null }
  } catch {
    return { pid: null, host: null }
  }
}

/** True when a process with this id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

function age(file: string): number {
  try {
    return Date.now() - statSync(file).mtimeMs
  } catch {
    return 0
  }
}

function touch(file: string): void {
  try {
    const now = new Date()
    utimesSync(file, now, now)
  } catch {
    // Gone: somebody tidied by hand; the work goes on.
  }
}

/** The code of a system error, '' otherwise. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
