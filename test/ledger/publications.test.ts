// The publication protocol's rows, statement by statement: who may do what, with which fence, and what an unknown outcome keeps open.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { UNKNOWN_DATE } from '../../src/domain/page.ts'
import { jobSchema } from '../../src/domain/job.ts'
import { mappingSchema } from '../../src/domain/mapping.ts'
import { openDatabase, type Database } from '../../src/ledger/database.ts'
import { enroll } from '../../src/ledger/enroll.ts'
import { saveJob, startRun } from '../../src/ledger/jobs.ts'
import { findItems } from '../../src/ledger/items.ts'
import { openLedger, type Ledger } from '../../src/ledger/ledger.ts'
import { holdEntry, noteDrift, settledEntries } from '../../src/ledger/live.ts'
import { migrate } from '../../src/ledger/migrate.ts'
import type { PublicationStep } from '../../src/ledger/publications.ts'
import { TAKES } from '../../src/stations/takes.ts'
import { entryName } from '../../src/targets/entry-name.ts'
import { freshDatabase, type TestDatabase } from '../kits/database.ts'

const TARGET = 'wordpress:www.a.gov.cn'
let place: TestDatabase
let database: Database
let ledger: Ledger
let runs: Record<string, string>
let made = 0

const mapping = mappingSchema.parse({
  mapping: 'm',
  columns: [{ id: 'news', name: '新闻', description: '新闻', keywords: ['新闻'], type: '工作动态' }],
})
const jobOf = (name: string, account: string, url = 'https://www.a.gov.cn') =>
  jobSchema.parse({
    job: name,
    account: { platform: 'wechat', name: '测试号', id: account, organ: '测试局' },
    closing: { document: '测〔2026〕1号', date: '2026-11-01', approver: '甲' },
    source: { kind: 'x' },
    mapping: 'm.yaml',
    target: { kind: 'wordpress', url },
  })
const save = (name: string, account: string, url?: string) =>
  saveJob(
    database,
    { job: jobOf(name, account, url), mapping, jobText: name, mappingText: '', digest: `${name} ${account} ${url}`, base: '/' },
    'test',
  )

beforeAll(async () => {
  place = await freshDatabase()
  database = await openDatabase(place.url)
  await migrate(database)
  ledger = openLedger(database, TAKES, { leaseSeconds: 30 })
  runs = {}
  for (const [name, account] of [
    ['one', 'gh_1'],
    ['two', 'gh_2'],
  ] as const) {
    await save(name, account)
    runs[name] = await startRun(database, {
      job: name,
      digest: `${name} ${account} undefined`,
      scheduled: false,
      options: {},
      actor: 'test',
    })
  }
})
afterAll(async () => {
  await database.close()
  await place.drop()
})

async function approved(job = 'one', links: { url: string; keys: string[] }[] = []) {
  const key = `k${(made += 1)}`
  const found = { key, aliases: [], ref: {}, version: 'v1', title: key, url: null, listed: UNKNOWN_DATE }
  await enroll(database, [found], { job, run: runs[job] ?? '', actor: 'test' })
  return move(key, 'approved', { links })
}
async function load(key: string) {
  const [item] = await findItems(database, key)
  if (item === undefined) throw new Error(`no item ${key}`)
  return item
}
async function move(key: string, to: 'approved' | 'published' | 'verified' | 'withdrawn', more: object = {}) {
  const item = await load(key)
  const change = { item: item.id, job: item.job, run: item.run, from: item.state, epoch: null, to, patch: {}, events: [] }
  expect(await ledger.advance({ ...change, ...more })).toBe(true)
  return load(key)
}

