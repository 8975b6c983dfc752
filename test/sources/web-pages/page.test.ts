// What one page says of its post: page tags as they occur in the wild, every form of date, and what contradicts what.
import { describe, expect, it } from 'vitest'
import { dateIn, dateOfAddress, labelledDate } from '../../../src/sources/web-pages/page-dates.ts'
import { pageTags } from '../../../src/sources/web-pages/page-tags.ts'
import { furtherPages } from '../../../src/sources/web-pages/paging.ts'
import { pageReader } from '../../../src/sources/web-pages/page-reader.ts'
import { parseMaterial } from '../../../src/sources/web-pages/parse.ts'
import { readPage } from '../../../src/sources/web-pages/read-page.ts'
import { materialOf } from '../../kits/source-kit.ts'
import { article } from './site.ts'

const URL_HERE = 'https://www.qingshi.example/zw/202309/t20230918_42.html'

function read(html: string, url: string | null = URL_HERE): ReturnType<typeof readPage> {
  return readPage({ bytes: Buffer.from(html), url, contentType: 'text/html; charset=utf-8' }, {})
}

function page(html: string, ref: { title?: string; date?: string } = {}): ReturnType<typeof parseMaterial> {
  return parseMaterial(
    materialOf({ key: 'web:www.qingshi.example/a', ref: { url: URL_HERE, version: 'v', ...ref } }, [
      { role: 'page', name: URL_HERE, bytes: Buffer.from(html) },
    ]),
    pageReader({}),
  )
}

describe('page tags', () => {
  it('are read in any case, the first that says something, placeholders being nothing', () => {
    const tags = pageTags(
      `<head><META NAME="SiteIDCode" CONTENT=""><meta name='siteidcode' content='3700000042'><meta name="SITENAME" content="网站名称"><meta name=sitename content=青石县人民政府>
       <meta name="ArticleTitle" content="&lt;font color=red&gt;关于供水的通知&lt;/font&gt;"><meta name="contentSource" content="null"><meta name="ContentSource" content="来源：县水利局">
       <meta name="Author" content=" "><meta name="author" content="104363"><meta name="Keywords" content="供水,安全 检查"><meta name="Url" content="./t20230918_42.html"><meta name="Image" content="../img/a.png"></head>`,
      URL_HERE,
    )
    expect(tags).toMatchObject({
      site: '青石县人民政府',
      siteId: '3700000042',
      title: '关于供水的通知',
      source: '县水利局',
      author: null,
      keywords: ['供水', '安全', '检查'],
      addresses: [URL_HERE],
      image: 'https://www.qingshi.example/zw/img/a.png',
    })
  })
  it('never take Maketime for the publish time', () => {
    const html = article(
      'x',
      '<p>正文。</p>',
      '<meta name="Maketime" content="2019-03-22 10:00:00"><meta name="PubDate" content="2016-11-22">',
    )
    expect(read(html).published).toMatchObject({ value: '2016-11-22T00:00:00+08:00', precision: 'day', provenance: 'page' })
    expect(read(article('x', '<p>正文。</p>', '<meta name="Maketime" content="2019-03-22 10:00:00">')).published.value).toBeNull()
  })
})

