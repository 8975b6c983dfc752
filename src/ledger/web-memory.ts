// What a job's addresses gave when they were asked last, kept in the ledger for all workers: validators and a digest, never content.
import type { Remembered, WebMemory } from '../domain/web.ts'
import type { Sql } from './sql.ts'

/** For where there is no ledger: nothing is known, nothing is kept. */
export const NO_MEMORY: WebMemory = { recall: async () => new Map(), remember: async () => {} }

export function webMemory(sql: Sql, job: string): WebMemory {
  return {
    async recall(urls) {
      const rows = await sql.query<Remembered & { readonly url: string }>(
        `select url, version, etag, last_modified as "lastModified" from web_memory where job = $1 and url = any($2)`,
        [job, urls],
      )
      return new Map(rows.map(({ url, ...seen }) => [url, seen]))
    },
    async remember(seen) {
      await sql.query(
        `insert into web_memory as m (job, url, version, etag, last_modified)
         select $1, s.url, s.version, s.etag, s."lastModified"
         from jsonb_to_recordset($2::jsonb) as s(url text, version text, etag text, "lastModified" text) order by s.url
         on conflict (job, url) do update set version = excluded.version, etag = excluded.etag, last_modified = excluded.last_modified, seen_at = now()`,
        [job, JSON.stringify([...seen].map(([url, one]) => ({ url, ...one })))],
      )
    },
  }
}
