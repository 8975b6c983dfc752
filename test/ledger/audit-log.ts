// A fresh ledger with ways to write events as the ledger does, for the tests of the audit log.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase, type Database } from '../../src/ledger/database.ts'
import { migrate } from '../../src/ledger/migrate.ts'
import type { Sql } from '../../src/ledger/sql.ts'
import { freshDatabase } from '../kits/database.ts'

export interface AuditLog {
  readonly sql: Database
  readonly url: string
  readonly folder: string
  end(): Promise<void>
}

export async function freshLog(): Promise<AuditLog> {
  const database = await freshDatabase()
  const sql = await openDatabase(database.url)
  await migrate(sql)
  const folder = mkdtempSync(join(tmpdir(), 'guiji-audit-'))
  const end = async () => {
    await sql.close()
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  }
  return { sql, url: database.url, folder, end }
}

/** Appends `count` events, of items 1…10 and jobs a and b in turn. */
export async function append(sql: Sql, count: number): Promise<void> {
  await sql.query(
    `insert into audit_event (kind, item, job, run, actor, facts)
     select 'item.fetched', 1 + n % 10, case n % 2 when 0 then 'a' else 'b' end, 1, 'worker', jsonb_build_object('digest', md5(n::text), '字', '甲"\\', 'n', n / 3.0)
     from generate_series(1, $1::int) n`,
    [count],
  )
}

/** Runs statements as an owner who switched the triggers off: what a tamperer with full rights would do. */
export async function tamper(sql: Sql, statement: string): Promise<void> {
  await sql.transaction(async (tx) => {
    await tx.query('set local session_replication_role = replica')
    await tx.query(statement)
  })
}
