// What a hostile reader found: real articles that were taken for error pages, days of events taken for publish dates, words that were cut, posts
// that swallowed others, and lists and articles that ended in silence.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { keyOf } from '../../../src/sources/web-pages/address.ts'
import { extract } from '../../../src/sources/web-pages/extract.ts'
import { webPages } from '../../../src/sources/web-pages/index.ts'
import { parseMaterial } from '../../../src/sources/web-pages/parse.ts'
import { readPage } from '../../../src/sources/web-pages/read-page.ts'
import { textOf } from '../../../src/sources/text/text-of.ts'
import { discoverAll, fetchAll, offlineKit } from '../../kits/source-kit.ts'
import { article, htmlOf, listPage, openSite, readAll } from './site.ts'
import type { Site } from './site.ts'

const AT = 'http://a.example/x/y.html'

function plainPage(title: string, body: string, head = '<a href="/">首页</a><br><a href="/login">登录</a>'): string {
  return (
    `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${title}_青石县人民政府</title></head><body><div class="header">${head}</div>` +
    `<div class="wrap"><h1>${title}</h1><div class="xx">${body}</div></div><div class="footer">虚ICP备00000042号</div></body></html>`
  )
}

function reading(html: string) {
  return readPage({ bytes: Buffer.from(html), url: AT, contentType: null }, {})
}

describe('a short article without page tags', () => {
  it.each([
    ['关于发放补贴的通知', '<p>我县今年为每位老人发放补贴500元,请于本月底前到村委会登记领取。</p>'],
    ['关于发放补贴的通知', '<p>请登录县政府网站查看详情并报名参加本次活动,名额有限。</p>'],
    ['关于发放补贴的通知', '<p>登录系统后,点击申报按钮,按要求填写表格即可完成申报。</p>'],
    ['青石县扶贫工作见成效', '<p>全镇共帮扶404户,户均增收明显,群众满意度持续提升。</p>'],
    ['青石县扶贫工作见成效', '<p>我县新增500强企业一家,投资额再创新高,就业岗位有所增加。</p>'],
    ['关于举办机器人大赛的通知', '<p>县里要办大赛,欢迎各校报名,具体时间另行通知。</p>'],
    ['关于网站维护的公告', '<p>因机房检修,本网站将于周六停止服务,请相互转告。</p>'],
  ])('is no error page, log-in or captcha, whatever it counts and speaks of: %s %s', (title, body) => {
    expect(reading(plainPage(title, body)).no).toBeNull()
  })
  it.each([
    ['404 Not Found', '<p>404</p>', 'unavailable'],
    ['404-青石县', '<p>您访问的页面不存在</p>', 'unavailable'],
    ['信息提示', '<p>对不起,您访问的页面已被删除。</p>', 'unavailable'],
    ['500 错误', '<p>服务器内部错误</p>', 'unavailable'],
    ['安全验证', '<p>请输入验证码,确认您不是机器人</p>', 'blocked'],
    ['用户登录', '<p>请先登录</p>', 'private'],
  ])('is told from real ones: %s', (title, body, state) => {
    const found = reading(plainPage(title, body)).no?.state
    expect([state, ...(state === 'unavailable' ? ['deleted'] : [])]).toContain(found)
  })
})

describe('dates', () => {
  it('of an event in the title, and of the day a page was looked at, are never publish dates', () => {
    expect(
      reading(plainPage('2019年12月31日全县天气预报', '<p>晴,偏北风三级,请注意保暖,谨防感冒,出行注意安全。</p>')).published.value,
    ).toBeNull()
    const today = plainPage('关于供水的通知', '<p>检修管道,停水三小时,请各单位提前做好储水准备。</p>', '<span>今天是2026年11月24日</span>')
    expect(reading(today).published.value).toBeNull()
  })
})

describe('the body', () => {
  const long = '<p>根据上级安排,县水利局近日对全县供水设施进行了检查,共查出问题十二个,已全部整改到位,群众用水更加安全。</p>'.repeat(6)
  const bodyOf = (body: string): string => textOf(extract(plainPage('关于检查的通知', body), AT).html)
  it.each([
    '一、会议时间:2024年3月5日上午9:00',
    '关闭煤矿三处。',
    '大中小学今日开学。',
    '打印机由采购方自备。',
    '分享会于下午五时结束。',
    '扫一扫下方二维码报名参加。',
    '技术支持:0571-88888888',
  ])('keeps its first and its last words, though buttons begin like them: %s', (words) => {
    expect(bodyOf(`<p>${words}</p>${long}`)).toContain(words)
    expect(bodyOf(`${long}<p>${words}</p>`)).toContain(words)
  })
  it.each([
    '【打印】【关闭】',
    '打印本页 关闭窗口',
    '分享到:微信',
    '字号:大 中 小',
    '扫一扫在手机打开当前页',
    '技术支持:虚构网络科技有限公司',
  ])('still ends before what ends it: %s', (words) => {
    expect(bodyOf(`${long}<p>${words}</p>`)).not.toContain(words.slice(0, 4))
  })
  it('is read from pages with elements named like prototypes', () => {
    expect(textOf(reading(plainPage('一篇文章', '<p>正文<constructor>甲</constructor></p>')).body)).toBe('正文甲')
  })
  it('costs no more than in proportion, however many empty shells nest and parts are cut out', () => {
    const shells = (n: number): string => `<body>${'<div class="trs_editor">'.repeat(n)}${'<b></b> '.repeat(30_000)}`
    const time = (html: string): number => {
      const start = performance.now()
      extract(html, null)
      return performance.now() - start
    }
    time(shells(2))
    expect(time(shells(380))).toBeLessThan(Math.max(50, time(shells(2))) * 10)
  })
})

