// The source weibo-api over the real client, against a server that acts as the Weibo API: whole accounts read, whatever the lists leave out or
// lose on the way.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Source } from '../../../src/sources/source.ts'
import { openWeiboApi } from '../../../src/sources/weibo-api/index.ts'
import { weiboApiOptions } from '../../../src/sources/weibo-api/options.ts'
import { madePost } from '../../kits/made-accounts/weibo-posts.ts'
import { truthOf } from '../../kits/made-accounts/weibo-truth.ts'
import { discoverAll, fetchAll, materialOf, onlineKit, shortMemory } from '../../kits/source-kit.ts'
import { startWeiboApi } from '../../kits/weibo-api.ts'
import type { WeiboApiServer } from '../../kits/weibo-api.ts'

const POSTS = Array.from({ length: 430 }, (_, n) => madePost(1, n, 430))
const ENV = 'GUIJI_SECRET_WEIBO'

let api: WeiboApiServer
let base = ''
let ends: (() => Promise<void>)[] = []
beforeEach(async () => {
  api = await startWeiboApi(POSTS)
  base = mkdtempSync(join(tmpdir(), 'guiji-weibo-api-'))
})
afterEach(async () => {
  for (const end of ends) await end()
  ends = []
  await api.close()
  rmSync(base, { recursive: true, force: true })
})

let now = Date.parse('2026-03-10T10:20:00+08:00')
const clock = { now: () => now, nap: async () => {} }

type Kit = ReturnType<typeof onlineKit>

function kitOf(extra: Parameters<typeof onlineKit>[2] = {}): Kit {
  const kit = onlineKit(base, [api.host], { env: { [ENV]: api.token }, ...extra })
  ends.push(kit.close)
  return kit
}

function opened(kit: Kit, options: Record<string, unknown> = {}): Source {
  const source = openWeiboApi(weiboApiOptions.parse({ uid: '3053400001', token: { env: ENV }, address: api.url, ...options }), kit, clock)
  ends.push(() => source.close())
  return source
}

const keys = async (source: Source): Promise<readonly string[]> => (await discoverAll(source)).map(({ key }) => key)
const TRUE_KEYS = POSTS.map((post) => truthOf(post).key).toSorted()

describe('a whole account', () => {
  it('is every post once, with its date, kind, title, pictures and words', async () => {
    const source = opened(kitOf())
    const found = await discoverAll(source)
    expect(found.map(({ key }) => key).toSorted()).toEqual(TRUE_KEYS)
    const truths = new Map(POSTS.map((post) => [truthOf(post).key, { ...truthOf(post), post }]))
    for (const one of found) {
      const truth = truths.get(one.key)!
      const { parts, failure } = await fetchAll(source, one)
      expect(failure, one.key).toBeNull()
      const page = source.parse(materialOf(one, parts))
      expect([page.state, page.kind, page.published.value, page.title], one.key).toEqual(['ok', truth.kind, truth.date, truth.title])
      expect(one.listed.value).toBe(truth.date)
      const html = 'html' in page.body ? page.body.html : ''
      const own = html.replace(/<blockquote>.*$/s, '')
      const pictures = [...own.matchAll(/<img src="([^"]+)"/g)].map(([, url]) => url?.split('/').at(-1))
      const links = [...own.matchAll(/<a href="([^"]+)"/g)].map(([, url]) => url?.replaceAll('&amp;', '&'))
      expect(links, one.key).toEqual(truth.links)
      expect(pictures, one.key).toEqual(truth.pictures.map((url) => url.split('/').at(-1)))
      expect(
        page.remarks.map(({ code }) => code).filter((code) => /^text|^link/.test(code)),
        one.key,
      ).toEqual([])
    }
    expect(source.leftovers().map(({ name }) => name)).toEqual(['status 3999999999999999'])
    expect(source.claims?.()).toContainEqual({ by: 'statuses/user_timeline total_number', scope: 'all', of: '', count: 430, unit: 'posts' })
    // lists by two sizes and by number, each to its end, and one call for every post that lists cut
    const cut = POSTS.filter(({ isLong, pictures }) => isLong || pictures.length > 9).length
    const asked = (path: string) => api.calls.filter((call) => call.path.endsWith(path)).length
    expect([asked('user_timeline.json'), asked('/ids.json'), asked('show.json')]).toEqual([6 + 10, 6, cut])
    // where short links lead is asked for twenty at a time, page by page; what stands behind the cut, with its post
    const behind = POSTS.filter(({ isLong, pieces }) => isLong && pieces.some(({ is }) => is === 'link')).length
    expect(asked('expand.json')).toBeLessThanOrEqual(5 * 2 + behind)
    expect(api.leaked).toEqual([])
  })

  it('is joined from lists that leave different posts out', async () => {
    const mids = POSTS.map(({ mid }) => mid)
    api.omits.set(100, new Set(mids.filter((_, n) => n % 7 === 0)))
    api.omits.set(50, new Set(mids.filter((_, n) => n % 5 === 0)))
    expect((await keys(opened(kitOf()))).toSorted()).toEqual(TRUE_KEYS)
    // the oldest comes when an empty answer is doubted
    expect(api.calls.filter(({ path }) => path.endsWith('show.json')).length).toBe(mids.filter((_, n) => n > 0 && n % 35 === 0).length)
  })

  it('has no holes when posts come and go while it is read', async () => {
    const [gone, shut] = [POSTS[300]!, POSTS[100]!]
    api.posts = api.posts.slice(5)
    let calls = 0
    api.before = ({ path }) => {
      if (!path.endsWith('user_timeline.json')) return null
      calls += 1
      if (calls === 2) api.posts = [...POSTS].reverse()
      if (calls === 3) api.deleted.set(gone.mid, '20101').set(shut.mid, '20112')
      return null
    }
    const source = opened(kitOf())
    const found = await discoverAll(source)
    // what was deleted before any list showed it is the only one that nobody can have
    expect(found.map(({ key }) => key).toSorted()).toEqual(TRUE_KEYS.filter((key) => !key.endsWith(shut.mid)))
  })

  it('does not end at a pinned post, however old', async () => {
    for (const n of [3, 4]) api.pinned.add(POSTS[n]!.mid)
    expect((await keys(opened(kitOf(), { pageSizes: [5], ids: false }))).toSorted()).toEqual(TRUE_KEYS)
  })

  it('of a few posts ends as it should', async () => {
    api.posts = api.posts.slice(0, 1)
    expect(await keys(opened(kitOf()))).toEqual([truthOf(POSTS.at(-1)!).key])
  })

  it('is read by month from the commercial API, with what it says of each month', async () => {
    now = Date.parse('2014-03-10T10:20:00+08:00')
    const early = POSTS.filter(({ seconds }) => seconds * 1000 < now)
    api.posts = api.posts.filter(({ seconds }) => seconds * 1000 < now)
    const source = opened(kitOf(), { api: 'commercial', from: '2012-01-01', pageSizes: [5, 25] })
    const found = await discoverAll(source)
    expect(found.map(({ key }) => key).toSorted()).toEqual(early.map((post) => truthOf(post).key).toSorted())
    const months = (source.claims?.() ?? []).filter(({ scope }) => scope === 'month')
    expect(months.reduce((sum, { count }) => sum + count, 0)).toBe(early.length)
    expect(months.every(({ of }) => /^201[234]-\d\d$/.test(of))).toBe(true)
    const cut = found.find(({ ref }) => (ref as { show: boolean }).show)!
    const { parts } = await fetchAll(source, cut)
    expect(source.parse(materialOf(cut, parts)).remarks.map(({ code }) => code)).not.toContain('text-cut')
    expect(api.calls.filter(({ path }) => path.endsWith('show_batch/biz.json'))).toHaveLength(1)
  })
})

