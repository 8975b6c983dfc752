// How fast the audit log is sequenced, verified inside and verified from an export, and what it costs in CPU, node and server together.
// Alone: node bench/audit.ts [events]; BENCH_DATABASE_URL names a server to use, else guiji's own is started in a temporary folder.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { checkpoint } from '../src/ledger/audit/checkpoint.ts'
import { exportAudit } from '../src/ledger/audit/export.ts'
import { openAuditKey } from '../src/ledger/audit/key.ts'
import { sequence } from '../src/ledger/audit/sequencer.ts'
import { verifyLedger } from '../src/ledger/audit/verify.ts'
import { openDatabase, type Database } from '../src/ledger/database.ts'
import { ensurePostgres } from '../src/ledger/embedded.ts'
import { migrate } from '../src/ledger/migrate.ts'

/** One measured piece of work. CPU is user + system time; server = the PostgreSQL processes of this bench's connections. */
export interface AuditRow {
  readonly what: string
  readonly events: number
  readonly perSecond: number
  readonly cpuMsPerEvent: number
  readonly serverMsPerEvent: number | null
  readonly peakMb: number
}

/** Appends, sequences and verifies `events` events in a fresh database on `url`. */
export async function benchAudit(url: string, events = 100_000): Promise<AuditRow[]> {
  const admin = await openDatabase(url, 1)
  const name = `bench_audit_${randomUUID().slice(0, 8)}`
  await admin.query(`create database ${name}`)
  const folder = mkdtempSync(join(tmpdir(), 'guiji-bench-'))
  try {
    const sql = await openDatabase(new URL(`/${name}`, url).href, 1)
    try {
      await migrate(sql)
      return await measureAll(sql, folder, events)
    } finally {
      await sql.close()
    }
  } finally {
    await admin.query(`drop database ${name} with (force)`)
    await admin.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measureAll(sql: Database, folder: string, events: number): Promise<AuditRow[]> {
  const [backend] = await sql.query<{ pid: number }>('select pg_backend_pid() as pid')
  const measured = (what: string, work: () => Promise<unknown>) => measure({ what, events, server: backend?.pid ?? 0 }, work)
  const withOutbox = await measured('append 64 at a time, with outbox', () => append(sql, events))
  const sequenced = await measured('sequence, batches of 1024', async () => {
    while ((await sequence(sql)) > 0);
  })
  await checkpoint(sql, openAuditKey(folder))
  const inside = await measured('verify in the database', async () => mustPass(await verifyLedger(sql)))
  const written = await measured('export', () => exportAudit(sql, join(folder, 'export')))
  const outside = measureChild(join(folder, 'export', 'verify.mjs'), events)
  await sql.query('alter table audit_event disable trigger audit_event_pend')
  const without = await measured('append 64 at a time, without outbox', () => append(sql, events))
  return [without, withOutbox, sequenced, inside, written, outside]
}

async function append(sql: Database, events: number): Promise<void> {
  for (let done = 0; done < events; done += 64) {
    await sql.query(
      `insert into audit_event (kind, item, job, run, actor, facts) select 'item.fetched', n, 'demo', 1, 'worker:fetch',
         jsonb_build_object('capture', encode(sha256(n::text::bytea), 'hex'), 'epoch', 3, 'from', 'discovered', 'to', 'fetched')
       from generate_series($1::int + 1, $2::int) n`,
      [done, Math.min(done + 64, events)],
      'bench-append',
    )
  }
}

function mustPass({ ok }: { ok: boolean }): void {
  if (!ok) throw new Error('the bench made a log that does not verify')
}

async function measure(
  { what, events, server }: { what: string; events: number; server: number },
  work: () => Promise<unknown>,
): Promise<AuditRow> {
  const [cpu, serverBefore, start] = [process.cpuUsage(), serverMs(server), performance.now()]
  await work()
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const [before, after] = [serverBefore, serverMs(server)]
  const serverPart = before === null || after === null ? null : after - before
  return {
    what,
    events,
    perSecond: Math.round(events / seconds),
    cpuMsPerEvent: ((user + system) / 1000 + (serverPart ?? 0)) / events,
    serverMsPerEvent: serverPart === null ? null : serverPart / events,
    peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
  }
}

// CPU of one server process so far, where /proc can tell it: ticks of 10 ms.
function serverMs(pid: number): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return null
  }
}

// The verifier tells its own CPU and memory when it leaves, through a preloaded line of code.
function measureChild(script: string, events: number): AuditRow {
  const tell = `data:text/javascript,process.on('exit',()=>console.error(JSON.stringify({cpu:process.cpuUsage(),rss:process.resourceUsage().maxRSS})))`
  const start = performance.now()
  const said = execFileSync('/bin/sh', ['-c', '"$0" --import "$1" "$2" 2>&1 >/dev/null', process.execPath, tell, script], {
    encoding: 'utf8',
  })
  const seconds = (performance.now() - start) / 1000
  const { cpu, rss } = JSON.parse(said) as { cpu: NodeJS.CpuUsage; rss: number }
  return {
    what: 'verify.mjs on the export',
    events,
    perSecond: Math.round(events / seconds),
    cpuMsPerEvent: (cpu.user + cpu.system) / 1000 / events,
    serverMsPerEvent: null,
    peakMb: Math.round(rss / 1024),
  }
}

if (import.meta.main) {
  const dataDir = mkdtempSync(join(tmpdir(), 'guiji-bench-pg-'))
  const given = process.env['BENCH_DATABASE_URL']
  const server = given === undefined ? await ensurePostgres({ dataDir }) : undefined
  try {
    console.table(await benchAudit(given ?? server?.url ?? '', Number(process.argv[2] ?? 100_000)))
  } finally {
    await server?.release()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
