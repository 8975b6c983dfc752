// Articles asked one by one from a server that acts as the platform: what is taken, what stops the run, and what is never asked twice.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Page } from '../../../src/domain/page.ts'
import { wechatPages } from '../../../src/sources/wechat-pages/index.ts'
import type { Source, SourceKit } from '../../../src/sources/source.ts'
import { articlePage, noticePage } from '../../../examples/make-wechat-pages/page.ts'
import type { Article, Notice } from '../../../examples/make-wechat-pages/page.ts'
import { png } from '../../../examples/make-web-archive/records.ts'
import { discoverAll, fetchAll, materialOf, shortMemory } from '../../kits/source-kit.ts'
import { platform } from './platform.ts'
import type { Platform } from './platform.ts'

const base = mkdtempSync(join(tmpdir(), 'guiji-wechat-pages-'))
const BIZ = 'MzA5OTkwMDAwMQ=='
let mp: Platform
const opened: { close(): Promise<void> }[] = []
beforeEach(async () => {
  mp = await platform()
})
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close()
  await mp.end()
})
afterAll(() => rmSync(base, { recursive: true, force: true }))

const article = (n: number, more: Partial<Article> = {}): Article => ({
  biz: BIZ,
  mid: 2650000 + n,
  idx: 1,
  title: `通知${n}`,
  at: '2021-05-08 09:30',
  body: `<p>第${n}篇的正文。</p>`,
  ...more,
})
const short = (n: number): string => `/s/AbCdEfGhIjKlMnOpQr${String(n).padStart(4, '0')}`
const long = (n: number): string => `/s?__biz=${BIZ}&mid=${2650000 + n}&idx=1&sn=0123456789abcdef0123456789abcdef`
const L = (n: number): string => `wechat:${BIZ}:${2650000 + n}:1`
const S = (n: number): string => `wechat:s:AbCdEfGhIjKlMnOpQr${String(n).padStart(4, '0')}`

async function open(options: Record<string, unknown>, kit: SourceKit & { close(): Promise<void> } = mp.kit(base)): Promise<Source> {
  const source = await wechatPages.open(wechatPages.options.parse(options), kit)
  opened.push(kit, source)
  return source
}

async function pageOf(source: Source, key: string): Promise<{ page: Page | null; code: string | null; names: readonly string[] }> {
  const post = (await discoverAll(source)).find((one) => one.key === key)
  if (post === undefined) throw new Error(`not found: ${key}`)
  const { parts, failure } = await fetchAll(source, post)
  if (failure !== null) return { page: null, code: failure.code, names: parts.map(({ name }) => name) }
  return {
    page: source.parse(materialOf(post, parts)),
    code: null,
    names: parts.map(({ name, missing }) => (missing === undefined ? name : `${missing} ${name}`)),
  }
}

