// Feeds asked from the web: paged ones, ones that move on while they are read, summaries completed from the pages behind them.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { encode } from 'iconv-lite'
import { afterAll, describe, expect, it } from 'vitest'
import type { Page } from '../../../src/domain/page.ts'
import type { Source } from '../../../src/sources/source.ts'
import { feed } from '../../../src/sources/feed/index.ts'
import type { FeedOptions } from '../../../src/sources/feed/index.ts'
import { discoverAll, fetchAll, materialOf, onlineKit, sourceKit } from '../../kits/source-kit.ts'

type Answer = { readonly type?: string; readonly body: string | Uint8Array; readonly status?: number }

const served = new Map<string, Answer>()
const asked: string[] = []
const server = createServer((request, response) => {
  const path = request.url ?? ''
  asked.push(path)
  const answer = served.get(path)
  response.writeHead(answer === undefined ? 404 : (answer.status ?? 200), { 'content-type': answer?.type ?? 'application/rss+xml' })
  response.end(answer?.body ?? 'none')
})
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
serveArchive()
afterAll(() => new Promise((done) => server.close(done)))

function at(path: string): string {
  return `http://${host}${path}`
}

function rss(items: readonly string[], links = ''): string {
  return `<rss version="2.0" xmlns:a="http://www.w3.org/2005/Atom"><channel><title>青石要闻</title><language>zh-cn</language>${links}${items.join('')}</channel></rss>`
}

function item(n: number, more = `<description>第 ${n} 篇的正文。</description>`): string {
  return `<item><title>第 ${n} 篇</title><link>${at(`/post/${n}`)}</link><guid isPermaLink="false">n-${n}</guid><pubDate>2024-03-${String(n).padStart(2, '0')} 10:00:00</pubDate>${more}</item>`
}

function serveArchive(): void {
  served.set('/feed', { body: rss([item(9), item(8)], '<a:link rel="next" href="/feed?page=2"/>') })
  served.set('/feed?page=2', { body: rss([item(8), item(7)], `<a:link rel="next" href="/feed?page=3"/>`) })
  served.set('/feed?page=3', {
    body: rss([item(6)], `<a:link rel="next" href="/feed"/><a:link rel="prev-archive" href="http://elsewhere.example/old.xml"/>`),
  })
}

function options(given: Partial<FeedOptions>): FeedOptions {
  return feed.options.parse(given)
}

async function withSource<T>(given: Partial<FeedOptions>, work: (source: Source) => Promise<T>): Promise<T> {
  const kit = onlineKit('/', [host])
  const source = await feed.open(options(given), kit)
  try {
    return await work(source)
  } finally {
    await source.close()
    await kit.close()
  }
}

async function pagesOf(source: Source): Promise<readonly Page[]> {
  const pages: Page[] = []
  for (const post of await discoverAll(source)) pages.push(source.parse(materialOf(post, (await fetchAll(source, post)).parts)))
  return pages
}

describe('a paged feed', () => {
  it('is followed to its oldest document, each once, each post once', async () => {
    await withSource({ url: at('/feed'), complete: 'never' }, async (source) => {
      asked.length = 0
      expect((await discoverAll(source)).map(({ key }) => key)).toEqual(['feed:id:n-9', 'feed:id:n-8', 'feed:id:n-7', 'feed:id:n-6'])
      expect(asked).toEqual(['/feed', '/feed?page=2', '/feed?page=3'])
      expect(source.leftovers()).toEqual([{ name: 'http://elsewhere.example/old.xml', why: expect.stringContaining('host') as string }])
    })
  })

  it('is not followed for more documents than allowed, and says so', async () => {
    await withSource({ url: at('/feed'), complete: 'never', pages: 2 }, async (source) => {
      expect(await discoverAll(source)).toHaveLength(3)
      expect(source.leftovers()).toEqual([{ name: at('/feed?page=3'), why: expect.stringContaining('2 documents') as string }])
    })
  })

  it('leaves out what is certainly older than asked for', async () => {
    await withSource({ url: at('/feed'), complete: 'never' }, async (source) => {
      expect((await discoverAll(source, '2024-03-08')).map(({ key }) => key)).toEqual(['feed:id:n-9', 'feed:id:n-8'])
    })
  })

  it('that answers with a page in its place is no feed that lost its posts', async () => {
    served.set('/moved', { type: 'text/html', body: '<html><body>请登录</body></html>' })
    await withSource({ url: at('/moved') }, async (source) => {
      await expect(discoverAll(source)).rejects.toMatchObject({ code: 'source-unreadable' })
      expect(await source.check()).toMatchObject([{ what: at('/moved'), ok: false }])
    })
  })

  it('says by check what it is', async () => {
    await withSource({ url: at('/feed') }, async (source) => {
      expect(await source.check()).toEqual([{ what: at('/feed'), ok: true, detail: expect.stringContaining('rss 2.0, 2 posts') as string }])
    })
  })
})

