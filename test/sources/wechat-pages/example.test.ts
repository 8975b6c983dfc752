// The example and the contract: lists over a web archive, read as they were made.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { makeWechatPages } from '../../../examples/make-wechat-pages.ts'
import { wechatPages } from '../../../src/sources/wechat-pages/index.ts'
import { ROOT } from '../../kits/command-line.ts'
import { discoverAll, fetchAll, materialOf, offlineKit, sourceKit } from '../../kits/source-kit.ts'

const base = mkdtempSync(join(tmpdir(), 'guiji-wechat-example-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

const EXAMPLE = join(ROOT, 'examples/wechat-pages')
const options = wechatPages.options.parse({
  lists: readdirSync(join(EXAMPLE, '清单')).map((name) => `清单/${name}`),
  through: '网页存档.warc.gz',
})

sourceKit({ name: 'the example wechat-pages', kind: wechatPages, options, kit: offlineKit(EXAMPLE) })

it('the example is what its maker writes, byte for byte', async () => {
  await makeWechatPages(base)
  const files = readdirSync(join(base, 'wechat-pages'), { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('.'))
  expect(files.length).toBe(5)
  for (const name of files)
    expect(readFileSync(join(base, 'wechat-pages', name)).equals(readFileSync(join(EXAMPLE, name))), name).toBe(true)
})

describe('the example', () => {
  it('holds every article once, with its state, its conflicts and its missing things', async () => {
    const source = await wechatPages.open(options, offlineKit(EXAMPLE))
    const seen: Record<string, unknown> = {}
    for (const post of await discoverAll(source)) {
      const { parts, failure } = await fetchAll(source, post)
      const page = failure === null ? source.parse(materialOf(post, parts)) : null
      const missing = parts.flatMap((part) => (part.missing === undefined ? [] : [part.missing]))
      const remarks = page?.remarks.map(({ code }) => code) ?? []
      seen[page?.title ?? post.title ?? post.key] = [page?.state ?? failure?.code, page?.kind ?? null, ...remarks, ...missing].join(' ')
    }
    await source.close()
    expect(seen).toEqual({
      '2021年清明节文明祭扫倡议书': 'ok article',
      关于提高城乡低保标准的通知: 'ok article',
      养老服务热线开通: 'ok article media-remote',
      社会组织年检开始: 'ok article',
      重阳节敬老活动掠影: 'ok images',
      残疾人两项补贴可以网上申请: 'ok article',
      临时通知: 'deleted article',
      困难群众救助政策问答: 'ok article',
      地名普查成果公布: 'ok article',
      某产品推荐: 'violation article',
      关于婚姻登记处搬迁至政务服务中心的公告: 'ok article title-conflict',
      春节期间殡葬服务安排: 'ok article date-conflict',
      未成年人保护热线: 'ok article',
      存档里没有的一篇: 'net-missing ',
    })
    expect(source.leftovers()).toEqual([
      { name: '清单/手机复制的链接.txt#6', why: 'no article address' },
      { name: '清单/手机复制的链接.txt#8', why: 'an address of the platform that is no article' },
    ])
  })
})
