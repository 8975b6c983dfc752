// Leases and locks are compared over machines: a machine whose clock is wrong must not work at all. The database's clock is put ahead.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { guiji } from '../kits/command-line.ts'
import { freshDatabase, type TestDatabase } from '../kits/database.ts'

let database: TestDatabase
let folder: string
beforeAll(async () => {
  database = await freshDatabase()
  folder = mkdtempSync(join(tmpdir(), 'guiji-clock-'))
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  await client.query(`create schema ahead;
    create function ahead.clock_timestamp() returns timestamptz language sql as $$ select pg_catalog.clock_timestamp() + interval '5 seconds' $$`)
  await client.end()
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await database.drop()
})

it.each(['run', 'worker'])('guiji %s says by how much the clocks differ, and does nothing', async (command) => {
  const url = new URL(database.url)
  url.searchParams.set('options', '-c search_path=ahead,public,pg_catalog')
  const args = [command, ...(command === 'run' ? ['jobs/demo.yaml'] : []), '--json']
  const ended = await guiji(args, { databaseUrl: url.href, data: folder })
  expect(ended.code).toBe(1)
  expect(JSON.parse(ended.out)).toMatchObject({ error: { code: 'clock-wrong', fate: 'halt' } })
  expect(ended.out).toMatch(/clock is [45]\.\d s from the database/)
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const { rows } = await client.query("select count(*)::int as n from pg_tables where schemaname in ('public', 'ahead')")
  await client.end()
  expect(rows).toEqual([{ n: 0 }])
})
