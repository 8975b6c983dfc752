// Saved 头条号 and 百家号 pages of all ages, one folder for each kind: what becomes of each stands beside it in expected.json.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../../src/domain/archive.ts'
import { toutiaoPages } from '../../../src/sources/toutiao-pages/index.ts'
import { discoverAll, fetchAll, filesBelow, materialOf, offlineKit, sourceKit } from '../../kits/source-kit.ts'

const FIXTURES = join(import.meta.dirname, '../../fixtures/toutiao-pages')
const CASES = readdirSync(FIXTURES).toSorted()

/** What a reader of the expectations can check against the archive by eye. */
async function told(folder: string): Promise<Json> {
  const source = await toutiaoPages.open({ path: join(folder, 'archive') }, offlineKit('/'))
  const posts: Json[] = []
  for (const post of await discoverAll(source)) {
    const { parts } = await fetchAll(source, post)
    const page = source.parse(materialOf(post, parts))
    posts.push({
      keys: [post.key, ...post.aliases],
      state: page.state,
      platform: page.platform,
      kind: page.kind,
      title: page.title,
      url: page.url,
      account: page.account,
      published: page.published.value,
      ...(page.published.value === null ? { raw: page.published.raw } : { precision: page.published.precision }),
      topics: page.topics,
      summary: page.summary,
      body: 'html' in page.body ? { html: page.body.html } : { text: page.body.text },
      parts: parts.map(({ role, name, bytes, missing }) => [role, name, bytes === null ? (missing ?? null) : 'here']),
      remarks: page.remarks.map(({ code, about }) => (about === undefined ? code : `${code}: ${about}`)),
      facts: page.facts,
    })
  }
  const left = source.leftovers().map(({ name, why }) => [name, why])
  await source.close()
  return { posts, left }
}

describe('saved pages of all ages', () => {
  it.each(CASES)('%s are read as expected', async (name) => {
    const folder = join(FIXTURES, name)
    const found = await told(folder)
    const place = join(folder, 'expected.json')
    if (process.env['UPDATE'] === '1' || !existsSync(place)) writeFileSync(place, `${JSON.stringify(found, null, 2)}\n`)
    expect(found).toEqual(JSON.parse(readFileSync(place, 'utf8')))
  })
})

for (const name of CASES) {
  const folder = join(FIXTURES, name, 'archive')
  sourceKit({
    name: `saved pages: ${name}`,
    kind: toutiaoPages,
    options: { path: folder },
    kit: offlineKit('/'),
    files: () => filesBelow(folder),
    filesOf: (ref) => (ref as { readonly pages: readonly string[] }).pages,
  })
}

describe('addresses', () => {
  it.each([
    ['https://www.toutiao.com/a6802149563361657348/', 'toutiao:6802149563361657348'],
    ['https://m.toutiao.com/group/6802149563361657348/?x=1', 'toutiao:6802149563361657348'],
    ['http://toutiao.com/item/6802149563361657348', 'toutiao:6802149563361657348'],
    ['https://www.toutiao.com/article/6802149563361657348/', 'toutiao:6802149563361657348'],
    ['https://www.toutiao.com/w/6802149563361657348/', 'toutiao:6802149563361657348'],
    ['http://baijiahao.baidu.com/s?id=1646796218135408573&wfr=spider', 'baijiahao:1646796218135408573'],
    [
      'https://mbd.baidu.com/newspage/data/landingsuper?context=%7B%22nid%22%3A%22news_9749080818432747079%22%7D',
      'baijiahao:nid:9749080818432747079',
    ],
    ['https://www.toutiao.com/c/user/101245112401/', null],
    ['https://toutiao.com.evil.example/a6802149563361657348/', null],
    ['javascript:alert(1)', null],
  ])('%s names %s', async (address, key) => {
    const source = await toutiaoPages.open({ path: '.' }, offlineKit('/'))
    expect(source.keysOf(address)).toEqual(key === null ? [] : [key])
    if (key !== null && !key.includes(':nid:')) for (const own of source.addressesOf(key)) expect(source.keysOf(own)).toEqual([key])
    await source.close()
  })
})
