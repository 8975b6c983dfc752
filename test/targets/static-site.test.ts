// The static site as a folder: what is written, when it is written, and what is refused.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { differences } from '../../src/domain/compare.ts'
import { staticSite } from '../../src/targets/static-site/index.ts'
import { staticSiteOptions } from '../../src/targets/static-site/options.ts'
import type { Target, TargetKit } from '../../src/targets/target.ts'
import { article, digestOf, entry, kitFor, medium, PAPER, PIXEL, streamOf, targetKit, uploadAll } from '../kits/target-kit.ts'

const OPTIONS = staticSiteOptions.parse({
  kind: 'static-site',
  site: { name: '青石县人民政府', domain: 'www.qingshi.example.gov.cn', idCode: 'bm01000001' },
})
const openSite = async (kit: TargetKit): Promise<Target> => await staticSite.open(OPTIONS, kit)

targetKit('static-site', openSite)

describe('static-site', () => {
  let data: string
  let site: string
  let target: Target
  const read = (url: string): string => readFileSync(join(site, url), 'utf8')
  beforeEach(async () => {
    data = mkdtempSync(join(tmpdir(), 'guiji-site-'))
    site = join(data, 'site')
    target = await openSite(kitFor(data))
    await uploadAll(target, article())
  })
  afterEach(async () => {
    await target.close()
    rmSync(data, { recursive: true, force: true })
  })

  it('says that it is being built until the first finish, on every page an article links to', async () => {
    for (const page of ['index.html', 'notice/index.html', 'work/index.html', 'search/index.html']) expect(read(page)).toContain('正在建设')
    await target.finish(streamOf([]))
    for (const page of ['index.html', 'notice/index.html', 'work/index.html', 'search/index.html'])
      expect(read(page)).not.toContain('正在建设')
  })

  it('writes every page tag of the government rule', async () => {
    const html = read((await target.put(article(), 'k')).url)
    const tags = Object.fromEntries([...html.matchAll(/<meta name="([A-Z][A-Za-z]+)" content="([^"]*)">/g)].map((m) => [m[1], m[2]]))
    expect(tags).toMatchObject({
      SiteName: '青石县人民政府',
      SiteDomain: 'www.qingshi.example.gov.cn',
      SiteIDCode: 'bm01000001',
      ColumnName: '通知公告',
      ColumnDescription: '公告、通告和通知。',
      ColumnKeywords: '公告,通知',
      ColumnType: '政策文件',
      ArticleTitle: '关于做好 2023 年秋冬季疫苗接种的公告',
      PubDate: '2023-09-14 18:02',
      ContentSource: '青石县卫生健康局',
      Keywords: '疫苗,接种',
      Author: '王编辑',
      Description: '接种对象、时间和地点。',
      Image: `https://www.qingshi.example.gov.cn/media/${digestOf(PIXEL).slice(0, 2)}/${digestOf(PIXEL)}.png`,
    })
    expect(tags['Url']).toMatch(/^https:\/\/www\.qingshi\.example\.gov\.cn\/art\//)
    expect(html).toContain('原发布于「青石卫健」微信公众号（2023-09-14 18:02），2026-11-23 迁移至本站')
    expect(html).toContain(`接种点一览表.pdf</a> <span class="muted">（附件，PDF，${PAPER.length} 字节）`)
  })

  it('keeps the alignment of paragraphs, which its policy would refuse as inline style', async () => {
    const html =
      '<p style="text-align:center">附表</p><h2 style="text-align:center">一、总则</h2><table><tbody><tr><td style="text-align:right">12</td></tr></tbody></table><p style="text-align:right">青石县卫生健康局</p><p style="color:red">红</p>'
    const page = read((await target.put(article({ html }), 'aligned')).url)
    expect(page).toContain('<p class="center">附表</p><h2 class="center">一、总则</h2>')
    expect(page).toContain('<td class="right">12</td>')
    expect(page).toContain('<p class="right">青石县卫生健康局</p><p>红</p>')
    expect(page).not.toContain('style=')
    for (const side of ['center', 'right']) expect(read('assets/site.css')).toContain(`.text .${side} { text-align: ${side} }`)
  })

  it('shows no more of a date than is known', async () => {
    const day = read((await target.put(article({ publishedAt: '2023-09-14T00:00:00+08:00', publishedPrecision: 'day' }), 'day')).url)
    expect(day).toContain('发布日期：<time datetime="2023-09-14">2023-09-14</time>')
    expect(day).toContain('微信公众号（2023-09-14），')
    const year = read((await target.put(article({ publishedAt: '2023-01-01T00:00:00+08:00', publishedPrecision: 'year' }), 'year')).url)
    expect(year).toContain('发布日期：2023年<')
  })

  it('names the account, never the importing office, when a post states no source', async () => {
    const put = await target.put(article({ source: null, publisher: '青石县大数据中心' }), 'k')
    expect((await target.read(put)).source).toBe('「青石卫健」微信公众号')
    expect(differences(article({ source: null, publisher: '青石县大数据中心' }), await target.read(put))).toEqual([])
  })

  it('shows a title full of markup as text', async () => {
    const title = `"><script>alert(1)</script><img src=x onerror=alert(2)>'&amp;`
    const hostile = article({
      title,
      author: title,
      source: title,
      summary: title,
      keywords: [title],
      accountName: title,
      readMore: 'javascript:alert(1)',
      origin: { account: title, url: 'data:text/html,x' },
    })
    const put = await target.put(hostile, `k${title}`)
    expect(await target.find(`k${title}`)).toEqual(put)
    const back = await target.read(put)
    expect(back.title).toBe(title)
    expect(back.foreign).toEqual([])
    await target.finish(streamOf([entry('k', put.url, { title, summary: title, oldUrls: [`https://old/"\n;${title}`] })]))
    for (const page of [put.url, 'index.html', 'notice/index.html', 'search/index.html', 'search/2023/index.html', 'rss.xml']) {
      expect(read(page)).not.toMatch(/<script>|<img src=x|href="(?:javascript|data):/)
    }
    expect(JSON.parse(read('redirects/redirects.json'))).toHaveLength(1)
  })

  it.each([
    ['a script', '<p>x</p><script>alert(1)</script>'],
    ['a handler', '<p onclick="x()">x</p>'],
    ['a remote picture', '<img src="https://mmbiz.qpic.cn/a.png" alt="">'],
    ['a protocol-relative film', '<video src="//v.qq.com/a.mp4"></video>'],
    ['a running link', '<a href="javascript:alert(1)">x</a>'],
    ['an unquoted attribute', '<a href=x>x</a>'],
    ['a style that loads', '<p style="background:url(https://x/y)">x</p>'],
    ['a frame', '<iframe src="/a"></iframe>'],
  ])('refuses html with %s', async (_, html) => {
    await expect(target.put(article({ html }), 'k')).rejects.toMatchObject({ code: 'target-refused' })
    expect(await target.find('k')).toBeNull()
  })

  it('takes markup inside attribute words for the words they are', async () => {
    const html = '<p title="<table><script>onclick=1">字</p><p>a</p>'
    const put = await target.put(article({ html, media: [] }), 'k')
    expect((await target.read(put)).text).toBe('字a')
  })

  it('refuses an article whose file is not on the site', async () => {
    const media = [medium({ digest: 'a'.repeat(64) })]
    await expect(target.put(article({ media }), 'k')).rejects.toMatchObject({ code: 'target-refused' })
  })

  it('refuses a column that the site does not have and a column id it needs itself', async () => {
    const column = { ...article().column, id: 'media' }
    await expect(target.put(article({ column }), 'k')).rejects.toMatchObject({ code: 'target-refused' })
    await expect(openSite(kitFor(data, { columns: [column] }))).rejects.toMatchObject({ code: 'mapping-invalid' })
  })

  it('links a file of the vault instead of copying it', async () => {
    const file = join(data, 'vaulted')
    writeFileSync(file, PIXEL)
    const other = await staticSite.open({ ...OPTIONS, path: 'other' }, kitFor(data, { assetFile: () => file }))
    const { url } = await other.upload({ digest: digestOf(PIXEL), mediaType: 'image/png', name: '', alt: '' })
    expect(statSync(join(data, 'other', url)).ino).toBe(statSync(file).ino)
    await other.close()
  })

  it('offers a file of a type that could run for download only', async () => {
    expect((await target.upload({ digest: digestOf(PAPER), mediaType: 'text/html', name: 'x.html', alt: '' })).url).toMatch(/\.bin$/)
    expect((await target.upload({ digest: digestOf(PAPER), mediaType: 'image/svg+xml', name: 'x.svg', alt: '' })).url).toMatch(/\.bin$/)
  })

  it('refuses a picture of a type that browsers do not show safely', async () => {
    const svg = medium({ digest: digestOf(PAPER), mediaType: 'image/svg+xml' })
    await target.upload({ digest: digestOf(PAPER), mediaType: 'image/svg+xml', name: '', alt: '' })
    await expect(target.put(article({ html: `<img src="asset:${digestOf(PAPER)}" alt="x">`, media: [svg] }), 'k')).rejects.toMatchObject({
      code: 'target-refused',
    })
  })

  it('names the kind of an attachment by its name when its bytes do not tell', async () => {
    const doc = medium({ kind: 'file', role: 'attachment', digest: digestOf(PAPER), mediaType: 'application/x-cfb', title: '登记表.doc' })
    await target.upload({ digest: digestOf(PAPER), mediaType: 'application/x-cfb', name: '登记表.doc', alt: '' })
    const html = read((await target.put(article({ media: [medium(), doc] }), 'k')).url)
    expect(html).toMatch(/\.bin" download="登记表\.doc">登记表\.doc<\/a> <span class="muted">\uff08附件\uff0cDOC/)
  })

  it('notices on reading that a file was damaged or is gone', async () => {
    const put = await target.put(article(), 'k')
    const image = join(site, 'media', digestOf(PIXEL).slice(0, 2), `${digestOf(PIXEL)}.png`)
    writeFileSync(image, 'other')
    expect(differences(article(), await target.read(put)).map((d) => d.field)).toContain('media')
    rmSync(image)
    expect((await target.read(put)).media.find((m) => !m.ok)?.why).toBe('status 404')
  })

  it('writes nothing when nothing has changed', async () => {
    const put = await target.put(article(), 'k')
    await target.finish(streamOf([entry('k', put.url)]))
    const before = times(site)
    await target.put(article(), 'k')
    await target.finish(streamOf([entry('k', put.url)]))
    expect(times(site)).toEqual(before)
  })

  it('removes what a dead process left behind, and leaves a living one alone', async () => {
    const left = join(site, '.tmp', 'elsewhere.1.aa.1.tmp')
    const alive = join(site, '.tmp', 'elsewhere.2.aa.1.tmp')
    for (const file of [left, alive]) writeFileSync(file, 'half a page')
    utimesSync(left, 1, 1)
    await target.finish(streamOf([]))
    expect([existsSync(left), existsSync(alive)]).toEqual([false, true])
  })

  it('lists no article whose page is missing, and says so', async () => {
    const put = await target.put(article(), 'k')
    const gone = entry('gone', '/art/ab/00000000000000.html', { title: '不在了' })
    await expect(target.finish(streamOf([entry('k', put.url), gone]))).rejects.toMatchObject({ code: 'target-attention' })
    expect(read('notice/index.html')).not.toContain('不在了')
    expect(read('notice/index.html')).toContain(put.url)
  })

  it('drops a withdrawn article from every list at the next finish', async () => {
    const [a, b] = [await target.put(article(), 'a'), await target.put(article(), 'b')]
    await target.finish(streamOf([entry('a', a.url), entry('b', b.url)]))
    expect(read(b.url)).toContain(a.url)
    await target.withdraw(a, '撤')
    await target.finish(streamOf([entry('b', b.url)]))
    for (const page of [
      'notice/index.html',
      'index.html',
      'sitemap/1.xml',
      'rss.xml',
      'search/data/1.json',
      'search/2023/index.html',
      b.url,
    ]) {
      expect(read(page)).not.toContain(a.url)
    }
  })

  it('makes an old-address map that nginx, a spreadsheet and a program can read', async () => {
    const put = await target.put(article(), 'k')
    await target.finish(streamOf([entry('k', put.url, { oldUrls: article().oldUrls })]))
    expect(read('redirects/nginx.map')).toBe(
      `"mp.weixin.qq.com/s/abc" "${put.url}";\n"mp.weixin.qq.com/s?__biz=A&mid=1&idx=1&sn=x" "${put.url}";\n`,
    )
    expect(read('redirects/redirects.csv')).toContain(`"https://mp.weixin.qq.com/s/abc",${put.url}\r\n`)
    expect(JSON.parse(read('redirects/redirects.json'))).toContainEqual({ old: 'https://mp.weixin.qq.com/s/abc', new: put.url })
  })

  it('finishes 2,000 entries: pages, feeds and neighbours all lead somewhere, and a second finish writes nothing', async () => {
    const all = []
    for (let n = 0; n < 2000; n += 1) {
      const publishedAt = new Date(Date.UTC(2024, 0, 1) - n * 86_400_000).toISOString()
      const put = await target.put(
        article({ title: `第 ${n} 号公告`, publishedAt, column: { ...article().column, id: n % 2 ? 'notice' : 'work' } }),
        `n${n}`,
      )
      all.push(entry(`n${n}`, put.url, { title: `第 ${n} 号公告`, publishedAt, columnId: n % 2 ? 'notice' : 'work' }))
    }
    await target.finish(streamOf(all))
    expect(readdirSync(join(site, 'notice'))).toHaveLength(50)
    expect(read('notice/50.html')).toContain('第 1999 号公告')
    expect(read('notice/2.html')).toContain('href="/notice/3.html"')
    expect(read('sitemap/1.xml').match(/<loc>/g)).toHaveLength(2000)
    expect(read('rss.xml').match(/<item>/g)).toHaveLength(50)
    expect(read(all[3]?.url ?? '')).toMatch(new RegExp(`上一篇</span><a href="${all[1]?.url}">.*下一篇</span><a href="${all[5]?.url}">`))
    expect(
      deadLinks(site, [
        'index.html',
        'notice/index.html',
        'notice/50.html',
        'search/index.html',
        'search/2023/index.html',
        all[3]?.url ?? '',
      ]),
    ).toEqual([])
    const before = times(site)
    await target.finish(streamOf(all))
    expect(times(site)).toEqual(before)
    expect(readdirSync(join(site, '.tmp'))).toEqual([])
  })

  it('removes list pages that are no longer needed', async () => {
    const all = []
    for (let n = 0; n < 45; n += 1) all.push(entry(`n${n}`, (await target.put(article(), `n${n}`)).url))
    await target.finish(streamOf(all))
    expect(existsSync(join(site, 'notice/3.html'))).toBe(true)
    await target.finish(streamOf(all.slice(0, 21)))
    expect([existsSync(join(site, 'notice/2.html')), existsSync(join(site, 'notice/3.html'))]).toEqual([true, false])
  })

  it('keeps under 30 KB of style and markup around the text', async () => {
    const html = read((await target.put(article({ html: '<p></p>' }), 'k')).url)
    expect(Buffer.byteLength(html) + statSync(join(site, 'assets/site.css')).size).toBeLessThan(30 * 1024)
  })

  it('says so when the folder is taken away in the middle of the work', async () => {
    rmSync(site, { recursive: true })
    await expect(target.put(article({ html: '<p>x</p>', media: [] }), 'k')).rejects.toMatchObject({ code: 'data-folder-unusable' })
  })

  it('says that the folder cannot be used when it cannot', async () => {
    writeFileSync(join(data, 'file'), '')
    mkdirSync(join(data, 'x'), { recursive: true })
    const other = await staticSite.open({ ...OPTIONS, path: 'file/site' }, kitFor(data))
    expect(await other.check()).toContainEqual(expect.objectContaining({ what: 'site folder', ok: false }))
    await expect(other.put(article({ html: '<p>x</p>', media: [] }), 'k')).rejects.toMatchObject({ code: 'data-folder-unusable' })
    await other.close()
  })
})

function times(folder: string): Record<string, number> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((f) => f.isFile())
  return Object.fromEntries(files.map((f) => [join(f.parentPath, f.name), statSync(join(f.parentPath, f.name)).mtimeMs]))
}

/** Site links of the given pages that lead to no file; the sample body's own link to another post is left aside. */
function deadLinks(folder: string, pages: readonly string[]): string[] {
  const links = pages.flatMap((page) =>
    [...readFileSync(join(folder, page), 'utf8').matchAll(/(?:href|src)="(\/[^"]*)"/g)].map((m) => m[1] ?? ''),
  )
  return links.filter(
    (url) => url !== '/art/00/00000000000000.html' && !existsSync(join(folder, url.endsWith('/') ? `${url}index.html` : url)),
  )
}
