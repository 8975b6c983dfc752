// The whole demo account, from a folder of odd files to a verified site and an exported proof, as operators, editors and auditors meet it.
import { cpSync, existsSync, readFileSync, renameSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { Parser } from 'htmlparser2'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openSiteServer } from '../../src/targets/site-server.ts'
import { DEMO_ARCHIVE, onBothBackends, type Json, type Place } from '../kits/guiji.ts'
import { articlesOf, expectAllCounted, expectAuditWhole, expectNothingTwice, filesOf } from '../kits/proof.ts'
import { differencesFrom, oracle } from './oracle.ts'

const KEYS = [
  'archived',
  'because',
  'changed',
  'discovered',
  'excluded',
  'failed',
  'gone',
  'job',
  'leftovers',
  'new',
  'outcome',
  'run',
  'said',
  'seconds',
  'unchanged',
  'unseen',
  'verified',
  'waiting',
  'withdrawn',
]
const BY = ['--by', '陈映', '--reason', '逐篇核对']

onBothBackends((backend) => {
  let place: Place
  let first: Json
  const archive = () => join(place.folder, 'archive')

  beforeAll(async () => {
    place = await backend.open({ source: 'archive' })
    cpSync(DEMO_ARCHIVE, archive(), { recursive: true, preserveTimestamps: true })
    first = await place.json(['run', place.job])
  })
  afterAll(() => place.end())

  const idOf = async (oracleId: string): Promise<string> => {
    const [row] = await place.rows('select item from item_key where key = $1', [oracle.posts.find((post) => post.id === oracleId)?.key])
    return String(row?.['item'])
  }
  const stateOf = async (oracleId: string): Promise<unknown> =>
    (await place.rows('select state from item where id = $1', [await idOf(oracleId)]))[0]?.['state']

  it('ends with one object that says what became of every post', () => {
    expect(Object.keys(first).toSorted()).toEqual(KEYS)
    expect(first).toMatchObject({ job: 'demo', outcome: 'finished', because: null, new: oracle.total, changed: 0, unchanged: 0 })
    expectAllCounted(first, oracle.total)
  })

  it('brings every post where the oracle says, with the findings it foretold', async () => {
    const { items } = (await place.json(['items', 'demo', '--limit', '500'])) as { items: Json[] }
    const findings =
      await place.rows(`select f.item, f.code, f.level from finding f join item i on i.id = f.item and i.revision = f.revision
      union all select l.item, 'link-own-unresolved', 'warn' from link l join publication p using (item) where l.address is null and p.url is not null`)
    expect(items.map((item) => String(item['key'])).toSorted()).toEqual(oracle.posts.map((post) => post.key).toSorted())
    const wrong = oracle.posts.flatMap((post) => {
      const item = items.find((one) => one['key'] === post.key) ?? {}
      const own = findings
        .filter((row) => row['item'] === item['item'])
        .map((row) => ({ code: String(row['code']), level: String(row['level']) }))
      return differencesFrom(post, { item, findings: own })
    })
    expect(wrong).toEqual([])
  })

  it('names exactly the files that belong to no post', async () => {
    const rows = await place.rows('select name from leftover order by name')
    expect(rows.map((row) => row['name'])).toEqual(oracle.leftovers.map((one) => one.name).toSorted())
    expect(first['leftovers']).toBe(oracle.leftovers.length)
  })

  it('answers every page over HTTP, each loading nothing from elsewhere and leading nowhere into the closed account', async () => {
    const server = await openSiteServer(place.site)
    try {
      const verified = await place.rows(
        "select p.url from publication p join item i on i.id = p.item where i.state = 'verified' order by 1",
      )
      expect(verified.map((row) => row['url'])).toEqual(articlesOf(place))
      const own = new Set((await place.rows('select distinct url from link')).map((row) => row['url']))
      for (const { url } of verified) {
        const answer = await fetch(server.url + String(url))
        const met = visited(await answer.text())
        expect({ url, status: answer.status, foreign: met.loads.filter((one) => !one.startsWith('/') || one.startsWith('//')) }).toEqual({
          url,
          status: 200,
          foreign: [],
        })
        expect(met.links.filter((href) => own.has(href))).toEqual([])
        for (const file of new Set(met.loads)) expect((await fetch(server.url + file)).status, `${String(url)} loads ${file}`).toBe(200)
        for (const href of met.links.filter((one) => one.startsWith('/')))
          expect((await fetch(server.url + href)).status, `${String(url)} leads to ${href}`).toBe(200)
      }
    } finally {
      await server.close()
    }
  })

  it('maps every old address of a published post to its new one', async () => {
    const map = JSON.parse(readFileSync(join(place.site, 'redirects/redirects.json'), 'utf8')) as { old: string; new: string }[]
    const wanted = await place.rows(
      "select i.url as old, p.url as new from item i join publication p on p.item = i.id where i.state = 'verified' and i.url is not null",
    )
    expect(wanted.length).toBeGreaterThan(40)
    for (const row of wanted) expect(map).toContainEqual(row)
    expect(map.filter((row) => !existsSync(join(place.site, row.new)))).toEqual([])
  })

  it('changes nothing at all when it runs again', async () => {
    const before = filesOf(place.site)
    const again = await place.json(['run', place.job])
    expect(again).toMatchObject({
      outcome: 'finished',
      new: 0,
      changed: 0,
      unchanged: oracle.total,
      verified: first['verified'],
      waiting: first['waiting'],
    })
    expect(filesOf(place.site)).toEqual(before)
    await expectNothingTwice(place)
  })

  it('exports a log that an outsider verifies with nothing but Node', async () => {
    await expectAuditWhole(place)
    const out = join(place.folder, 'export')
    await place.json(['audit', 'export', out])
    const moved = join(place.folder, 'at-the-auditor')
    renameSync(out, moved)
    const good = spawnSync('node', ['verify.mjs'], { cwd: moved, encoding: 'utf8', env: { PATH: process.env['PATH'] } })
    expect(good.stdout + good.stderr).toContain('holds')
    expect(good.status).toBe(0)
    const events = readFileSync(join(moved, 'events.jsonl'), 'utf8')
    expect(events).toContain('item.verified')
    spawnSync('sed', ['-i', '0,/item.verified/s//item.verifled/', 'events.jsonl'], { cwd: moved })
    expect(spawnSync('node', ['verify.mjs'], { cwd: moved }).status).toBe(1)
  })

  it('lets people decide, and a further run ends with every post where they put it', async () => {
    await place.json(['approve', await idOf('no-date'), '--by', '周砚', '--date', '2019-07-01 09:00'])
    await place.json(['approve', await idOf('no-column'), '--by', '周砚', '--column', 'health'])
    await place.json(['exclude', await idOf('donate'), ...BY])
    await place.json(['archive', await idOf('paid'), ...BY])
    await place.json(['gone', await idOf('violation'), ...BY])
    await place.json(['hold', await idOf('reprint'), ...BY])
    const refused = await place.run('approve', await idOf('nameless'), '--by', '周砚', '--json')
    expect(refused.code).toBe(1)
    expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'not-allowed' } })
    const after = await place.json(['run', place.job])
    expectAllCounted(after, oracle.total)
    expect(await Promise.all(['no-date', 'no-column', 'donate', 'paid', 'violation', 'reprint', 'nameless'].map(stateOf))).toEqual([
      'verified',
      'verified',
      'excluded',
      'archived',
      'gone',
      'held',
      'normalized',
    ])
    expect(after['verified']).toBe(Number(first['verified']) + 2)
    const [row] = await place.rows('select published_at, column_id from item where id = $1', [await idOf('no-date')])
    expect(row?.['published_at']).toEqual(new Date('2019-07-01T01:00:00.000Z'))
    await place.json(['release', await idOf('reprint'), ...BY])
    expect(await stateOf('reprint')).toBe('normalized')
  })

  it('takes a post up again once its missing file is back', async () => {
    expect(await stateOf('zero')).toBe('held')
    const path = join(archive(), String(oracle.posts.find((post) => post.id === 'zero')?.key.slice('wechat:file:'.length)))
    cpSync(join(archive(), '原始网页/健康素养66条.html'), path)
    const { retried } = (await place.json(['retry', 'demo', '--code', 'file-empty', '--by', '陈映'])) as { retried: string[] }
    expect(retried).toEqual([await idOf('zero')])
    const after = await place.json(['run', place.job])
    expect(after).toMatchObject({ new: 0, outcome: 'finished' })
    expectAllCounted(after, oracle.total)
    expect(await stateOf('zero')).toBe('normalized')
    await expectNothingTwice(place)
    await expectAuditWhole(place)
  })
})

/** What a page loads, and where it leads. */
function visited(html: string): { loads: string[]; links: string[] } {
  const met = { loads: [] as string[], links: [] as string[] }
  const parser = new Parser({
    onopentag(name, attributes) {
      for (const attribute of ['src', 'poster', 'srcset', 'data'])
        if (attributes[attribute] !== undefined) met.loads.push(attributes[attribute])
      if (name === 'link' && /stylesheet|icon|preload/.test(attributes['rel'] ?? '')) met.loads.push(attributes['href'] ?? '')
      if (name === 'a') met.links.push(attributes['href'] ?? '')
    },
  })
  parser.end(html)
  return met
}
