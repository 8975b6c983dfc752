// The sequencer on a real PostgreSQL with several writers: gapless, complete, one at a time.
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkpoint } from '../../src/ledger/audit/checkpoint.ts'
import { openAuditKey } from '../../src/ledger/audit/key.ts'
import { logSize, sequence, sequenceAll } from '../../src/ledger/audit/sequencer.ts'
import { verifyLedger } from '../../src/ledger/audit/verify.ts'
import type { Sql } from '../../src/ledger/sql.ts'
import { append, freshLog, type AuditLog } from './audit-log.ts'

let log: AuditLog
beforeEach(async () => {
  log = await freshLog()
})
afterEach(() => log.end())

async function counts(): Promise<Record<string, number>> {
  const [row] = await log.sql.query<
    Record<string, number>
  >(`select (select count(*)::int from audit_event) as events, (select count(*)::int from audit_leaf) as leaves,
    (select count(*)::int from audit_pending) as pending, (select coalesce(max(seq) + 1, 0)::int from audit_leaf) as next`)
  return row ?? {}
}

describe('the sequencer', () => {
  it('numbers events from 0 without a gap, in batches of any size', async () => {
    await append(log.sql, 700)
    expect(await sequence(log.sql, { batch: 1 })).toBe(1)
    expect(await sequence(log.sql, { batch: 254 })).toBe(254)
    expect(await sequenceAll(log.sql, { batch: 3 })).toBe(445)
    expect(await sequence(log.sql)).toBe(0)
    expect(await counts()).toEqual({ events: 700, leaves: 700, pending: 0, next: 700 })
    expect((await verifyLedger(log.sql)).problems).toEqual([])
  })

  it('does not skip an event whose transaction commits after later events were sequenced', async () => {
    await log.sql.session(async (late) => {
      await late.query('begin')
      await append(late, 3)
      await append(log.sql, 5)
      expect(await sequenceAll(log.sql)).toBe(5)
      await late.query('commit')
    })
    expect(await sequenceAll(log.sql)).toBe(3)
    const rows = await log.sql.query<{ event: string }>('select event from audit_leaf order by seq')
    expect(rows.map((row) => Number(row.event))).toEqual([4, 5, 6, 7, 8, 1, 2, 3])
    expect((await verifyLedger(log.sql)).problems).toEqual([])
  })

  it('goes on past ids that a rolled-back transaction took', async () => {
    await expect(
      log.sql.transaction(async (tx) => {
        await append(tx, 4)
        throw new Error('changed my mind')
      }),
    ).rejects.toThrow('changed my mind')
    await append(log.sql, 2)
    expect(await sequenceAll(log.sql)).toBe(2)
    expect((await verifyLedger(log.sql)).problems).toEqual([])
  })

  it('leaves everything as it was when it dies half-way', async () => {
    await append(log.sql, 300)
    const client = new pg.Client({ connectionString: log.url })
    client.on('error', () => {}) // the server ends this connection below, as meant
    await client.connect()
    const dying: Sql = {
      query: async <Row>(text: string, values: readonly unknown[] = []) => {
        if (text.includes('insert into audit_tile')) await client.query('select pg_terminate_backend(pg_backend_pid())')
        return (await client.query(text, [...values])).rows as Row[]
      },
      transaction: async (work) => {
        await client.query('begin')
        return work(dying)
      },
    }
    await expect(sequence(dying)).rejects.toThrow('terminat')
    expect(await counts()).toEqual({ events: 300, leaves: 0, pending: 300, next: 0 })
    expect(await sequenceAll(log.sql)).toBe(300)
    expect((await verifyLedger(log.sql)).problems).toEqual([])
  })

  it('keeps one order with three writers, two sequencers and a signer at once', async () => {
    const key = openAuditKey(log.folder)
    let writing = true
    const writer = async (size: number) => {
      for (let i = 0; i < 60; i++)
        await log.sql.transaction(async (tx) => {
          await append(tx, size)
          await tx.query('select pg_sleep(random() * 0.003)')
          await append(tx, 1)
        })
    }
    const sequencer = async () => {
      while (writing) await sequence(log.sql, { batch: 50 })
    }
    const signer = async () => {
      while (writing) await checkpoint(log.sql, key)
    }
    const helpers = [sequencer(), sequencer(), signer()]
    await Promise.all([writer(1), writer(4), writer(9)])
    writing = false
    await Promise.all(helpers)
    await sequenceAll(log.sql)
    await checkpoint(log.sql, key)
    expect(await counts()).toEqual({ events: 1020, leaves: 1020, pending: 0, next: 1020 })
    const report = await verifyLedger(log.sql, { verifiers: [key.verifier] })
    expect(report.problems).toEqual([])
    expect(report.checkpoints).toBeGreaterThan(1)
  })

  it('lets only one work at a time: the second returns at once with 0', async () => {
    await append(log.sql, 3)
    await log.sql.session(async (other) => {
      await other.query('begin')
      await other.query('select pg_advisory_xact_lock($1, $2)', [0x6775696a, 0x61756469])
      expect(await sequence(log.sql)).toBe(0)
      await other.query('rollback')
    })
    expect(await sequence(log.sql)).toBe(3)
    expect(await logSize(log.sql)).toBe(3)
  })
})

describe('the audit tables', () => {
  it.each(['audit_event', 'audit_leaf', 'audit_tile', 'audit_checkpoint'])('refuse to change or lose a row of %s', async (table) => {
    await append(log.sql, 2)
    await sequenceAll(log.sql)
    await checkpoint(log.sql, openAuditKey(log.folder))
    const column = { audit_event: 'kind', audit_leaf: 'canonical', audit_tile: 'tree', audit_checkpoint: 'note' }[table]
    await expect(log.sql.query(`update ${table} set ${column} = ${column}`)).rejects.toThrow('insert-only')
    await expect(log.sql.query(`delete from ${table}`)).rejects.toThrow('insert-only')
    await expect(log.sql.query(`truncate ${table}`)).rejects.toThrow('insert-only')
    expect(await log.sql.query(`select from ${table}`)).not.toHaveLength(0)
  })
})

describe('the role guiji_app', () => {
  it('appends, sequences, signs and verifies, and can do nothing else to the log', async () => {
    await log.sql.query(`do $$ begin create role guiji_app; exception when duplicate_object or unique_violation then null; end $$`)
    const later = await freshLog()
    try {
      await later.sql.session(async (app) => {
        await app.query('set role guiji_app')
        await append(app, 3)
        expect(await sequenceAll(app)).toBe(3)
        await checkpoint(app, openAuditKey(later.folder))
        expect((await verifyLedger(app)).ok).toBe(true)
        for (const table of ['audit_event', 'audit_leaf', 'audit_tile', 'audit_checkpoint', 'audit_pending']) {
          await expect(app.query(`truncate ${table}`)).rejects.toThrow('permission denied')
          await expect(app.query(`alter table ${table} disable trigger all`)).rejects.toThrow('must be owner')
        }
        await expect(app.query('delete from audit_leaf')).rejects.toThrow('permission denied')
        await expect(app.query(`update audit_event set actor = 'x'`)).rejects.toThrow('permission denied')
        await expect(app.query('set session_replication_role = replica')).rejects.toThrow('permission denied')
      })
    } finally {
      await later.end()
    }
  })
})
