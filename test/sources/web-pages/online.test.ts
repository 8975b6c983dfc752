// Websites read over a real connection: sitemaps, lists that move, articles of several pages, attachments, error pages, and second runs.
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { discoverAll, fetchAll } from '../../kits/source-kit.ts'
import { article, htmlOf, listPage, openSite, readAll } from './site.ts'
import type { Site } from './site.ts'

let site: Site
const LIST = { item: 'ul.list li' }

beforeAll(async () => {
  site = await openSite()
})
afterAll(async () => {
  await site.close()
})
beforeEach(() => {
  site.pages.clear()
  site.tagged.clear()
  site.asked.length = 0
})

function urls(posts: readonly { readonly url: string | null }[]): readonly string[] {
  return posts.map(({ url }) => (url ?? '').slice(site.home.length))
}

describe('a sitemap', () => {
  it('gives the posts of all the files its index names, gzipped ones too, each once, and says what it does not read', async () => {
    const row = (path: string, mod = ''): string =>
      `<url><loc>${site.home}${path}</loc>${mod === '' ? '' : `<lastmod>${mod}</lastmod>`}</url>`
    site.pages.set(
      '/sitemap.xml',
      `<?xml version="1.0"?><sitemapindex><sitemap><loc>${site.home}/a.xml.gz</loc></sitemap><sitemap><loc><![CDATA[${site.home}/b.xml]]></loc></sitemap>` +
        `<sitemap><loc>${site.home}/missing.xml</loc></sitemap><sitemap><loc>${site.home}/sitemap.xml</loc></sitemap></sitemapindex>`,
    )
    site.pages.set('/a.xml.gz', gzipSync(`<urlset>${row('/1.html', '2024-03-01')}${row('/2.html?utm_source=x&amp;id=7')}</urlset>`))
    site.pages.set(
      '/b.xml',
      `<ns:urlset xmlns:ns="x">${row('/2.html?id=7')}${row('/3.html').replaceAll(/<(\/?)/g, '<$1ns:')}${row('/col/')}<url><loc>mailto:x</loc></url></ns:urlset>`,
    )
    const source = await site.open({ sitemap: [`${site.home}/sitemap.xml`], exclude: ['/col/$'] })
    const posts = await discoverAll(source)
    expect(urls(posts)).toEqual(['/1.html', '/2.html?utm_source=x&id=7', '/3.html'])
    expect(posts.map(({ key }) => key)[1]).toBe(`web:${site.home.slice(7)}/2.html?id=7`)
    expect(source.leftovers().map(({ why }) => why)).toEqual([
      'excluded by the job',
      'a line of a sitemap that is no address',
      'a sitemap that is missing, too large or damaged',
    ])
  })
  it('gives a new version when lastmod changes, and only then', async () => {
    let changed = '2024-03-01'
    site.pages.set('/s.xml', () => `<urlset><url><loc>${site.home}/1.html</loc><lastmod>${changed}</lastmod></url></urlset>`)
    const source = await site.open({ sitemap: [`${site.home}/s.xml`] })
    const [first] = await discoverAll(source)
    expect((await discoverAll(source))[0]?.version).toBe(first?.version)
    changed = '2024-03-02'
    expect((await discoverAll(source))[0]?.version).not.toBe(first?.version)
  })
})

