// The account behind a job in numbers, for its assessment: how often it posted, what readers did, how much of it was service. Counted in
// the database, in a fixed number of statements; what is not known is null, never 0. Posts whose date is known less than to the month
// stand in no month.
import type { Sql } from './sql.ts'

export interface AccountQuestion {
  readonly job: string
  /** YYYY-MM-DD in Asia/Shanghai: days since the last post are counted up to it, and later posts are left out. */
  readonly until: string
  /** Columns whose posts count as services. */
  readonly serviceColumns: readonly string[]
}

/** Sums of what is known, and of how many posts it is known. */
export interface Sums {
  readonly posts: number
  readonly reads: number | null
  readonly readsKnown: number
  readonly likes: number | null
  readonly likesKnown: number
  readonly shares: number | null
  readonly sharesKnown: number
  readonly comments: number | null
  readonly commentsKnown: number
  readonly services: number
}

export interface AccountTotals extends Sums {
  /** Posts whose day is known. */
  readonly dated: number
  /** Posts that have been read: all shares are of these. */
  readonly read: number
  readonly gone: number
  /** YYYY-MM-DD in Asia/Shanghai. */
  readonly first: string | null
  readonly last: string | null
  readonly daysSince: number | null
  readonly originals: number
  readonly reprints: number
  readonly unsaid: number
  readonly withPictures: number
  readonly pictures: number
  readonly films: number
  readonly sounds: number
  readonly files: number
  readonly characters: number
}

interface Month extends Sums {
  /** YYYY-MM */
  readonly month: string
}

interface Gap {
  readonly days: number
  readonly from: string
  readonly to: string
}

export interface AccountFacts {
  readonly totals: AccountTotals
  /** From the first to the last with a post; those between without one are there too. */
  readonly months: readonly Month[]
  readonly kinds: readonly { readonly kind: string; readonly posts: number }[]
  readonly columns: readonly { readonly column: string | null; readonly posts: number }[]
  /** The longest times without a post, longest first; R2 names two weeks. */
  readonly gaps: readonly Gap[]
  /** How many times without a post were longer than two weeks. */
  readonly longGaps: number
}

/** Every post of the account but those that turned out to be another's twin. */
const POSTS = `posts as (
  select i.id, i.state, i.kind, i.column_id, f.*,
    case when coalesce(f.precision, 'second') in ('second', 'minute', 'day', 'month') then i.published_at at time zone 'Asia/Shanghai' end as at,
    coalesce(f.precision, 'second') not in ('month', 'year', 'unknown') as to_day,
    i.column_id = any($3) or u.item is not null as is_service
  from item i left join post_fact f on f.item = i.id
  left join (select distinct item from function_use where account = (select account from job where name = $1)) u on u.item = i.id
  where i.account = (select account from job where name = $1) and coalesce(i.failure, '') not in ('joined-twin', 'gathered')
    and (i.published_at is null or i.published_at < ($2::date + 1)::timestamp at time zone 'Asia/Shanghai')
)`

const SUMS = `count(*)::int as posts,
  sum(reads)::float8 as reads, count(reads)::int as "readsKnown", sum(likes)::float8 as likes, count(likes)::int as "likesKnown",
  sum(shares)::float8 as shares, count(shares)::int as "sharesKnown", sum(comments)::float8 as comments, count(comments)::int as "commentsKnown",
  (count(*) filter (where is_service))::int as services`

const TOTALS = `with ${POSTS}
  select ${SUMS}, (count(at) filter (where to_day))::int as dated, count(item)::int as read, (count(*) filter (where state = 'gone'))::int as gone,
    to_char(min(at) filter (where to_day), 'YYYY-MM-DD') as first, to_char(max(at) filter (where to_day), 'YYYY-MM-DD') as last,
    ($2::date - (max(at) filter (where to_day))::date)::int as "daysSince",
    (count(*) filter (where origin = 'original'))::int as originals, (count(*) filter (where origin = 'reprint'))::int as reprints,
    (count(*) filter (where origin = 'unsaid'))::int as unsaid, (count(*) filter (where pictures > 0))::int as "withPictures",
    coalesce(sum(pictures), 0)::float8 as pictures, coalesce(sum(films), 0)::float8 as films, coalesce(sum(sounds), 0)::float8 as sounds,
    coalesce(sum(files), 0)::float8 as files, coalesce(sum(characters), 0)::float8 as characters
  from posts`

const MONTHS = `with ${POSTS} select to_char(at, 'YYYY-MM') as month, ${SUMS} from posts where at is not null group by 1 order by 1`

const KINDS = `with ${POSTS} select grouping(column_id) = 1 as "isKind", kind, column_id as column, count(*)::int as posts
  from posts where kind is not null group by grouping sets ((kind), (column_id)) order by posts desc, kind, column_id`

const GAPS = `with ${POSTS}, days as (select distinct at::date as day from posts where at is not null and to_day),
  gaps as (select day - lag(day) over (order by day) as days, lag(day) over (order by day) as since, day from days)
  select days, to_char(since, 'YYYY-MM-DD') as "from", to_char(day, 'YYYY-MM-DD') as "to", (count(*) filter (where days > 14) over ())::int as long
  from gaps where days is not null order by days desc, day limit 5`

export function accountFacts(sql: Sql, question: AccountQuestion): Promise<AccountFacts> {
  // one snapshot, so that its numbers agree; and these statements look at every post, unlike all others of the ledger
  return sql.transaction(async (inside) => {
    await inside.query('set transaction isolation level repeatable read, read only')
    await inside.query(
      "select set_config(name, 'on', true) from unnest(array['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin']) name",
    )
    return counted(inside, question)
  })
}

async function counted(sql: Sql, { job, until, serviceColumns }: AccountQuestion): Promise<AccountFacts> {
  const values = [job, until, serviceColumns]
  const [totals] = await sql.query<AccountTotals>(TOTALS, values)
  const months = await sql.query<Month>(MONTHS, values)
  const groups = await sql.query<{ isKind: boolean; kind: string | null; column: string | null; posts: number }>(KINDS, values)
  const gaps = await sql.query<Gap & { long: number }>(GAPS, values)
  if (totals === undefined) throw new Error('an aggregate gave no row')
  return {
    totals,
    months: withEmptyOnes(months),
    kinds: groups.filter((one) => one.isKind).map(({ kind, posts }) => ({ kind: kind ?? '', posts })),
    columns: groups.filter((one) => !one.isKind).map(({ column, posts }) => ({ column, posts })),
    gaps: gaps.map(({ days, from, to }) => ({ days, from, to })),
    longGaps: gaps[0]?.long ?? 0,
  }
}

/** A wrong date of the year 1 shall not make a table of centuries. */
const MOST_MONTHS = 1200
const NONE: Sums = {
  posts: 0,
  reads: null,
  readsKnown: 0,
  likes: null,
  likesKnown: 0,
  shares: null,
  sharesKnown: 0,
  comments: null,
  commentsKnown: 0,
  services: 0,
}

function withEmptyOnes(months: readonly Month[]): readonly Month[] {
  const known = new Map(months.map((one) => [numberOf(one.month), one]))
  const [from, to] = [numberOf(months[0]?.month ?? '0001-01'), numberOf(months.at(-1)?.month ?? '0000-12')]
  if (to - from >= MOST_MONTHS) return months
  return Array.from({ length: to - from + 1 }, (_, n) => known.get(from + n) ?? { month: monthOf(from + n), ...NONE })
}

function numberOf(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1
}

function monthOf(number: number): string {
  return `${String(Math.floor(number / 12)).padStart(4, '0')}-${String((number % 12) + 1).padStart(2, '0')}`
}