describe('the steps of a claim', () => {
  let item: Awaited<ReturnType<typeof approved>>
  const claim = (intent = false) =>
    ledger.claim({ item: item.id, target: TARGET, key: item.key, digest: 'd', epoch: item.epoch, leaseMs: 60_000, withinMs: 5000, intent })
  const step = (fence: string, name: PublicationStep['step'], more: Partial<PublicationStep> = {}) =>
    ledger.step({ item: item.id, target: TARGET, fence, step: name, ...more })
  const expire = () =>
    database.query("update publication set lease_until = clock_timestamp() - interval '1 second' where item = $1", [item.id])
  const row = async () => (await database.query('select * from publication where item = $1', [item.id]))[0]
  beforeEach(async () => {
    item = await approved()
  })

  it('open an intent that outlives its worker, with the moment at which its request may last begin', async () => {
    const first = await claim()
    expect(first).toMatchObject({ hadIntent: false, remoteId: null, wasPut: false, restMs: null })
    expect(await step(first?.fence ?? '', 'intend', { digest: 'd', withinMs: 5000 })).toBe(true)
    const until = (await row())?.['intent_send_by'] as Date
    await expire()
    const second = await claim()
    expect(second).toMatchObject({ hadIntent: true, doubtAt: until, doubtDigest: 'd' })
    expect(Number(second?.fence)).toBe(Number(first?.fence) + 1)
    await expire()
    expect(await claim()).toMatchObject({ hadIntent: true, doubtAt: until })
  })
  it('keep in mind what a request of unknown outcome would show, and open no intent for other words until it is over', async () => {
    const claimOf = (digest: string) =>
      ledger.claim({
        item: item.id,
        target: TARGET,
        key: item.key,
        digest,
        epoch: item.epoch,
        leaseMs: 60_000,
        withinMs: 5000,
        intent: true,
      })
    const first = await claimOf('v1')
    expect(first).toMatchObject({ opened: true, doubtAt: null })
    await step(first?.fence ?? '', 'release')
    const again = await claimOf('v1')
    expect(again).toMatchObject({ hadIntent: true, opened: false, doubtDigest: 'v1' })
    await step(again?.fence ?? '', 'unsent')
    const other = await claimOf('v2')
    expect(other).toMatchObject({ hadIntent: false, opened: false, doubtDigest: 'v1' })
    await step(other?.fence ?? '', 'release')
    await database.query("update publication set doubt_at = doubt_at - interval '5 minutes' where item = $1", [item.id])
    expect(await claimOf('v2')).toMatchObject({ opened: true, doubtDigest: 'v1' })
  })
  it('do nothing for a fence that is no longer the newest', async () => {
    const first = await claim()
    await expire()
    const second = await claim()
    for (const name of ['intend', 'drafted', 'unsent', 'release'] as const)
      expect(await step(first?.fence ?? '', name, { remote: '1', withinMs: 5000 }), name).toBe(false)
    expect(await step(second?.fence ?? '', 'intend', { withinMs: 5000 })).toBe(true)
  })
  it('open no intent once the lease is over', async () => {
    const first = await claim()
    await expire()
    expect(await step(first?.fence ?? '', 'intend', { withinMs: 5000 })).toBe(false)
  })
  it('store the name of the draft once, and close the intent', async () => {
    const { fence = '' } = (await claim()) ?? {}
    await step(fence, 'intend', { withinMs: 5000 })
    expect(await step(fence, 'drafted', { remote: '71' })).toBe(true)
    expect(await step(fence, 'drafted', { remote: '72' })).toBe(false)
    expect(await row()).toMatchObject({ remote_id: '71', intent_at: null })
    await expire()
    expect(await claim()).toMatchObject({ remoteId: '71', hadIntent: false, wasPut: false })
  })
  it('let anybody try at once after nothing was sent, and look first after an unknown outcome', async () => {
    const first = (await claim()) ?? { fence: '' }
    await step(first.fence, 'intend', { withinMs: 5000 })
    await step(first.fence, 'unsent')
    const second = await claim()
    expect(second).toMatchObject({ hadIntent: false })
    await step(second?.fence ?? '', 'intend', { withinMs: 5000 })
    await step(second?.fence ?? '', 'release')
    expect(await claim()).toMatchObject({ hadIntent: true })
  })
  it('refuse the outcome of a worker that has lost the publication', async () => {
    const first = (await claim(true)) ?? { fence: '' }
    await expire()
    const second = (await claim(true)) ?? { fence: '' }
    const change = (fence: string, url: string) => ({
      item: item.id,
      job: item.job,
      run: item.run,
      from: 'approved' as const,
      epoch: item.epoch,
      to: 'published' as const,
      patch: {},
      events: [{ kind: 'item.published', actor: 'test' }],
      publication: { target: TARGET, fence, remote_id: url, url, payload_digest: 'p', revision: 1 },
    })
    expect(await ledger.advance(change(first.fence, '/old'))).toBe(false)
    expect(await ledger.advance(change(second.fence, '/new'))).toBe(true)
    expect(await row()).toMatchObject({ url: '/new' })
  })
})