it('a key keeps the query that names the page, and drops numbers against caches', () => {
  expect(keyOf('http://a.example/index.php?r=news/view&id=5')).not.toBe(keyOf('http://a.example/index.php?r=notice/view&id=5'))
  expect(keyOf('http://a.example/a?id=5&r=0.7213')).toBe('web:a.example/a?id=5')
})

describe('a site', () => {
  let site: Site
  const LIST = { item: 'ul.list li' }
  beforeAll(async () => {
    site = await openSite()
  })
  afterAll(async () => {
    await site.close()
  })
  beforeEach(() => site.pages.clear())
  const whys = async (options: object): Promise<readonly string[]> => {
    const source = await site.open(options)
    await discoverAll(source)
    return source.leftovers().map(({ why }) => why)
  }

  it('ties no run up by an address made for a pattern of the job', async () => {
    const source = await site.open({ urls: [`${site.home}/${'a'.repeat(60)}!`], exclude: ['/(a+)+$'] })
    expect(await discoverAll(source)).toHaveLength(1)
  })
  it('has rows whose date stands beside the title, not in it', async () => {
    site.pages.set(
      '/l',
      listPage([['/1.html', '2019年12月31日停水通知', '2024-03-02']])
        .replaceAll('…', '')
        .replace('2019年1', '2019年12月31日'),
    )
    const [post] = await discoverAll(await site.open({ lists: [{ url: `${site.home}/l`, ...LIST }] }))
    expect(post?.listed.raw).toBe('2024-03-02')
    site.pages.set(
      '/m',
      '<ul class="list"><li><a href="/1.html">关于2019年12月31日停水的通知</a></li><li><a href="/2.html"><i>2024-03-02</i><b>二</b></a></li></ul>',
    )
    const inside = await discoverAll(await site.open({ lists: [{ url: `${site.home}/m`, ...LIST }] }))
    expect(inside.map(({ listed }) => listed.raw)).toEqual([null, '2024-03-02'])
  })
  it('tells of a list that ends with an error page, without rows, or with a pager that is a script; a captcha halts', async () => {
    const first = listPage([['/1.html', '第一条', '2024-01-01']], '<a href="/l2">下一页</a>')
    site.pages.set('/l', first)
    site.pages.set('/l2', '<html><title>出错了</title><body><p>页面不存在</p></body></html>')
    expect(await whys({ lists: [{ url: `${site.home}/l`, ...LIST }] })).toEqual([expect.stringContaining('error page')])
    site.pages.set('/l2', '<html><title>列表</title><body><p>改版后的栏目</p></body></html>')
    expect(await whys({ lists: [{ url: `${site.home}/l`, ...LIST }] })).toEqual([expect.stringContaining('without any row')])
    site.pages.set('/l2', '<html><title>安全验证</title><body><p>请输入验证码</p></body></html>')
    await expect(whys({ lists: [{ url: `${site.home}/l`, ...LIST }] })).rejects.toMatchObject({ code: 'page-blocked' })
    site.pages.set('/l', first.replace('href="/l2"', 'href="javascript:goPage(2)"'))
    expect(await whys({ lists: [{ url: `${site.home}/l`, ...LIST }] })).toEqual([expect.stringContaining('nextUrl')])
  })
  it('tells of a sitemap that is cut off or holds nothing, and takes the page, not its picture', async () => {
    const entry = (n: number): string =>
      `<url><image:image><image:loc>${site.home}/p.png</image:loc></image:image><loc>${site.home}/${n}.html</loc>`
    site.pages.set('/s.xml', `<urlset>${entry(1)}</url>${entry(2)}`)
    const source = await site.open({ sitemap: [`${site.home}/s.xml`] })
    expect((await discoverAll(source)).map(({ url }) => url)).toEqual([`${site.home}/1.html`, `${site.home}/2.html`])
    expect(source.leftovers().map(({ why }) => why)).toEqual([expect.stringContaining('cut off')])
    site.pages.set('/s.xml', '<html><body>系统维护中</body></html>')
    expect(await whys({ sitemap: [`${site.home}/s.xml`] })).toEqual([expect.stringContaining('without any address')])
  })
  it('has articles that are told to be cut where a further page is missing, is the first again, or is one too many', async () => {
    const links = '<a href="a_2.html">2</a><a href="a_3.html">3</a>'
    site.pages.set('/a.html', article('很长的文章', `<p>第一页的文字,说了很多。</p>${links}`))
    site.pages.set('/a_3.html', article('很长的文章', `<p>第一页的文字,说了很多。</p>${links}`))
    const [read] = await readAll(await site.open({ urls: [`${site.home}/a.html`] }))
    expect(read?.page.remarks).toEqual([2, 3].map((n) => ({ code: 'text-cut', about: `${site.home}/a_${n}.html` })))
    expect(htmlOf(read!.page).match(/第一页/g)).toHaveLength(1)
    site.pages.set('/a_2.html', article('很长的文章', '<p>第二页的文字。</p>'))
    const [short] = await readAll(await site.open({ urls: [`${site.home}/a.html`], pages: 2 }))
    expect(short?.page.remarks.map(({ code }) => code)).toEqual(['text-cut'])
    site.pages.set('/a_2.html', '<html><title>安全验证</title><body><p>请输入验证码</p></body></html>')
    const source = await site.open({ urls: [`${site.home}/a.html`] })
    const [post] = await discoverAll(source)
    expect((await fetchAll(source, post!)).failure?.code).toBe('page-blocked')
  })
})

