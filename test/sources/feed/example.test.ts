// The example of the documentation: what its job finds, completes and leaves to a person.
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { feed } from '../../../src/sources/feed/index.ts'
import { discoverAll, fetchAll, materialOf, offlineKit, sourceKit } from '../../kits/source-kit.ts'

const EXAMPLE = join(import.meta.dirname, '../../../examples/feed')
const options = feed.options.parse({ path: join(EXAMPLE, 'feeds'), through: join(EXAMPLE, 'pages') })

it('the example has thirteen posts of six files, two of them completed from their pages', async () => {
  const source = await feed.open(options, offlineKit('/'))
  const pages = new Map<string, ReturnType<typeof source.parse>>()
  for (const post of await discoverAll(source)) {
    const page = source.parse(materialOf(post, (await fetchAll(source, post)).parts))
    pages.set(page.title ?? '', page)
  }
  const left = source.leftovers().map(({ name }) => name)
  await source.close()
  expect(pages.size).toBe(13)
  expect(left).toEqual(['说明.txt', 'rss-2019-06.xml'])
  expect([...pages].filter(([, page]) => page.facts['completed_from_page'] === true).map(([title]) => title)).toEqual([
    '全县春耕备耕现场会召开',
    '柑橘黄龙病防控通知',
  ])
  expect([...pages].filter(([, page]) => page.published.value === null).map(([title]) => title)).toEqual([
    '柑橘黄龙病防控通知',
    '关于举办农民丰收节的公告',
  ])
  expect(pages.get('汛期农业生产提示')).toMatchObject({ body: { html: expect.stringContaining('暴雨') as string } })
})

sourceKit({ name: 'the example of feeds', kind: feed, options, kit: offlineKit('/') })