describe('a feed that moves on', () => {
  it('gives a post that went to an older document since it was found', async () => {
    await withSource({ url: at('/feed'), complete: 'never' }, async (source) => {
      const [, eight] = await discoverAll(source)
      served.set('/feed', { body: rss([item(10), item(9)], '<a:link rel="next" href="/feed?page=2"/>') })
      await withSource({ url: at('/feed'), complete: 'never' }, async (later) => {
        const { parts, failure } = await fetchAll(later, eight as NonNullable<typeof eight>)
        expect(failure).toBeNull()
        expect(later.parse(materialOf(eight as NonNullable<typeof eight>, parts)).title).toBe('第 8 篇')
      })
      serveArchive()
    })
  })

  it('says that a post is gone from it, and takes no other for it', async () => {
    await withSource({ url: at('/feed'), complete: 'never' }, async (source) => {
      const post = (await discoverAll(source)).at(-1)
      served.set('/feed?page=3', { body: rss([item(5)]) })
      await withSource({ url: at('/feed'), complete: 'never' }, async (later) => {
        expect((await fetchAll(later, post as NonNullable<typeof post>)).failure).toMatchObject({ code: 'file-missing' })
      })
      serveArchive()
    })
  })

  it('remembers that an id stood for two posts when only one of them is left', async () => {
    const twin = (n: number): string => item(n).replace(/n-\d+/, 'same')
    served.set('/twins', { body: rss([twin(1), twin(2)]) })
    const kit = onlineKit('/', [host])
    const source = await feed.open(options({ url: at('/twins'), complete: 'never' }), kit)
    const both = await discoverAll(source)
    expect(both.map(({ key, aliases }) => [key, ...aliases])).toEqual([[`feed:${host}/post/1`], [`feed:${host}/post/2`]])
    served.set('/twins', { body: rss([twin(2)]) })
    expect((await discoverAll(source)).map(({ key, aliases }) => [key, ...aliases])).toEqual([[`feed:${host}/post/2`]])
    await source.close()
    await kit.close()
  })

  it('gives the same key and a new version to a post that was changed, and the old version to one that was only touched', async () => {
    const versions = async (): Promise<readonly string[]> =>
      await withSource({ url: at('/changing'), complete: 'never' }, async (source) =>
        (await discoverAll(source)).flatMap(({ key, version }) => [key, version]),
      )
    served.set('/changing', { body: rss([item(1)]) })
    const [key, first] = await versions()
    served.set('/changing', {
      body: rss(
        [item(1, '<description>第 1 篇的正文。</description><comments>9</comments><a:updated>2024-05-05T00:00:00Z</a:updated>')],
        '<lastBuildDate>x</lastBuildDate>',
      ),
    })
    expect(await versions()).toEqual([key, first])
    served.set('/changing', { body: rss([item(1, '<description>第 1 篇的正文,有更正。</description>')]) })
    const [same, second] = await versions()
    expect(same).toBe(key)
    expect(second).not.toBe(first)
  })
})

