// One loop over test/fixtures/forum: each folder is an archive of a forum and what must be read from it.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { forum } from '../../../src/sources/forum/index.ts'
import { discoverAll, filesBelow, offlineKit, sourceKit } from '../../kits/source-kit.ts'
import { filesOf, FIXTURES, htmlOf, optionsOf, readAll } from './archives.ts'
import type { Whole } from './archives.ts'

interface ExpectedPost {
  readonly key: string
  readonly [field: string]: unknown
}

interface Expected {
  readonly options: unknown
  readonly posts: readonly ExpectedPost[]
  readonly leftovers: readonly string[]
}

for (const name of readdirSync(FIXTURES)) {
  const folder = join(FIXTURES, name)
  const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected
  describe(`the forum archive ${name}`, () => {
    it('holds exactly the threads and leftovers that were written down', async () => {
      const source = await forum.open(optionsOf(expected.options), offlineKit(folder))
      expect((await discoverAll(source)).map((post) => post.key)).toEqual(expected.posts.map((post) => post.key))
      expect(source.leftovers().map((file) => file.name)).toEqual(expected.leftovers)
      await source.close()
    })
    it('is read as written down: state, words, times, pictures, remarks', async () => {
      const found = await readAll(folder, expected.options)
      for (const post of expected.posts) expect(said(found.get(post.key) ?? expect.fail(post.key), post)).toEqual(post)
    })
  })
  sourceKit({
    name: `the forum fixture ${name}`,
    kind: forum,
    options: optionsOf(expected.options),
    kit: offlineKit(folder),
    files: () => filesBelow(join(folder, 'archive')),
    filesOf,
  })
}

function said({ page, parts }: Whole, { key }: ExpectedPost): ExpectedPost {
  return {
    key,
    state: page.state,
    title: page.title,
    author: page.author,
    published: page.published.value,
    precision: page.published.precision,
    modified: page.modified.value,
    topics: page.topics,
    url: page.url,
    remarks: page.remarks.map(({ code }) => code),
    facts: page.facts,
    ...(page.state === 'ok' ? { html: htmlOf(page) } : { stateText: page.stateText }),
    media: Object.fromEntries(parts.filter(({ role }) => role === 'media').map((part) => [part.name, part.bytes?.length ?? part.missing])),
  }
}
