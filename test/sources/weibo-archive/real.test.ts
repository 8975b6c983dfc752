// Real answers and recordings where they are at hand: what the reference counts on them.
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { weiboArchive } from '../../../src/sources/weibo-archive/index.ts'
import { secondsOf } from '../../../src/sources/weibo/ids.ts'
import { discoverAll, fetchAll, filesBelow, materialOf, offlineKit, sourceKit } from '../../kits/source-kit.ts'
import { filesOf, NO_SAMPLES, SAMPLES } from './archives.ts'

const SAID = NO_SAMPLES === undefined ? '' : ` (SKIPPED: ${NO_SAMPLES})`

async function readAll(path: string, uid?: string) {
  const source = await weiboArchive.open({ path: join(SAMPLES, path), ...(uid === undefined ? {} : { uid }) }, offlineKit('/'))
  const posts = []
  for (const post of await discoverAll(source))
    posts.push({ post, page: source.parse(materialOf(post, (await fetchAll(source, post)).parts)) })
  const left = source.leftovers()
  const claims = source.claims?.() ?? []
  await source.close()
  return { posts, left, claims }
}

describe.skipIf(NO_SAMPLES !== undefined)(`real Weibo answers${SAID}`, () => {
  it('of two pages of one list are eleven posts, one of them new, all dated as their numbers say', async () => {
    expect((await readAll('weibo/m_getIndex_list_0.json')).posts).toHaveLength(10)
    const { posts, claims } = await readAll('weibo', '6279793937')
    const told = posts.filter(({ page }) => page.published.provenance === 'api')
    expect(told).toHaveLength(11)
    expect(new Set(told.map(({ post }) => post.key)).size).toBe(11)
    for (const { post, page } of told) {
      const derived = secondsOf(post.key.split(':')[2] ?? '') ?? 0
      expect(Math.abs(Date.parse(page.published.value ?? '') / 1000 - derived), post.key).toBeLessThanOrEqual(4)
      expect(page.remarks.map(({ code }) => code)).not.toContain('date-conflict')
    }
    expect(claims.map(({ by, count }) => [by, count])).toEqual([
      ['m.weibo.cn cardlistInfo.total', 1221],
      ['user.statuses_count', 1553],
    ])
  })
  it('that are cut say so, but for the one whose long text was saved, though without a name', async () => {
    const { posts } = await readAll('weibo', '6279793937')
    const cut = posts.filter(({ page }) => page.remarks.some(({ code }) => code === 'text-cut')).map(({ post }) => post.key.slice(-16))
    expect(cut).toHaveLength(5)
    const whole = posts.find(({ post }) => post.key.endsWith(':4645748019299849'))?.page
    expect(whole).toMatchObject({ state: 'ok', kind: 'video', topics: ['明日方舟', '音律联觉'], facts: { edits: 2, pinned: true } })
    expect(whole?.remarks.map(({ code }) => code)).toEqual(['interactive-lost', 'edited-after-publish'])
    expect(whole !== undefined && 'html' in whole.body ? whole.body.html : '').toContain('http://mrfz.biligame.com/yllj/')
  })
  it('of the open interface are the posts of the account and of nobody else', async () => {
    const { posts, left } = await readAll('weibo/api2_incremental_vcr.json', '2286908003')
    expect(posts).toHaveLength(4)
    expect(posts.map(({ page }) => page.state)).toEqual(['ok', 'ok', 'ok', 'ok'])
    expect(left.map(({ why }) => why)).toEqual(['1 posts of other accounts'])
  })
  it('in web archives are found with the time of their capture, and no secret of their addresses', async () => {
    const { posts, left } = await readAll('warc')
    expect(posts).toHaveLength(3)
    expect(JSON.stringify(posts.map(({ post }) => post.ref))).not.toMatch(/access_token=(?!REDACTED)/)
    expect(left.filter(({ why }) => why.startsWith('a web archive without ')).length).toBeGreaterThan(5)
  })
})

for (const [path, uid] of [
  ['weibo', '6279793937'],
  ['warc', '1635386337'],
] as const)
  sourceKit({
    name: `the real samples in ${path}`,
    kind: weiboArchive,
    options: { path: join(SAMPLES, path), uid },
    kit: offlineKit('/'),
    files: () => filesBelow(join(SAMPLES, path)),
    filesOf,
    skip: NO_SAMPLES,
  })