describe('what is gone', () => {
  it('is a deleted or shut post where only the list of numbers has it', async () => {
    const [gone, shut] = [POSTS[300]!.mid, POSTS[100]!.mid]
    for (const size of [100, 50]) api.omits.set(size, new Set([gone, shut]))
    api.before = ({ path }) => {
      if (path.endsWith('ids.json')) api.deleted.clear()
      else if (path.endsWith('show.json')) api.deleted.set(gone, '20101').set(shut, '20112')
      return null
    }
    const source = opened(kitOf())
    const found = await discoverAll(source)
    const stateOf = async (mid: string) => {
      const one = found.find(({ key }) => key.endsWith(mid))!
      return source.parse(materialOf(one, (await fetchAll(source, one)).parts)).state
    }
    expect([await stateOf(gone), await stateOf(shut)]).toEqual(['deleted', 'private'])
    expect(found).toHaveLength(430)
  })

  it('keeps what the list told when it goes between list and fetch', async () => {
    const long = POSTS.find(({ isLong, quoted }) => isLong && quoted === null)!
    const source = opened(kitOf())
    const one = (await discoverAll(source)).find(({ key }) => key.endsWith(long.mid))!
    api.deleted.set(long.mid, '20101')
    const page = source.parse(materialOf(one, (await fetchAll(source, one)).parts))
    expect([page.state, page.remarks.map(({ code }) => code)]).toEqual(['ok', expect.arrayContaining(['text-cut'])])
  })
})

describe('a version', () => {
  it('is the same whichever list told of the post, and changes with the post', async () => {
    const kit = () => kitOf({ memory: shortMemory() })
    const versions = async () => new Map((await discoverAll(opened(kit()))).map(({ key, version }) => [key, version]))
    const first = await versions()
    const some = new Set(POSTS.filter((_, n) => n % 3 === 0).map(({ mid }) => mid))
    for (const size of [100, 50]) api.omits.set(size, some)
    expect(await versions()).toEqual(first)
    const edited = POSTS[9]!
    api.posts = api.posts.map((post) => (post === edited ? { ...post, pieces: [{ is: 'words', words: '更正' }] } : post))
    const second = await versions()
    expect([...second].filter(([key, version]) => first.get(key) !== version).map(([key]) => key)).toEqual([truthOf(edited).key])
  })
})
