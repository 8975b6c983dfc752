// The PostgreSQL that guiji brings along: started, shared, stopped and found again by real processes, whatever was killed before.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Failure } from '../../src/domain/failures.ts'
import { ensurePostgres, postgresStatus, stopPostgres } from '../../src/ledger/embedded.ts'
import { freshDatabase } from '../kits/database.ts'

const script = fileURLToPath(new URL('embedded-child.ts', import.meta.url))
const namespacesHere = spawnSync('unshare', ['-Urm', 'true']).status === 0
const settings = { fsync: 'off' }
let root: string
let dataDir: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'guiji-embedded-'))
  dataDir = join(root, '数据 "目录" $HOME \'x\'')
})

afterEach(async () => {
  await stopPostgres(dataDir, { evenIfUsed: true }).catch(() => {})
  rmSync(root, { recursive: true, force: true })
})

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text)).rows
  } finally {
    await client.end()
  }
}

async function secondGuiji(folder: string): Promise<{ child: ChildProcess; url: string; started: boolean; leave: () => Promise<void> }> {
  const child = spawn(process.execPath, [script, folder], { stdio: ['pipe', 'pipe', 'inherit'] })
  const [line] = await once(child.stdout, 'data')
  const { url, started } = JSON.parse(String(line)) as { url: string; started: boolean }
  const leave = async () => {
    const exited = once(child, 'exit')
    child.stdin.write('leave\n')
    await exited
  }
  return { child, url, started, leave }
}

