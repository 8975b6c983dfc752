// The inventory of service functions (服务功能清单) of a job's account: noted from sources, listed, completed by people through one door
// with an event each, and the question that closing asks: is it complete?
import type { ServiceFunction } from '../domain/account.ts'
import { cleanText } from '../domain/failures.ts'
import type { Destination, FunctionKind } from '../domain/functions.ts'
import type { Sql } from './sql.ts'

/** One line of the inventory. */
export interface FunctionRow {
  readonly key: string
  readonly kind: FunctionKind
  readonly name: string
  readonly under: string | null
  readonly address: string | null
  readonly answer: string | null
  /** Grows with everything that people complete; what a change is compared with. */
  readonly revision: number
  readonly destination: Destination | null
  readonly new_address: string | null
  readonly reason: string | null
  readonly decided_by: string | null
  readonly decided_at: Date | null
  /** Does the old address work? Null = nobody knows. */
  readonly alive: boolean | null
  /** `person`, `answers`, or the failure code of the look at it. */
  readonly alive_how: string | null
  readonly alive_at: Date | null
  /** Who gave it: the file or call of each source; empty = posts only. */
  readonly seen_by: readonly string[]
  readonly first_at: Date
  readonly last_at: Date
  /** Neither a source nor a post has it now. It stays in the inventory. */
  readonly unseen: boolean
  /** How many posts lead to it, by their newest drafts, and the first of them by its date. */
  readonly posts: number
  readonly first_post: string | null
}

export interface NotedFunctions {
  readonly here: number
  readonly fresh: number
  readonly gone: number
}

/** What a source gave at its last `discover`. Only a `whole` look tells what it gives no more. */
export async function noteFunctions(
  sql: Sql,
  given: readonly ServiceFunction[],
  of: { readonly job: string; readonly run: string; readonly actor: string; readonly whole: boolean },
): Promise<NotedFunctions> {
  const each = new Map(given.map((one) => [one.key, one]))
  const [row] = await sql.query<NotedFunctions>('select here, fresh, gone from note_functions($1::jsonb, $2, $3, $4, $5)', [
    JSON.stringify([...each.values()], storable),
    of.job,
    of.run,
    of.actor,
    of.whole,
  ])
  return row ?? { here: 0, fresh: 0, gone: 0 }
}

function storable(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? cleanText(value) : value
}

/** SQL: what `lacksOf` says of a row `f`. */
const OPEN = '(f.destination is null or (f.address is not null and f.alive is null))'
const ACCOUNT = '(select account from job where name = $1)'

export interface FunctionFilter {
  readonly job: string
  /** Only what is not complete. */
  readonly open?: boolean
  readonly keys?: readonly string[]
  readonly after?: string | undefined
  readonly limit: number
}

/** In the order of their keys, a page at a time; one statement, however many posts lead to them. */
export function listFunctions(sql: Sql, filter: FunctionFilter): Promise<FunctionRow[]> {
  return sql.query<FunctionRow>(
    `with page as materialized (
       select f.* from service_function f
       where f.account = ${ACCOUNT} and f.key > $2 and (not $3 or ${OPEN}) and ($4::text[] is null or f.key = any($4))
       order by f.key limit $5
     ), used as (
       select u.key, count(*)::int as posts, max(u.at) as at,
         (array_agg(i.id::text order by i.published_at nulls last, i.id))[1] as first_post
       from page p join function_use u on u.account = p.account and u.key = p.key join item i on i.id = u.item group by u.key
     ), seen as (
       select s.key, array_agg(distinct s.told_by) as by, min(s.first_at) as first_at, max(s.last_at) as last_at, bool_or(s.here) as here
       from page p join function_seen s on s.account = p.account and s.key = p.key group by s.key
     )
     select p.key, p.kind, p.name, p.under, p.address, p.answer, p.revision, p.destination, p.new_address, p.reason, p.decided_by,
       p.decided_at, p.alive, p.alive_how, p.alive_at, coalesce(s.by, '{}') as seen_by, p.found_at as first_at,
       greatest(p.found_at, s.last_at, u.at) as last_at, not coalesce(s.here, false) and u.key is null as unseen,
       coalesce(u.posts, 0) as posts, u.first_post
     from page p left join used u on u.key = p.key left join seen s on s.key = p.key
     order by p.key`,
    [filter.job, filter.after ?? '', filter.open ?? false, filter.keys ?? null, filter.limit],
  )
}

export interface FunctionCounts {
  readonly total: number
  /** Not complete: what closing waits for. */
  readonly open: number
  /** In no source and no post any more; they are in `total`, and in `open` unless completed. */
  readonly unseen: number
}

/** What closing asks: a job's account may close only when `open` is 0. */
export async function openFunctions(sql: Sql, job: string): Promise<FunctionCounts> {
  const [row] = await sql.query<FunctionCounts>(
    `select count(*)::int as total, (count(*) filter (where ${OPEN}))::int as open,
       (count(*) filter (where not exists (select from function_seen s where s.account = f.account and s.key = f.key and s.here)
         and not exists (select from function_use u where u.account = f.account and u.key = f.key)))::int as unseen
     from service_function f where f.account = ${ACCOUNT}`,
    [job],
    'open_functions',
  )
  return row ?? { total: 0, open: 0, unseen: 0 }
}

/** What a person completes of one function. */
export interface Completion {
  readonly key: string
  /** The revision that the person saw. */
  readonly revision: number
  /** Null = only whether it is alive is told. */
  readonly to: Destination | null
  readonly address: string | null
  readonly reason: string | null
  readonly alive: boolean | null
  /** How it is known whether it is alive; null = nothing is told of that. */
  readonly how: string | null
}

/**
 * The one door of what people complete: all of them or none, by compare-and-set, each with its event. Returns the keys of those that
 * somebody else has changed since (or that do not exist); then nothing was written. `each` = every one by itself passes or not.
 */
export async function completeFunctions(
  sql: Sql,
  changes: readonly Completion[],
  of: { readonly job: string; readonly by: string; readonly each?: boolean },
): Promise<readonly string[]> {
  class Moved extends Error {}
  let moved: string[] = []
  try {
    await sql.transaction(async (inside) => {
      const rows = await inside.query<{ changed: string }>('select changed from complete_functions($1::jsonb, $2, $3)', [
        JSON.stringify(changes, storable),
        of.job,
        of.by,
      ])
      const done = new Set(rows.map((row) => row.changed))
      moved = changes.filter(({ key }) => !done.has(key)).map(({ key }) => key)
      if (moved.length > 0 && of.each !== true) throw new Moved('rolled back')
    })
  } catch (error) {
    if (!(error instanceof Moved)) throw error
  }
  return moved
}
