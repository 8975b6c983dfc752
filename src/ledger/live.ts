// Entries that stand at a target, after they were published: held for a change by a person, looked at again, and drafts left behind.
import { tell } from './jobs.ts'
import type { Sql } from './sql.ts'

/** What stands in the place of the digest of what a request will show, when it will show nothing. */
export const WITHDRAWAL = 'withdraw'

/** A person's hold on an entry, as a claim is a worker's. */
export interface Held {
  readonly fence: string
  /** So long ago a request of unknown outcome may have begun; negative = it still may; null = none. */
  readonly doubtMs: number | null
  /** What that request would show. */
  readonly doubtDigest: string | null
}

/**
 * Lease and fence for a person's change, whatever state the item is in. Null = a worker has the entry in hand, or the item has moved on
 * since the person looked (`epoch`). What an open intent may still bring is kept in mind, so that an intent of one's own may be opened.
 */
export async function holdEntry(sql: Sql, of: { item: string; target: string; epoch: number; leaseMs: number }): Promise<Held | null> {
  const [row] = await sql.query<{ fence: string; doubt_ms: number | null; doubt_digest: string | null }>(
    `update publication set fence = fence + 1, lease_until = clock_timestamp() + $3 * interval '1 millisecond',
       doubt_at = case when intent_at is null then doubt_at else greatest(doubt_at, intent_send_by) end,
       doubt_digest = case when intent_at is null then doubt_digest else intent_digest end
     where item = $1 and target = $2 and (lease_until is null or lease_until < clock_timestamp())
       and exists (select from item i where i.id = $1 and i.epoch = $4)
     returning fence, (extract(epoch from clock_timestamp() - doubt_at) * 1000)::float8 as doubt_ms, doubt_digest`,
    [of.item, of.target, of.leaseMs, of.epoch],
    'hold_entry',
  )
  return row === undefined ? null : { fence: row.fence, doubtMs: row.doubt_ms, doubtDigest: row.doubt_digest }
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
