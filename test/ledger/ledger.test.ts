// The ledger's core on a real PostgreSQL: one door, one item per post, tickets, claims and links.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../src/ledger/database.ts'
import type { Database } from '../../src/ledger/database.ts'
import type { Change } from '../../src/domain/change.ts'
import type { Discovered } from '../../src/domain/archive.ts'
import { finding } from '../../src/domain/findings.ts'
import { UNKNOWN_DATE } from '../../src/domain/page.ts'
import { decide } from '../../src/stations/decide.ts'
import { enroll } from '../../src/ledger/enroll.ts'
import { countStates, findItems, listItems, readStory } from '../../src/ledger/items.ts'
import { saveJob, setJobState, startRun, tryRunLock } from '../../src/ledger/jobs.ts'
import { openLedger } from '../../src/ledger/ledger.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { migrate } from '../../src/ledger/migrate.ts'
import { jobSchema } from '../../src/domain/job.ts'
import { mappingSchema } from '../../src/domain/mapping.ts'
import { siteEntries } from '../../src/ledger/publications.ts'
import { freshDatabase } from '../kits/database.ts'
import type { TestDatabase } from '../kits/database.ts'

const TAKES = [
  { station: 'fetch' as const, from: 'discovered' as const, relink: false },
  { station: 'relink' as const, from: 'verified' as const, relink: true },
]

let place: TestDatabase
let database: Database
let ledger: Ledger
let run: string

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

beforeAll(async () => {
  place = await freshDatabase()
  database = await openDatabase(place.url)
  await migrate(database)
  ledger = openLedger(database, TAKES, { leaseSeconds: 30 })
  for (const name of ['one', 'two']) {
    await saveJob(database, { job: { ...job, job: name }, mapping, jobText: name, mappingText: '', digest: `d-${name}`, base: '/' }, 'test')
  }
  run = await startRun(database, { job: 'one', digest: 'd-one', scheduled: false, options: {}, actor: 'test' })
})
afterAll(async () => {
  await database.close()
  await place.drop()
})

function post(key: string, more: Partial<Discovered> = {}): Discovered {
  return { key, aliases: [], ref: { file: key }, version: 'v1', title: `题 ${key}`, url: null, listed: UNKNOWN_DATE, ...more }
}
const put = async (found: Discovered[], name = 'one') => {
  const { items: _, ...counts } = await enroll(database, found, { job: name, run, actor: 'test' })
  return counts
}

async function itemOf(key: string) {
  const [item] = await findItems(database, key)
  if (item === undefined) throw new Error(`no item ${key}`)
  return item
}

async function move(key: string, to: Change['to'], more: Partial<Change> = {}): Promise<boolean> {
  const item = await itemOf(key)
  return ledger.advance({
    item: item.id,
    job: item.job,
    run,
    from: item.state,
    epoch: null,
    to,
    patch: {},
    events: [{ kind: `item.${to}`, actor: 'test' }],
    ...more,
  })
}

describe('migrations', () => {
  it('run once, and again do nothing', async () => {
    expect(await migrate(database)).toBe(0)
  })
})

describe('enrolling', () => {
  it('makes one item per post and counts new, changed and unchanged', async () => {
    expect(await put([post('e1'), post('e2', { aliases: ['e2-short'] })])).toEqual({ new: 2, changed: 0, unchanged: 0 })
    expect(await put([post('e1'), post('e2', { aliases: ['e2-short'] })])).toEqual({ new: 0, changed: 0, unchanged: 2 })
    expect(await put([post('e1', { version: 'v2' })])).toEqual({ new: 0, changed: 1, unchanged: 0 })
  })
  it('knows a post by an alias', async () => {
    expect(await put([post('e2-short', { aliases: [] })])).toEqual({ new: 0, changed: 0, unchanged: 1 })
    expect((await itemOf('e2-short')).key).toBe('e2')
  })
  it('sends a changed post back to the start but leaves one that a person closed', async () => {
    await move('e1', 'fetched')
    await put([post('e1', { version: 'v3' })])
    expect((await itemOf('e1')).state).toBe('discovered')
    await move('e1', 'excluded')
    await put([post('e1', { version: 'v4' })])
    expect((await itemOf('e1')).state).toBe('excluded')
  })
  it('follows files that were renamed, though the post is unchanged', async () => {
    await put([post('e4')])
    expect(await put([post('e4', { ref: { file: 'renamed' } })])).toEqual({ new: 0, changed: 0, unchanged: 1 })
    expect((await itemOf('e4')).ref).toEqual({ file: 'renamed' })
  })
  it('tells of two items that turn out to be one post, and holds the younger', async () => {
    await put([post('pair-a'), post('pair-b')])
    await put([post('pair-a', { aliases: ['pair-b'] })])
    const [older, younger] = await Promise.all([itemOf('pair-a'), itemOf('pair-b')])
    expect(older.state).toBe('discovered')
    expect(younger).toMatchObject({ state: 'held', failure: 'joined-twin', failure_about: older.id })
    await put([post('pair-a', { aliases: ['pair-b'] })])
    expect((await readStory(database, younger.id)).events.map((event) => event.kind)).toEqual(['item.discovered', 'item.joined'])
  })
  it('stores no NUL and no lone surrogate from a title', async () => {
    await put([post('e3', { title: 'a\0b\ud83d' })])
    expect((await itemOf('e3')).title).toBe('ab\ufffd')
  })
})

