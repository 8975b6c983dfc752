// What people ordered to be masked in a post.
import type { Sql } from './sql.ts'

export async function readMasks(sql: Sql, item: string): Promise<ReadonlySet<string>> {
  const rows = await sql.query<{ code: string }>('select distinct unnest(codes) as code from mask_order where item = $1', [item], 'masks')
  return new Set(rows.map(({ code }) => code))
}
