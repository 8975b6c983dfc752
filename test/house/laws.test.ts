// The house laws of the design that a test can keep, each under its own name. (Law 7, downwards only, is layers.test.ts.)
import { readFileSync, readdirSync } from 'node:fs'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FAILURES } from '../../src/domain/failures.ts'
import { jobSchema } from '../../src/domain/job.ts'
import { mappingSchema } from '../../src/domain/mapping.ts'
import { UNKNOWN_DATE } from '../../src/domain/page.ts'
import type { Page } from '../../src/domain/page.ts'
import { STATES, STATE_NAMES } from '../../src/domain/states.ts'
import { openDatabase } from '../../src/ledger/database.ts'
import type { Database } from '../../src/ledger/database.ts'
import { enroll } from '../../src/ledger/enroll.ts'
import { findItems } from '../../src/ledger/items.ts'
import { saveJob, startRun } from '../../src/ledger/jobs.ts'
import { openLedger } from '../../src/ledger/ledger.ts'
import { migrate } from '../../src/ledger/migrate.ts'
import { openQueues } from '../../src/line/queues.ts'
import { ROUTE } from '../../src/stations/route.ts'
import { TAKES } from '../../src/stations/takes.ts'
import { articleOf } from '../../src/stations/article.ts'
import { publishable } from '../../src/stations/review.ts'
import type { JobRoom } from '../../src/stations/station.ts'
import { normalize } from '../../src/transform/normalize.ts'
import { openFileVault } from '../../src/vault/file-vault.ts'
import { freshDatabase } from '../kits/database.ts'
import type { TestDatabase } from '../kits/database.ts'

const SRC = new URL('../../src/', import.meta.url)
const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(ts|sql|mjs)$/.test(name))
  .map((name) => ({ name, text: readFileSync(new URL(name, SRC), 'utf8') }))

let place: TestDatabase
let database: Database
let run: string
const job = jobSchema.parse({
  job: 'laws',
  account: { platform: 'wechat', name: '测试号', id: 'gh_1', organ: '测试局' },
  closing: { document: '测〔2026〕1号', date: '2026-11-01', approver: '甲' },
  source: { kind: 'x' },
  mapping: 'm.yaml',
  target: { kind: 'static-site', site: { domain: 'a.gov.cn' } },
})
const mapping = mappingSchema.parse({
  mapping: 'm',
  columns: [{ id: 'news', name: '新闻', description: '新闻', keywords: ['新闻'], type: '工作动态' }],
  routes: [{ column: 'news' }],
})
const found = (key: string) => ({ key, aliases: [], ref: { file: key }, version: 'v1', title: null, url: null, listed: UNKNOWN_DATE })

beforeAll(async () => {
  place = await freshDatabase()
  database = await openDatabase(place.url)
  await migrate(database)
  await saveJob(database, { job, mapping, jobText: '', mappingText: '', digest: 'd', base: '/' }, 'test')
  run = await startRun(database, { job: 'laws', digest: 'd', scheduled: false, options: {}, actor: 'test' })
})
afterAll(async () => {
  await database.close()
  await place.drop()
})