describe('the one door', () => {
  it('refuses a state change that does not go through it', async () => {
    await put([post('d1')])
    await expect(database.query("update item set state = 'verified' where source_key = 'd1'")).rejects.toThrow('only through advance()')
  })
  it('compares before it sets, and writes the event only when it set', async () => {
    const item = await itemOf('d1')
    const change: Change = {
      item: item.id,
      job: 'one',
      run,
      from: 'discovered',
      epoch: item.epoch,
      to: 'fetched',
      patch: {},
      events: [{ kind: 'item.fetched', actor: 'test' }],
    }
    const outcomes = await Promise.all([ledger.advance(change), ledger.advance(change), ledger.advance(change)])
    expect(outcomes.filter(Boolean)).toHaveLength(1)
    const story = await readStory(database, item.id)
    expect(story.events.map((event) => event.kind)).toEqual(['item.discovered', 'item.fetched'])
  })
  it('does not let one bad change spoil its neighbours in a batch', async () => {
    await put([post('d2'), post('d3')])
    const [good, bad] = await Promise.allSettled([move('d2', 'fetched'), move('d3', 'fetched', { patch: { published_at: 'not a time' } })])
    expect(good).toMatchObject({ status: 'fulfilled', value: true })
    expect(bad.status).toBe('rejected')
    expect((await itemOf('d3')).state).toBe('discovered')
  })
  it('keeps drafts, findings, links and reviews with the change', async () => {
    await put([post('d4')])
    const asset = {
      digest: 'a1',
      sm3: 's1',
      bytes: 3,
      mediaType: 'image/png',
      width: 1,
      height: 2,
      publishDigest: 'a2',
      publishType: 'image/jpeg',
      fault: null,
    }
    await move('d4', 'fetched', {
      assets: [asset, asset],
      capture: { n: 1, version: 'v1', digest: 'c', parts: [], bytes: 0 },
      patch: { capture: 1 },
    })
    await move('d4', 'normalized', {
      patch: { revision: 1, draft_digest: 'dd', column_id: 'news' },
      draft: { revision: 1, digest: 'dd', capture: 1, made_by: 'x@1', counts: {} },
      findings: [
        { code: 'reprint', level: 'hold', about: '某社' },
        { code: 'id-number', level: 'hold', about: '1*', at: [3, 5] },
      ],
      links: [{ url: 'https://mp.weixin.qq.com/s/x', keys: ['d5'] }],
      review: { revision: 1, draft_digest: 'dd', decision: 'look', by: '乙', reason: null },
    })
    expect(await database.query('select media_type, publish_digest from asset')).toEqual([
      { media_type: 'image/png', publish_digest: 'a2' },
    ])
    const story = await readStory(database, (await itemOf('d4')).id)
    expect(story.findings).toEqual([
      { revision: 1, code: 'reprint', level: 'hold', about: '某社' },
      { revision: 1, code: 'id-number', level: 'hold', about: '1*', at: [3, 5] },
    ])
    expect(story.links).toEqual([{ url: 'https://mp.weixin.qq.com/s/x', address: null, sent: false }])
    expect(story.reviews).toMatchObject([{ draft_digest: 'dd', by_whom: '乙' }])
  })
})

