// Opens PostgreSQL and gives it out as `Sql`. The only place that knows the driver; never lets a connection string into an error.
import pg from 'pg'
import { Failure } from '../domain/failures.ts'
import { both } from '../domain/words.ts'
import type { Sql } from './sql.ts'

export interface Database extends Sql {
  /** Runs `work` on one connection that is held for its whole time (advisory locks, cursors). */
  session<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result>
  close(): Promise<void>
}

const GONE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  '57P01',
  '57P02',
  '57P03',
  '08006',
  '08001',
  '28P01',
  '3D000',
])
const FULL = new Set(['53100', 'ENOSPC'])

/**
 * Nearly every statement of the ledger looks up a few rows by index. Left alone, the planner chooses scans while the tables are
 * young and unanalysed, keeps them in prepared plans, and each post then costs more than the one before.
 */
const POINT_LOOKUPS = '-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off'

/** `max` connections at most; a server that can't be reached is a Failure `database-unreachable`. */
export async function openDatabase(url: string, max = 8): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: 'guiji',
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    options: POINT_LOOKUPS,
  })
  // a connection died, idle or in hand; the query that needs it says so in its own place
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const database = databaseOn(pool)
  await database.query('select 1')
  return database
}

function databaseOn(pool: pg.Pool): Database {
  const session = async <Result>(work: (sql: Sql) => Promise<Result>): Promise<Result> => {
    const client = await pool.connect().catch((error: unknown) => {
      throw asFailure(error)
    })
    let broken: Error | undefined
    try {
      return await work(sqlOn(client))
    } catch (error) {
      if (isGone(error)) broken = error as Error
      throw asFailure(error)
    } finally {
      client.release(broken)
    }
  }
  return {
    query: (text, values, name) => run(pool, text, { values, name }),
    transaction: (work) => session((sql) => sql.transaction(work)),
    session,
    close: () => pool.end(),
  }
}

function sqlOn(client: pg.PoolClient): Sql {
  const sql: Sql = {
    query: (text, values, name) => run(client, text, { values, name }),
    transaction: async (work) => {
      await client.query('begin')
      try {
        const result = await work(sql)
        await client.query('commit')
        return result
      } catch (error) {
        await client.query('rollback').catch(() => {})
        throw error
      }
    },
  }
  return sql
}

async function run<Row extends object>(
  on: { query(config: pg.QueryConfig): Promise<pg.QueryResult<Row>> },
  text: string,
  given: { values: readonly unknown[] | undefined; name: string | undefined },
): Promise<Row[]> {
  const config: pg.QueryConfig = { text, values: given.values === undefined ? [] : [...given.values] }
  if (given.name !== undefined) config.name = given.name
  try {
    return (await on.query(config)).rows
  } catch (error) {
    throw asFailure(error)
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

function isGone(error: unknown): boolean {
  const message = error instanceof Error ? error.message : ''
  return GONE.has(codeOf(error)) || /Connection terminated|timeout exceeded when trying to connect|Client has encountered/.test(message)
}

function unreachable(code: string): string {
  if (code === '28P01') return both('PostgreSQL 拒绝了用户名或密码(28P01)', 'PostgreSQL refused the user name or password (28P01)')
  if (code === '3D000') return both('PostgreSQL 中没有这个数据库(3D000)', 'PostgreSQL has no such database (3D000)')
  return both(`PostgreSQL 没有应答(${code})`, `PostgreSQL does not answer (${code})`)
}

function asFailure(error: unknown): unknown {
  if (error instanceof Failure) return error
  if (isGone(error)) return new Failure('database-unreachable', unreachable(codeOf(error) || 'connection lost'))
  if (FULL.has(codeOf(error))) return new Failure('disk-full', both('PostgreSQL 所在磁盘已满', 'PostgreSQL has no disk space left'))
  return error
}
