// Entries that stand at a target, after they were published: held for a change by a person, looked at again, and drafts left behind.
import { tell } from './jobs.ts'
import type { Sql } from './sql.ts'

/**
 * Lease and fence for a person's change, whatever state the item is in. Null = a worker has the entry in hand. `doubtMs`: so long ago a
 * request of unknown outcome may have begun; null = none.
 */
export async function holdEntry(
  sql: Sql,
  of: { item: string; target: string; leaseMs: number },
): Promise<{ readonly fence: string; readonly doubtMs: number | null } | null> {
  const [row] = await sql.query<{ fence: string; doubt_ms: number | null }>(
    `update publication set fence = fence + 1, lease_until = clock_timestamp() + $3 * interval '1 millisecond'
     where item = $1 and target = $2 and (lease_until is null or lease_until < clock_timestamp())
     returning fence, (extract(epoch from clock_timestamp() - greatest(doubt_at, case when intent_at is not null then intent_send_by end)) * 1000)::float8 as doubt_ms`,
    [of.item, of.target, of.leaseMs],
    'hold_entry',
  )
  return row === undefined ? null : { fence: row.fence, doubtMs: row.doubt_ms }
}

/** What a later look found, and its event; nothing when it found the same as the look before. */
export async function noteDrift(
  sql: Sql,
  of: { item: string; job: string; target: string; drift: string | null; fields: readonly string[]; by: string },
): Promise<boolean> {
  return sql.transaction(async (inside) => {
    const rows = await inside.query(
      `update publication set drift = $3, drift_at = clock_timestamp() where item = $1 and target = $2 and drift is distinct from $3 returning 1`,
      [of.item, of.target, of.drift],
    )
    if (rows.length === 0) return false
    const kind = of.drift === null ? 'item.restored' : 'item.drifted'
    await tell(inside, {
      kind,
      item: of.item,
      job: of.job,
      actor: of.by,
      facts: { target: of.target, drift: of.drift, fields: [...of.fields] },
    })
    return true
  })
}

/** Of each name (see targets/entry-name.ts): the entry that is public under another name of the target. Names that are not settled are left out. */
export async function settledEntries(
  sql: Sql,
  target: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, { item: string; remoteId: string }>> {
  const rows = await sql.query<{ name: string; item: string; remote_id: string }>(
    `select n.name, p.item, p.remote_id from (
       select 'guiji-' || left(encode(sha256(convert_to(key, 'UTF8')), 'hex'), 24) as name, item, remote_id from publication
       where target = $1 and put_at is not null and intent_at is null and remote_id is not null) p
     join unnest($2::text[]) n(name) using (name)`,
    [target, names],
    'settled_entries',
  )
  return new Map(rows.map((row) => [row.name, { item: row.item, remoteId: row.remote_id }]))
}