describe('law 1, one door', () => {
  it('only the SQL function advance() and enroll() open the door, and only door.ts calls advance()', () => {
    const openers = sources.filter(({ text }) => text.includes("'guiji.door', 'open'")).map(({ name }) => name)
    expect(openers).toEqual(['ledger/migrations/0001-core.sql'])
    const callers = sources.filter(({ name, text }) => name.endsWith('.ts') && /\badvance\(\$1/.test(text)).map(({ name }) => name)
    expect(callers).toEqual(['ledger/door.ts'])
  })
  it('the database itself refuses a state change beside the door', async () => {
    await enroll(database, [found('one-door')], { job: 'laws', run, actor: 'test' })
    await expect(database.query("update item set state = 'verified' where source_key = 'one-door'")).rejects.toThrow(
      'only through advance()',
    )
  })
})

describe('law 2, ticket not luggage', () => {
  it('a ticket in the queue holds an item id and an epoch, nothing else', async () => {
    const queues = await openQueues({ databaseUrl: place.url, prefix: 'laws' })
    try {
      await queues.add([{ item: '7', station: 'fetch', epoch: 3, priority: 10 }])
      const rows = await database.query<{ data: object; id: string }>("select id, data from bullmq.job where queue = 'laws-fetch'")
      expect(rows).toEqual([{ id: 'fetch-7-3', data: { item: '7', epoch: 3 } }])
    } finally {
      await queues.close()
    }
  })
})

describe('law 3, nothing falls off', () => {
  it('no station but normalize, by a rule that a person wrote, leads to a state that writes a post off', () => {
    const writeOffs = STATE_NAMES.filter((state) => STATES[state].ends && state !== 'verified')
    for (const station of ROUTE) {
      const text = sources.find(({ name }) => name === `stations/${station.name}.ts`)?.text ?? ''
      for (const state of writeOffs) expect(text, `${station.name} → ${state}`).not.toContain(`to: '${state}'`)
    }
    expect(sources.find(({ name }) => name === 'stations/normalize.ts')?.text).toContain(
      'decision: rule.to, by: rule.by, reason: rule.reason',
    )
  })
  it('a rule that writes posts off names a person and a reason', () => {
    const rule = { when: { page: 'deleted' }, to: 'gone' }
    const plain = { mapping: 'm', columns: mapping.columns }
    expect(mappingSchema.safeParse({ ...plain, outcomes: [{ ...rule, reason: '已核实', by: '甲' }] }).success).toBe(true)
    expect(mappingSchema.safeParse({ ...plain, outcomes: [{ ...rule, reason: '已核实' }] }).success).toBe(false)
    expect(mappingSchema.safeParse({ ...plain, outcomes: [{ ...rule, by: '甲' }] }).success).toBe(false)
  })
  it('no fate of a failure ends a post', () => {
    const perform = sources.find(({ name }) => name === 'line/perform.ts')?.text ?? ''
    for (const state of ['gone', 'excluded', 'archived', 'withdrawn']) expect(perform).not.toContain(`'${state}'`)
    expect(new Set(Object.values(FAILURES).map((word) => word.fate))).toEqual(new Set(['retry', 'hold', 'stop', 'halt']))
  })
  it('a state either ends, or a station takes from it, or it waits for a person', () => {
    for (const state of STATE_NAMES) {
      const { ends, waits } = STATES[state]
      expect(ends || waits || TAKES.some((take) => take.from === state), state).toBe(true)
    }
  })
})

describe('law 4, once only', () => {
  it('the same post enrolled by ten at once is one item', async () => {
    await Promise.all(Array.from({ length: 10 }, () => enroll(database, [found('once')], { job: 'laws', run, actor: 'test' })))
    expect(await findItems(database, 'once')).toHaveLength(1)
  })
  it('ten claims at once give one worker the publication, with the intent committed before it answers', async () => {
    const ledger = openLedger(database, TAKES, { leaseSeconds: 30 })
    await enroll(database, [found('claim')], { job: 'laws', run, actor: 'test' })
    const [item] = await findItems(database, 'claim')
    if (item === undefined) throw new Error('not enrolled')
    await ledger.advance({
      item: item.id,
      job: 'laws',
      run,
      from: 'discovered',
      epoch: null,
      to: 'approved',
      patch: {},
      events: [{ kind: 'item.approved', actor: 'test' }],
    })
    const now = await ledger.load(item.id)
    const claims = await Promise.all(
      Array.from({ length: 10 }, () =>
        ledger.claim({
          item: item.id,
          target: 'static-site:a.gov.cn',
          key: 'claim',
          digest: 'x',
          epoch: now?.epoch ?? 0,
          leaseMs: 60_000,
          withinMs: 5000,
          intent: true,
        }),
      ),
    )
    expect(claims.filter((claim) => claim !== null)).toHaveLength(1)
    expect(await database.query('select count(intent_at)::int as open from publication where item = $1', [item.id])).toEqual([{ open: 1 }])
  })
})

describe('law 5, never invent', () => {
  const page: Page = {
    state: 'ok',
    platform: 'wechat',
    kind: 'article',
    title: '标题',
    account: null,
    author: null,
    source: null,
    published: UNKNOWN_DATE,
    modified: UNKNOWN_DATE,
    summary: null,
    url: null,
    readMore: null,
    origin: null,
    topics: [],
    body: { html: '<p>2021年3月4日,正文。</p>' },
    media: [],
    remarks: [],
    facts: {},
  }
  const near = { mapping, organ: '测试局', media: new Map(), keysOf: () => [] }

  it('an unknown date stays unknown, is a finding, and keeps the post from being published', () => {
    const { draft, findings } = normalize(page, near)
    expect(draft.published).toEqual(UNKNOWN_DATE)
    expect(findings.map((one) => one.code)).toContain('date-unknown')
    expect(publishable(draft)).toBe(false)
    const room = { job, mapping } as Pick<JobRoom, 'job' | 'mapping'> as JobRoom
    expect(() => articleOf(draft, room, { addresses: new Map(), migratedAt: '' })).toThrow('publish time is unknown')
  })
  it('an unknown source does not become the importing office', () => {
    expect(normalize(page, near).draft.source).toBeNull()
  })
  it('nothing that makes a page or a draft can ask the clock', () => {
    const rooms = sources.filter(({ name }) => /^(transform|inspect|domain)\//.test(name) && name !== 'domain/cron.ts')
    for (const { name, text } of rooms) expect(text, name).not.toMatch(/Date\.now\(\)|new Date\(\)|performance\.now/)
  })
})

describe('law 6, captures are for ever', () => {
  it('the vault has no way to change or remove what it holds', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'guiji-laws-'))
    try {
      expect(Object.keys(openFileVault(folder)).sort()).toEqual(['fileOf', 'get', 'has', 'put'])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
  it('no statement of ours updates or deletes a capture, a draft or an audit event', () => {
    for (const { name, text } of sources) {
      expect(text, name).not.toMatch(/\b(update|delete from)\s+(capture|draft|audit_event)\b(?!.*refuse)/i)
    }
  })
})