describe('what a person decides', () => {
  const by = { by: '乙', reason: '核对' }
  it('is refused when the item has moved on since they looked', async () => {
    await put([post('h1')])
    const seen = await itemOf('h1')
    await move('h1', 'fetched')
    await move('h1', 'discovered')
    await expect(decide(seen, { ...by, verb: 'exclude' }, ledger)).rejects.toMatchObject({ code: 'not-allowed' })
    expect(await decide(await itemOf('h1'), { ...by, verb: 'exclude' }, ledger)).toBe('excluded')
  })
  it('can not write off what readers can open', async () => {
    await put([post('h2')])
    await move('h2', 'approved')
    const item = await itemOf('h2')
    await ledger.claim({
      item: item.id,
      target: 'static-site:a.gov.cn',
      key: 'h2',
      digest: 'x',
      epoch: item.epoch,
      leaseMs: 60_000,
      withinMs: 5000,
      intent: true,
    })
    await expect(decide(await itemOf('h2'), { ...by, verb: 'hold' }, ledger)).rejects.toMatchObject({ code: 'not-allowed' })
    await move('h2', 'published', {
      publication: { target: 'static-site:a.gov.cn', remote_id: 'r', url: '/art/h2.html', payload_digest: 'p', revision: 1 },
    })
    await move('h2', 'held', { patch: { failure: 'verify-differs', held_from: 'published' } })
    for (const verb of ['exclude', 'archive', 'gone'] as const) {
      await expect(decide(await itemOf('h2'), { ...by, verb }, ledger)).rejects.toThrow('live at /art/h2.html')
    }
    expect(await decide(await itemOf('h2'), { ...by, verb: 'release' }, ledger)).toBe('published')
  })
  it('does not hide what a target holds of an item that moved on while it was asked', async () => {
    await put([post('h3')])
    await move('h3', 'approved')
    const item = await itemOf('h3')
    await ledger.claim({
      item: item.id,
      target: 'static-site:a.gov.cn',
      key: 'h3',
      digest: 'x',
      epoch: item.epoch,
      leaseMs: 60_000,
      withinMs: 5000,
      intent: true,
    })
    await ledger.noteSent({
      item: item.id,
      job: 'one',
      run,
      from: 'approved',
      epoch: item.epoch,
      to: 'published',
      events: [],
      patch: {},
      publication: {
        target: 'static-site:a.gov.cn',
        remote_id: 'r',
        url: '/art/h3.html',
        payload_digest: 'p',
        revision: 1,
        title: '题',
        column_id: 'news',
      },
    })
    expect((await itemOf('h3')).publication).toMatchObject({ url: '/art/h3.html', intent_at: null })
    expect((await readStory(database, item.id)).events.map((event) => event.kind)).toContain('item.sent')
  })
})

describe('a revision made again', () => {
  it('carries the findings of its last making, and no other', async () => {
    await put([post('f1')])
    const make = async (codes: readonly ('duplicate-copy' | 'date-conflict')[]) => {
      await move('f1', 'normalized', {
        patch: { revision: 1, draft_digest: 'same' },
        draft: { revision: 1, digest: 'same', capture: 1, made_by: 'x@1', counts: {} },
        findings: codes.map((code) => finding(code)),
      })
      const { findings } = await readStory(database, (await itemOf('f1')).id)
      await move('f1', 'fetched')
      return findings.map((one) => one.code)
    }
    expect(await make(['duplicate-copy'])).toEqual(['duplicate-copy'])
    expect(await make(['date-conflict', 'duplicate-copy'])).toEqual(['date-conflict', 'duplicate-copy'])
    expect(await make([])).toEqual([])
  })
})

