// Real saved pages: paragraphs and pictures are those of the post, dates and ids those of the platform.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { toutiaoPages } from '../../../src/sources/toutiao-pages/index.ts'
import { discoverAll, fetchAll, filesBelow, materialOf, offlineKit, sourceKit } from '../../kits/source-kit.ts'

const PAGES = join(import.meta.dirname, '../../../../shared/samples/toutiao')
const skip = existsSync(PAGES) ? undefined : 'no real samples beside the checkout'

const KNOWN: Readonly<Record<string, readonly [paragraphs: number, pictures: number, published: string, kind: string]>> = {
  'toutiao:6732819573189378572': [11, 6, '2019-09-04T22:18:34+08:00', 'article'],
  'toutiao:6734139882538533383': [20, 10, '2019-09-08T11:42:03+08:00', 'images'],
  'toutiao:6802149563361657348': [237, 10, '2020-03-09T18:14:21+08:00', 'article'],
  'baijiahao:1646796218135408573': [17, 7, '2019-10-08T12:00:00+08:00', 'article'],
}

describe(skip === undefined ? 'real saved pages' : `real saved pages (SKIPPED: ${skip})`, () => {
  it.skipIf(skip !== undefined)('have the paragraphs, pictures and dates that are in them', async () => {
    const source = await toutiaoPages.open({ path: PAGES }, offlineKit('/'))
    const found: Record<string, unknown> = {}
    for (const post of await discoverAll(source)) {
      const page = source.parse(materialOf(post, (await fetchAll(source, post)).parts))
      const html = 'html' in page.body ? page.body.html : ''
      found[post.key] = [html.match(/<p[\s>]/g)?.length, html.match(/<img\s/g)?.length, page.published.value, page.kind]
      expect([page.state, page.title === null, page.account === null, html.includes('\ufffd')]).toEqual(['ok', false, false, false])
    }
    await source.close()
    expect(found).toEqual(KNOWN)
  })
})

sourceKit({
  name: 'real saved pages',
  kind: toutiaoPages,
  options: { path: PAGES },
  kit: offlineKit('/'),
  files: () => filesBelow(PAGES),
  filesOf: (ref) => (ref as { readonly pages: readonly string[] }).pages,
  skip,
})