describe('a list', () => {
  it('is read to its end by the link named 下一页, with titles and dates of the rows', async () => {
    site.pages.set('/l.html', listPage([['/1.html', '关于供水检查的通知', '2024-03-02']], '<a href="l2.html">下一页</a>'))
    site.pages.set('/l2.html', listPage([['2.html', '关于防汛工作的通知', '2024/3/1']], '<a href="l.html">上一页</a>'))
    const posts = await discoverAll(await site.open({ lists: [{ url: `${site.home}/l.html`, ...LIST }] }))
    expect(posts.map(({ title, listed }) => [title, listed.value, listed.provenance])).toEqual([
      ['关于供水检查的通知', '2024-03-02T00:00:00+08:00', 'list'],
      ['关于防汛工作的通知', '2024-03-01T00:00:00+08:00', 'list'],
    ])
  })
  it('is read by the pager script of TRS sites and by a number in its address', async () => {
    const rows = (n: number): [string, string, string][] => [[`/${n}.html`, `第${n}条`, '2024-01-01']]
    site.pages.set('/t/index.html', listPage(rows(1), '<script>createPageHTML(3, 0, "index", "html");</script>'))
    site.pages.set('/t/index_1.html', listPage(rows(2), '<script>createPageHTML(3, 1, "index", "html");</script>'))
    site.pages.set('/t/index_2.html', listPage(rows(3), '<script>createPageHTML(3, 2, "index", "html");</script>'))
    expect(urls(await discoverAll(await site.open({ lists: [{ url: `${site.home}/t/index.html`, ...LIST }] })))).toEqual([
      '/1.html',
      '/2.html',
      '/3.html',
    ])
    site.pages.set('/n?p=1', listPage(rows(4)))
    site.pages.set('/n?p=2', listPage(rows(5)))
    site.pages.set('/n?p=3', listPage(rows(5)))
    const numbered = await site.open({ lists: [{ url: `${site.home}/n?p=1`, ...LIST, nextUrl: `${site.home}/n?p={n}` }] })
    expect(urls(await discoverAll(numbered))).toEqual(['/4.html', '/5.html'])
  })
  it('loses no post when posts are put on top or taken away while it is read', async () => {
    const titles = Array.from({ length: 40 }, (_, n) => `p${n}`)
    const all = new Set(titles)
    let asks = 0
    const page = (n: number) => (): string => {
      asks += 1
      // between the pages of the first pass one post comes on top, and two near the top go away
      if (asks === 2) titles.unshift('new')
      if (asks === 3) titles.splice(1, 2)
      const rows = titles.slice(n * 10, n * 10 + 10).map((name): [string, string, string] => [`/${name}.html`, name, '2024-01-01'])
      return listPage(rows, n < 4 ? `<a href="/m${n + 1}">下一页</a>` : '')
    }
    for (let n = 0; n < 5; n += 1) site.pages.set(`/m${n}`, page(n))
    const found = urls(await discoverAll(await site.open({ lists: [{ url: `${site.home}/m0`, ...LIST }] })))
    for (const name of [...all, 'new']) expect(found, name).toContain(`/${name}.html`)
    expect(new Set(found).size).toBe(found.length)
  })
  it('says so when it never stands still, and when it is longer than the job allows', async () => {
    let n = 0
    site.pages.set('/moving', () => listPage([[`/${(n += 1)}.html`, 'x', '2024-01-01']]))
    const moving = await site.open({ lists: [{ url: `${site.home}/moving`, ...LIST }] })
    await discoverAll(moving)
    expect(moving.leftovers().map(({ why }) => why)).toEqual([
      'the list kept moving while it was read 3 times; run again when the site is quiet',
    ])
    site.pages.set('/long', listPage([['/1.html', 'x', '']], '<a href="/long2">下一页</a>'))
    site.pages.set('/long2', listPage([['/2.html', 'x', '']]))
    const long = await site.open({ lists: [{ url: `${site.home}/long`, ...LIST, pages: 1 }] })
    expect(urls(await discoverAll(long))).toEqual(['/1.html'])
    expect(long.leftovers()[0]?.why).toContain('behind the 1 that the job allows')
  })
  it('leaves nothing out in silence: rows without an address and at other hosts are told', async () => {
    site.pages.set(
      '/l',
      listPage([
        ['/1.html', 'a', ''],
        ['javascript:void(0)', 'b', ''],
        ['https://mp.weixin.example/s/x', 'c', ''],
      ]),
    )
    const source = await site.open({ lists: [{ url: `${site.home}/l`, ...LIST }] })
    expect(urls(await discoverAll(source))).toEqual(['/1.html'])
    expect(source.leftovers().map(({ why }) => why)).toEqual([
      'a row of the list without an address',
      'at a host that the job does not allow',
    ])
  })
})

