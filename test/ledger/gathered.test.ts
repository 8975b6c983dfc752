// Posts that move between articles of their own and gathered ones, on a real PostgreSQL: each is in one article at a time, what a person had
// decided is asked again, and nothing stands on the site twice.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Discovered } from '../../src/domain/archive.ts'
import { jobSchema } from '../../src/domain/job.ts'
import { UNKNOWN_DATE } from '../../src/domain/page.ts'
import type { State } from '../../src/domain/states.ts'
import { openDatabase } from '../../src/ledger/database.ts'
import type { Database } from '../../src/ledger/database.ts'
import { enroll, noteUnseen } from '../../src/ledger/enroll.ts'
import { memberNotes, standsElsewhere } from '../../src/ledger/gathered.ts'
import { countFailures, findItems, readStory } from '../../src/ledger/items.ts'
import { saveJob, startRun } from '../../src/ledger/jobs.ts'
import { openLedger } from '../../src/ledger/ledger.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { migrate } from '../../src/ledger/migrate.ts'
import { freshDatabase } from '../kits/database.ts'
import type { TestDatabase } from '../kits/database.ts'
import { mappingWith } from '../kits/short-posts.ts'

let place: TestDatabase
let database: Database
let ledger: Ledger
let run: string
let p = ''
let round = 0

const job = jobSchema.parse({
  job: 'one',
  account: { platform: 'weibo', name: '测试号', id: '1', organ: '测试局' },
  closing: { document: '测〔2026〕1号', date: '2026-11-01', approver: '甲' },
  source: { kind: 'x' },
  mapping: 'm.yaml',
  target: { kind: 'static-site', site: { domain: 'a.gov.cn' } },
})

beforeAll(async () => {
  place = await freshDatabase()
  database = await openDatabase(place.url)
  await migrate(database)
  ledger = openLedger(database, [{ station: 'fetch', from: 'discovered', relink: false }], { leaseSeconds: 30 })
  await saveJob(database, { job, mapping: mappingWith([]), jobText: 'one', mappingText: '', digest: 'd', base: '/' }, 'test')
  run = await startRun(database, { job: 'one', digest: 'd', scheduled: false, options: {}, actor: 'test' })
})
afterAll(async () => {
  await database.close()
  await place.drop()
})
beforeEach(() => {
  round += 1
  p = `r${round}-`
})

const found = (key: string, more: Partial<Discovered> = {}): Discovered => ({
  key: p + key,
  aliases: [],
  ref: { key },
  version: 'v1',
  title: null,
  url: null,
  listed: UNKNOWN_DATE,
  ...more,
})
const group = (key: string, holds: string[]): Discovered =>
  found(key, { holds: holds.map((one) => p + one), version: holds.join(' '), ref: { gather: {}, posts: [] } })

async function put(...all: Discovered[]) {
  const { items: _, ...counts } = await enroll(database, all, { job: 'one', run, actor: 'test' })
  return counts
}

async function item(key: string) {
  const [row] = await database.query<{ id: string; state: State; failure: string | null; failure_about: string | null }>(
    'select id, state, failure, failure_about from item where source_key = $1',
    [p + key],
  )
  if (row === undefined) throw new Error(`no item ${key}`)
  return row
}
const holderOf = async (key: string) => (await findItems(database, p + key)).map((one) => one.key.slice(p.length))

async function become(key: string, to: State) {
  const { id, state } = await item(key)
  expect(
    await ledger.advance({
      item: id,
      job: 'one',
      run,
      from: state,
      epoch: null,
      to,
      patch: {},
      events: [{ kind: `item.${to}`, actor: 'test' }],
    }),
  ).toBe(true)
}

/** Readers can open it. */
async function live(key: string) {
  await become(key, 'verified')
  await database.query("insert into publication (item, target, key, url, remote_id) values ($1, 'site', $2, $3, $2)", [
    (await item(key)).id,
    p + key,
    `/${p}${key}`,
  ])
}
const twice = async (key: string) => standsElsewhere(database, { item: (await item(key)).id, target: 'site' })

describe('a gathered article', () => {
  it('is found by the keys of all its posts, and makes no item of them', async () => {
    expect(await put(group('g', ['a', 'a-short', 'b']))).toEqual({ new: 1, changed: 0, unchanged: 0 })
    for (const key of ['g', 'a', 'a-short', 'b']) expect(await holderOf(key)).toEqual(['g'])
    expect(await put(group('g', ['a', 'a-short', 'b']))).toEqual({ new: 0, changed: 0, unchanged: 1 })
    expect(await put(group('g', ['a', 'a-short', 'b', 'c']))).toEqual({ new: 0, changed: 1, unchanged: 0 })
    expect(await holderOf('c')).toEqual(['g'])
  })

  it('gives up a post that stands alone now, whichever of the two is entered first', async () => {
    await put(group('g', ['a', 'b', 'c']))
    expect(await put(found('a'))).toEqual({ new: 1, changed: 0, unchanged: 0 })
    expect(await put(group('g', ['b', 'c']))).toEqual({ new: 0, changed: 1, unchanged: 0 })
    expect(await put(group('g', ['c']), found('b'))).toEqual({ new: 1, changed: 1, unchanged: 0 })
    expect([await holderOf('a'), await holderOf('b'), await holderOf('c')]).toEqual([['a'], ['b'], ['g']])
    expect(await put(found('a'), found('b'), group('g', ['c']))).toEqual({ new: 0, changed: 0, unchanged: 3 })
  })

  it('hands a post on to another article', async () => {
    await put(group('may', ['a', 'b']), group('june', ['c']))
    await put(group('june', ['b', 'c']), group('may', ['a']))
    expect([await holderOf('a'), await holderOf('b'), await holderOf('c')]).toEqual([['may'], ['june'], ['june']])
    expect((await item('may')).state).toBe('discovered')
  })
})