describe('the embedded PostgreSQL', () => {
  it('starts in a folder whose name has spaces, Chinese, quotes and a dollar sign, and the last to leave stops it', async () => {
    const first = await ensurePostgres({ dataDir, settings })
    expect(first.started).toBe(true)
    const [facts] = await query(
      first.url,
      `select current_database() as db, current_setting('server_encoding') as encoding,
      (select datlocale from pg_database where datname = current_database()) as locale, current_setting('listen_addresses') as listens`,
    )
    expect(facts).toEqual({ db: 'guiji', encoding: 'UTF8', locale: 'C.UTF-8', listens: '127.0.0.1' })

    const second = await ensurePostgres({ dataDir, settings })
    expect(second.started).toBe(false)
    expect(second.url).toBe(first.url)
    expect(await postgresStatus(dataDir)).toMatchObject({ state: 'running', users: 2, pinned: false })

    await first.release()
    await first.release()
    expect(await postgresStatus(dataDir)).toMatchObject({ state: 'running', users: 1 })
    await second.release()
    expect(await postgresStatus(dataDir)).toMatchObject({ state: 'stopped', pid: null })
    expect(readdirSync(dataDir).sort()).toEqual(['postgres', 'postgres.json'])
  })

  it('asks for the password, which only the owner of the data folder can read', async () => {
    const held = await ensurePostgres({ dataDir, settings })
    const url = new URL(held.url)
    expect(url.password.length).toBeGreaterThan(20)
    expect(statSync(join(dataDir, 'postgres.json')).mode & 0o777).toBe(0o600)
    expect(statSync(join(dataDir, 'postgres')).mode & 0o077).toBe(0)
    url.password = 'wrong'
    await expect(query(url.href, 'select 1')).rejects.toMatchObject({ code: '28P01' })
    await held.release()
  })

  it('loses nothing when the server is killed: the next one starts it again', async () => {
    const first = await ensurePostgres({ dataDir })
    await query(first.url, 'create table kept as select generate_series(1, 1000) as n')
    const { pid } = await postgresStatus(dataDir)
    process.kill(pid ?? 0, 'SIGKILL')

    const second = await ensurePostgres({ dataDir })
    expect(second.started).toBe(true)
    expect(await query(second.url, 'select count(*)::int as n from kept')).toEqual([{ n: 1000 }])
    await first.release()
    expect((await postgresStatus(dataDir)).users).toBe(1)
    await second.release()
    expect((await postgresStatus(dataDir)).state).toBe('stopped')
  })

  it("starts although the killed server's process id now belongs to another program", async () => {
    await (await ensurePostgres({ dataDir, settings })).release()
    writeFileSync(
      join(dataDir, 'postgres', 'postmaster.pid'),
      `${process.pid}\n${join(dataDir, 'postgres')}\n1\n5432\n\n127.0.0.1\n0 0\nready\n`,
      { mode: 0o600 },
    )
    const held = await ensurePostgres({ dataDir, settings })
    expect(held.started).toBe(true)
    await held.release()
  })

  it('is started once when three processes want it at once, and a killed one does not take it along', async () => {
    const all = await Promise.all([secondGuiji(dataDir), secondGuiji(dataDir), secondGuiji(dataDir)])
    expect(all.filter((one) => one.started)).toHaveLength(1)
    expect(new Set(all.map((one) => one.url)).size).toBe(1)
    const [first, second, third] = all
    const gone = once(first.child, 'exit')
    first.child.kill('SIGKILL')
    await gone
    await second.leave()
    expect(await query(third.url, 'select 1 as one')).toEqual([{ one: 1 }])
    await third.leave()
    expect((await postgresStatus(dataDir)).state).toBe('stopped')
  })

  it('takes over the lock of a dead process and clears away a half-made cluster', async () => {
    const dead = spawn('true')
    await once(dead, 'exit')
    mkdirSync(join(dataDir, 'postgres.new-77', 'cluster'), { recursive: true })
    writeFileSync(join(dataDir, 'postgres.lock'), JSON.stringify({ pid: dead.pid, host: hostname(), id: 'x' }))
    const held = await ensurePostgres({ dataDir, settings })
    expect(existsSync(join(dataDir, 'postgres.new-77'))).toBe(false)
    await held.release()
  })

  it('stays when it is pinned, and stop takes the pin off', async () => {
    const held = await ensurePostgres({ dataDir, settings, pin: true })
    expect(await stopPostgres(dataDir)).toBe('in-use')
    await held.release()
    expect(await postgresStatus(dataDir)).toMatchObject({ state: 'running', users: 0, pinned: true })
    expect(await stopPostgres(dataDir)).toBe('stopped')
    expect(await stopPostgres(dataDir)).toBe('not-running')
    expect(await postgresStatus(dataDir)).toMatchObject({ state: 'stopped', pinned: false })
  })

  it('moves to another port when its own was taken meanwhile, and finds its data again', async () => {
    const first = await ensurePostgres({ dataDir, settings })
    await query(first.url, 'create table kept (n int)')
    await first.release()
    const port = Number(new URL(first.url).port)
    const squatter = createServer().listen(port, '127.0.0.1')
    await once(squatter, 'listening')
    const second = await ensurePostgres({ dataDir, settings })
    expect(Number(new URL(second.url).port)).not.toBe(port)
    expect(await query(second.url, 'select * from kept')).toEqual([])
    await second.release()
    const failure: unknown = await ensurePostgres({ dataDir, settings, port }).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(Failure)
    expect(failure).toMatchObject({ code: 'database-unreachable', message: expect.stringContaining(String(port)) })
    squatter.close()
  })

  it('finds a way in when postgres.json was lost', async () => {
    const first = await ensurePostgres({ dataDir, settings })
    await query(first.url, 'create table kept (n int)')
    await first.release()
    rmSync(join(dataDir, 'postgres.json'))
    const second = await ensurePostgres({ dataDir, settings })
    expect(second.url).not.toBe(first.url)
    expect(await query(second.url, 'select * from kept')).toEqual([])
    await second.release()
  })

  it('refuses a cluster of another PostgreSQL and leaves it alone', async () => {
    mkdirSync(join(dataDir, 'postgres'), { recursive: true })
    writeFileSync(join(dataDir, 'postgres', 'PG_VERSION'), '14\n')
    await expect(ensurePostgres({ dataDir })).rejects.toMatchObject({
      code: 'data-folder-unusable',
      message: expect.stringMatching(/PostgreSQL 14.*18/),
    })
    expect(readFileSync(join(dataDir, 'postgres', 'PG_VERSION'), 'utf8')).toBe('14\n')
  })

  it('says that a file stands where the data folder should be', async () => {
    writeFileSync(dataDir, 'not a folder')
    await expect(ensurePostgres({ dataDir })).rejects.toMatchObject({ code: 'data-folder-unusable' })
  })

  it.skipIf(!namespacesHere)('says that the disk is full (skipped where user namespaces are not allowed)', () => {
    mkdirSync(dataDir)
    const mounted = 'mount -t tmpfs -o size=20m none "$1" && exec "$2" "$3" "$1"'
    const full = spawnSync('unshare', ['-Urm', 'sh', '-c', mounted, 'sh', dataDir, process.execPath, script], { encoding: 'utf8' })
    expect(full.stdout).toBe('disk-full')
  })

  it.skipIf(process.getuid?.() === 0)('says that the folder is read-only (skipped as root, who may write everywhere)', async () => {
    mkdirSync(dataDir)
    chmodSync(dataDir, 0o500)
    await expect(ensurePostgres({ dataDir })).rejects.toMatchObject({ code: 'data-folder-unusable' })
    chmodSync(dataDir, 0o700)
  })
})

describe('the test database kit', () => {
  it('gives every caller an empty database of its own', async () => {
    const [one, two] = await Promise.all([freshDatabase(), freshDatabase()])
    await query(one.url, 'create table only_here (n int)')
    await expect(query(two.url, 'select * from only_here')).rejects.toMatchObject({ code: '42P01' })
    await Promise.all([one.drop(), two.drop()])
    await expect(query(one.url, 'select 1')).rejects.toMatchObject({ code: '3D000' })
  })
})
