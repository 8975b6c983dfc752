// Feeds as they are written, one folder for each oddity: what becomes of every entry stands beside it in expected.json.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../../src/domain/archive.ts'
import { feed } from '../../../src/sources/feed/index.ts'
import type { FeedOptions } from '../../../src/sources/feed/index.ts'
import { discoverAll, fetchAll, filesBelow, materialOf, offlineKit, sourceKit } from '../../kits/source-kit.ts'

const FIXTURES = join(import.meta.dirname, '../../fixtures/feed')
const CASES = readdirSync(FIXTURES).toSorted()

function optionsOf(given: Partial<FeedOptions>): FeedOptions {
  return feed.options.parse(given)
}

/** What a reader of the expectations can check against the archive by eye. */
async function told(folder: string): Promise<Json> {
  const source = await feed.open(optionsOf({ path: join(folder, 'archive') }), offlineKit('/'))
  const posts: Json[] = []
  for (const post of await discoverAll(source)) {
    const { parts } = await fetchAll(source, post)
    const page = source.parse(materialOf(post, parts))
    posts.push({
      keys: [post.key, ...post.aliases],
      title: page.title,
      url: page.url,
      published: page.published.value,
      ...(page.published.value === null ? { raw: page.published.raw } : { precision: page.published.precision }),
      modified: page.modified.value,
      by: [page.author, page.source, page.account],
      topics: page.topics,
      kind: page.kind,
      summary: page.summary,
      body: 'html' in page.body ? { html: page.body.html } : { text: page.body.text },
      media: page.media.map(({ kind, ref, role, title }) => [kind, role, ref, title ?? null]),
      remarks: page.remarks.map(({ code, about }) => (about === undefined ? code : `${code}: ${about}`)),
    })
  }
  const left = source.leftovers().map(({ name, why }) => [name, why])
  await source.close()
  return { posts, left }
}

describe('feeds of all kinds', () => {
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
    name: `feeds: ${name}`,
    kind: feed,
    options: optionsOf({ path: folder }),
    kit: offlineKit('/'),
    files: () => filesBelow(folder),
    filesOf: (ref) => [(ref as { readonly from: string }).from],
  })
}
