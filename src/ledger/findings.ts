// The findings of a post as the ledger keeps them, revision by revision.
import type { Finding } from '../domain/findings.ts'
import type { Sql } from './sql.ts'

export type KeptFinding = Finding & { readonly revision: number }

interface FindingRow {
  revision: number
  code: Finding['code']
  level: Finding['level']
  about: string
  place: string | null
  at_from: number | null
  at_to: number | null
}

/** Of one revision, or of all. */
export async function readFindings(sql: Sql, of: { readonly item: string; readonly revision?: number }): Promise<KeptFinding[]> {
  const rows = await sql.query<FindingRow>(
    'select * from finding where item = $1 and ($2::int is null or revision = $2) order by revision, n',
    [of.item, of.revision ?? null],
  )
  return rows.map(asFinding)
}

function asFinding(row: FindingRow): KeptFinding {
  const place = row.place === null ? {} : { where: row.place }
  const plain = { revision: row.revision, code: row.code, level: row.level, about: row.about, ...place }
  return row.at_from === null || row.at_to === null ? plain : { ...plain, at: [row.at_from, row.at_to] }
}
