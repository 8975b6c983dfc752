// Verification inside the database: a sound log passes, and tampering with any table is found and named.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkpoint } from '../../src/ledger/audit/checkpoint.ts'
import { openAuditKey } from '../../src/ledger/audit/key.ts'
import { sequenceAll } from '../../src/ledger/audit/sequencer.ts'
import { verifyLedger } from '../../src/ledger/audit/verify.ts'
import type { Sql } from '../../src/ledger/sql.ts'
import { append, freshLog, tamper, type AuditLog } from './audit-log.ts'

let log: AuditLog
let outside: string[]

beforeAll(async () => {
  log = await freshLog()
  const key = openAuditKey(log.folder)
  await checkpoint(log.sql, key)
  for (const count of [100, 500, 100]) {
    await append(log.sql, count)
    await sequenceAll(log.sql)
    await checkpoint(log.sql, key)
  }
  await append(log.sql, 5)
  await sequenceAll(log.sql)
  await append(log.sql, 2)
  outside = [(await checkpoint(log.sql, openAuditKey(log.folder))).note]
})
afterAll(() => log.end())

/** A view of an open transaction in which further transactions are part of it. */
function inside(tx: Sql): Sql {
  return { query: (text, values) => tx.query(text, values), transaction: (work) => work(inside(tx)) }
}

/** Tampers inside a transaction that is then undone, so that each case begins with a sound log. */
async function foundAfter(statement: string, anchors = {}): Promise<string[]> {
  let found: string[] = []
  const undone = new Error('undone')
  await log.sql
    .transaction(async (tx) => {
      await tamper(inside(tx), statement)
      found = (await verifyLedger(tx, anchors)).problems.map(({ code, where }) => `${code}: ${where}`)
      throw undone
    })
    .catch((error: unknown) => {
      if (error !== undone) throw error
    })
  return found
}

