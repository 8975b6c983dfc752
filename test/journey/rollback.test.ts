// What a run has published is taken back: exactly that, and told exactly, also when it can't be carried out to its end.
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeArchive } from '../../bench/made-archive.ts'
import { openPlace, type Place } from '../kits/guiji.ts'
import { expectAuditWhole } from '../kits/proof.ts'

const POSTS = 8
const WHO = ['--reason', '演练撤回', '--by', '陈映']

describe('a rollback', () => {
  let place: Place
  let pages: Map<string, string>
  beforeAll(async () => {
    place = await openPlace({ source: 'archive', edit: (text) => text.replace('policy: findings', 'policy: none') })
    mkdirSync(join(place.folder, 'archive'))
    await makeArchive(join(place.folder, 'archive'), POSTS)
    await place.json(['run', place.job])
    const rows = await place.rows('select item, url from publication order by item')
    pages = new Map(rows.map((row) => [String(row['item']), String(row['url'])]))
  })
  afterAll(() => place.end())

  const planOf = async (run: string) =>
    ((await place.json(['rollback', run, '--plan']))['withdraw'] as { item: string }[]).map((one) => one.item)
  const items = (states: string) => place.rows(`select id from item where state = '${states}' order by id`)

  it('takes back what came before readers in that run: a post that was withdrawn and published anew belongs to the later one', async () => {
    await place.json(['withdraw', '3', ...WHO])
    await place.json(['reopen', '3', ...WHO])
    const { run } = await place.json(['run', place.job])
    expect(await planOf(String(run))).toEqual(['3'])
    expect(await planOf('1')).toEqual([...pages.keys()].filter((item) => item !== '3'))
  })

  it('that meets a halt tells what was withdrawn until then, and the lists of the site tell the same', async () => {
    // the folder of one page can't be written any more; no page of an earlier post stands in it
    const ids = [...pages.keys()]
    const folderOf = (item: string) => dirname(join(place.site, pages.get(item) ?? ''))
    const at = ids.findIndex((id, n) => n >= 3 && id !== '3' && ids.every((other) => other === id || folderOf(other) !== folderOf(id)))
    const stuck = ids[at] ?? ''
    const before = ids.slice(0, at).filter((id) => id !== '3')
    renameSync(folderOf(stuck), `${folderOf(stuck)}.aside`)
    symlinkSync(join(place.folder, 'a disk that is gone'), folderOf(stuck))
    const told = await place.json(['rollback', '1', '--confirm', String(POSTS - 1), ...WHO], 3)
    expect(told).toMatchObject({
      withdrawn: before,
      failed: [{ item: stuck, code: 'data-folder-unusable' }],
      halted: 'data-folder-unusable',
    })
    expect((await items('withdrawn')).map((row) => String(row['id']))).toEqual(before)
    const lists = readFileSync(join(place.site, 'sitemap/1.xml'), 'utf8')
    expect(before.filter((id) => lists.includes(pages.get(id) ?? ''))).toEqual([])
    expect(lists).toContain(pages.get(ids.at(-1) ?? ''))
    rmSync(folderOf(stuck))
    renameSync(`${folderOf(stuck)}.aside`, folderOf(stuck))
  })

  it('is gone on with when the cause is mended: the plan names what is left', async () => {
    const left = await planOf('1')
    expect(await place.json(['rollback', '1', '--confirm', String(left.length), ...WHO])).toMatchObject({
      withdrawn: left,
      failed: [],
      halted: null,
    })
    expect((await items('verified')).map((row) => String(row['id']))).toEqual(['3'])
    await expectAuditWhole(place)
  })
})
