// Enters what a source discovered: new posts, changed ones, and those already known. The same post never gets a second item.
import type { Discovered } from '../domain/archive.ts'
import { cleanText } from '../domain/failures.ts'
import type { Sql } from './sql.ts'

export interface Enrolled {
  readonly new: number
  readonly changed: number
  readonly unchanged: number
}

/** One batch, with the items it spoke of. */
export interface EnrolledBatch extends Enrolled {
  readonly items: readonly number[]
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
export async function enroll(sql: Sql, found: readonly Discovered[], context: EnrollContext): Promise<EnrolledBatch> {
  const rows = await sql.query<{ how: keyof Enrolled; n: number; items: readonly number[] }>(
    'select how, n::int, items from enroll($1::jsonb, $2, $3, $4)',
    [JSON.stringify(found.map(asRow)), context.job, context.run, context.actor],
    'enroll',
  )
  const count = (how: keyof Enrolled) => rows.find((row) => row.how === how)?.n ?? 0
  return { new: count('new'), changed: count('changed'), unchanged: count('unchanged'), items: rows.flatMap((row) => row.items) }
}

function asRow(one: Discovered, n: number) {
  return {
    n,
    key: cleanText(one.key),
    keys: [...new Set([one.key, ...one.aliases])].map(cleanText),
    ...(one.holds === undefined ? {} : { holds: one.holds.map(cleanText) }),
    ref: one.ref,
    version: one.version,
    title: one.title === null ? null : cleanText(one.title),
    url: one.url === null ? null : cleanText(one.url),
    listed: one.listed.value,
  }
}

/** Not those a person has written off, nor one that turned out to be another's twin. */
const STILL_WANTED = `i.state not in ('gone', 'excluded') and i.failure is distinct from 'joined-twin'`

/**
 * After a whole look at the source: which posts of the job it no longer has. They are noted and told in the audit log, and nothing else
 * happens to them: a list that was cut, a page that failed to come, is no deletion. Returns how many are missing now.
 */
export async function noteUnseen(sql: Sql, seen: readonly number[], { job, run, actor }: EnrollContext): Promise<number> {
  return await sql.transaction(async (inside) => {
    await inside.query('delete from unseen where job = $1 and item = any($2::bigint[])', [job, seen])
    // a post that stands in a gathered article now is seen there
    await inside.query(
      'delete from unseen u using item i, item_key k where u.job = $1 and i.id = u.item and k.account = i.account and k.key = i.source_key and k.held',
      [job],
    )
    const added = await inside.query<{ key: string }>(
      `with missing as (
         insert into unseen (item, job, run)
         select id, job, $3 from item i where job = $1 and not (id = any($2::bigint[]))
           and not exists (select from item_key k where k.account = i.account and k.key = i.source_key and k.held)
         order by id
         on conflict (item) do nothing returning item)
       select i.source_key as key from missing m join item i on i.id = m.item where ${STILL_WANTED} order by i.id`,
      [job, seen, run],
    )
    const all = await countUnseen(inside, job)
    if (added.length > 0)
      await inside.query(`insert into audit_event (kind, job, run, actor, facts) values ('source.shrunk', $1, $2, $3, $4)`, [
        job,
        run,
        actor,
        { missing: all, since: added.length, first: added.slice(0, 20).map(({ key }) => key) },
      ])
    return all
  })
}

export async function countUnseen(sql: Sql, job: string): Promise<number> {
  const [row] = await sql.query<{ n: number }>(
    `select count(*)::int as n from unseen u join item i on i.id = u.item where u.job = $1 and ${STILL_WANTED}`,
    [job],
  )
  return row?.n ?? 0
}
