// A small backlog in real PostgreSQL for the tests of the line: items that walk over three stations, each step a compare-and-set.
import pg from 'pg'
import type { Backlog, StationName, Ticket } from '../../src/line/ticket.ts'

export const WAY: readonly StationName[] = ['fetch', 'normalize', 'publish']

const TABLES = `
  create table item(id text primary key, station text not null, state text not null default 'ready', epoch int not null default 0,
    priority int not null default 10, ticketed_at timestamptz, reclaimed int not null default 0);
  create table step(n bigint generated always as identity, item text not null, station text not null, epoch int not null, worker int not null);
  create table taken(n bigint generated always as identity, item text not null, station text not null, epoch int not null)`

const ISSUE = `
  with picked as (select id from item where station = $1 and state = 'ready' order by priority, id limit $2 for update skip locked),
    marked as (update item set state = 'ticketed', epoch = epoch + 1, ticketed_at = clock_timestamp() from picked where item.id = picked.id
      returning item.id, epoch, priority),
    noted as (insert into taken(item, station, epoch) select id, $1, epoch from marked)
  select id, epoch, priority from marked order by priority, id`

const STALE = `
  select id, station, epoch, priority from item
  where state = 'ticketed' and ticketed_at < clock_timestamp() - $1 * interval '1 millisecond' order by ticketed_at limit $2`

const RECLAIM = `
  update item set state = 'ready', reclaimed = reclaimed + 1 from unnest($1::text[], $2::text[], $3::int[]) as lost(id, station, epoch)
  where item.id = lost.id and item.station = lost.station and item.epoch = lost.epoch and state = 'ticketed'`

const ADVANCE = `
  with moved as (update item set station = coalesce($4, station), state = case when $4::text is null then 'done' else 'ready' end
      where id = $1 and station = $2 and epoch = $3 and state = 'ticketed' returning id)
  insert into step(item, station, epoch, worker) select id, $2, $3, $5 from moved`

interface Row {
  readonly id: string
  readonly station: StationName
  readonly epoch: number
  readonly priority: number
}

export interface ToyBacklog extends Backlog {
  readonly pool: pg.Pool
  fill(count: number, priority?: number): Promise<void>
  /** True when this ticket moved its item on; false when it was void. */
  advance(ticket: Ticket): Promise<boolean>
  done(): Promise<number>
  close(): Promise<void>
}

export function toyBacklog(databaseUrl: string): ToyBacklog {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 6 })
  pool.on('error', () => {})
  return {
    pool,
    fill: async (count, priority = 10) => {
      const first = Number((await pool.query<{ n: string }>('select count(*) as n from item')).rows[0]?.n)
      await pool.query(
        `insert into item(id, station, priority) select 'i' || lpad((n + $2)::text, 5, '0'), $3, $4 from generate_series(1, $1) n`,
        [count, first, WAY[0], priority],
      )
    },
    issue: async (station, room) => (await pool.query<Row>(ISSUE, [station, room])).rows.map((row) => ticketOf({ ...row, station })),
    stale: async (olderThanMs, limit) => (await pool.query<Row>(STALE, [olderThanMs, limit])).rows.map(ticketOf),
    reclaim: async (tickets) =>
      (await pool.query(RECLAIM, [tickets.map((t) => t.item), tickets.map((t) => t.station), tickets.map((t) => t.epoch)])).rowCount ?? 0,
    advance: async (ticket) => {
      const next = WAY[WAY.indexOf(ticket.station) + 1] ?? null
      return (await pool.query(ADVANCE, [ticket.item, ticket.station, ticket.epoch, next, process.pid])).rowCount === 1
    },
    done: async () => Number((await pool.query<{ n: string }>(`select count(*) as n from item where state = 'done'`)).rows[0]?.n),
    close: () => pool.end(),
  }
}

/** Makes the tables; once per database. */
export async function makeToyTables(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query(TABLES)
  await client.end()
}

function ticketOf(row: Row): Ticket {
  return { item: row.id, station: row.station, epoch: row.epoch, priority: row.priority }
}
