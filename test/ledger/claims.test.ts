// The newest claims of each speaker in the ledger, the event that tells of a change, and what is counted beside them.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Claim } from '../../src/domain/account.ts'
import { jobSchema } from '../../src/domain/job.ts'
import { mappingSchema } from '../../src/domain/mapping.ts'
import { absentPosts, countArrived, countMessages, missingPosts, noteClaims, readClaims, saidAndHave } from '../../src/ledger/claims.ts'
import { openDatabase } from '../../src/ledger/database.ts'
import type { Database } from '../../src/ledger/database.ts'
import { enroll } from '../../src/ledger/enroll.ts'
import { saveJob, startRun } from '../../src/ledger/jobs.ts'
import { migrate } from '../../src/ledger/migrate.ts'
import { freshDatabase } from '../kits/database.ts'
import type { TestDatabase } from '../kits/database.ts'

const job = jobSchema.parse({
  job: 'one',
  account: { platform: 'wechat', name: '测试号', id: 'gh_1', organ: '测试局' },
  closing: { document: '测〔2026〕1号', date: '2026-11-01', approver: '甲' },
  source: { kind: 'x' },
  mapping: 'm.yaml',
  target: { kind: 'static-site', site: { domain: 'a.gov.cn' } },
})
const mapping = mappingSchema.parse({
  mapping: 'm',
  columns: [{ id: 'news', name: '新闻', description: '新闻', keywords: ['新闻'], type: '工作动态' }],
})

let place: TestDatabase
let sql: Database
let run: string
const note = (...claims: readonly Claim[]) => noteClaims(sql, claims, { job: 'one', run, actor: 'test' })
const claim = (more: Partial<Claim>): Claim => ({ by: 'console', scope: 'all', of: '', count: 3, unit: 'posts', ...more })
const told = () => sql.query<{ facts: Record<string, unknown> }>("select facts from audit_event where kind = 'source.claimed' order by id")

beforeAll(async () => {
  place = await freshDatabase()
  sql = await openDatabase(place.url)
  await migrate(sql)
  await saveJob(sql, { job, mapping, jobText: '', mappingText: '', digest: 'd', base: '/' }, 'test')
  run = await startRun(sql, { job: 'one', digest: 'd', scheduled: false, options: {}, actor: 'test' })
  const post = (key: string, aliases: readonly string[], day: string | null) => ({
    key,
    aliases,
    ref: {},
    version: '0',
    title: null,
    url: null,
    listed: { value: day === null ? null : `${day}T23:30:00+08:00`, precision: 'second', provenance: 'list', raw: null } as const,
  })
  const posts = [
    post('wechat:biz:1:1', ['wechat:s:one'], '2021-05-31'),
    post('wechat:biz:1:2', [], '2021-05-31'),
    post('wechat:s:two', [], '2021-06-01'),
    post('wechat:s:three', [], null),
  ]
  await enroll(sql, posts, { job: 'one', run, actor: 'test' })
})
afterAll(async () => {
  await sql.close()
  await place.drop()
})

it('says nothing of a job of which nobody says anything', async () => {
  expect([await readClaims(sql, 'one'), await saidAndHave(sql, 'one'), await missingPosts(sql, 'one', 10)]).toEqual([[], null, []])
})

it('keeps the newest claims of each speaker, tells of a change once, and keeps what is not repeated', async () => {
  expect(
    await note(claim({ count: 5 }), claim({ scope: 'month', of: '2021-05', count: 2 }), claim({ by: 'tool', unit: 'messages', count: 9 })),
  ).toBe(2)
  expect(await note(claim({ scope: 'month', of: '2021-05', count: 2 }), claim({ count: 5 }))).toBe(0)
  expect(await note(claim({ count: 6 }))).toBe(1)
  expect((await readClaims(sql, 'one')).map(({ by, scope, of, count }) => `${by} ${scope}${of} ${count}`)).toEqual([
    'console all 6',
    'tool all 9',
  ])
  const facts = (await told()).map((one) => one.facts)
  expect(facts.map(({ by, claims, all }) => [by, claims, all])).toEqual([
    ['console', 2, [{ unit: 'posts', count: 5 }]],
    ['tool', 1, [{ unit: 'messages', count: 9 }]],
    ['console', 1, [{ unit: 'posts', count: 6 }]],
  ])
  expect(facts[2]?.['before']).toBe(facts[0]?.['digest'])
})

it('takes names with characters that a database cannot hold, numbers that are none of a count, and the same claim twice', async () => {
  await note(claim({ by: 'odd\0name \ud800', count: 2.6 }), claim({ by: 'odd\0name \ud800', count: -4 }))
  const odd = (await readClaims(sql, 'one')).filter(({ by }) => by.startsWith('odd'))
  expect(odd.map(({ by, count }) => [by, count])).toEqual([['oddname \ufffd', 0]])
  await sql.query("delete from claim where told_by like 'odd%'")
})

it('counts by Beijing day, and WeChat messages of several posts once', async () => {
  const days = await countArrived(sql, 'one')
  expect(days.map(({ day, state, posts }) => `${day} ${state} ${posts}`).toSorted()).toEqual([
    '2021-05-31 discovered 2',
    '2021-06-01 discovered 1',
    'null discovered 1',
  ])
  expect((await countMessages(sql, 'one')).map(({ day, messages }) => `${day} ${messages}`).toSorted()).toEqual([
    '2021-05-31 1',
    '2021-06-01 1',
    'null 1',
  ])
})

it('puts into one line the newest saying of everything, in posts rather than messages', async () => {
  expect(await saidAndHave(sql, 'one')).toEqual({ by: 'console', unit: 'posts', said: 6, have: 4 })
  await sql.query("delete from claim where told_by = 'console'")
  expect(await saidAndHave(sql, 'one')).toEqual({ by: 'tool', unit: 'messages', said: 9, have: 3 })
})

it('names the posts that somebody names and that never arrived, whichever of their keys is named', async () => {
  const one = (of: string, by = 'tool') => claim({ by, scope: 'post', of, count: 1 })
  await note(one('wechat:s:one'), one('wechat:biz:1:2'), one('wechat:s:lost2'), one('wechat:s:lost1'), one('wechat:s:lost1', 'other'))
  expect(await missingPosts(sql, 'one', 10)).toEqual([
    { key: 'wechat:s:lost1', by: ['other', 'tool'] },
    { key: 'wechat:s:lost2', by: ['tool'] },
  ])
  expect(await missingPosts(sql, 'one', 1)).toHaveLength(1)
})

it('lists known losses by date and then by id', async () => {
  await sql.transaction(async (inside) => {
    await inside.query("select set_config('guiji.door', 'open', true)")
    await inside.query(
      "update item set state = 'held', failure = 'page-absent' where source_key in ('wechat:s:three', 'wechat:s:two', 'wechat:biz:1:2')",
    )
  })
  expect((await absentPosts(sql, 'one', 10)).map(({ key }) => key)).toEqual(['wechat:biz:1:2', 'wechat:s:two', 'wechat:s:three'])
})
