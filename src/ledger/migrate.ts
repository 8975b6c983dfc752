// Brings the database to the newest shape: runs each numbered SQL file once, under a lock, in its own transaction.
import { readdir, readFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { Failure } from '../domain/failures.ts'
import { both } from '../domain/words.ts'
import type { Database } from './database.ts'
import type { Sql } from './sql.ts'

const FOLDER = new URL('./migrations/', import.meta.url)
/** Any constant: the name of our advisory lock. */
const LOCK = 4_715_001

/** Returns how many files were run. A file that was changed after it was run is refused: history is not rewritten. */
export async function migrate(database: Database): Promise<number> {
  const files = (await readdir(FOLDER)).filter((name) => /^\d{4}-.*\.sql$/.test(name)).sort()
  return database.session(async (sql) => {
    await sql.query('select pg_advisory_lock($1)', [LOCK])
    try {
      await sql.query(`create table if not exists migration (
        name text primary key, digest text not null, at timestamptz not null default clock_timestamp())`)
      let done = 0
      for (const name of files) done += await runOnce(sql, name)
      return done
    } finally {
      await sql.query('select pg_advisory_unlock($1)', [LOCK])
    }
  })
}

async function runOnce(sql: Sql, name: string): Promise<number> {
  const text = await readFile(new URL(name, FOLDER), 'utf8')
  const digest = createHash('sha256').update(text).digest('hex')
  const [known] = await sql.query<{ digest: string }>('select digest from migration where name = $1', [name])
  if (known !== undefined) {
    if (known.digest === digest) return 0
    throw new Failure(
      'settings-invalid',
      both(`迁移 ${name} 在本数据库执行之后被改动过`, `migration ${name} was changed after this database had run it`),
    )
  }
  await sql.transaction(async (inside) => {
    await inside.query(text)
    await inside.query('insert into migration (name, digest) values ($1, $2)', [name, digest])
  })
  return 1
}