describe('tickets', () => {
  it('are issued once, fair over jobs, urgent first, and void when the item moved on', async () => {
    await put(['t1', 't2', 't3', 't4'].map((key) => post(key)))
    await put([post('u1'), post('u2')], 'two')
    await setJobState(database, 'one', { to: 'active', by: 'test', because: null })
    await database.query("update item set priority = 1 where source_key = 't4'")
    const first = await ledger.backlog.issue('fetch', 3)
    const keys = await Promise.all(first.map(async (ticket) => (await ledger.load(ticket.item))?.key))
    expect(keys).toContain('t4')
    expect(keys).toContain('u1')
    const rest = await ledger.backlog.issue('fetch', 100)
    const ids = [...first, ...rest].map((ticket) => ticket.item)
    expect(new Set(ids).size).toBe(ids.length)
    expect(await ledger.backlog.issue('fetch', 100)).toEqual([])
    expect((await ledger.backlog.stale(0, 100)).length).toBe(ids.length)
    expect(await ledger.backlog.reclaim(rest)).toBe(rest.length)
    const again = await ledger.backlog.issue('fetch', 100)
    expect(again.map((ticket) => ticket.epoch).every((epoch) => epoch >= 2)).toBe(true)
  })
  it('are not issued for a paused job', async () => {
    await put([post('p1')], 'two')
    await setJobState(database, 'two', { to: 'paused', by: '丙', because: 'test' })
    expect(await ledger.backlog.issue('fetch', 100)).toEqual([])
    await setJobState(database, 'two', { to: 'active', by: '丙', because: null })
    expect(await ledger.backlog.issue('fetch', 100)).toHaveLength(1)
  })
})

describe('publications', () => {
  const target = 'static-site:a.gov.cn'
  const ready = async (key: string) => {
    await put([post(key)])
    await move(key, 'fetched', { patch: { published_at: '2020-01-02T03:04:05+08:00', column_id: 'news' } })
    await move(key, 'approved')
    return itemOf(key)
  }
  it('are claimed by one worker at a time, and tell of an earlier intent', async () => {
    const item = await ready('c1')
    const claim = { item: item.id, target, key: item.key, digest: 'x', epoch: item.epoch, leaseMs: 60_000, withinMs: 5000, intent: true }
    const first = await ledger.claim(claim)
    expect(first).toMatchObject({ hadIntent: false, remoteId: null })
    expect(await ledger.claim(claim)).toBeNull()
    await database.query("update publication set lease_until = now() - interval '1 second' where item = $1", [item.id])
    expect(await ledger.claim(claim)).toMatchObject({ hadIntent: true, firstAt: first?.firstAt })
  })
  it('give their address to the posts that link to them, which are then relinked', async () => {
    const from = await ready('l1')
    await move('l1', 'approved', { links: [{ url: 'https://mp.weixin.qq.com/s/l2', keys: ['l2'] }] })
    await put([post('l2')])
    expect([...(await ledger.linksOf(from.id))]).toEqual([['https://mp.weixin.qq.com/s/l2', null]])
    const to = await ready('l2')
    await ledger.claim({ item: to.id, target, key: to.key, digest: 'x', epoch: to.epoch, leaseMs: 60_000, withinMs: 5000, intent: true })
    await move('l2', 'published', {
      publication: {
        target,
        remote_id: 'r',
        url: '/art/l2.html',
        payload_digest: 'p',
        revision: 1,
        sort_at: '2020-01-02T03:04:05+08:00',
        column_id: 'news',
      },
    })
    expect([...(await ledger.linksOf(from.id))]).toEqual([['https://mp.weixin.qq.com/s/l2', '/art/l2.html']])
    expect((await itemOf('l1')).relink).toBe(1)
    const entries = []
    for await (const entry of siteEntries(database, {
      target,
      columnId: null,
      addressesOf: (key) => [`https://old/${key}`],
      isOfPlatform: () => true,
    }))
      entries.push([entry.url, ...entry.oldUrls])
    expect(entries).toEqual([['/art/l2.html', 'https://old/l2']])
  })
})

describe('reading', () => {
  it('finds, lists, filters and counts', async () => {
    expect((await listItems(database, { job: 'one', search: '题 t', limit: 10 })).map((item) => item.key)).toEqual(['t1', 't2', 't3', 't4'])
    expect(await listItems(database, { job: 'one', search: '%', limit: 10 })).toEqual([])
    const counts = await countStates(database, 'one')
    expect(counts.reduce((sum, one) => sum + one.n, 0)).toBe((await listItems(database, { job: 'one', limit: 1000 })).length)
  })
})

describe('the run lock', () => {
  it('lets one run of a job at a time', async () => {
    await database.session(async (first) => {
      expect(await tryRunLock(first, 'one')).toBe(true)
      await database.session(async (second) => expect(await tryRunLock(second, 'one')).toBe(false))
    })
  })
})

describe('the pace of a host', () => {
  it('is shared: the second request waits for the gap after the first', async () => {
    expect(await ledger.pace('img.example', 1)).toBeLessThan(1)
    expect(await ledger.pace('img.example', 1)).toBeGreaterThan(500)
  })
})