describe('a post of which the feed has only a part', () => {
  const whole =
    '3 月 1 日上午,全县春耕备耕现场会在水西镇召开,各镇街分管负责同志参加。会议要求抓好种子、化肥、农药调运,确保不误农时。会后,与会人员实地察看了高标准农田建设。'
  const html = (charset: string): string =>
    `<!doctype html><html><head><meta charset="${charset}"><title>春耕现场会召开_青石县人民政府</title></head><body><div class="nav"><a href="/">首页</a> <a href="/a">要闻</a></div><div class="TRS_Editor"><p>${whole}</p><p><img src="img/field.jpg" alt="田间"></p></div><div class="footer">版权所有</div></body></html>`
  const short = (): string =>
    item(1, '<description>3 月 1 日上午,全县春耕备耕现场会在水西镇召开……</description>').replace('第 1 篇', '春耕现场会召开')

  async function read(answer: Answer | null, given: Partial<FeedOptions> = {}): Promise<Page> {
    served.set('/short', { body: rss([short()]) })
    if (answer === null) served.delete('/post/1')
    else served.set('/post/1', answer)
    served.set('/post/img/field.jpg', { type: 'image/jpeg', body: Buffer.from('ffd8', 'hex') })
    const [page] = await withSource({ url: at('/short'), ...given }, pagesOf)
    return page as Page
  }

  it('is completed from its page, in whatever charset that is, with the pictures it shows', async () => {
    for (const [charset, bytes] of [
      ['utf-8', Buffer.from(html('utf-8'))],
      ['gb2312', encode(html('gb2312'), 'gbk')],
    ] as const) {
      const page = await read({ type: 'text/html', body: bytes })
      expect(page.body, charset).toMatchObject({ html: expect.stringContaining('确保不误农时') as string })
      expect(page.body).not.toMatchObject({ html: expect.stringContaining('版权所有') as string })
      expect(page.body).toMatchObject({ html: expect.stringContaining(`src="${at('/post/img/field.jpg')}"`) as string })
      expect(page).toMatchObject({
        summary: '3 月 1 日上午,全县春耕备耕现场会在水西镇召开……',
        facts: { completed_from_page: true },
        remarks: [],
      })
    }
  })

  it('keeps its summary and says that it is cut when the page is gone, is another, has no more, or may not be asked', async () => {
    const cut = { body: { text: '3 月 1 日上午,全县春耕备耕现场会在水西镇召开……' }, remarks: [{ code: 'text-cut' }] }
    expect(await read(null)).toMatchObject(cut)
    expect(
      await read({
        type: 'text/html',
        body: '<html><head><title>站点升级</title></head><body><p>网站正在升级改造,请您稍后访问,给您带来的不便敬请谅解。网站正在升级改造。</p></body></html>',
      }),
    ).toMatchObject(cut)
    expect(
      await read({ type: 'text/html', body: '<html><body><p>3 月 1 日上午,全县春耕备耕现场会在水西镇召开</p></body></html>' }),
    ).toMatchObject(cut)
    expect(await read({ type: 'text/html', body: html('utf-8') }, { complete: 'never' })).toMatchObject(cut)
    expect(await read({ type: 'image/png', body: 'x' })).toMatchObject(cut)
  })

  it('is tried again later when its page fails in passing', async () => {
    served.set('/short', { body: rss([short()]) })
    served.set('/post/1', { status: 500, body: 'x' })
    await withSource({ url: at('/short') }, async (source) => {
      const [post] = await discoverAll(source)
      expect((await fetchAll(source, post as NonNullable<typeof post>)).failure).toMatchObject({ code: 'net-status' })
    })
  })

  it('leaves a post alone whose feed gives it whole', async () => {
    served.set('/full', {
      body: rss([
        item(1, '<content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/">&lt;p&gt;全文。&lt;/p&gt;</content:encoded>'),
      ]),
    })
    asked.length = 0
    await withSource({ url: at('/full') }, pagesOf)
    expect(asked).toEqual(['/full'])
    asked.length = 0
    await withSource({ url: at('/full'), complete: 'all' }, pagesOf)
    expect(asked).toContain('/post/1')
  })
})

sourceKit({
  name: 'a paged feed of the web',
  kind: feed,
  options: options({ url: at('/feed'), complete: 'never' }),
  kit: onlineKit('/', [host]),
})
