// Real pages where they are at hand: what the reference counts on them.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readPage } from '../../../src/sources/forum/read-page.ts'
import { readList } from '../../../src/sources/forum/walk-lists.ts'
import { htmlOf, NO_SAMPLES, optionsOf, readAll, SAMPLES } from './archives.ts'
import { forum } from '../../../src/sources/forum/index.ts'
import { discoverAll, filesBelow, offlineKit, sourceKit } from '../../kits/source-kit.ts'
import { filesOf } from './archives.ts'

describe.skipIf(NO_SAMPLES !== undefined)(`real forum pages${NO_SAMPLES === undefined ? '' : ` (SKIPPED: ${NO_SAMPLES})`}`, () => {
  it('give the text of a phpwind thread two floors, and nothing of accounts, marks and bars', async () => {
    const bytes = readFileSync(join(SAMPLES, 'phpwind_thread_seed_text.txt'))
    const { view } = readPage({ bytes, url: null, contentType: null, home: null })
    expect(view).toMatchObject({ family: 'text', views: 417, replies: 1 })
    expect([view?.title?.length, view?.category?.length]).toEqual([12, 4])
    expect(
      view?.floors.map(({ author, uid, number, time }) => [author?.length, uid?.length, number, time.value, time.raw?.length]),
    ).toEqual([
      [10, 6, 1, null, undefined],
      [7, 6, 2, null, 5],
    ])
    expect(view?.floors.map(({ html }) => html.split('<p>').length - 1)).toEqual([4, 7])
    const words = view?.floors.map(({ html }) => html).join('') ?? ''
    expect(words).not.toMatch(/UID|金币|评分|道行|加亮|>在线|回复|山庄提示|发表于|字节/)
    const page = [...(await readAll(SAMPLES, { path: 'phpwind_thread_seed_text.txt' })).values()][0]?.page ?? expect.fail()
    expect(page.remarks.map(({ code }) => code)).toEqual(['lesser-copy', 'identity-weak'])
    expect(page.published).toMatchObject({ value: null, precision: 'unknown' })
    expect(htmlOf(page)).toBe(view?.floors[0]?.html)
  })
  it('give the Discuz! thread its title, author, time and text', async () => {
    const page = (await readAll(SAMPLES, { path: 'discuz_thread_dom_ces03.jsp.html', site: 'https://www.discuz.net/' })).get(
      'forum:www.discuz.net:tid:3852692',
    )?.page
    expect(page).toMatchObject({
      state: 'ok',
      published: { value: '2020-11-18T22:18:01+08:00' },
      facts: { reads: 694, replies: 3, floors_kept: 1 },
    })
    expect([page?.title?.length, page?.author?.length, page?.topics.length, page === undefined ? 0 : htmlOf(page).length]).toEqual([
      11, 15, 1, 10,
    ])
  })
  it('find 40 threads and two that stick on the list, and no advertisement', () => {
    const { threads } = readList({
      url: 'https://n.netease.com/forum-49-1.html',
      bytes: readFileSync(join(SAMPLES, 'discuz_list_netease.html')),
      contentType: 'text/html',
      etag: null,
      lastModified: null,
    })
    expect(threads.size).toBe(42)
    expect([...threads.values()].every(({ tid, url }) => url === `https://n.netease.com/thread-${tid}-1-1.html`)).toBe(true)
    expect([...threads.values()].filter(({ title }) => title === null)).toEqual([])
  })
  it('are all accounted for: two threads, one list left over', async () => {
    const source = await forum.open(optionsOf({ path: SAMPLES }), offlineKit('/'))
    expect((await discoverAll(source)).map(({ key }) => key)).toEqual(['forum:-:tid:3852692', 'forum:-:file:phpwind_thread_seed_text.txt'])
    expect(source.leftovers()).toEqual([{ name: 'discuz_list_netease.html', why: 'a list of threads' }])
    await source.close()
  })
})

sourceKit({
  name: 'the real forum pages',
  kind: forum,
  options: optionsOf({ path: SAMPLES }),
  kit: offlineKit('/'),
  files: () => filesBelow(SAMPLES),
  filesOf,
  skip: NO_SAMPLES,
})
