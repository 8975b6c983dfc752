// What sources say how much there is: kept as the newest claims of each speaker, told in the audit log when they change, and read beside what
// the ledger has. Decides nothing: a difference is for people to look at.
import { createHash } from 'node:crypto'
import type { Claim } from '../domain/account.ts'
import { cleanText } from '../domain/failures.ts'
import type { State } from '../domain/states.ts'
import { tell } from './jobs.ts'
import type { Sql } from './sql.ts'

interface Noting {
  readonly job: string
  readonly run: string
  readonly actor: string
}

/** What nobody repeats stays: it was said, and its time stands beside it. Returns how many speakers say something new. */
export async function noteClaims(sql: Sql, claims: readonly Claim[], of: Noting): Promise<number> {
  const said = Map.groupBy(claims.map(storable), ({ by }) => by)
  return await sql.transaction(async (inside) => {
    let changed = 0
    for (const [by, list] of said) if (await noteSpeaker(inside, { by, list: eachOnce(list) }, of)) changed += 1
    return changed
  })
}

async function noteSpeaker(sql: Sql, { by, list }: { by: string; list: readonly Claim[] }, { job, run, actor }: Noting): Promise<boolean> {
  const before = await sql.query<Claim>(
    'select told_by as by, scope, value as of, unit, said::float8 as count from claim where job = $1 and told_by = $2',
    [job, by],
  )
  const [was, is] = [digestOf(before), digestOf(list)]
  if (was === is) {
    await sql.query('update claim set run = $3, at = clock_timestamp() where job = $1 and told_by = $2', [job, by, run])
    return false
  }
  await sql.query('delete from claim where job = $1 and told_by = $2', [job, by])
  await sql.query(
    `insert into claim (job, told_by, scope, value, unit, said, run)
     select $1, $2, c.scope, c.of, c.unit, c.count, $3 from jsonb_to_recordset($4::jsonb) as c(scope text, of text, unit text, count bigint)`,
    [job, by, run, JSON.stringify(list)],
  )
  const whole = list.filter(({ scope }) => scope === 'all').map(({ unit, count }) => ({ unit, count }))
  const facts = { by, claims: list.length, digest: is, before: before.length === 0 ? null : was, all: whole }
  await tell(sql, { kind: 'source.claimed', job, run, actor, facts })
  return true
}

function storable({ by, scope, of, count, unit }: Claim): Claim {
  return {
    by: cleanText(by).slice(0, MOST_WORDS),
    scope,
    of: cleanText(of).slice(0, MOST_WORDS),
    count: Math.max(0, Math.round(count)),
    unit,
  }
}

/** PostgreSQL indexes up to some 2,700 bytes. */
const MOST_WORDS = 500

function eachOnce(list: readonly Claim[]): readonly Claim[] {
  return [...new Map(list.map((one) => [`${one.scope} ${one.unit} ${one.of}`, one])).values()]
}

function digestOf(list: readonly Claim[]): string {
  const lines = list.map(({ scope, of, unit, count }) => JSON.stringify([scope, of, unit, count]))
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex')
}

export interface ClaimRow extends Claim {
  readonly at: Date
}

/** Whole counts first, then by time and kind; claims about single posts are `missingPosts`. */
export function readClaims(sql: Sql, job: string): Promise<ClaimRow[]> {
  return sql.query<ClaimRow>(
    `select told_by as by, scope, value as of, unit, said::float8 as count, at from claim where job = $1 and scope <> 'post'
     order by array_position(array['all', 'year', 'month', 'day', 'kind'], scope), value, told_by, unit`,
    [job],
  )
}

/** Posts as the claims count them, by Beijing day (null = no date is known), kind (null = not read yet) and state. */
export interface Arrived {
  readonly day: string | null
  readonly kind: string | null
  readonly state: State
  readonly posts: number
}

