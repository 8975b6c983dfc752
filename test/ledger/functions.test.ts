// The inventory of functions on a real PostgreSQL: noted from sources and posts, completed through one door by one person at a time, kept
// for ever, and counted for closing.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ServiceFunction } from '../../src/domain/account.ts'
import type { PostFacts } from '../../src/domain/post-facts.ts'
import type { ServiceUse } from '../../src/domain/functions.ts'
import { completeFunctions, listFunctions, noteFunctions, openFunctions } from '../../src/ledger/functions.ts'
import type { Completion, FunctionRow } from '../../src/ledger/functions.ts'
import { openAccount } from './account.ts'
import type { Account } from './account.ts'

let here: Account

beforeAll(async () => {
  here = await openAccount(['one', 'two', 'other'])
})
afterAll(() => here.close())

const menu = (key: string, more: Partial<ServiceFunction> = {}): ServiceFunction => ({
  key: `menu:${key}`,
  kind: 'menu',
  name: `菜单 ${key}`,
  under: null,
  address: `https://a.example/${key}`,
  answer: null,
  by: 'menu.json',
  ...more,
})
const use = (key: string, more: Partial<ServiceUse> = {}): ServiceUse => ({ key, kind: 'form', name: '', address: null, ...more })
const note = (given: ServiceFunction[], job = 'one', whole = true) =>
  noteFunctions(here.sql, given, { job, run: here.run, actor: 'guiji', whole })
const one = async (key: string, job = 'one'): Promise<FunctionRow> => {
  const [row] = await listFunctions(here.sql, { job, keys: [key], limit: 1 })
  if (row === undefined) throw new Error(`no function ${key}`)
  return row
}
const events = (key: string) =>
  here.sql.query<{ kind: string; actor: string; facts: Record<string, unknown> }>(
    "select kind, actor, facts from audit_event where facts->>'key' = $1 order by id",
    [key],
  )
const said = (row: Pick<FunctionRow, 'key' | 'revision'>, more: Partial<Completion> = {}): Completion => ({
  key: row.key,
  revision: row.revision,
  to: 'service',
  address: '/bsfw/1',
  reason: null,
  alive: true,
  how: 'person',
  ...more,
})
const complete = (changes: Completion[], by = '甲') => completeFunctions(here.sql, changes, { job: 'one', by })

describe('a source', () => {
  it('tells its functions once, and again changes nothing', async () => {
    expect(await note([menu('a'), menu('b')])).toEqual({ here: 2, fresh: 2, gone: 0 })
    expect(await note([menu('a'), menu('b')])).toEqual({ here: 2, fresh: 0, gone: 0 })
    expect((await events('menu:a')).map(({ kind }) => kind)).toEqual(['function.found'])
  })

  it('that gives the same function twice, or words that no database stores, is taken as it is meant', async () => {
    expect(await note([menu('odd', { name: 'a\u0000\ud800' }), menu('odd', { name: 'last' })], 'one', false)).toMatchObject({ here: 1 })
    expect((await one('menu:odd')).name).toBe('last')
  })

  it('that gives a function no more leaves it in the inventory, marked, and tells of it once', async () => {
    expect(await note([menu('a')])).toEqual({ here: 1, fresh: 0, gone: 2 })
    expect(await note([menu('a')])).toEqual({ here: 1, fresh: 0, gone: 0 })
    expect(await one('menu:b')).toMatchObject({ unseen: true, seen_by: ['menu.json'] })
    expect((await events('menu:b')).map(({ kind }) => kind)).toEqual(['function.found', 'function.unseen'])
    expect(await openFunctions(here.sql, 'one')).toEqual({ total: 3, open: 3, unseen: 2 })
  })

  it('that looked at a part only marks nothing', async () => {
    expect(await note([], 'one', false)).toEqual({ here: 0, fresh: 0, gone: 0 })
    expect((await one('menu:a')).unseen).toBe(false)
  })

  it('of another job of the same account speaks of the same inventory', async () => {
    await note([menu('b', { by: 'api' })], 'two')
    expect(await one('menu:b')).toMatchObject({ unseen: false, seen_by: ['api', 'menu.json'] })
    await note([], 'two')
    expect((await one('menu:b')).unseen).toBe(true)
  })

  it('of another account does not', async () => {
    await note([menu('a', { name: '别人的' })], 'other')
    expect(await openFunctions(here.sql, 'other')).toEqual({ total: 1, open: 1, unseen: 0 })
    expect((await one('menu:a')).name).toBe('菜单 a')
  })
})