describe('files', () => {
  const of = { target: TARGET, digest: 'f'.repeat(64) }
  it('are claimed by one, known to all once they stand, and claimed again when the site has lost them', async () => {
    const first = await ledger.uploads.claim({ ...of, leaseMs: 60_000 })
    expect(first).toMatchObject({ doubtMs: null })
    expect(await ledger.uploads.claim({ ...of, leaseMs: 60_000 })).toBeNull()
    await ledger.uploads.release({ ...of, fence: first?.fence ?? '' }, false)
    const second = await ledger.uploads.claim({ ...of, leaseMs: 60_000 })
    expect(second?.doubtMs).toBeGreaterThanOrEqual(0)
    expect(await ledger.uploads.intend({ ...of, fence: first?.fence ?? '' })).toBe(false)
    expect(await ledger.uploads.intend({ ...of, fence: second?.fence ?? '' })).toBe(true)
    expect(await ledger.uploads.enter({ ...of, fence: first?.fence ?? '' }, { id: '1', url: '/1' })).toBe(false)
    expect(await ledger.uploads.enter({ ...of, fence: second?.fence ?? '' }, { id: '2', url: '/2' })).toBe(true)
    expect(await ledger.uploads.known(of)).toEqual({ id: '2', url: '/2' })
    expect(await ledger.uploads.claim({ ...of, leaseMs: 60_000 })).toBeNull()
    await ledger.uploads.forget(TARGET, ['/2'])
    expect(await ledger.uploads.claim({ ...of, leaseMs: 60_000 })).toMatchObject({ doubtMs: null })
  })
})

describe('a target that fails', () => {
  it('rests after five failures in a row, longer each time, and no ticket is issued for it meanwhile', async () => {
    const item = await approved()
    const isIssued = async () => {
      const tickets = await ledger.backlog.issue('publish', 1000)
      await ledger.backlog.reclaim(tickets)
      return tickets.some((ticket) => ticket.item === item.id)
    }
    const fail = async (times: number) => {
      for (let n = 0; n < times; n += 1) {
        // eight requests that fail together are one failure
        for (let one = 0; one < 8; one += 1) await ledger.rest.failed(TARGET, undefined)
        await database.query("update target_rest set failed_at = failed_at - interval '1 second'")
      }
    }
    await fail(3)
    expect(await isIssued()).toBe(true)
    await fail(7)
    expect(await isIssued()).toBe(false)
    const [rest] = await database.query<{ s: number }>('select extract(epoch from until - clock_timestamp())::float8 as s from target_rest')
    expect(rest?.s).toBeGreaterThan(20)
    await ledger.rest.answered(TARGET)
    expect(await isIssued()).toBe(true)
  })
  it('rests as long as it asks', async () => {
    await ledger.rest.failed(TARGET, 3_600_000)
    const [rest] = await database.query<{ s: number }>('select extract(epoch from until - clock_timestamp())::float8 as s from target_rest')
    expect(rest?.s).toBeGreaterThan(3500)
    await ledger.rest.answered(TARGET)
  })
})

describe('hours of publishing', () => {
  it('keep approved posts back, and a run does not wait for them', async () => {
    const item = await approved('two')
    await database.query(
      "update job set publish_from = (now() at time zone zone)::time + interval '2 hours', publish_until = (now() at time zone zone)::time + interval '3 hours' where name = 'two'",
    )
    const tickets = await ledger.backlog.issue('publish', 1000)
    await ledger.backlog.reclaim(tickets)
    expect(tickets.some((ticket) => ticket.item === item.id)).toBe(false)
    await database.query("update job set publish_from = null, publish_until = null where name = 'two'")
  })
})