describe('an article of a list', () => {
  it('comes with its title, date, body and pictures, asked for without a Referer', async () => {
    const picture = `${mp.pictures}/mmbiz_png/AbCdEfGhIjKlMnOpQrStUvWx/640?wx_fmt=png`
    const body = `<p>正文</p><p><img data-src="${picture}&amp;tp=webp" data-w="480"></p><p><img data-src="${picture}&amp;wxfrom=5" data-w="480"></p>`
    mp.pages.set(short(1), articlePage(article(1, { body, cover: `${mp.pictures}/mmbiz_png/cover/0` })))
    mp.media.set('/mmbiz_png/AbCdEfGhIjKlMnOpQrStUvWx/640?wx_fmt=png', png(48, 30, [1, 2, 3]))
    const source = await open({ urls: [`${mp.mp}${short(1)}?scene=1#rd`] })
    const { page, names } = await pageOf(source, S(1))
    expect(page).toMatchObject({
      state: 'ok',
      title: '通知1',
      account: '青石民政',
      published: { value: '2021-05-08T09:30:00+08:00', provenance: 'page' },
    })
    expect(names).toEqual([
      `${mp.mp}${short(1)}`,
      `headers:${mp.mp}${short(1)}`,
      'list#1',
      `media-missing ${mp.pictures}/mmbiz_png/cover/0`,
      `${picture}&tp=webp`,
    ])
    expect(mp.asked.map(({ path }) => path)).toEqual([short(1), '/mmbiz_png/cover/0', '/mmbiz_png/AbCdEfGhIjKlMnOpQrStUvWx/640?wx_fmt=png'])
    expect(mp.asked.map(({ referer }) => referer)).toEqual([undefined, undefined, undefined])
    for (const { agent } of mp.asked) expect(agent).toContain('Mozilla')
  })
  it('keeps pictures of hosts that the job does not allow as remote, and a voice and a film by their ids', async () => {
    const body = `<p>听</p><mpvoice voice_encode_fileid="Mzk1" name="广播"></mpvoice><iframe class="video_iframe" data-mpvid="wxv_1"></iframe><p><img data-src="https://mmbiz.qpic.cn/a/b/0"></p>`
    mp.pages.set(short(1), articlePage(article(1, { body })))
    const source = await open({ urls: [`${mp.mp}${short(1)}`] })
    expect((await pageOf(source, S(1))).names.slice(3)).toEqual([
      'media-remote voice:Mzk1',
      'media-remote mpvid:wxv_1',
      'media-remote https://mmbiz.qpic.cn/a/b/0',
    ])
  })
  it('tells where the list and the page disagree', async () => {
    writeFileSync(join(base, 'clash.csv'), `标题,发布日期,链接\n另一个标题,2021-05-09,${mp.mp}${short(1)}\n`)
    mp.pages.set(short(1), articlePage(article(1)))
    const { page } = await pageOf(await open({ lists: ['clash.csv'] }), S(1))
    expect(page?.title).toBe('通知1')
    expect(page?.remarks.map(({ code }) => code).toSorted()).toEqual(['date-conflict', 'title-conflict'])
  })
  it('that the console says was deleted is not asked for', async () => {
    const row = {
      aid: '2650001_1',
      appmsgid: 2650001,
      itemidx: 1,
      title: '旧通知',
      link: `${mp.mp}${long(1)}`,
      create_time: 1620437400,
      is_deleted: true,
    }
    writeFileSync(join(base, 'console.json'), JSON.stringify({ app_msg_list: [row] }))
    const { page } = await pageOf(await open({ lists: ['console.json'] }), L(1))
    expect(page).toMatchObject({ state: 'deleted', title: '旧通知' })
    expect(mp.asked).toEqual([])
  })
})

describe('a page that is no article', () => {
  const states: readonly (readonly [Notice, string])[] = [
    ['deleted', 'deleted'],
    ['deleted-english', 'deleted'],
    ['violation', 'violation'],
    ['complaint', 'violation'],
    ['screened', 'violation'],
    ['unavailable', 'unavailable'],
    ['expired', 'expired'],
    ['migrating', 'migrated'],
    ['cancelled', 'account-cancelled'],
    ['private', 'private'],
  ]
  it.each(states)('%s is kept as the state %s, with what the list says of it', async (notice, state) => {
    writeFileSync(join(base, 'states.csv'), `title,url\n旧文,${mp.mp}${short(1)}\n`)
    mp.pages.set(short(1), noticePage(notice))
    const { page } = await pageOf(await open({ lists: ['states.csv'] }), S(1))
    expect(page).toMatchObject({ state, title: '旧文', body: { text: '' } })
  })
  it.each(['captcha', 'busy', 'shell'] as const)('%s stops the run and stores nothing', async (notice) => {
    mp.pages.set(short(1), noticePage(notice))
    expect(await pageOf(await open({ urls: [`${mp.mp}${short(1)}`] }), S(1))).toEqual({ page: null, code: 'page-blocked', names: [] })
  })
  it('that nobody knows is taken for a wall, never for an empty article', async () => {
    mp.pages.set(short(1), `<!DOCTYPE html><html><body>${'<p>请在微信客户端打开链接继续访问这个页面</p>'.repeat(9)}</body></html>`)
    expect((await pageOf(await open({ urls: [`${mp.mp}${short(1)}`] }), S(1))).code).toBe('page-blocked')
  })
  it('in which the platform says that it failed is asked again later', async () => {
    mp.pages.set(short(1), noticePage('failed'))
    expect((await pageOf(await open({ urls: [`${mp.mp}${short(1)}`] }), S(1))).code).toBe('net-status')
  })
  it.each([300, 900, 1500, -20])('that breaks off at character %i is asked again later', async (length) => {
    mp.pages.set(short(1), articlePage(article(1)).slice(0, length))
    expect((await pageOf(await open({ urls: [`${mp.mp}${short(1)}`] }), S(1))).code).toBe('net-malformed')
  })
  it('is an article all the same where scripts and text hold the words of every notice', async () => {
    const body = `<p>遇到“环境异常”“该内容已被发布者删除”怎么办?</p><script>var a='完成验证后即可继续访问 weui-msg__title'</script>`
    mp.pages.set(short(1), articlePage(article(1, { body })))
    expect((await pageOf(await open({ urls: [`${mp.mp}${short(1)}`] }), S(1))).page?.state).toBe('ok')
  })
})

