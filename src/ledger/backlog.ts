// The ledger as the line's backlog: which items are ready for which station, and which tickets have been out too long.
import type { State } from '../domain/states.ts'
import type { Sql } from './sql.ts'

/** Same shape as line/ticket.ts; the ledger may not import the line. */
export interface TicketRow<Name extends string> {
  readonly item: string
  readonly station: Name
  readonly epoch: number
  readonly priority: number
}

/** Where each station takes its items from; given by stations/route.ts. */
export interface Takes<Name extends string> {
  readonly station: Name
  readonly from: State
  /** Only items whose links have got new addresses. */
  readonly relink: boolean
}

interface Row {
  id: string
  epoch: number
  priority: number
  state: State
}

export function openBacklog<Name extends string>(sql: Sql, takes: readonly Takes<Name>[]) {
  const stationOf = (row: Row) => takes.find((t) => t.from === row.state)?.station ?? null
  return {
    async issue(station: Name, room: number): Promise<TicketRow<Name>[]> {
      const take = takes.find((t) => t.station === station)
      if (take === undefined || room <= 0) return []
      const asked = ISSUE[take.from] ?? ISSUE_OWN
      const rows = take.relink
        ? await sql.query<Row>(ISSUE_RELINK, [room], 'issue_relink')
        : await sql.query<Row>(asked.text, [take.from, room], asked.name)
      return rows.map((row) => ({ item: row.id, station, epoch: row.epoch, priority: row.priority }))
    },
    async stale(olderThanMs: number, limit: number): Promise<TicketRow<Name>[]> {
      const rows = await sql.query<Row>(STALE, [olderThanMs, limit], 'stale')
      return rows.flatMap((row) => {
        const station = stationOf(row)
        return station === null ? [] : [{ item: row.id, station, epoch: row.epoch, priority: row.priority }]
      })
    },
    async reclaim(tickets: readonly { readonly item: string; readonly epoch: number }[]): Promise<number> {
      const rows = await sql.query(RECLAIM, [tickets.map((t) => t.item), tickets.map((t) => t.epoch)], 'reclaim')
      return rows.length
    },
  }
}

/** SQL: is it now between two times of day (over midnight when they are the other way round), in the job's zone? */
export const within = (from: string, until: string): string => {
  const now = '(now() at time zone j.zone)::time'
  return `case when ${from} <= ${until} then ${now} >= ${from} and ${now} < ${until} else ${now} >= ${from} or ${now} < ${until} end`
}

/** Jobs that may work now: active, and inside their hours when their run came by schedule. */
const OPEN_JOBS = `
  select j.name from job j
  where j.state = 'active' and (
    j.open_from is null
    or not exists (select from run r where r.job = j.name and r.state = 'running' and r.scheduled)
    or ${within('j.open_from', 'j.open_until')})`

/** What asks the site waits while the site rests after failures. */
const SITE_ANSWERS = `
  and not exists (select from target_rest t where t.target = j.target and t.until > clock_timestamp())`

/** What writes to the site keeps to the hours it may be written to. */
const SITE_OPEN = `${SITE_ANSWERS} and (j.publish_from is null or ${within('j.publish_from', 'j.publish_until')})`

/** Fair over jobs: every job's first item, then every job's second, and so on; what is urgent goes before all. */
const issueOf = (openJobs: string): string => `
  with open_job as (${openJobs}), candidate as (
    select c.id, c.priority, row_number() over (partition by j.name order by c.priority, c.id) as turn
    from open_job j cross join lateral (
      select i.id, i.priority from item i
      where i.job = j.name and i.state = $1 and i.ticketed_at is null and (i.not_before is null or i.not_before <= clock_timestamp())
      order by i.priority, i.id limit $2) c
    order by (c.priority <= 1) desc, turn limit $2
  ), locked as (
    select i.id from item i join candidate using (id)
    where i.state = $1 and i.ticketed_at is null for update of i skip locked
  )
  update item i set epoch = i.epoch + 1, ticketed_at = clock_timestamp()
  from locked where i.id = locked.id
  returning i.id, i.epoch, i.priority, i.state`

/** By state: what takes items from `approved` writes to the site, what takes them from `published` reads it. */
const ISSUE: Readonly<Partial<Record<State, { readonly name: string; readonly text: string }>>> = {
  approved: { name: 'issue_to_site', text: issueOf(OPEN_JOBS + SITE_OPEN) },
  published: { name: 'issue_from_site', text: issueOf(OPEN_JOBS + SITE_ANSWERS) },
}
const ISSUE_OWN = { name: 'issue', text: issueOf(OPEN_JOBS) }

/** The same, driven by the few that are to be relinked instead of by all that are verified. */
const ISSUE_RELINK = `
  with open_job as (${OPEN_JOBS}${SITE_OPEN}), due as materialized (
    select i.id from (select item from relink offset 0) r cross join lateral (
      select id from item where id = r.item and state = 'verified' and ticketed_at is null
        and (not_before is null or not_before <= clock_timestamp()) and job in (select name from open_job) offset 0) i
    order by i.id limit $1
  ), locked as (
    select i.id from item i join due using (id) where i.state = 'verified' and i.ticketed_at is null for update of i skip locked
  )
  update item i set epoch = i.epoch + 1, ticketed_at = clock_timestamp()
  from locked where i.id = locked.id
  returning i.id, i.epoch, i.priority, i.state`

const STALE = `
  select id, epoch, priority, state from item
  where ticketed_at < clock_timestamp() - $1 * interval '1 millisecond' order by ticketed_at limit $2`

const RECLAIM = `
  update item i set ticketed_at = null
  from unnest($1::bigint[], $2::int[]) as t(item, epoch)
  where i.id = t.item and i.epoch = t.epoch and i.ticketed_at is not null returning i.id`
