// The example of the source: the same bytes at every run, and every oddity in it read as it should be.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWebArchive } from '../../../examples/make-web-archive.ts'
import type { Part } from '../../../src/domain/archive.ts'
import type { Page } from '../../../src/domain/page.ts'
import { webArchive } from '../../../src/sources/web-archive/index.ts'
import type { Source } from '../../../src/sources/source.ts'
import { discoverAll, fetchAll, filesBelow, materialOf, offlineKit, sourceKit } from '../../kits/source-kit.ts'
import { EXAMPLE } from './places.ts'

const HOST = 'slj.laoshichuan.example'
const OPTIONS = { path: EXAMPLE, match: ['/art/\\d{4}/', 'shownews\\.asp', '/preview\\.do'], skip: ['/col/'] }

interface Post {
  readonly key: string
  readonly parts: readonly Part[]
  readonly page: Page
}

const posts = new Map<string, Post>()
const opened: { source: Source | null } = { source: null }

beforeAll(async () => {
  const source = await webArchive.open(OPTIONS, offlineKit('/'))
  opened.source = source
  for (const found of await discoverAll(source)) {
    const { parts, failure } = await fetchAll(source, found)
    expect(failure).toBe(null)
    const page = source.parse(materialOf(found, parts))
    posts.set(page.title ?? '', { key: found.key, parts, page })
  }
})

afterAll(async () => {
  await opened.source?.close()
})

function post(title: string): Post {
  return posts.get([...posts.keys()].find((one) => one.includes(title)) ?? '') ?? expect.fail(title)
}

function codes(title: string): readonly string[] {
  return post(title).page.remarks.map(({ code }) => code)
}

describe('the example of web archives', () => {
  it('is made anew byte by byte', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'guiji-example-'))
    try {
      await makeWebArchive(folder)
      for (const name of await readdir(join(folder, 'web-archive'), { recursive: true }))
        if (/\.\w+$/.test(name) && !name.endsWith('_files'))
          expect(await readFile(join(folder, 'web-archive', name)), name).toEqual(await readFile(join(EXAMPLE, name)))
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('has thirteen posts, each with the title, day, source and column of its page', () => {
    expect(posts.size).toBe(13)
    expect(post('抗旱保灌').page).toMatchObject({ source: '老石川县水利局', topics: ['通知公告'], state: 'ok' })
    expect(post('抗旱保灌').page.published.value).toBe('2021-06-18T09:20:00+08:00')
    expect(post('柳溪水库').page.published).toMatchObject({ value: '2012-05-18T00:00:00+08:00', precision: 'day' })
  })

  it('undoes chunks and gzip, and lets stand what only claims to be chunked', () => {
    expect(post('抗旱保灌').page.body).toMatchObject({ html: expect.stringContaining('东干渠') as string })
    expect(post('防汛四级').page.body).toMatchObject({ html: expect.stringContaining('听从转移安排') as string })
    expect(codes('抗旱保灌')).toEqual([])
  })

  it('reads GBK pages of old crawls', () => {
    expect(post('世界水日').page.body).toMatchObject({ html: expect.stringContaining('水与粮食安全') as string })
    expect(post('农村饮水').page.body).toMatchObject({ html: expect.stringContaining('受益群众二万三千人') as string })
  })

  it('takes pictures from the crawl, the WACZ, the MHTML, the page itself and the folder beside it', () => {
    for (const title of ['双龙闸', '漂浮物', '值班安排', '采砂', '防御演练']) {
      const media = post(title).parts.filter(({ role }) => role === 'media')
      expect(media, title).toHaveLength(1)
      expect(
        Buffer.from(media[0]?.bytes ?? [])
          .subarray(1, 4)
          .toString(),
        title,
      ).toBe('PNG')
    }
  })

  it('says that a file is missing where its server had none when it was asked', () => {
    const files = post('抗旱保灌').parts.filter(({ role }) => role === 'media')
    const name = `http://${HOST}/module/download/${encodeURIComponent('抗旱用水登记表')}.xlsx`
    expect(files.map((part) => [part.name, part.missing])).toEqual([[name, 'media-missing']])
  })

  it('tells of a content that does not fit its digest, of a cut record, and of further captures', () => {
    expect(codes('水资源费')).toEqual(['digest-differs'])
    expect(codes('农田水利设施检查')).toEqual(['file-truncated'])
    expect(codes('双龙闸')).toEqual(['duplicate-copy'])
  })

  it('takes the latest good capture over redirects and older ones', () => {
    expect(post('防汛四级').page.url).toBe(`https://${HOST}/art/2023/7/21/art_3021_260.html`)
    expect(post('防汛四级').page.facts).toMatchObject({ captured_at: '2024-05-08T02:30:00.000Z', captures: 2 })
  })

  it('lets no secret out of addresses and headers', () => {
    expect(post('水质监测').key).toBe(`web-archive:${HOST}/preview.do?id=415&access_token=REDACTED&type=article`)
    const stored = JSON.stringify(
      [...posts.values()].map(({ key, page, parts }) => [
        key,
        page,
        parts.map(({ name, role, bytes }) => [name, role === 'row' ? String(bytes) : '']),
      ]),
    )
    expect(stored).not.toMatch(/8d0c5cb1f0a94d7e9b2a|0A1B2C3D4E5F|_2AkMabcdef/)
    expect(JSON.stringify(opened.source?.leftovers())).not.toMatch(/8d0c5cb1f0a94d7e9b2a|_2AkMabcdef/)
  })

  it('counts what is no post by file and kind', () => {
    const left = new Map(opened.source?.leftovers().map(({ name, why }) => [name, why]))
    expect(left.get('01-crawl-2021.warc.gz#request')).toBe('1 request: they hold no page')
    expect(left.get('01-crawl-2021.warc.gz#unshown')).toBe('2 captures that are no page and that no post shows')
    expect(left.get(`http://${HOST}/col/col3022/`)).toBe('a page that the options match and skip leave out')
    expect(left.get('04-site.wacz/datapackage.json')).toBe('describes the archive; holds no capture')
  })

  it('knows own links by their addresses, however written', () => {
    const keys = opened.source?.keysOf(`https://${HOST}/art/2021/6/18/art_3021_118.html?utm_source=site#top`)
    expect(keys).toEqual([post('抗旱保灌').key])
    expect(opened.source?.keysOf(`http://${HOST}/col/col3022/`)).toEqual([])
    expect(opened.source?.addressesOf(post('抗旱保灌').key)).toContain(`http://${HOST}/art/2021/6/18/art_3021_118.html`)
    expect(opened.source?.sameAccount(post('抗旱保灌').key, 'web-archive:www.elsewhere.example/art/2021/1')).toBe(false)
  })
})

sourceKit({
  name: 'the example of web archives',
  kind: webArchive,
  options: OPTIONS,
  kit: offlineKit('/'),
  files: async () => new Map([...(await filesBelow(EXAMPLE))].filter(([name]) => name.endsWith('.png'))),
  filesOf: () => [],
})