describe('entries that stand', () => {
  async function published(job = 'one', links: { url: string; keys: string[] }[] = []) {
    const item = await approved(job, links)
    const claim = await ledger.claim({
      item: item.id,
      target: TARGET,
      key: item.key,
      digest: 'd',
      epoch: item.epoch,
      leaseMs: 60_000,
      withinMs: 5000,
      intent: true,
    })
    const publication = {
      target: TARGET,
      fence: claim?.fence,
      remote_id: `r-${item.key}`,
      url: `/${item.key}`,
      payload_digest: 'p',
      revision: 1,
    }
    return move(item.key, 'published', { publication })
  }
  const waiting = async (id: string) => (await database.query('select 1 from relink where item = $1', [id])).length

  it('call posts of other accounts that link to them, when they come and when they go', async () => {
    const next = `k${made + 2}`
    const other = await published('two', [{ url: 'https://mp.example/s/1', keys: [next] }])
    expect(await waiting(other.id)).toBe(0)
    const item = await published('one')
    expect(item.key).toBe(next)
    expect(await waiting(other.id)).toBe(1)
    await move(other.key, 'verified', { relinked: 1, addresses: [{ url: 'https://mp.example/s/1', address: `/${next}` }] })
    expect(await waiting(other.id)).toBe(0)
    await move(next, 'withdrawn', { publication: { target: TARGET, withdrawn: true } })
    expect(await waiting(other.id)).toBe(1)
    expect([...(await ledger.linksOf(other.id))]).toEqual([['https://mp.example/s/1', null]])
  })
  it('belong to the run in which they came before readers last: a change of what stands there is no new one', async () => {
    const item = await published()
    const runOf = async () => (await load(item.key)).publication?.run
    expect(await runOf()).toBe(runs['one'])
    const begin = () => startRun(database, { job: 'one', digest: 'one gh_1 undefined', scheduled: false, options: {}, actor: 'test' })
    const again = { target: TARGET, remote_id: `r2-${item.key}`, url: `/${item.key}`, payload_digest: 'p', revision: 1 }
    const second = await begin()
    await move(item.key, 'approved')
    await move(item.key, 'published', { publication: { ...again, payload_digest: 'p2' } })
    expect(await runOf()).toBe(runs['one'])
    await move(item.key, 'withdrawn', { publication: { target: TARGET, withdrawn: true } })
    expect(await runOf()).toBeNull()
    await move(item.key, 'approved')
    await move(item.key, 'published', { publication: again })
    expect(await runOf()).toBe(second)
  })
  it('are looked at anew after each put: what was verified before says nothing of it', async () => {
    const item = await published()
    const live = async () => (await load(item.key)).publication?.live_digest
    await move(item.key, 'verified', { publication: { target: TARGET, verified: true, live_digest: 'seen' } })
    expect(await live()).toBe('seen')
    const again = { target: TARGET, remote_id: `r-${item.key}`, url: `/${item.key}`, payload_digest: 'p2', revision: 2 }
    await move(item.key, 'published', { publication: again })
    expect(await live()).toBeNull()
  })
  it('are known by the name that targets give them, once nothing is open', async () => {
    const item = await published()
    const pending = await approved()
    await ledger.claim({
      item: pending.id,
      target: TARGET,
      key: pending.key,
      digest: 'd',
      epoch: pending.epoch,
      leaseMs: 60_000,
      withinMs: 5000,
      intent: true,
    })
    const names = [entryName(item.key), entryName(pending.key), entryName('nobody')]
    expect([...(await settledEntries(database, TARGET, names))]).toEqual([
      [entryName(item.key), { item: item.id, remoteId: `r-${item.key}` }],
    ])
  })
  it('are held by one at a time for a change by a person, who has looked at the item as it is now', async () => {
    const item = await published()
    const hold = (epoch: number) => holdEntry(database, { item: item.id, target: TARGET, epoch, leaseMs: 60_000 })
    expect(await hold(item.epoch - 1)).toBeNull()
    expect(await hold(item.epoch)).not.toBeNull()
    expect(await hold(item.epoch)).toBeNull()
  })
  it('tell of drift once', async () => {
    const item = await published()
    const drift = { item: item.id, job: 'one', target: TARGET, drift: 'changed', fields: ['text'], by: 'test' }
    expect([await noteDrift(database, drift), await noteDrift(database, drift)]).toEqual([true, false])
    expect(await noteDrift(database, { ...drift, drift: null, fields: [] })).toBe(true)
    const events = await database.query(
      "select kind from audit_event where item = $1 and kind in ('item.drifted', 'item.restored') order by id",
      [item.id],
    )
    expect(events).toEqual([{ kind: 'item.drifted' }, { kind: 'item.restored' }])
  })
  it('keep their job from moving to another site or account without a word', async () => {
    await published()
    await expect(save('one', 'gh_1', 'https://www.b.gov.cn')).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(save('one', 'gh_9')).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(save('one', 'gh_1')).resolves.toBeUndefined()
  })
})