it('a captcha after two articles stops the third, and a later run takes only what is not there', async () => {
  for (const n of [1, 2, 3, 4]) mp.pages.set(short(n), articlePage(article(n)))
  mp.pagesUntilCaptcha = 2
  const source = await open({ urls: [1, 2, 3, 4].map((n) => `${mp.mp}${short(n)}`) })
  const codes: (string | null)[] = []
  for (const post of await discoverAll(source)) codes.push((await fetchAll(source, post)).failure?.code ?? null)
  expect(codes).toEqual([null, null, 'page-blocked', 'page-blocked'])
  const before = await discoverAll(source)
  mp.pagesUntilCaptcha = 9
  mp.asked.length = 0
  expect((await discoverAll(source)).map(({ key, version }) => [key, version])).toEqual(before.map(({ key, version }) => [key, version]))
  expect(mp.asked).toEqual([])
})

describe('an account that moved', () => {
  it('is followed once, and both places are known', async () => {
    const NEW = 'MzA5OTkwMDAwMg=='
    mp.pages.set(short(1), noticePage('migrated', `${mp.mp}${short(2)}`))
    mp.pages.set(short(2), articlePage(article(2, { biz: NEW, account: '青石民政服务' })))
    const memory = shortMemory()
    const source = await open({ urls: [`${mp.mp}${short(1)}`] }, mp.kit(base, { memory }))
    const { page } = await pageOf(source, S(1))
    expect(page).toMatchObject({
      state: 'ok',
      title: '通知2',
      account: '青石民政服务',
      movedTo: `${mp.mp}${short(2)}`,
      facts: { account_moved: true },
    })
    const [post] = await discoverAll(source)
    expect(post?.aliases).toEqual([`wechat:${NEW}:2650002:1`])
  })
  it('is not followed a second time, nor away from articles', async () => {
    mp.pages.set(short(1), noticePage('migrated', `${mp.mp}${short(2)}`))
    mp.pages.set(short(2), noticePage('migrated', `${mp.mp}${short(3)}`))
    mp.pages.set(short(4), noticePage('migrated', 'http://evil.example/s/AbCdEfGhIjKlMnOpQr0009'))
    const source = await open({ urls: [`${mp.mp}${short(1)}`, `${mp.mp}${short(4)}`] })
    expect((await pageOf(source, S(1))).page).toMatchObject({ state: 'migrated', movedTo: `${mp.mp}${short(2)}` })
    expect((await pageOf(source, S(4))).page).toMatchObject({ state: 'migrated' })
    expect(mp.asked.map(({ path }) => path)).toEqual([short(1), short(2), short(4)])
  })
  it('whose new page is a captcha stops the run', async () => {
    mp.pages.set(short(1), noticePage('migrated', `${mp.mp}${short(2)}`))
    mp.pages.set(short(2), noticePage('captcha'))
    expect((await pageOf(await open({ urls: [`${mp.mp}${short(1)}`] }), S(1))).code).toBe('page-blocked')
  })
})

