// What every target must do, whatever it is: one entry per key, what is read equals what was put, and no harm from doing things twice.
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Article, Column, Published, SiteEntry } from '../../src/domain/article.ts'
import { differences } from '../../src/domain/compare.ts'
import type { DraftMedia } from '../../src/domain/draft.ts'
import { loadYaml } from '../../src/job-file.ts'
import type { Place, Target, TargetKit, Uploaded } from '../../src/targets/target.ts'

export const COLUMNS: readonly Column[] = [
  { id: 'notice', name: '通知公告', description: '公告、通告和通知。', keywords: ['公告', '通知'], type: '政策文件' },
  { id: 'work', name: '工作动态', description: '本单位的工作情况。', keywords: ['动态'], type: '工作动态' },
  { id: 'science', name: '健康科普', description: '疾病预防与健康知识。', keywords: ['科普'], type: '办事服务' },
]

// A PNG of one pixel, and a small file, so that each has real bytes.
export const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
export const PAPER = Buffer.from('%PDF-1.4\n% an attachment\n')

export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

const BYTES = new Map([PIXEL, PAPER].map((bytes) => [digestOf(bytes), bytes]))

export function medium(change: Partial<DraftMedia> = {}): DraftMedia {
  return {
    kind: 'image',
    ref: 'a.png',
    role: 'body',
    digest: digestOf(PIXEL),
    mediaType: 'image/png',
    bytes: PIXEL.length,
    width: 1,
    height: 1,
    alt: '接种现场',
    title: '',
    ...change,
  }
}

export function article(change: Partial<Article> = {}): Article {
  return {
    title: '关于做好 2023 年秋冬季疫苗接种的公告',
    html:
      `<h2>一、接种对象</h2><p>6 月龄以上、无禁忌的居民 &amp; 在青石务工人员,见<a href="https://example.gov.cn/a?b=1&amp;c=2">全文</a>。</p>` +
      `<figure><img src="asset:${digestOf(PIXEL)}" alt="接种现场"><figcaption>接种现场</figcaption></figure>` +
      '<table><tbody><tr><th>日期</th><th>地点</th></tr><tr><td>9 月 18 日</td><td>城关卫生院</td></tr></tbody></table><p>另见<a href="/art/00/00000000000000.html">上一份公告</a>。</p>',
    text: '一、接种对象 …',
    markdown: '## 一、接种对象',
    column: COLUMNS[0] ?? never(),
    author: '王编辑',
    source: '青石县卫生健康局',
    publisher: '青石县卫生健康局',
    summary: '接种对象、时间和地点。',
    keywords: ['疫苗', '接种'],
    publishedAt: '2023-09-14T18:02:11+08:00',
    publishedPrecision: 'second',
    migratedAt: '2026-11-23T09:00:00+08:00',
    platformName: '微信公众号',
    accountName: '青石卫健',
    originalUrl: 'https://mp.weixin.qq.com/s/abc',
    readMore: 'https://example.gov.cn/more',
    origin: null,
    oldUrls: ['https://mp.weixin.qq.com/s/abc', 'http://mp.weixin.qq.com/s?__biz=A&mid=1&idx=1&sn=x#rd'],
    media: [
      medium(),
      medium({
        kind: 'file',
        role: 'attachment',
        digest: digestOf(PAPER),
        mediaType: 'application/pdf',
        bytes: PAPER.length,
        title: '接种点一览表.pdf',
        alt: '',
        width: null,
        height: null,
      }),
    ],
    archived: false,
    ...change,
  }
}

function never(): never {
  throw new Error('not in this test')
}

export function entry(key: string, url: string, change: Partial<SiteEntry> = {}): SiteEntry {
  return {
    key,
    url,
    title: `稿件 ${key}`,
    publishedAt: '2023-09-14T18:02:11+08:00',
    columnId: 'notice',
    summary: null,
    oldUrls: [],
    ...change,
  }
}

/** Entries as the ledger would stream them. */
export function streamOf(all: readonly SiteEntry[]): (columnId: string | null) => AsyncIterable<SiteEntry> {
  return async function* (columnId) {
    for (const one of all) if (columnId === null || one.columnId === columnId) yield one
  }
}

export function kitFor(data: string, change: Partial<TargetKit> = {}): TargetKit {
  return {
    base: data,
    data,
    columns: COLUMNS,
    asset: async (digest) => await Promise.resolve(BYTES.get(digest) ?? never()),
    assetFile: () => null,
    send: async () => never(),
    secret: () => never(),
    yaml: loadYaml,
    ...change,
  }
}

export async function uploadAll(target: Target, one: Article): Promise<Map<string, Uploaded>> {
  const media = new Map<string, Uploaded>()
  for (const m of one.media)
    if (m.digest !== null)
      media.set(m.digest, await target.upload({ digest: m.digest, mediaType: m.mediaType ?? '', name: m.title, alt: m.alt }))
  return media
}

