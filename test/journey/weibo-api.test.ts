// A whole account taken through a server that acts as the Weibo API: calls used to the last one, the run that stops there taken up the next day, the
// same posts at the end as were made, nothing twice, and the token nowhere but in the header.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ROOT } from '../kits/command-line.ts'
import { openPlace } from '../kits/guiji.ts'
import type { Json, Place } from '../kits/guiji.ts'
import { madePost } from '../kits/made-accounts/weibo-posts.ts'
import { truthOf } from '../kits/made-accounts/weibo-truth.ts'
import { expectAllCounted, expectAuditWhole, expectNothingTwice } from '../kits/proof.ts'
import { startWeiboApi } from '../kits/weibo-api.ts'
import type { WeiboApiServer } from '../kits/weibo-api.ts'

const POSTS = Array.from({ length: 120 }, (_, n) => madePost(5, n, 120))
const KEYS = POSTS.map((post) => truthOf(post).key).toSorted()
const PER_DAY = 6

let api: WeiboApiServer
let place: Place
beforeEach(async () => {
  api = await startWeiboApi(POSTS)
  const edit = (): string =>
    readFileSync(join(ROOT, 'jobs/weibo-api.yaml'), 'utf8')
      .replaceAll(/: \.\.\//g, `: ${ROOT}/`)
      .replace(/calls: .*/, `address: ${api.url}\n  calls: { perDay: ${PER_DAY} }`)
      .replace(/hosts: .*/, `hosts: ['${api.host}']`)
      .replace(/requestsPerSecond: .*/, 'requestsPerSecond: 50')
  place = await openPlace({ edit, settings: { GUIJI_SECRET_WEIBO: api.token, GUIJI_PRIVATE_HOSTS: api.host } })
})
afterEach(async () => {
  await place.end()
  await api.close()
})

/** What was counted today was counted yesterday, and what waits until tomorrow may go on: a day has passed. */
async function nextDay(): Promise<void> {
  api.nextDay()
  await place.rows(`update web_memory set version = jsonb_set(version::jsonb, '{day}', '"2000-01-01"')::text where url like '%:calls'`)
  await place.rows('update item set not_before = now() where not_before > now()')
}

const itemKeys = async (): Promise<readonly string[]> =>
  (await place.rows('select source_key as key from item')).map((row) => String(row['key'])).toSorted()

describe('an account behind the Weibo API', () => {
  it('is told by check: whose token it is, and how many calls are left', async () => {
    const checked = await place.run('check', place.job)
    expect(checked.stdout + checked.stderr).toContain('998 of 1000')
    expect(api.calls.map(({ path }) => path)).toEqual(['/2/account/get_uid.json', '/2/account/rate_limit_status.json'])
    api.owner = '3053400999'
    expect((await place.run('check', place.job)).stdout).toContain('another account')
  })

  it('comes whole, day by day, within what is allowed, and the token is seen nowhere', async () => {
    let last: Json = {}
    const days: number[] = []
    for (let day = 0; day < 12; day += 1) {
      api.calls.length = 0
      const run = place.start('run', place.job, '--json')
      const ended = await Promise.race([run.ended, waitingForTomorrow()])
      const { code, stdout } = ended ?? (await run.kill('SIGTERM'))
      days.push(api.calls.length)
      if (code === 0) {
        last = JSON.parse(stdout) as Json
        break
      }
      await nextDay()
    }
    expect(Math.max(...days)).toBe(PER_DAY)
    expect(days.slice(0, -1).every((calls) => calls <= PER_DAY)).toBe(true)
    expect(last).toMatchObject({ outcome: 'finished', failed: {}, unseen: 0 })
    expect(await itemKeys()).toEqual(KEYS)
    expectAllCounted(last, POSTS.length)
    await expectNothingTwice(place)
    await expectAuditWhole(place)
    expect(api.leaked).toEqual([])
    await expectNoCanary()
  })

  /** The run is alive and all that it has left to do needs calls. */
  async function waitingForTomorrow(): Promise<null> {
    for (let same = 0; same < 12;) {
      await new Promise((done) => setTimeout(done, 250))
      const [row] = await place
        .rows(
          `select count(*) filter (where state in ('discovered', 'fetched', 'approved', 'published') and (not_before is null or not_before <= now() + interval '10 minutes'))::int as busy,
             count(*) filter (where not_before > now() + interval '10 minutes')::int as late from item`,
        )
        .catch(() => [])
      same = row !== undefined && row['busy'] === 0 && Number(row['late']) > 0 ? same + 1 : 0
    }
    return null
  }

  async function expectNoCanary(): Promise<void> {
    const tables = await place.rows(
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
    )
    for (const { name } of tables)
      expect(await place.rows(`select 1 from ${String(name)} t where t::text like '%canary%' limit 1`), String(name)).toEqual([])
    for (const child of place.children) {
      const { stdout, stderr } = await child.ended
      expect(stdout + stderr).not.toContain('canary')
    }
    // what is looked through does hold the answers
    expect(filesWith(place.data, 'total_number')).not.toEqual([])
    expect(filesWith(place.data, 'canary')).toEqual([])
  }

  it('stops at once when the token has run out, and goes on with a new one', async () => {
    const old = api.token
    api.token = '2.00another'
    const ended = await place.run('run', place.job, '--json')
    expect(ended.code).not.toBe(0)
    expect(JSON.parse(ended.stdout)).toMatchObject({ error: { code: 'api-denied' } })
    expect(api.calls).toHaveLength(1)
    expect(ended.stdout + ended.stderr).not.toContain(old)
    await nextDay()
    await place.startWith({ GUIJI_SECRET_WEIBO: api.token }, 'resume', 'weibo-api').ended
    const again = place.startWith({ GUIJI_SECRET_WEIBO: api.token }, 'run', place.job, '--json', '--limit', '40')
    expect((await Promise.race([again.ended, waitingForTomorrow()])) ?? (await again.kill('SIGTERM'))).toBeDefined()
    expect((await itemKeys()).length).toBeGreaterThan(30)
  })
})

/** Below the data folder; the database is looked into row by row. */
function filesWith(folder: string, word: string): readonly string[] {
  const { status, stdout } = spawnSync('grep', ['-rlaF', '--exclude-dir=postgres', word, folder], { encoding: 'utf8' })
  if (status !== 0 && status !== 1) throw new Error(`grep ended with ${status}`)
  return stdout.split('\n').filter((line) => line !== '')
}
