// The functions of a whole account, from the archive and its posts to a complete inventory: kept through a second run in which the menu has
// changed, and provable afterwards.
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ROOT } from '../kits/command-line.ts'
import { DEMO_ARCHIVE, onBothBackends, type Json, type Place } from '../kits/guiji.ts'
import { expectAuditWhole } from '../kits/proof.ts'
import { oracle } from './oracle.ts'

const ANSWERS = join(ROOT, 'test/fixtures/functions/archive/接口应答')
const HOTLINE = 'auto-reply:rule:1423028166'

onBothBackends((backend) => {
  let place: Place
  const menu = () => join(place.folder, 'archive/接口应答/get_current_selfmenu_info.json')

  beforeAll(async () => {
    place = await backend.open({ source: 'archive' })
    cpSync(DEMO_ARCHIVE, join(place.folder, 'archive'), { recursive: true, preserveTimestamps: true })
    cpSync(ANSWERS, join(place.folder, 'archive/接口应答'), { recursive: true })
  })
  afterAll(() => place.end())

  it('is found in the files and in the posts of one run, and no post is more or less for it', async () => {
    const ended = await place.json(['run', place.job])
    expect(ended).toMatchObject({ outcome: 'finished', new: oracle.total })
    const listed = await place.json(['functions', 'demo'])
    expect(listed).toMatchObject({ total: 15, open: 15, unseen: 0 })
    const kinds = Object.groupBy(listed['functions'] as Json[], (row) => String(row['kind']))
    expect(Object.fromEntries(Object.entries(kinds).map(([kind, rows]) => [kind, rows?.length]))).toEqual({
      'auto-reply': 4,
      menu: 8,
      'mini-program': 2,
      vote: 1,
    })
    for (const row of [...(kinds['vote'] ?? []), ...(kinds['mini-program'] ?? [])]) expect(row).toMatchObject({ posts: 1, seenBy: [] })
  })

  it('is completed by a person, once and for all', async () => {
    const file = join(place.folder, 'open.csv')
    await place.json(['functions', 'demo', '--open', '--csv', file])
    const rows = parse(readFileSync(file, 'utf8'), { bom: true, columns: true }) as Record<string, string>[]
    const done = rows.map(({ key = '' }) => [key, '不再提供', '随账号关停', 'no'].join(','))
    writeFileSync(file, ['key,to,reason,alive', ...done].join('\n'))
    expect(await place.json(['functions', 'set', 'demo', '--from', file, '--by', '陈映'])).toMatchObject({ changed: 15, open: 0 })
    const { jobs } = (await place.json(['status', 'demo'])) as { jobs: Json[] }
    expect(jobs[0]).toMatchObject({ functions: { total: 15, open: 0, unseen: 0 } })
  })

  it('keeps what was completed when the menu changes, marks what is gone, and opens again for what is new', async () => {
    const changed = readFileSync(menu(), 'utf8').replaceAll('V1001_KEFU', 'V2002_KEFU').replace('挂号(老人版)', '长者挂号')
    writeFileSync(menu(), changed)
    const events = async () => Number((await place.rows('select count(*)::int as n from audit_event where item is not null'))[0]?.['n'])
    const before = await events()
    expect(await place.json(['run', place.job])).toMatchObject({ outcome: 'finished', new: 0, changed: 0, unchanged: oracle.total })
    expect(await events()).toBe(before)
    const listed = await place.json(['functions', 'demo'])
    expect(listed).toMatchObject({ total: 16, open: 1, unseen: 1 })
    const of = (key: string) => (listed['functions'] as Json[]).find((row) => row['key'] === key)
    expect(of('menu:key:V1001_KEFU')).toMatchObject({ unseen: true, to: 'ended', by: '陈映' })
    expect(of('menu:key:V2002_KEFU')).toMatchObject({ unseen: false, to: null, lacks: ['destination'] })
    expect(of('menu:web:yy.qingshi.example.gov.cn/guahao#/home#2')).toMatchObject({ name: '长者挂号', to: 'ended' })
    expect(of(HOTLINE)).toMatchObject({ to: 'ended', revision: 1 })
    const told = await place.rows(
      "select kind, actor from audit_event where kind like 'function.%' and facts->>'key' = 'menu:key:V1001_KEFU' order by id",
    )
    expect(told).toEqual([
      { kind: 'function.found', actor: 'guiji' },
      { kind: 'function.completed', actor: '陈映' },
      { kind: 'function.unseen', actor: 'guiji' },
    ])
  })

  it('gives the same numbers of the account as the oracle has posts', async () => {
    const facts = await place.json(['account', 'demo', '--date', '2026-11-30'])
    expect(facts).toMatchObject({ posts: oracle.total, account: { platform: 'wechat' } })
    const months = facts['months'] as { posts: number }[]
    expect(months.reduce((sum, { posts }) => sum + posts, 0)).toBe(facts['dated'])
    expect(Number(facts['readsKnown'])).toBeGreaterThan(0)
  })

  it('stands in an audit log that is whole', async () => {
    await expectAuditWhole(place)
  })
})