describe('a post', () => {
  it('brings the services it leads to, and takes back those it leads to no more', async () => {
    await here.enter([
      { key: 'p1' },
      { key: 'p2', services: [use('web:forms.example/1', { address: 'https://forms.example/1', name: '报名' })] },
    ])
    await here.normalize('p1', {
      services: [use('web:forms.example/1', { address: 'https://forms.example/1' }), use('vote', { kind: 'vote' })],
    })
    expect(await one('web:forms.example/1')).toMatchObject({
      kind: 'form',
      name: '报名',
      posts: 2,
      first_post: await here.idOf('p1'),
      seen_by: [],
    })
    expect(await one('vote')).toMatchObject({ posts: 1, unseen: false, address: null })
    await here.normalize('p1', { services: [] })
    expect(await one('vote')).toMatchObject({ posts: 0, unseen: true })
    expect(await one('web:forms.example/1')).toMatchObject({ posts: 1, first_post: await here.idOf('p2') })
    expect((await events('vote')).map(({ kind, facts }) => [kind, facts['by']])).toEqual([['function.found', 'posts']])
  })

  it('that did not pass its door brings nothing', async () => {
    const passed = await here.normalize('p1', { services: [use('web:never.example')], epoch: 99 })
    expect(passed).toBe(false)
    await expect(one('web:never.example')).rejects.toThrow('no function')
  })

  it('meets others that bring the same at once without waiting in a ring', async () => {
    const keys = Array.from({ length: 30 }, (_, n) => `web:many.example/${n}`)
    const posts = Array.from({ length: 40 }, (_, n) => ({
      key: `m${n}`,
      services: (n % 2 === 0 ? keys : keys.toReversed()).map((key) => use(key)),
    }))
    await here.enter(posts)
    const rows = await listFunctions(here.sql, { job: 'one', keys, limit: 100 })
    expect(rows.map(({ posts: n }) => n)).toEqual(keys.map(() => 40))
    expect(await events(keys[7] ?? '')).toHaveLength(1)
  })
})

describe('completing', () => {
  it('writes who said what and when, with an event', async () => {
    const row = await one('menu:a')
    expect(await complete([said(row)])).toEqual([])
    expect(await one('menu:a')).toMatchObject({
      destination: 'service',
      new_address: '/bsfw/1',
      decided_by: '甲',
      alive: true,
      alive_how: 'person',
      revision: 1,
    })
    const event = (await events('menu:a')).at(-1)
    expect(event).toEqual({
      kind: 'function.completed',
      actor: '甲',
      facts: { key: 'menu:a', revision: 1, to: 'service', address: '/bsfw/1', alive: true, how: 'person' },
    })
  })

  it('of what somebody else has changed since writes nothing at all, not even of the others', async () => {
    const [a, b] = [await one('menu:a'), await one('menu:b')]
    expect(await complete([said(a, { to: 'query' })], '乙')).toEqual([])
    const before = await here.sql.query('select count(*) as n from audit_event')
    expect(await complete([said(b), said(a, { to: 'complaint' })], '丙')).toEqual(['menu:a'])
    expect((await one('menu:b')).destination).toBeNull()
    expect((await one('menu:a')).destination).toBe('query')
    expect(await here.sql.query('select count(*) as n from audit_event')).toEqual(before)
  })

  it('by twenty people at once leaves one of them, and tells the others', async () => {
    const row = await one('menu:b')
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => complete([said(row, { address: `/x/${n}` })], `第${n}人`)))
    expect(answers.filter((moved) => moved.length === 0)).toHaveLength(1)
    const kept = await one('menu:b')
    expect(kept).toMatchObject({ revision: 1 })
    expect(kept.new_address).toBe(`/x/${/\d+/.exec(kept.decided_by ?? '')?.[0]}`)
    expect((await events('menu:b')).filter(({ kind }) => kind === 'function.completed')).toHaveLength(1)
  })

  it('of each by itself lets the others pass', async () => {
    const rows = [await one('menu:odd'), { ...(await one('vote')), revision: 7 }]
    const moved = await completeFunctions(
      here.sql,
      rows.map((row) => said(row)),
      { job: 'one', by: '甲', each: true },
    )
    expect(moved).toEqual(['vote'])
    expect((await one('menu:odd')).destination).toBe('service')
  })

  it('is refused by the database beside its door, whoever asks', async () => {
    for (const change of ["destination = 'query', decided_by = 'x', new_address = '/'", 'alive = false', 'revision = 9', "reason = 'x'"])
      await expect(here.sql.query(`update service_function set ${change} where key = 'vote'`), change).rejects.toThrow('complete_functions')
  })

  it('without what it needs is refused by the database too', async () => {
    const row = await one('vote')
    await expect(complete([said(row, { to: 'ended', reason: null })])).rejects.toThrow()
    await expect(complete([said(row, { to: 'query', address: null })])).rejects.toThrow()
    expect((await one('vote')).revision).toBe(0)
  })

  it('survives what the source says later', async () => {
    await note([menu('a', { name: '新名字', address: 'https://a.example/a?x=2' })])
    expect(await one('menu:a')).toMatchObject({ name: '新名字', destination: 'query', decided_by: '乙', alive: true })
  })
})