describe('dates', () => {
  it.each([
    ['2023-06-14 09:20', '2023-06-14T09:20:00+08:00', 'minute'],
    ['2023-06-14 09:20:31.0', '2023-06-14T09:20:31+08:00', 'second'],
    ['2023年6月14日 09:20', '2023-06-14T09:20:00+08:00', 'minute'],
    ['2023年06月14日09时20分', '2023-06-14T09:20:00+08:00', 'minute'],
    ['2023年6月14日 星期三 9:20', '2023-06-14T09:20:00+08:00', 'minute'],
    ['2023/6/14', '2023-06-14T00:00:00+08:00', 'day'],
    ['2023.06.14', '2023-06-14T00:00:00+08:00', 'day'],
    ['[ 2023-06-14 ]', '2023-06-14T00:00:00+08:00', 'day'],
    ['20230614', '2023-06-14T00:00:00+08:00', 'day'],
    ['2023-06-14T01:20:00Z', '2023-06-14T09:20:00+08:00', 'second'],
    ['2023-06-14T09:20:00+08:00', '2023-06-14T09:20:00+08:00', 'second'],
  ])('%s is read', (text, value, precision) => {
    expect(dateIn(text, 'page')).toMatchObject({ value, precision })
  })
  it.each(['2023-13-45', '2023-02-30', '06-14', '三天前', '电话 0531-20230614xx 号', '12023-06-14', ''])('%s is none', (text) => {
    expect(dateIn(text, 'page').value).toBeNull()
  })
  it('are found behind their labels, not behind the time of an event', () => {
    expect(labelledDate('来源:县水利局 发布时间 : 2023-06-14 09:20 浏览').value).toBe('2023-06-14T09:20:00+08:00')
    expect(labelledDate('会议时间:2023年7月1日').value).toBeNull()
  })
  it('of addresses are days, and only where nothing else tells', () => {
    expect(dateOfAddress(URL_HERE)).toMatchObject({ value: '2023-09-18T00:00:00+08:00', precision: 'day', provenance: 'derived-from-id' })
    for (const path of ['/art/2023/9/18/art_1.html', '/2023-09/18/content_1.htm', '/a/202309/18/WS1.htm', '/2023/0918/c1.html'])
      expect(dateOfAddress(`https://x.example${path}`).value, path).toBe('2023-09-18T00:00:00+08:00')
    expect(dateOfAddress('https://x.example/show/20231345/1.html').value).toBeNull()
    expect(page(article('x', '<p>正文。</p>')).published.provenance).toBe('derived-from-id')
    expect(page(article('x', '<p>正文。</p>'), { date: '2023-09-20' }).published).toMatchObject({
      value: '2023-09-20T00:00:00+08:00',
      provenance: 'list',
    })
  })
  it('of the page with its hour are taken where the tag has only the day, and a contradiction is told', () => {
    const html = (day: string): string =>
      article('x', '<p>正文。</p>', '<meta name="PubDate" content="2023-06-14">').replace(
        '</h1>',
        `</h1><div>发布时间:${day} 来源:县水利局</div>`,
      )
    expect(page(html('2023-06-14 09:20')).published.value).toBe('2023-06-14T09:20:00+08:00')
    expect(page(html('2023-06-14 09:20')).remarks).toEqual([])
    const conflict = page(html('2023-06-18 09:20'))
    expect([conflict.published.value, conflict.remarks[0]?.code, conflict.source]).toEqual([
      '2023-06-14T00:00:00+08:00',
      'date-conflict',
      '县水利局',
    ])
    expect(page(html('2023-06-14 09:20'), { date: '2023-06-20' }).remarks[0]?.code).toBe('date-conflict')
  })
  it('in the body are never the publish date', () => {
    expect(
      read('<body><h1>通知</h1><div class="txt"><p>会议定于2023年7月1日召开,请各单位按时参加,不得缺席。</p></div></body>', null).published
        .value,
    ).toBeNull()
  })
})

describe('further pages', () => {
  it.each([
    ['<a href="a_1.html">2</a><a href="a_2.html">3</a>', ['a_1.html', 'a_2.html']],
    ['<a href="a_10.html">尾页</a><a href="a_2.html">下一页</a>', ['a_2.html', 'a_10.html']],
    ['<script>createPageHTML(3, 0, "a", "html")</script>', ['a_1.html', 'a_2.html']],
    ['<a href="a.html?page=2">2</a>', ['a.html?page=2']],
    ['<a href="b_1.html">2</a><a href="a_1.htm">2</a><a href="a_1234.html">2</a><a href="a_1.html">相关文章</a>', []],
    ['<a href="https://other.example/x/a_1.html">2</a>', []],
  ])('%s', (html, names) => {
    expect(furtherPages(html, 'https://h.example/x/a.html').map((url) => url.replace('https://h.example/x/', ''))).toEqual(names)
  })
  it('count from a first page that is numbered itself, but never to a neighbour of the same numbering', () => {
    expect(furtherPages('<a href="n_2.html">2</a>', 'https://h.example/n_1.html')).toEqual(['https://h.example/n_2.html'])
    expect(furtherPages('<a href="n_42.html">下一篇:42</a><a href="n_43.html">43年来</a>', 'https://h.example/n_41.html')).toEqual([])
  })
})

describe('selectors of the job', () => {
  it('come before everything else, and where one finds nothing the page is read as without', () => {
    const html = article('网页标题', '<p>容器正文。</p>', '<meta name="PubDate" content="2020-01-01">').replace(
      '<h1>',
      '<h2 class="t">真正的标题</h2><i class="d">2021年2月3日</i><b class="s">县报</b><div class="b"><p>选中的正文。</p></div><h1>',
    )
    const chosen = readPage(
      { bytes: Buffer.from(html), url: URL_HERE, contentType: null },
      { title: '.t', date: '.d', source: '.s', body: '.b', author: '.none' },
    )
    expect([chosen.title, chosen.published.value, chosen.source, chosen.body]).toEqual([
      '真正的标题',
      '2021-02-03T00:00:00+08:00',
      '县报',
      '<div class="b"><p>选中的正文。</p></div>',
    ])
    const fallen = readPage({ bytes: Buffer.from(html), url: URL_HERE, contentType: null }, { body: '.nowhere' })
    expect([fallen.by, fallen.body]).toEqual(['container', '<p>容器正文。</p>'])
  })
  it('survive markup of any depth', () => {
    const deep = `<body>${'<div>'.repeat(50_000)}正文。</body>`
    expect(readPage({ bytes: Buffer.from(deep), url: null, contentType: null }, { body: 'div div .x' }).by).toBe('weight')
  })
})