describe('a post that was an item of its own', () => {
  it('is excluded into the article that holds it now, told in the audit log, and no failure', async () => {
    await put(found('a'), found('b'))
    await become('b', 'normalized')
    await put(group('g', ['a', 'b']))
    const g = await item('g')
    for (const key of ['a', 'b']) expect(await item(key)).toMatchObject({ state: 'excluded', failure: 'gathered', failure_about: g.id })
    const story = await readStory(database, (await item('b')).id)
    expect(story.events.map(({ kind, facts }) => [kind, facts]).at(-1)).toEqual([
      'item.gathered',
      { was: 'normalized', into: Number(g.id) },
    ])
    expect((await countFailures(database, 'one')).map(({ failure }) => failure)).not.toContain('gathered')
  })

  it('goes on as it was when it stands alone again', async () => {
    await put(found('a'), found('b'))
    await put(group('g', ['a', 'b']))
    expect(await put(found('a'), group('g', ['b']))).toEqual({ new: 0, changed: 2, unchanged: 0 })
    expect(await item('a')).toMatchObject({ state: 'discovered', failure: null })
    expect(await holderOf('a')).toEqual(['a'])
  })

  it('stays as it stands when readers can open it, and keeps the article from being published too', async () => {
    await put(found('a'), found('b'))
    await live('a')
    await put(group('g', ['a', 'b']))
    expect((await item('a')).state).toBe('verified')
    expect(await twice('g')).toEqual({ key: `${p}a`, item: (await item('a')).id })
    await database.query('update publication set withdrawn_at = now() where item = $1', [(await item('a')).id])
    expect(await twice('g')).toBeNull()
  })

  it('asks again what a person had decided about it', async () => {
    await put(found('a'), found('b'), found('c'))
    await become('a', 'excluded')
    await put(group('g', ['a', 'b', 'c']))
    expect((await item('a')).failure).toBeNull()
    expect(await memberNotes(database, (await item('g')).id)).toEqual([{ key: `${p}a`, what: 'excluded' }])
    await put(found('a'), group('g', ['b', 'c']))
    expect(await item('a')).toMatchObject({ state: 'held', failure: 'ungathered', failure_about: 'excluded' })
  })
})

describe('what readers can open', () => {
  it('never holds a post twice: who left a live article waits until that is published anew', async () => {
    await put(group('g', ['a', 'a-short', 'b']))
    await live('g')
    await put(found('a', { aliases: [`${p}a-short`] }), group('g', ['b']))
    expect(await twice('a')).toEqual({ key: expect.stringMatching(/a(-short)?$/) as string, item: (await item('g')).id })
    expect(await twice('g')).toBeNull()
    expect(await memberNotes(database, (await item('g')).id)).toEqual([{ key: `${p}a`, what: 'left' }])
    // published anew: the newest version stands there
    await database.query("select 1 from advance($1::jsonb, '{publication}')", [JSON.stringify([republished(await item('g'))])])
    expect(await twice('a')).toBeNull()
    expect(await memberNotes(database, (await item('g')).id)).toEqual([])
  })

  it('keeps an article whose posts have all left, told as unseen; one that nobody has met is set aside', async () => {
    await put(group('old', ['a']), group('never', ['b']))
    await live('old')
    await put(group('new', ['a', 'b']))
    expect((await item('old')).state).toBe('verified')
    expect(await item('never')).toMatchObject({ state: 'excluded', failure: 'gathered' })
    expect(await twice('new')).toEqual({ key: `${p}a`, item: (await item('old')).id })
    const seen = await database.query<{ id: string }>('select id from item where source_key <> $1', [`${p}old`])
    expect(
      await noteUnseen(
        database,
        seen.map(({ id }) => Number(id)),
        { job: 'one', run, actor: 'test' },
      ),
    ).toBe(1)
  })

  it('does not tell of a post as unseen that is seen in an article', async () => {
    await put(found('a'))
    await live('a')
    await put(group('g', ['a']))
    const seen = await database.query<{ id: string }>('select id from item where source_key <> $1', [`${p}a`])
    const ids = seen.map(({ id }) => Number(id))
    await noteUnseen(database, ids, { job: 'one', run, actor: 'test' })
    expect(await database.query('select from unseen where item = $1', [(await item('a')).id])).toEqual([])
  })
})

function republished({ id, state }: { id: string; state: State }) {
  const publication = { target: 'site', remote_id: 'x', url: '/x' }
  return {
    item: id,
    job: 'one',
    run,
    from: state,
    epoch: null,
    to: 'published',
    patch: {},
    events: [{ kind: 'item.published', actor: 'test' }],
    publication,
  }
}