describe('verifyLedger', () => {
  it('passes a sound log and counts what waits', async () => {
    expect(await verifyLedger(log.sql, { notes: outside, verifiers: [openAuditKey(log.folder).verifier] })).toEqual({
      ok: true,
      leaves: 705,
      pending: 2,
      checkpoints: 5,
      problems: [],
    })
  })

  it.each([
    ['an event changed', `update audit_event set facts = facts || '{"n": 7}' where id = 41`, 'event-differs: seq 40, event 41'],
    ['an actor changed', `update audit_event set actor = 'somebody' where id = 41`, 'event-differs: seq 40, event 41'],
    [
      'a time moved by a microsecond',
      `update audit_event set at = at + interval '1 microsecond' where id = 300`,
      'event-differs: seq 299, event 300',
    ],
    ['an event deleted', 'delete from audit_event where id = 41', 'event-missing: seq 40, event 41'],
    [
      'an event written past the outbox',
      `insert into audit_event (kind, actor) values ('item.verified', 'nobody')`,
      /^event-not-logged: event \d+$/,
    ],
    [
      'a waiting event struck from the outbox',
      'delete from audit_pending where event = (select max(event) from audit_pending)',
      /^event-not-logged: event \d+$/,
    ],
    ['an outbox row without event', 'insert into audit_pending values (999999)', 'pending-not-event: event 999999'],
    ['a logged event put in the outbox again', 'insert into audit_pending values (3)', 'pending-logged: event 3'],
    [
      'the text of a leaf changed',
      `update audit_leaf set canonical = replace(canonical, 'worker', 'walker') where seq = 12`,
      'event-differs: seq 12, event 13',
    ],
    [
      'a SHA-256 leaf hash changed',
      `update audit_leaf set leaf_sha256 = sha256('x') where seq = 12`,
      'leaf-hash-differs: seq 12, event 13',
    ],
    ['an SM3 leaf hash changed', `update audit_leaf set leaf_sm3 = sha256('x') where seq = 12`, 'leaf-hash-differs: seq 12, event 13'],
    ['a leaf deleted from the middle', 'delete from audit_leaf where seq = 12', 'leaf-missing: seq 12'],
    ['the last leaves deleted', 'delete from audit_leaf where seq >= 699', 'checkpoint-beyond-log: checkpoint 700'],
    [
      'two leaves exchanged',
      'update audit_leaf set seq = 9999 where seq = 5; update audit_leaf set seq = 5 where seq = 6; update audit_leaf set seq = 6 where seq = 9999',
      'event-differs: seq 5, event 7',
    ],
    [
      'a full tile changed',
      `update audit_tile set bytes = set_byte(bytes, 8191, 255 - get_byte(bytes, 8191)) where tree = 'sm3' and level = 0 and idx = 1 and width = 256`,
      'tile-differs: tile sm3/0/1',
    ],
    [
      'a narrow tile changed',
      `update audit_tile set bytes = set_byte(bytes, 0, 255 - get_byte(bytes, 0)) where tree = 'sha256' and level = 0 and idx = 0 and width = 100`,
      'tile-differs: tile sha256/0/0',
    ],
    ['an inner tile deleted', `delete from audit_tile where tree = 'sha256' and level = 1`, 'tile-missing: tile sha256/1/0'],
    ['a full tile deleted', 'delete from audit_tile where level = 0 and idx = 1 and width = 256', 'tile-missing: tile sha256/0/1'],
    [
      'a tile that is too early',
      `insert into audit_tile select tree, level, 9, width, bytes from audit_tile where width = 256 and idx = 0`,
      'tile-beyond-log: tile sha256/0/9',
    ],
    [
      'a checkpoint root changed',
      `update audit_checkpoint set root_sm3 = sha256('x') where size = 100`,
      'checkpoint-columns-differ: checkpoint 100',
    ],
    [
      'a checkpoint time changed',
      `update audit_checkpoint set at = at - interval '1 day' where size = 100`,
      'checkpoint-columns-differ: checkpoint 100',
    ],
    [
      'a checkpoint text changed',
      `update audit_checkpoint set note = replace(note, 'time 2', 'time 3') where size = 600`,
      'checkpoint-columns-differ: checkpoint 600',
    ],
    [
      'a signature changed',
      `update audit_checkpoint set note = regexp_replace(note, '— (\\S+) (.{40}).', '— \\1 \\2/') where size = 600`,
      'checkpoint-unsigned: checkpoint 600',
    ],
  ])('names the first wrong place after %s', async (_, statement, first) => {
    expect((await foundAfter(statement))[0]).toEqual(typeof first === 'string' ? first : expect.stringMatching(first))
  })

  it('finds a checkpoint that was signed with a key nobody named', async () => {
    const stranger = openAuditKey(`${log.folder}/stranger`)
    const report = await verifyLedger(log.sql, { verifiers: [stranger.verifier] })
    expect(report.problems[0]).toEqual({ code: 'checkpoint-unsigned', where: 'checkpoint 0' })
  })

  it('finds a log that was rewritten as a whole only with a checkpoint kept outside, and does', async () => {
    const rewrite = `delete from audit_checkpoint; delete from audit_tile; delete from audit_leaf; delete from audit_pending; delete from audit_event`
    expect(await foundAfter(rewrite)).toEqual([])
    const { verifier } = openAuditKey(log.folder)
    expect(await foundAfter(rewrite, { notes: outside, verifiers: [verifier] })).toEqual(['checkpoint-beyond-log: checkpoint 705'])
  })

  it('refuses to sign a log that does not continue its last checkpoint', async () => {
    const undone = new Error('undone')
    await log.sql
      .transaction(async (tx) => {
        await tamper(inside(tx), `update audit_tile set bytes = set_byte(bytes, 5, 255 - get_byte(bytes, 5)) where level = 1 and width = 2`)
        await sequenceAll(inside(tx))
        await expect(checkpoint(inside(tx), openAuditKey(log.folder))).rejects.toThrow('does not continue')
        throw undone
      })
      .catch((error: unknown) => {
        if (error !== undone) throw error
      })
  })
})
