// The example account in four tellings: the source contract, and every post as it was made to come out.
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Discovered } from '../../../src/domain/archive.ts'
import type { Page } from '../../../src/domain/page.ts'
import { SOURCE_KINDS } from '../../../src/sources/kinds.ts'
import { discoverAll, fetchAll, filesBelow, materialOf, offlineKit, sourceKit } from '../../kits/source-kit.ts'
import { filesOf as filesOfArchive } from '../wechat-archive/archives.ts'

const BASE = join(import.meta.dirname, '../../../examples/joined')
const joined = SOURCE_KINDS['joined'] ?? expect.fail()
const PARTS: Readonly<Record<string, string>> = {
  'wechat-archive': '导出',
  'wechat-archive#2': '后台',
  'wechat-archive#3': '网页保存',
  'wechat-archive#4': '链接清单.csv',
}
const options = joined.options.parse({ of: Object.values(PARTS).map((path) => ({ kind: 'wechat-archive', path })) })

/** As leftovers name them: by source, then by path. */
async function files(): Promise<ReadonlyMap<string, string>> {
  const all = await filesBelow(BASE)
  return new Map(
    [...all].map(([path, digest]) => {
      const [label, part] = Object.entries(PARTS).find(([, one]) => path === one || path.startsWith(`${one}/`)) ?? ['', '']
      return [`${label}: ${path === part ? part : path.slice(part.length + 1)}`, digest]
    }),
  )
}

function filesOf(ref: Discovered['ref']): readonly string[] {
  const { tellings } = ref as unknown as { tellings: readonly { of: string; ref: Discovered['ref'] }[] }
  return tellings.flatMap(({ of, ref: own }) => filesOfArchive(own).map((path) => `${of}: ${path}`))
}

sourceKit({ name: 'the joined example', kind: joined, options, kit: offlineKit(BASE), files, filesOf })

describe('the joined example', () => {
  const read = async (): Promise<ReadonlyMap<string, Page>> => {
    const source = await joined.open(options, offlineKit(BASE))
    const pages = new Map<string, Page>()
    for (const post of await discoverAll(source)) pages.set(post.key, source.parse(materialOf(post, (await fetchAll(source, post)).parts)))
    expect(source.claims?.().map(({ count, unit }) => `${count} ${unit}`)).toEqual(['14 messages', '1 messages'])
    expect(source.leftovers().map(({ name }) => name)).toEqual(['wechat-archive: 说明.txt'])
    await source.close()
    return pages
  }

  it('has thirteen posts, each with what its tellings contradict each other in', async () => {
    const pages = [...(await read())].map(([key, page]) => {
      const told = page.remarks.map(({ code }) => code).join(' ')
      return `${key.split(':').slice(2).join(':')} ${page.state} ${page.from?.['body'] ?? '-'} ${told}`.trimEnd()
    })
    expect(pages).toEqual([
      '2650100001:1 ok wechat-archive',
      '2650100002:1 ok wechat-archive',
      '2650100004:1 ok wechat-archive#3',
      '2650100005:1 ok wechat-archive title-conflict',
      '2650100006:1 ok wechat-archive date-conflict',
      '2650100007:1 ok wechat-archive sources-disagree',
      '2650100008:1 ok wechat-archive sources-disagree',
      '2650100011:1 ok wechat-archive',
      '2650100003:1 absent -',
      '2650100009:1 deleted -',
      '2650100010:1 ok wechat-archive#2',
      '2650100012:1 ok wechat-archive#3',
      'Qs-OnlyInTheLinks01 absent -',
    ])
  })

  it('shows the picture of the page whose words it shows', async () => {
    const source = await joined.open(options, offlineKit(BASE))
    const post = (await discoverAll(source)).find(({ key }) => key.includes('2650100011')) ?? expect.fail()
    const { parts } = await fetchAll(source, post)
    const own = await filesBelow(join(BASE, '导出/images'))
    const shown = parts.find(({ name }) => name === 'images/1.png')?.bytes ?? null
    expect(
      createHash('sha256')
        .update(shown ?? new Uint8Array())
        .digest('hex'),
    ).toBe(own.get('1.png'))
    expect(parts.filter(({ role }) => role === 'media').map(({ name }) => name)).toEqual(['images/1.png', 'joined:2:images/1.png'])
    await source.close()
  })
})
