// The example of the documentation: what its job finds and leaves to a person.
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { toutiaoPages } from '../../../src/sources/toutiao-pages/index.ts'
import { discoverAll, fetchAll, filesBelow, materialOf, offlineKit, sourceKit } from '../../kits/source-kit.ts'

const EXAMPLE = join(import.meta.dirname, '../../../examples/toutiao-pages')

it('the example has twelve posts, with all pictures that were saved', async () => {
  const source = await toutiaoPages.open({ path: EXAMPLE }, offlineKit('/'))
  const found: string[] = []
  let pictures = 0
  for (const post of await discoverAll(source)) {
    const { parts } = await fetchAll(source, post)
    pictures += parts.filter(({ role, bytes }) => role === 'media' && bytes !== null).length
    const page = source.parse(materialOf(post, parts))
    found.push([page.platform, page.state, page.kind, ...page.remarks.map(({ code }) => code)].join(' '))
  }
  await source.close()
  expect(pictures).toBe(4)
  expect(found.toSorted()).toEqual([
    'baijiahao ok article',
    'baijiahao ok article',
    'baijiahao ok article',
    'baijiahao unavailable article',
    'toutiao deleted article',
    'toutiao ok article',
    'toutiao ok article',
    'toutiao ok article',
    'toutiao ok article duplicate-copy',
    'toutiao ok article file-truncated',
    'toutiao ok images',
    'toutiao ok video',
  ])
})

sourceKit({
  name: 'the example of saved pages',
  kind: toutiaoPages,
  options: { path: EXAMPLE },
  kit: offlineKit('/'),
  files: () => filesBelow(EXAMPLE),
  filesOf: (ref) => (ref as { readonly pages: readonly string[] }).pages,
})