/** An entry that no target holds, as a target of pages by address names it. */
const NEVER_PUT: Published = { remoteId: '/art/ab/00000000000000.html', url: '/art/ab/00000000000000.html', digest: '' }

/** Each implementation calls this with its own way of being opened on a fresh place, and of naming an entry that is not there. */
export function targetKit(name: string, open: (kit: TargetKit) => Promise<Target>, neverPut: Published = NEVER_PUT): void {
  describe(`${name} is a target`, () => {
    let data: string
    let target: Target
    let place: Place
    beforeAll(async () => {
      data = mkdtempSync(join(tmpdir(), 'guiji-target-'))
      target = await open(kitFor(data))
      place = { remoteId: null, media: await uploadAll(target, article()) }
    })
    afterAll(async () => {
      await target.close()
      rmSync(data, { recursive: true, force: true })
    })

    it('passes its own check on a fresh place', async () => {
      expect((await target.check()).filter((c) => !c.ok)).toEqual([])
    })
    it('finds an entry after it was put and not before', async ({ skip }) => {
      if (!target.can.lookup) skip('this CMS cannot be asked by key')
      expect(await target.find('wx:1:1')).toBeNull()
      const put = await target.put(article(), 'wx:1:1', place)
      // not every target remembers the digest of what was sent
      expect({ ...(await target.find('wx:1:1')), digest: put.digest }).toEqual(put)
    })
    it('reads back exactly what was put', async () => {
      const put = await target.put(article(), 'wx:2:1', place)
      expect(differences(article(), await target.read(put))).toEqual([])
    })
    it('keeps one entry when a key is put twice, and shows the second text', async () => {
      const first = await target.put(article(), 'wx:3:1', place)
      const changed = article({ title: '更正后的公告' })
      const second = await target.put(changed, 'wx:3:1', place)
      expect([second.remoteId, second.url]).toEqual([first.remoteId, first.url])
      expect(second.digest).not.toBe(first.digest)
      expect(differences(changed, await target.read(first))).toEqual([])
    })
    it('keeps two entries of one title apart', async () => {
      const [a, b] = [await target.put(article(), 'wx:4:1', place), await target.put(article(), 'wx:4:2', place)]
      expect(a.url).not.toBe(b.url)
    })
    it('ends with one whole entry when one key is put many times at once', async () => {
      const all = await Promise.all(Array.from({ length: 8 }, async () => await target.put(article(), 'wx:5:1', place)))
      expect(new Set(all.map((p) => p.url)).size).toBe(1)
      expect(differences(article(), await target.read(all[0] ?? never()))).toEqual([])
    })
    it('gives the same address when a file is uploaded twice', async () => {
      const asset = { digest: digestOf(PIXEL), mediaType: 'image/png', name: 'a', alt: 'a' }
      expect(await target.upload(asset)).toEqual(await target.upload(asset))
    })
    it('no longer finds or shows what was withdrawn, and can publish it again', async ({ skip }) => {
      const put = await target.put(article(), 'wx:6:1', place)
      const refusal: unknown = await target.withdraw(put, '涉及个人信息').then(
        () => null,
        (error: unknown) => error,
      )
      if (refusal !== null) {
        expect(refusal).toMatchObject({ code: 'target-attention' })
        expect((await target.read(put)).status).toBe(200)
        skip('this CMS has no call to withdraw, and says so')
      }
      if (target.can.lookup) expect(await target.find('wx:6:1')).toBeNull()
      const back = await target.read(put)
      expect(back.status).not.toBe(200)
      expect(back.text).not.toContain('接种对象')
      expect(differences(article(), await target.read(await target.put(article(), 'wx:6:1', place)))).toEqual([])
    })
    it('does not answer with 200 for what was never put', async () => {
      expect((await target.read(neverPut)).status).toBe(404)
    })
    it('tells every kind of difference from what was put', async () => {
      const put = await target.put(article(), 'wx:7:1', place)
      const back = await target.read(put)
      const fields = (change: Partial<Article>): string[] => differences(article(change), back).map((d) => d.field)
      expect(fields({ title: '别的标题' })).toEqual(['title'])
      expect(fields({ html: `${article().html}<p>少了这一段</p>` })).toEqual(['text'])
      expect(fields({ publishedAt: '2023-09-14T18:03:11+08:00' })).toEqual(['date'])
      expect(fields({ source: '别的来源' })).toEqual(['source'])
      expect(fields({ column: COLUMNS[1] ?? never() })).toEqual(['column'])
      expect(fields({ html: article().html.replace('b=1', 'b=2') })).toEqual(['links'])
      expect(fields({ media: [...article().media, medium({ digest: 'f'.repeat(64) })] })).toEqual(['media'])
      expect(differences(article(), { ...back, foreign: ['https://mmbiz.qpic.cn/x'] }).map((d) => d.field)).toEqual(['foreign'])
    })
  })
}