describe('an article', () => {
  it('is fetched with all its pages in order, and no other article is taken for one', async () => {
    const pager =
      '<p><a href="a_1.html">1</a> <a href="a_3.html">3</a> <a href="a_2.html">2</a> <a href="b.html">下一篇</a> <a href="a_12345.html">12345</a></p>'
    site.pages.set('/x/a.html', article('长文', `<p>第一页的文字。</p>${pager}`))
    for (const n of [1, 2, 3]) site.pages.set(`/x/a_${n}.html`, article('长文', `<p>续页${n}的文字。</p>${pager}`))
    site.pages.set('/x/b.html', article('另一篇', '<p>别的。</p>'))
    const [read] = await readAll(await site.open({ urls: [`${site.home}/x/a.html`] }))
    const html = htmlOf(read!.page)
    expect(
      ['第一页的文字', '续页1的文字', '续页2的文字', '续页3的文字']
        .map((words) => html.indexOf(words))
        .every((at, n, all) => at > (all[n - 1] ?? -1)),
    ).toBe(true)
    expect(html).not.toContain('别的')
    expect(site.asked).not.toContain('/x/b.html')
    expect(read!.page.facts['pages']).toBe(4)
  })
  it('has no more pages than the job allows', async () => {
    for (let n = 0; n < 9; n += 1)
      site.pages.set(n === 0 ? '/y.html' : `/y_${n}.html`, article('y', `<p>页${n}。</p><a href="/y_${n + 1}.html">下一页</a>`))
    const [read] = await readAll(await site.open({ urls: [`${site.home}/y.html`], pages: 4 }))
    expect(read!.parts.filter(({ role }) => role === 'page')).toHaveLength(4)
  })
  it('brings its pictures and its attachments, in the body and behind it, by whole addresses', async () => {
    site.pages.set('/d/p.png', Buffer.from('89504e470d0a1a0a', 'hex'))
    site.pages.set('/f/1.pdf', Buffer.from('%PDF-1.4 one'))
    site.pages.set('/f/2.pdf', Buffer.from('%PDF-1.4 two'))
    const body = '<p>正文。<img data-src="./p.png" src="/blank.gif"></p><p><a href="../f/1.pdf">附件一</a> <a href="/z.html">相关</a></p>'
    site.pages.set(
      '/d/n.html',
      article('有附件', body).replace(
        '<div class="footer">',
        '<div class="fj"><a href="/f/2.pdf">附件二</a></div><div class="footer"><a href="/f/3.pdf">年报</a>',
      ),
    )
    const [read] = await readAll(await site.open({ urls: [`${site.home}/d/n.html`] }))
    const media = read!.parts.filter(({ role }) => role === 'media')
    expect(media.map(({ name, bytes, missing }) => [name.slice(site.home.length), bytes?.length ?? missing])).toEqual([
      ['/f/2.pdf', 12],
      ['/d/p.png', 8],
      ['/f/1.pdf', 12],
    ])
    expect(htmlOf(read!.page)).toContain(`href="${site.home}/f/1.pdf"`)
    expect(htmlOf(read!.page)).toContain(`href="${site.home}/z.html"`)
    expect(read!.page.media.map(({ ref, title }) => [ref, title])).toEqual([[`${site.home}/f/2.pdf`, '附件二']])
  })
  it('is known by one key, however it is linked, and by the host names of its site', async () => {
    const source = await site.open({ urls: [`${site.home}/a.html`], hosts: ['old.qingshi.example'] })
    const here = site.home.slice(7)
    expect(source.keysOf(`${site.home}/a.html?from=timeline&utm_source=x#top`)).toEqual([`web:${here}/a.html`])
    expect(source.keysOf('https://old.qingshi.example/b.jsp;jsessionid=AB12?id=3')).toEqual(['web:old.qingshi.example/b.jsp?id=3'])
    expect(source.keysOf('https://other.example/a.html')).toEqual([])
    expect(source.sameAccount(`web:${here}/a`, 'web:old.qingshi.example/b')).toBe(true)
    expect(source.addressesOf('web:old.qingshi.example/b.jsp?id=3')[0]).toBe('https://old.qingshi.example/b.jsp?id=3')
  })
})

