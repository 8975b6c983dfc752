// The real ledger on a real PostgreSQL whose clock is virtual: what goes in is the time that statements shall see. The production SQL runs
// unchanged; own functions named clock_timestamp() and now() stand before those of pg_catalog in the search path.
import pg from 'pg'
import { openDatabase } from '../../src/ledger/database.ts'
import type { Database } from '../../src/ledger/database.ts'
import { openLedger } from '../../src/ledger/ledger.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { migrate } from '../../src/ledger/migrate.ts'
import { TAKES } from '../../src/stations/takes.ts'
import { freshDatabase } from '../kits/database.ts'

/** What the virtual clock of every seed begins with. */
export const EPOCH = Date.UTC(2026, 0, 5, 1)

const LEASE_SECONDS = 30

export interface SimDatabase {
  /** On one connection; every statement sees the time that `setClock` gave. */
  readonly ledger: Ledger
  readonly sql: Database
  /** Another one on the same connection: of another process. */
  openLedger(): Ledger
  /** From the next statement on, PostgreSQL's clock is this one, ms since the epoch. */
  useClock(clock: () => number): void
  /** Statements so far. */
  statements(): number
  end(): Promise<void>
}

/** `log` notes every change of an item's state with its transaction, so that a change without an audit event is found. */
const SIM = `
  create schema sim;
  create function sim.clock_timestamp() returns timestamptz language sql volatile as
    $$ select pg_catalog.current_setting('sim.now')::pg_catalog.timestamptz $$;
  create function sim.now() returns timestamptz language sql stable as
    $$ select pg_catalog.current_setting('sim.now')::pg_catalog.timestamptz $$;`

const LOG = `
  create table sim.state_log (item bigint, was text, became text, tx xid8 not null default pg_current_xact_id());
  create index on sim.state_log (item);
  create function sim.log_state() returns trigger language plpgsql as $$
  begin
    insert into sim.state_log (item, was, became) values (new.id, old.state, new.state);
    return new;
  end $$;
  create trigger item_state_log after update of state on item for each row when (old.state is distinct from new.state)
    execute function sim.log_state();`

export async function openSimDatabase(): Promise<SimDatabase> {
  const place = await freshDatabase()
  await prepare(place.url)
  const real = await openDatabase(place.url, 1)
  let [told, statements] = [0, 0]
  let clock = (): number => EPOCH
  const onTime = async (): Promise<void> => {
    statements += 1
    const wanted = clock()
    if (wanted === told) return
    told = wanted
    await real.query("select set_config('sim.now', $1, false)", [new Date(wanted).toISOString()], 'sim_clock')
  }
  const sql: Database = {
    ...real,
    query: async (text, values, name) => {
      await onTime()
      return real.query(text, values, name)
    },
    transaction: async (work) => {
      await onTime()
      return real.transaction(work)
    },
  }
  await onTime()
  await migrate(sql)
  await sql.query(LOG)
  return {
    sql,
    ledger: openLedger(sql, TAKES, { leaseSeconds: LEASE_SECONDS }),
    openLedger: () => openLedger(sql, TAKES, { leaseSeconds: LEASE_SECONDS }),
    useClock: (given) => {
      clock = given
    },
    statements: () => statements,
    async end() {
      await real.close()
      await place.drop()
    },
  }
}

async function prepare(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(SIM)
    const name = new URL(url).pathname.slice(1)
    await client.query(`alter database ${name} set search_path = sim, public, pg_catalog`)
  } finally {
    await client.end()
  }
}