describe('short and long links of one article', () => {
  const both = (): readonly string[] => [`${mp.mp}${long(1)}`, `${mp.mp}${short(1)}`, `${mp.mp}${short(2)}`]
  const serve = (): void => {
    for (const n of [1, 2]) {
      mp.pages.set(short(n), articlePage(article(n)))
      mp.pages.set(long(n), articlePage(article(n)))
    }
  }
  it('are one post at once, since each short link is asked before, once for all runs', async () => {
    serve()
    const source = await open({ urls: both() })
    const found = await discoverAll(source)
    expect(found.map(({ key, aliases }) => [key, aliases])).toEqual([
      [L(1), [S(1)]],
      [S(2), [L(2)]],
    ])
    expect(mp.asked.map(({ path }) => path)).toEqual([short(1), short(2)])
    expect((await fetchAll(source, found[0]!)).failure).toBe(null)
    expect(mp.asked.at(-1)?.path).toBe(short(1))
    mp.asked.length = 0
    expect(await discoverAll(source)).toEqual(found)
    expect(mp.asked).toEqual([])
  })
  it('without asking before: the second waits as a twin, and the next look makes them one', async () => {
    serve()
    const source = await open({ urls: both(), resolve: false })
    const found = await discoverAll(source)
    expect(found.map(({ key }) => key)).toEqual([L(1), S(1), S(2)])
    expect(mp.asked).toEqual([])
    const codes: (string | null)[] = []
    for (const post of found) codes.push((await fetchAll(source, post)).failure?.code ?? null)
    expect(codes).toEqual([null, 'joined-twin', null])
    const later = await discoverAll(source)
    expect(later.map(({ key, aliases }) => [key, aliases])).toEqual([
      [L(1), [S(1)]],
      [S(2), [L(2)]],
    ])
    expect((await fetchAll(source, later[0]!)).failure).toBe(null)
  })
  it('a captcha while they are asked stops the asking, not the look at the lists', async () => {
    serve()
    mp.pagesUntilCaptcha = 1
    expect((await discoverAll(await open({ urls: both() }))).map(({ key }) => key)).toEqual([L(1), S(2)])
    expect(mp.asked.map(({ path }) => path.slice(0, 8))).toEqual(['/s/AbCdE', '/s/AbCdE', '/mp/wapp'])
  })
  it('a long link that leads to another article gives that one no second name', async () => {
    serve()
    mp.pages.set(long(3), articlePage(article(1)))
    const source = await open({ urls: [`${mp.mp}${long(3)}`, `${mp.mp}${long(1)}`] })
    const codes: (string | null)[] = []
    for (const post of await discoverAll(source)) codes.push((await fetchAll(source, post)).failure?.code ?? null)
    expect(codes).toEqual([null, 'joined-twin'])
    expect((await discoverAll(source)).map(({ key, aliases }) => [key, aliases])).toEqual([
      [L(3), []],
      [L(1), []],
    ])
  })
})

it('an article changes only when the job says that all are to be asked again', async () => {
  mp.pages.set(short(1), articlePage(article(1)))
  const versions = async (again?: string): Promise<readonly string[]> =>
    (await discoverAll(await open({ urls: [`${mp.mp}${short(1)}`], ...(again === undefined ? {} : { again }) }))).map(
      ({ version }) => version,
    )
  const first = await versions()
  expect(await versions()).toEqual(first)
  expect(await versions('2026-11-20')).not.toEqual(first)
  expect(await versions('2026-11-20')).toEqual(await versions('2026-11-20'))
})

it('check says which hosts the job must allow, and which list is none', async () => {
  writeFileSync(join(base, 'none.txt'), '没有链接\n')
  const source = await open(
    { lists: ['none.txt', 'nowhere.csv'], urls: [`${mp.mp}${short(1)}`] },
    mp.kit(base, { hosts: ['mp.weixin.qq.com'] }),
  )
  expect((await source.check()).map(({ what, ok }) => [what, ok])).toEqual([
    ['none.txt', false],
    ['nowhere.csv', false],
    ['urls', true],
    ['mp.weixin.qq.com', true],
    ['mmbiz.qpic.cn', false],
    ['res.wx.qq.com', false],
  ])
})

it('an article is fetched from its ref alone, by a source that has looked at no list', async () => {
  mp.pages.set(short(1), articlePage(article(1)))
  mp.pages.set(short(2), noticePage('violation'))
  const kit = mp.kit(base)
  const source = await open({ urls: [`${mp.mp}${short(1)}`, `${mp.mp}${short(2)}`] }, kit)
  const other = await wechatPages.open(wechatPages.options.parse({ urls: [`${mp.mp}${short(9)}`] }), kit)
  for (const post of await discoverAll(source)) {
    const { parts } = await fetchAll(source, post)
    expect((await fetchAll(other, post)).parts.map(({ name }) => name)).toEqual(parts.map(({ name }) => name))
    expect(source.parse(materialOf(post, parts))).toEqual(other.parse(materialOf(post, parts)))
  }
})