describe('a page that is no post', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['404 in 200', '<title>404</title><body><p>抱歉,您访问的页面不存在</p></body>', 'unavailable'],
    ['deleted', '<title>提示信息</title><body><p>该文章已被管理员删除</p></body>', 'deleted'],
    ['log-in', '<title>用户登录</title><body><form><input type="password"></form></body>', 'private'],
    ['guard', '<title>安全验证</title><body><p>请完成验证后继续访问</p></body>', 'blocked'],
    ['maintenance', '<title>网站维护</title><body><p>系统升级维护中,请稍后访问</p></body>', 'unavailable'],
    ['signpost', '<meta http-equiv="refresh" content="0; url=/new/"><title>x</title><body></body>', 'migrated'],
    ['empty', '<title>x</title><body><div id="app"></div></body>', 'unreadable'],
  ]
  it.each(cases)('%s is a state, never an article', async (_, html, state) => {
    site.pages.set('/e.html', `<html><head><meta charset="utf-8">${html}</html>`)
    const [read] = await readAll(await site.open({ urls: [`${site.home}/e.html`] }))
    expect([read!.page.state, htmlOf(read!.page)]).toEqual([state, ''])
  })
  it('is not seen in an article that speaks of missing pages and log-ins', async () => {
    site.pages.set(
      '/a.html',
      article('网站出现404怎么办', `<p>${'页面不存在时,请先登录后重试,或者联系管理员,文章已被删除的不再恢复。'.repeat(12)}</p>`),
    )
    const [read] = await readAll(await site.open({ urls: [`${site.home}/a.html`] }))
    expect(read!.page.state).toBe('ok')
  })
  it('answers 404 as a failure of the fetch', async () => {
    const source = await site.open({ urls: [`${site.home}/none.html`] })
    const [post] = await discoverAll(source)
    expect((await fetchAll(source, post!)).failure?.code).toBe('net-missing')
  })
})

describe('a second run', () => {
  it('asks for no page of an unchanged site, only for its lists', async () => {
    site.pages.set(
      '/l',
      listPage([
        ['/1.html', 'a', '2024-01-01'],
        ['/2.html', 'b', '2024-01-02'],
      ]),
    )
    for (const n of [1, 2]) site.pages.set(`/${n}.html`, article(`第${n}篇`, '<p>正文。</p>'))
    const source = await site.open({ lists: [{ url: `${site.home}/l`, ...LIST }] })
    const first = await readAll(source)
    site.asked.length = 0
    const again = await discoverAll(source)
    expect(again.map(({ version }) => version)).toEqual(first.map(({ post }) => post.version))
    expect(new Set(site.asked)).toEqual(new Set(['/l']))
  })
  it('with recheck asks every known page, and takes a changed body for a change but no counter around it', async () => {
    let [body, hits] = ['<p>旧文。</p>', 1]
    site.pages.set('/1.html', () => article('甲', body).replace('<h1>', `<span>访问 ${(hits += 1)}</span><h1>`))
    site.pages.set('/2.html', article('乙', '<p>不变。</p>'))
    site.tagged.add('/2.html')
    const source = await site.open({ urls: [`${site.home}/1.html`, `${site.home}/2.html`], recheck: 'always' })
    const first = (await readAll(source)).map(({ post }) => post.version)
    expect((await discoverAll(source)).map(({ version }) => version)).toEqual(first)
    body = '<p>新文。</p>'
    const changed = (await readAll(source)).map(({ post }) => post.version)
    expect([changed[0] === first[0], changed[1] === first[1]]).toEqual([false, true])
    expect((await discoverAll(source)).map(({ version }) => version)).toEqual(changed)
    expect(hits).toBeGreaterThan(4)
  })
})
