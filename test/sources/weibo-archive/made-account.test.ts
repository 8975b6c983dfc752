// A made account of thousands of posts, written as three tools leave it: every post once, with its kind, date, title, pictures, links and words; and
// the same posts when the look at it is broken off and begun again. GUIJI_TEST_ACCOUNT_POSTS=50000 for the whole.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Discovered } from '../../../src/domain/archive.ts'
import type { Source } from '../../../src/sources/source.ts'
import { wechatArchive } from '../../../src/sources/wechat-archive/index.ts'
import { weiboArchive } from '../../../src/sources/weibo-archive/index.ts'
import { faultOf } from '../../kits/made-accounts/reading.ts'
import type { Made } from '../../kits/made-accounts/reading.ts'
import { articleTruth, madeArticle, writeWechat } from '../../kits/made-accounts/wechat.ts'
import { madePost } from '../../kits/made-accounts/weibo-posts.ts'
import { truthOf } from '../../kits/made-accounts/weibo-truth.ts'
import { writeWeibo } from '../../kits/made-accounts/write-weibo.ts'
import { discoverAll, offlineKit } from '../../kits/source-kit.ts'

const POSTS = Number(process.env['GUIJI_TEST_ACCOUNT_POSTS'] ?? 5000)
const SEED = 11

interface Account {
  readonly name: string
  readonly posts: number
  readonly write: (folder: string) => Promise<void>
  readonly truth: (n: number) => Made & { readonly key: string }
  readonly open: (path: string) => Promise<Source>
  /** Files that are no posts. */
  readonly left: readonly string[]
}

const ACCOUNTS: readonly Account[] = [
  {
    name: 'Weibo',
    posts: POSTS,
    write: (folder) => writeWeibo(folder, { seed: SEED, posts: POSTS }),
    truth: (n) => truthOf(madePost(SEED, n, POSTS)),
    open: (path) => weiboArchive.open(weiboArchive.options.parse({ path }), offlineKit('/')),
    left: ['links.json'],
  },
  {
    name: 'WeChat',
    posts: Math.ceil(POSTS / 5),
    write: (folder) => writeWechat(folder, { seed: SEED, posts: Math.ceil(POSTS / 5) }),
    truth: (n) => articleTruth(madeArticle(SEED, n)),
    open: (path) => wechatArchive.open(wechatArchive.options.parse({ path }), offlineKit('/')),
    left: [],
  },
]

describe.each(ACCOUNTS)('a made $name account of $posts posts', ({ posts, write, truth, open, left }) => {
  let folder = ''
  let source: Source
  let found: readonly Discovered[] = []
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'guiji-made-'))
    await write(folder)
    source = await open(folder)
    found = await discoverAll(source)
  }, 300_000)
  afterAll(async () => {
    await source.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const truths = (): ReadonlyMap<string, Made & { readonly key: string }> =>
    new Map(Array.from({ length: posts }, (_, n) => truth(n)).map((one) => [one.key, one]))

  it('is found whole, each post once', () => {
    expect(found).toHaveLength(posts)
    const made = truths()
    expect(found.filter(({ key }) => !made.has(key)).map(({ key }) => key)).toEqual([])
    expect(new Set(found.map(({ key }) => key)).size).toBe(posts)
    expect(source.leftovers().map(({ name }) => name)).toEqual(left)
  })

  it('comes back right: kind, date, title, pictures, links and words of every post', { timeout: 900_000 }, async () => {
    const made = truths()
    const faults: string[] = []
    for (const one of found) {
      const fault = await faultOf({ source, made: (key) => made.get(key) }, one)
      if (fault !== null) faults.push(fault)
    }
    expect([faults.length, faults.slice(0, 5)]).toEqual([0, []])
  })

  it('is the same when the look at it is broken off and begun again, by the same reader or another', { timeout: 300_000 }, async () => {
    const all = new Map(found.map(({ key, version }) => [key, version]))
    const cut = new Map<string, string>()
    for await (const { key, version } of source.discover()) {
      cut.set(key, version)
      if (cut.size > posts / 3) break
    }
    expect([...cut].filter(([key, version]) => all.get(key) !== version)).toEqual([])
    const other = await open(folder)
    const again = await discoverAll(other)
    await other.close()
    expect(again.map(({ key, version }) => `${key} ${version}`)).toEqual(found.map(({ key, version }) => `${key} ${version}`))
  })
})
