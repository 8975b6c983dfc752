// Files as they stand at a target that names them itself. Each is sent once over all workers: claimed before it is sent, entered after.
import type { Sql } from './sql.ts'
import { BATCH, gather } from './gather.ts'

interface Known {
  readonly id: string
  readonly url: string
}

interface FileClaim {
  readonly fence: string
  /** So many ms ago an earlier request may have begun: look before you send. Null = none is open. */
  readonly doubtMs: number | null
}

export function openUploads(sql: Sql) {
  const known = gather<{ target: string; digest: string }, Known | null>(
    async (asked) => {
      const rows = await sql.query<Known & { target: string; digest: string }>(
        `select u.target, u.digest, u.remote_id as id, u.url from jsonb_to_recordset($1::jsonb) as a(target text, digest text)
         join upload u using (target, digest) where u.remote_id is not null`,
        [JSON.stringify(asked)],
        'uploads',
      )
      const byName = new Map(rows.map((row) => [`${row.target} ${row.digest}`, { id: row.id, url: row.url }]))
      return asked.map((one) => byName.get(`${one.target} ${one.digest}`) ?? null)
    },
    { ...BATCH, apart: (one) => `${one.target} ${one.digest}` },
  )
  return {
    known,
    /** Null = it is known by now, or another worker is sending it. */
    async claim(of: { target: string; digest: string; leaseMs: number }): Promise<FileClaim | null> {
      const [row] = await sql.query<{ fence_no: string; doubt_ms: number | null }>(
        'select * from claim_upload($1, $2, $3)',
        [of.target, of.digest, of.leaseMs],
        'claim_upload',
      )
      return row === undefined ? null : { fence: row.fence_no, doubtMs: row.doubt_ms }
    },
    /** A new request begins, after it is certain that no earlier one brought the file. False = another worker has it now. */
    async intend(of: { target: string; digest: string; fence: string }): Promise<boolean> {
      const rows = await sql.query(
        'update upload set intent_at = clock_timestamp() where target = $1 and digest = $2 and fence = $3 and remote_id is null returning 1',
        [of.target, of.digest, of.fence],
        'intend_upload',
      )
      return rows.length > 0
    },
    /** False = another worker has it now. */
    async enter(of: { target: string; digest: string; fence: string }, stands: Known): Promise<boolean> {
      const rows = await sql.query(
        `update upload set remote_id = $4, url = $5, intent_at = null, lease_until = null
         where target = $1 and digest = $2 and fence = $3 and remote_id is null returning 1`,
        [of.target, of.digest, of.fence, stands.id, stands.url],
        'enter_upload',
      )
      return rows.length > 0
    },
    /** `unsent`: the target surely has nothing of it. */
    async release(of: { target: string; digest: string; fence: string }, unsent: boolean): Promise<void> {
      await sql.query(
        'update upload set lease_until = null, intent_at = case when $4 then null else intent_at end where target = $1 and digest = $2 and fence = $3',
        [of.target, of.digest, of.fence, unsent],
        'release_upload',
      )
    },
    /** The site has lost these files, or changed them: the next publication sends them again. */
    async forget(target: string, urls: readonly string[]): Promise<void> {
      await sql.query(
        'update upload set remote_id = null, url = null, intent_at = null, lease_until = null where target = $1 and url = any($2)',
        [target, urls],
      )
    },
  }
}