describe('closing', () => {
  it('is told how many are open: no destination, or an old address of which nobody knows whether it works', async () => {
    const counts = await openFunctions(here.sql, 'one')
    const open = await listFunctions(here.sql, { job: 'one', open: true, limit: 1000 })
    expect(open).toHaveLength(counts.open)
    expect(open.map(({ key }) => key)).not.toContain('menu:a')
    expect(counts.open).toBeGreaterThan(30)
    const left = open.map((row) => said(row, { to: 'ended', address: null, reason: '已停用', alive: null, how: null }))
    expect(await complete(left)).toEqual([])
    // the form has an old address, and nobody has said whether it works
    expect((await listFunctions(here.sql, { job: 'one', open: true, limit: 9 })).map(({ key }) => key)).toEqual(['web:forms.example/1'])
    const form = await one('web:forms.example/1')
    expect(await complete([said(form, { to: null, address: null, alive: false, how: 'net-missing' })])).toEqual([])
    expect(await one('web:forms.example/1')).toMatchObject({
      destination: 'ended',
      reason: '已停用',
      alive: false,
      alive_how: 'net-missing',
    })
    expect(await openFunctions(here.sql, 'one')).toMatchObject({ open: 0, total: counts.total })
  })

  it('of an account that offered nothing waits for nothing', async () => {
    expect(await openFunctions(here.sql, 'nowhere')).toEqual({ total: 0, open: 0, unseen: 0 })
  })
})

it('gives its list a page at a time, each function once', async () => {
  const all = await listFunctions(here.sql, { job: 'one', limit: 1000 })
  const paged: string[] = []
  for (let after = ''; ;) {
    const page = await listFunctions(here.sql, { job: 'one', after, limit: 7 })
    paged.push(...page.map(({ key }) => key))
    if (page.length < 7) break
    after = page.at(-1)?.key ?? ''
  }
  expect(paged).toEqual(all.map(({ key }) => key))
  expect(new Set(paged).size).toBe(paged.length)
})

it('keeps the numbers of a post as the platform gave them, and only the newest', async () => {
  const facts: Partial<PostFacts> = { reads: 12, numbers: { read_num: 12 } }
  await here.enter([{ key: 'f1', facts }])
  await here.normalize('f1', { facts: { ...facts, reads: 90, likes: null } })
  expect(await here.sql.query('select reads, likes, numbers from post_fact where item = $1', [await here.idOf('f1')])).toEqual([
    { reads: '90', likes: null, numbers: { read_num: 12 } },
  ])
})
