// One loop over test/fixtures/wechat-archive: each folder is an archive and what must be read from it.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Page } from '../../../src/domain/page.ts'
import { wechatArchive } from '../../../src/sources/wechat-archive/index.ts'
import type { Source } from '../../../src/sources/source.ts'
import { discoverAll, fetchAll, filesBelow, materialOf, offlineKit, sourceKit } from '../../kits/source-kit.ts'
import { filesOf, FIXTURES } from './archives.ts'

interface ExpectedPost {
  readonly key: string
  readonly aliases?: readonly string[]
  readonly failure?: string
  readonly published?: string | null
  readonly provenance?: string
  readonly precision?: string
  readonly remarks?: readonly string[]
  readonly bodyHas?: readonly string[]
  /** Name → length of the bytes, or why there are none. */
  readonly media?: Readonly<Record<string, number | string>>
  readonly facts?: Readonly<Record<string, unknown>>
  readonly [field: string]: unknown
}

interface Expected {
  readonly posts: readonly ExpectedPost[]
  readonly leftovers: readonly string[]
}

const PLAIN = ['state', 'kind', 'title', 'account', 'summary', 'topics', 'readMore', 'origin', 'body', 'movedTo'] as const

for (const name of readdirSync(FIXTURES)) {
  const folder = join(FIXTURES, name)
  const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected
  describe(`the archive ${name}`, () => {
    it('holds exactly the posts and leftovers that were written down', async () => {
      const source = await wechatArchive.open({ path: 'archive' }, offlineKit(folder))
      const found = await discoverAll(source)
      expect(found.map((post) => post.key).sort()).toEqual(expected.posts.map((post) => post.key).sort())
      expect(source.leftovers().map((file) => file.name)).toEqual(expected.leftovers)
      await source.close()
    })
    it.each(expected.posts)('reads $key as written down', async (post) => {
      await reads(folder, post)
    })
  })
  sourceKit({
    name: `the fixture ${name}`,
    kind: wechatArchive,
    options: { path: 'archive' },
    kit: offlineKit(folder),
    files: () => filesBelow(join(folder, 'archive')),
    filesOf,
  })
}

async function reads(folder: string, expected: ExpectedPost): Promise<void> {
  const source: Source = await wechatArchive.open({ path: 'archive' }, offlineKit(folder))
  const post = (await discoverAll(source)).find((found) => found.key === expected.key)
  if (post === undefined) throw new Error('not discovered')
  if (expected.aliases !== undefined) expect(post.aliases).toEqual(expect.arrayContaining([...expected.aliases]))
  const { parts, failure } = await fetchAll(source, post)
  expect(failure?.code).toBe(expected.failure)
  if (failure !== null) return
  const page = source.parse(materialOf(post, parts))
  for (const field of PLAIN) if (field in expected) expect(page[field], field).toEqual(expected[field])
  compareDate(page, expected)
  if (expected.remarks !== undefined) expect(page.remarks.map((remark) => remark.code)).toEqual(expected.remarks)
  if (expected.facts !== undefined) expect(page.facts).toMatchObject(expected.facts)
  for (const piece of expected.bodyHas ?? []) expect('html' in page.body ? page.body.html : page.body.text).toContain(piece)
  for (const [name, wanted] of Object.entries(expected.media ?? {})) {
    const part = parts.find((one) => one.role === 'media' && (one.name === name || one.also?.includes(name) === true))
    expect(part?.bytes?.length ?? part?.missing, name).toBe(wanted)
  }
  // What a logged-in reader's browser leaves in saved pages stays in the capture and enters no page.
  expect(JSON.stringify(page)).not.toMatch(/998877665|READER-NAME|svr_secret1/)
  await source.close()
}

function compareDate(page: Page, expected: ExpectedPost): void {
  if (expected.published !== undefined) expect(page.published.value).toBe(expected.published)
  if (expected.provenance !== undefined) expect(page.published.provenance).toBe(expected.provenance)
  if (expected.precision !== undefined) expect(page.published.precision).toBe(expected.precision)
}
