// Enters what a source discovered: new posts, changed ones, and those already known. The same post never gets a second item.
import type { Discovered } from '../domain/archive.ts'
import { cleanText } from '../domain/failures.ts'
import type { Sql } from './sql.ts'

export interface Enrolled {
  readonly new: number
  readonly changed: number
  readonly unchanged: number
}

interface EnrollContext {
  readonly job: string
  readonly run: string
  readonly actor: string
}

/**
 * One batch of discoveries in one transaction. A known post is recognised by its key or any alias; a changed one goes back to
 * `discovered` unless a person has closed it (archived, excluded, withdrawn), and keeps its place in the ledger.
 */
export async function enroll(sql: Sql, found: readonly Discovered[], context: EnrollContext): Promise<Enrolled> {
  const rows = await sql.query<{ how: keyof Enrolled; n: number }>(
    'select how, n::int from enroll($1::jsonb, $2, $3, $4)',
    [JSON.stringify(found.map(asRow)), context.job, context.run, context.actor],
    'enroll',
  )
  const count = (how: keyof Enrolled) => rows.find((row) => row.how === how)?.n ?? 0
  return { new: count('new'), changed: count('changed'), unchanged: count('unchanged') }
}

function asRow(one: Discovered, n: number) {
  return {
    n,
    key: cleanText(one.key),
    keys: [...new Set([one.key, ...one.aliases])].map(cleanText),
    ref: one.ref,
    version: one.version,
    title: one.title === null ? null : cleanText(one.title),
    url: one.url === null ? null : cleanText(one.url),
    listed: one.listed.value,
  }
}
