// Saved answers, pages and web archives of Weibo, one folder for each matter: what becomes of each post stands beside it in expected.json.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../../src/domain/archive.ts'
import { weiboArchive } from '../../../src/sources/weibo-archive/index.ts'
import type { WeiboArchiveOptions } from '../../../src/sources/weibo-archive/options.ts'
import { discoverAll, fetchAll, filesBelow, materialOf, offlineKit, sourceKit } from '../../kits/source-kit.ts'
import { filesOf } from './archives.ts'

const FIXTURES = join(import.meta.dirname, '../../fixtures/weibo-archive')
const CASES = readdirSync(FIXTURES)
  .filter((name) => existsSync(join(FIXTURES, name, 'archive')))
  .toSorted()

function optionsOf(name: string): WeiboArchiveOptions {
  const place = join(FIXTURES, name, 'options.json')
  const given = existsSync(place) ? (JSON.parse(readFileSync(place, 'utf8')) as object) : {}
  return weiboArchive.options.parse({ path: join(FIXTURES, name, 'archive'), ...given })
}

/** What a reader of the expectations can check against the archive by eye. */
async function told(options: WeiboArchiveOptions): Promise<Json> {
  const source = await weiboArchive.open(options, offlineKit('/'))
  const posts: Json[] = []
  for (const post of await discoverAll(source)) {
    const { parts } = await fetchAll(source, post)
    const page = source.parse(materialOf(post, parts))
    const { value, precision, provenance } = page.published
    posts.push({
      keys: [post.key, ...post.aliases],
      listed: [post.title, post.listed.value],
      state: page.state === 'ok' ? 'ok' : `${page.state}: ${page.stateText ?? ''}`,
      kind: page.kind,
      title: page.title,
      url: page.url,
      published: [value, precision, provenance],
      topics: page.topics,
      summary: page.summary,
      body: 'html' in page.body ? page.body.html : page.body.text,
      parts: parts.map(({ role, name, bytes, missing }) => [role, name, bytes === null ? (missing ?? null) : 'here']),
      remarks: page.remarks.map(({ code, about }) => (about === undefined ? code : `${code}: ${about}`)),
      facts: page.facts,
    })
  }
  const left = source.leftovers().map(({ name, why }) => [name, why])
  const claims = (source.claims?.() ?? []).map(({ by, count }) => [by, count])
  await source.close()
  return { posts, left, claims }
}

describe('saved answers and pages of Weibo', () => {
  it.each(CASES)('%s are read as expected', async (name) => {
    const found = await told(optionsOf(name))
    const place = join(FIXTURES, name, 'expected.json')
    if (process.env['UPDATE'] === '1' || !existsSync(place)) writeFileSync(place, `${JSON.stringify(found, null, 2)}\n`)
    expect(found).toEqual(JSON.parse(readFileSync(place, 'utf8')))
  })
})

for (const name of CASES) {
  const options = optionsOf(name)
  sourceKit({
    name: `saved Weibo: ${name}`,
    kind: weiboArchive,
    options,
    kit: offlineKit('/'),
    files: () => filesBelow(options.path),
    filesOf,
  })
}