export function countArrived(sql: Sql, job: string): Promise<Arrived[]> {
  return sql.query<Arrived>(
    // each post of a gathered article counts, and not that article
    `select to_char(at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as day, kind, state, count(*)::int as posts from (
       select published_at as at, kind, state from item
         where job = $1 and not ref ? 'gather' and (state <> 'excluded' or failure is distinct from 'gathered')
       union all
       select (p->>'at')::timestamptz, p->>'kind', i.state from item i cross join jsonb_array_elements(i.ref->'posts') p
         where i.job = $1 and i.ref ? 'gather' and (i.state <> 'excluded' or i.failure is distinct from 'gathered')) posts
     group by 1, 2, 3`,
    [job],
  )
}

/** A WeChat message holds up to eight posts, that share account and message number; of a post without them nobody knows, it counts alone. */
export function countMessages(sql: Sql, job: string): Promise<{ day: string | null; messages: number }[]> {
  return sql.query(
    `select to_char(i.published_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as day, count(distinct coalesce(m.message, i.source_key))::int as messages
     from item i left join lateral (
       select min(regexp_replace(k.key, ':[0-9]+$', '')) as message from item_key k where k.item = i.id and k.key ~ '^wechat:[^:]+:[0-9]+:[0-9]+$') m on true
     where i.job = $1 group by 1`,
    [job],
  )
}

export async function countPictures(sql: Sql, job: string): Promise<number> {
  const [row] = await sql.query<{ n: number }>(
    `select count(distinct p->>'digest')::int as n from item i join capture c on c.item = i.id and c.n = i.capture
     cross join jsonb_array_elements(c.parts) p where i.job = $1 and p->'asset'->>'mediaType' like 'image/%'`,
    [job],
  )
  return row?.n ?? 0
}

export interface MissingPost {
  readonly key: string
  readonly by: readonly string[]
}

/** Posts that somebody names one by one and that never arrived. */
export function missingPosts(sql: Sql, job: string, most: number): Promise<MissingPost[]> {
  return sql.query<MissingPost>(
    `select c.value as key, array_agg(distinct c.told_by order by c.told_by) as by
     from claim c join job j on j.name = c.job
     where c.job = $1 and c.scope = 'post' and c.said > 0
       and not exists (select from item_key k where k.key = c.value and k.account = j.account)
     group by c.value order by c.value limit $2`,
    [job, most],
  )
}

export interface AbsentPost {
  readonly item: string
  readonly key: string
  readonly title: string | null
  readonly url: string | null
  readonly published: Date | null
}

/** Known losses: a list names the post, and nothing else of it came. They wait for a person. */
export function absentPosts(sql: Sql, job: string, most: number): Promise<AbsentPost[]> {
  return sql.query<AbsentPost>(
    `select id as item, source_key as key, title, url, published_at as published from item
     where job = $1 and state = 'held' and failure = 'page-absent' order by published_at nulls last, id limit $2`,
    [job, most],
  )
}

/** What the one line says that stands under a run: the newest claim of everything, and of equals the largest. */
export interface SaidAndHave {
  readonly by: string
  readonly unit: Claim['unit']
  readonly said: number
  readonly have: number
}

export async function saidAndHave(sql: Sql, job: string): Promise<SaidAndHave | null> {
  const [claim] = await sql.query<ClaimRow>(
    `select told_by as by, scope, value as of, unit, said::float8 as count, at from claim where job = $1 and scope = 'all' and unit <> 'pictures'
     order by run desc, unit = 'posts' desc, said desc, told_by limit 1`,
    [job],
  )
  if (claim === undefined) return null
  const { by, unit, count } = claim
  const have =
    unit === 'messages'
      ? (await countMessages(sql, job)).reduce((sum, one) => sum + one.messages, 0)
      : (await sql.query<{ n: number }>('select count(*)::int as n from item where job = $1', [job]))[0]?.n
  return { by, unit, said: count, have: have ?? 0 }
}