async function saved(files: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(join(tmpdir(), 'guiji-review-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return { folder, open: async () => await webPages.open(webPages.options.parse({ path: folder }), offlineKit('/')) }
}

describe('saved pages', () => {
  it('are posts of their own though another page shows them as its picture, or lists them by numbered names', async () => {
    const { open } = await saved({
      'a.html': article('甲文', '<p>甲的文字。</p><img src="b.html">'),
      'b.html': article('乙文', '<p>乙的文字。</p>'),
      'notice.html': article('公告', '<p>公告的文字。</p><a href="notice_1.html">关于一件事的公告</a>'),
      'notice_1.html': article('一件事', '<p>一件事的文字。</p>'),
    })
    expect((await discoverAll(await open())).map(({ title }) => title?.split('_')[0])).toEqual(['甲文', '乙文', '公告', '一件事'])
  })
})

it('saved pages that name one address and are not alike are posts of their own; copies of one page stay one', async () => {
  const head = '<link rel="canonical" href="https://a.example/zw/col.html">'
  const { open } = await saved({
    'a.html': article('甲文', '<p>甲的文字,说了一些。</p>', head),
    'b.html': article('乙文', '<p>乙的文字,也说了一些。</p>', head),
    'c.html': article('丙文', '<p>丙的文字。</p>', head.replace('col', 'c')),
    'd.html': article('丙文', '<p>丙的文字。又加了一句。</p>', head.replace('col', 'c')),
  })
  expect((await discoverAll(await open())).map(({ key }) => key)).toEqual(['web:file:a.html', 'web:file:b.html', 'web:a.example/zw/c.html'])
})

it('a page that sends its reader to the front page of the site is not that page', () => {
  const material = (asked: string, url: string) => ({
    key: 'web:x',
    ref: { url: asked },
    parts: [
      {
        role: 'page' as const,
        name: asked,
        also: [],
        digest: null,
        missing: null,
        bytes: Buffer.from(article('县政府', '<p>首页的文字。</p>')),
      },
      {
        role: 'row' as const,
        name: `headers:${asked}`,
        also: [],
        digest: null,
        missing: null,
        bytes: Buffer.from(JSON.stringify({ url })),
      },
    ],
  })
  const parse = (asked: string, url: string): string => parseMaterial(material(asked, url), (page) => readPage(page, {})).state
  expect(parse('http://a.example/1.html', 'http://a.example/index.html')).toBe('unavailable')
  expect(parse('http://a.example/1.html', 'https://a.example/')).toBe('unavailable')
  expect(parse('http://a.example/1.html', 'https://a.example/n/1.html')).toBe('ok')
  expect(parse('http://a.example/', 'https://a.example/')).toBe('ok')
})

it('a table of addresses with a quote that never ends is told by its line, not thrown as it comes', async () => {
  const { folder } = await saved({ 'x.csv': 'url,title\nhttp://a.example/1,"never ends' })
  const source = await webPages.open(webPages.options.parse({ urlFile: join(folder, 'x.csv') }), offlineKit('/'))
  expect(await source.check()).toEqual([expect.objectContaining({ ok: false })])
  await expect(discoverAll(source)).rejects.toMatchObject({ code: 'source-unreadable' })
})
