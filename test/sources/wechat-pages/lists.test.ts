// What a list of links says, whatever its form: every way in which people write and escape an address, columns in any order.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { sheet } from '../../../examples/make-wechat-pages/sheet.ts'
import { wechatPages } from '../../../src/sources/wechat-pages/index.ts'
import { discoverAll, offlineKit } from '../../kits/source-kit.ts'

const base = mkdtempSync(join(tmpdir(), 'guiji-wechat-lists-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

const SHORT = 'https://mp.weixin.qq.com/s/AbCdEfGhIjKlMnOpQr_-01'
const S = 'wechat:s:AbCdEfGhIjKlMnOpQr_-01'
const LONG = 'http://mp.weixin.qq.com/s?__biz=MzA5OTkwMDAwMQ==&mid=2650001&idx=2&sn=ab12&chksm=cd&scene=27#wechat_redirect'
const L = 'wechat:MzA5OTkwMDAwMQ==:2650001:2'

async function read(
  name: string,
  content: string | Buffer,
): Promise<{ keys: readonly unknown[]; rows: readonly unknown[]; left: readonly string[] }> {
  writeFileSync(join(base, name), content)
  const source = await wechatPages.open(wechatPages.options.parse({ lists: [name] }), offlineKit(base))
  const rows = (await discoverAll(source)).map(({ key, title, listed }) => [key, title, listed.value?.slice(0, 16) ?? null])
  return { keys: rows.map(([key]) => key), rows, left: source.leftovers().map((one) => `${one.name}: ${one.why}`) }
}

describe('an address', () => {
  it.each([
    [LONG, L],
    [LONG.replaceAll('&', '&amp;'), L],
    [LONG.replaceAll('&', '&amp;amp;'), L],
    [LONG.replaceAll('&', '\\x26amp;'), L],
    [LONG.replaceAll('/', '\\/'), L],
    [LONG.replace('==', '%3D%3D'), L],
    [encodeURIComponent(LONG), L],
    ['mp.weixin.qq.com/s?__biz=MzA5OTkwMDAwMQ==&mid=2650001&idx=2', L],
    ['//mp.weixin.qq.com/s?__biz=MzA5OTkwMDAwMQ==&mid=2650001&idx=2', L],
    ['https://mp.weixin.qq.com/mp/appmsg/show?__biz=MzA5OTkwMDAwMQ==&appmsgid=2650001&itemidx=2&sign=ab12', L],
    [`https://mp.weixin.qq.com/mp/wappoc_appmsgcaptcha?poc_token=x&target_url=${encodeURIComponent(LONG)}`, L],
    [`${SHORT}?scene=1&from=timeline#rd`, S],
    [`《通知》${SHORT}。`, S],
    [`=HYPERLINK("${SHORT}","通知")`, S],
  ])('%s is known', async (text, key) => {
    expect((await read('one.csv', `链接\n"${text.replaceAll('"', '""')}"\n`)).keys).toEqual([key])
    expect((await read('one.txt', `${text}\n`)).keys).toEqual([key])
  })
  it.each([
    ['https://mp.weixin.qq.com/mp/profile_ext?action=home&__biz=MzA5OTkwMDAwMQ==', 'an address of the platform that is no article'],
    ['https://mp.weixin.qq.com.evil.example/s/AbCdEfGhIjKlMnOpQr_-01', 'no article address'],
    ['https://evil-mp.weixin.qq.com/s/AbCdEfGhIjKlMnOpQr_-01', 'no article address'],
    ['https://evil.example/?a=1', 'no article address'],
    ['待补', 'no article address'],
  ])('%s is none, and is told', async (text, why) => {
    expect(await read('bad.txt', `${text}\n`)).toEqual({ keys: [], rows: [], left: [`bad.txt#1: ${why}`] })
  })
  it('of a search engine, which names no article, is an item by its own address', async () => {
    const found = await read('sogou.txt', 'https://mp.weixin.qq.com/s?src=11&timestamp=1700000000&ver=4900&signature=abc*def&new=1\n')
    expect(found.keys).toEqual([expect.stringMatching(/^wechat:link:[0-9a-f]{32}$/)])
  })
  it('is asked without session, scene and fragment', async () => {
    writeFileSync(join(base, 'clean.txt'), `${LONG}\n${SHORT}?scene=1\n`)
    const source = await wechatPages.open(wechatPages.options.parse({ lists: ['clean.txt'] }), offlineKit(base))
    expect((await discoverAll(source)).map(({ url }) => url)).toEqual([
      'https://mp.weixin.qq.com/s?__biz=MzA5OTkwMDAwMQ==&mid=2650001&idx=2&sn=ab12',
      SHORT,
    ])
  })
})

describe('a list', () => {
  const row = [S, '关于停水的通知', '2021-05-08T09:30']
  it.each([
    ['named.csv', `\ufeff序号,标题,发布时间,阅读数,链接\r\n1,关于停水的通知,2021-05-08 09:30,120,${SHORT}\r\n`],
    ['order.csv', `网址,发布时间(北京时间),文章标题\n${SHORT},2021年5月8日 09:30,关于停水的通知\n`],
    ['headline.csv', `青石县民政局公众号文章清单,,\n标题,文章链接,发布时间\n关于停水的通知,${SHORT},2021/5/8 9:30\n`],
    ['nameless.csv', `${SHORT},2021-05-08 09:30,关于停水的通知\n`],
    ['epoch.tsv', `title\tcreate_time\turl\n关于停水的通知\t1620437400\t${SHORT}\n`],
    ['phone.txt', `# 从手机复制\n关于停水的通知 2021-05-08 09:30 ${SHORT}\n`],
    ['before.txt', `2021-05-08 09:30 关于停水的通知 ${SHORT}\r\n\r\n`],
    ['glued.txt', `关于停水的通知:${SHORT} 2021-05-08 09:30`],
    ['parts.txt', `关于停水的通知|${LONG.replace(LONG, SHORT)}|2021-05-08 09:30\n`],
    ['console.json', JSON.stringify([{ title: '关于停水的通知', link: SHORT.replaceAll('/', '\\/'), create_time: 1620437400 }])],
  ])('%s gives address, title and date', async (name, text) => {
    expect((await read(name, text)).rows).toEqual([row])
  })
  it('as a workbook gives them too, and so does one in GBK', async () => {
    const cells = [
      ['青石县民政局', '', ''],
      ['标题', '发布时间', '链接'],
      ['关于停水的通知', '2021-05-08 09:30', SHORT],
    ]
    expect((await read('book.xlsx', sheet(cells))).rows).toEqual([row])
    const gbk = Buffer.concat([Buffer.from('b1eacce22cc1b4bdd32cb7a2b2bcc8d5c6da0a', 'hex'), Buffer.from(`a,${SHORT},2021-05-08 09:30\n`)])
    expect((await read('gbk.csv', gbk)).rows).toEqual([[S, 'a', '2021-05-08T09:30']])
  })
  it('as a workbook whose titles lead to the articles has them too, and a cell that shows another address comes first', async () => {
    const cells = [
      ['序号', '标题', '日期', '备注', '状态'],
      ['1', '关于停水的通知', '2021-05-08 09:30'],
      ['2', '第二篇', '2021-05-09', `=HYPERLINK("${SHORT}2","看")`],
      ['3', '第三篇', '2021-05-10', `${SHORT}3`],
      ['4', '第四篇'],
      ['5', '第五篇', '2021-05-12'],
    ]
    const links = { B2: `${SHORT}?scene=1&from=x`, B4: `${SHORT}9`, 'B5:C5': LONG, B6: 'https://www.qingshi.example/', Z99: LONG }
    const found = await read('linked.xlsx', sheet(cells, links))
    expect(found.rows).toEqual([row, [`${S}2`, '第二篇', '2021-05-09T00:00'], [`${S}3`, '第三篇', '2021-05-10T00:00'], [L, '第四篇', null]])
    expect(found.left).toEqual(['linked.xlsx#6: no article address'])
  })
  it('keeps a date inside a title where it is', async () => {
    expect((await read('title.txt', `关于2021年5月8日停水的通知 ${SHORT}\n`)).rows).toEqual([[S, '关于2021年5月8日停水的通知', null]])
    expect((await read('title.csv', `2021年5月8日停水通知,${SHORT}\n`)).rows).toEqual([[S, '2021年5月8日停水通知', null]])
  })
  it('with two links in one line gives both, and the words to neither', async () => {
    expect((await read('two.txt', `两篇 ${SHORT} ${LONG}\n`)).rows).toEqual([
      [S, null, null],
      [L, null, null],
    ])
  })
  it('that names an article twice gives it once, with what either line says', async () => {
    const found = await read('twice.csv', `链接,标题,日期\n${SHORT},,\n${SHORT}?from=groupmessage,关于停水的通知,2021-05-08 09:30\n`)
    expect(found.rows).toEqual([row])
  })
  it('tells of every line without an article, a thousand at most', async () => {
    const { left } = await read('many.txt', `${'没有链接\n'.repeat(1200)}${SHORT}\n`)
    expect([left.length, left[0], left.at(-1)]).toEqual([
      1001,
      'many.txt#1: no article address',
      '…: and 200 more lines without an article',
    ])
  })
  it('that is missing, an old workbook or a damaged one stops the look with a reason', async () => {
    const failing = async (name: string, bytes: Buffer | null): Promise<unknown> => {
      if (bytes !== null) writeFileSync(join(base, name), bytes)
      const source = await wechatPages.open(wechatPages.options.parse({ lists: [name] }), offlineKit(base))
      return await discoverAll(source).catch((failure: unknown) => failure)
    }
    expect(await failing('nowhere.csv', null)).toMatchObject({ code: 'source-unreadable' })
    expect(await failing('old.xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'))).toMatchObject({ code: 'source-unreadable' })
    expect(await failing('bad.xlsx', Buffer.from('PK\u0003\u0004 no zip'))).toMatchObject({ code: 'source-unreadable' })
  })
  it('of fifty thousand lines is read within seconds, one article a line', async () => {
    const lines = Array.from({ length: 50_000 }, (_, n) => `通知${n},${SHORT.slice(0, -6)}${String(n).padStart(6, '0')},2021-05-08`)
    const { rows } = await read('large.csv', `标题,链接,日期\n${lines.join('\n')}\n`)
    expect(rows).toHaveLength(50_000)
  }, 20_000)
})
