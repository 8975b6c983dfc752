// What was published can be looked at again, kept as editors changed it, and taken back: by name, exactly, and with its history.
import { readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeArchive } from '../../bench/made-archive.ts'
import { onBothBackends, type Place } from '../kits/guiji.ts'
import { expectAuditWhole, expectNothingTwice } from '../kits/proof.ts'

const POSTS = 12
const WHO = ['--reason', '演练撤回', '--by', '陈映']

onBothBackends((backend) => {
  let place: Place
  let pages: Map<string, string>
  beforeAll(async () => {
    place = await backend.open({ source: 'archive', edit: (text) => text.replace('policy: findings', 'policy: none') })
    mkdirSync(join(place.folder, 'archive'))
    await makeArchive(join(place.folder, 'archive'), POSTS)
    await place.json(['run', place.job])
    const rows = await place.rows('select item, url from publication order by item')
    pages = new Map(rows.map((row) => [String(row['item']), String(row['url'])]))
  })
  afterAll(() => place.end())

  const fileOf = (item: string) => join(place.site, pages.get(item) ?? '')
  const stateOf = async (item: string) => (await place.rows('select state from item where id = $1', [item]))[0]?.['state']
  const [first, second, third, fourth] = ['1', '2', '3', '4'] as const

  it('finds nothing to say when every post stands as it was verified', async () => {
    expect(await place.json(['verify', 'demo'])).toMatchObject({ looked: POSTS, same: POSTS, drifted: [] })
  })

  it('tells what is gone and what was changed, once each in the audit log, and changes no state', async () => {
    rmSync(fileOf(first))
    writeFileSync(fileOf(second), readFileSync(fileOf(second), 'utf8').replace('</h1>', '(更正)</h1>'))
    for (let n = 0; n < 2; n += 1) {
      const found = await place.json(['verify', 'demo'], 4)
      expect(found).toMatchObject({ looked: POSTS, gone: 1, changed: 1, media: 0 })
      expect((found['drifted'] as { item: string; drift: string }[]).map((one) => [one.item, one.drift])).toEqual([
        [first, 'gone'],
        [second, 'changed'],
      ])
    }
    expect(await place.rows("select item from audit_event where kind = 'item.drifted' order by item")).toEqual([
      { item: first },
      { item: second },
    ])
    expect([await stateOf(first), await stateOf(second)]).toEqual(['verified', 'verified'])
  })

  it('does not withdraw words that are not its own', async () => {
    const refused = await place.json(['withdraw', second, ...WHO], 1)
    expect(refused['error']).toMatchObject({ code: 'target-edited' })
    expect(await stateOf(second)).toBe('verified')
  })

  it("lets a person keep the site's words, and publish ours again where the page is gone", async () => {
    expect(await place.json(['keep', second, 'site', ...WHO])).toMatchObject({ state: 'verified', kept: 'site' })
    expect(await place.json(['keep', first, 'ours', ...WHO])).toMatchObject({ state: 'approved', kept: 'ours' })
    await place.json(['run', place.job])
    expect(await place.json(['verify', 'demo'])).toMatchObject({ same: POSTS })
    expect(readFileSync(fileOf(second), 'utf8')).toContain('(更正)')
    await expectNothingTwice(place)
  })

  it('withdraws a post: the address says so, links to it go with the next run, and it can come back', async () => {
    expect(await place.json(['withdraw', third, ...WHO])).toMatchObject({ from: 'verified', state: 'withdrawn', address: pages.get(third) })
    expect(readFileSync(fileOf(third), 'utf8')).toContain('该稿件已撤')
    expect(readFileSync(join(place.site, 'sitemap/1.xml'), 'utf8')).not.toContain(pages.get(third))
    const again = await place.json(['withdraw', third, ...WHO], 1)
    expect(again['error']).toMatchObject({ code: 'not-allowed' })
    await place.json(['run', place.job])
    for (const [item, url] of pages)
      if (item !== third) expect(readFileSync(fileOf(item), 'utf8'), url).not.toContain(`<p><a href="${pages.get(third)}"`)
    await place.json(['reopen', third, ...WHO])
    await place.json(['run', place.job])
    expect(await stateOf(third)).toBe('verified')
    expect(await place.json(['verify', 'demo'])).toMatchObject({ same: POSTS })
  })

  it('rolls a run back only with the count of its plan, and leaves what the site has changed', async () => {
    // the words of an editor stay, and what later runs have brought before readers anew
    const LEFT = POSTS - 3
    const plan = await place.json(['rollback', '1', '--plan'])
    const going = plan['withdraw'] as { item: string }[]
    expect([going.length, (plan['stay'] as { item: string }[]).map((one) => one.item)]).toEqual([LEFT, [second]])
    expect((await place.json(['rollback', '1', '--confirm', String(POSTS), ...WHO], 1))['error']).toMatchObject({ code: 'not-allowed' })
    expect(await stateOf(fourth)).toBe('verified')
    const done = await place.json(['rollback', '1', '--confirm', String(LEFT), ...WHO])
    expect(done['failed']).toEqual([])
    expect((done['withdrawn'] as string[]).length).toBe(LEFT)
    expect(await place.rows('select state, count(*)::int as n from item group by 1 order by 1')).toEqual([
      { state: 'verified', n: POSTS - LEFT },
      { state: 'withdrawn', n: LEFT },
    ])
    expect((await place.rows('select state, because from job'))[0]).toEqual({ state: 'paused', because: 'rollback 1' })
    await expectAuditWhole(place)
  })
})
