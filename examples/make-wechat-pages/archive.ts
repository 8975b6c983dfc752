// The files of the example: lists of links as an office gathers them, and a web archive that answers in the place of the platform, so that the
// job runs without a request. Everything is invented.
import { mp3 } from '../make-demo/sounds.ts'
import { http, members, png, warc } from '../make-web-archive/records.ts'
import { ARTICLES, BIZ, longOf, NEW_BIZ, pictureOf, shortOf, VOICE } from './articles.ts'
import { articlePage, noticePage } from './page.ts'
import type { Notice } from './page.ts'
import { sheet } from './sheet.ts'

export function makeFiles(): ReadonlyMap<string, Buffer> {
  return new Map<string, Buffer>([
    ['README.md', Buffer.from(README)],
    ['清单/后台导出.xlsx', sheet(workbook())],
    ['清单/手机复制的链接.txt', Buffer.from(phone())],
    ['清单/旧系统导出.csv', Buffer.from(`\ufeff${escaped().join('\r\n')}\r\n`)],
    ['网页存档.warc.gz', members(records())],
  ])
}

const title = (n: number): string => ARTICLES.get(n)?.title ?? ''
const at = (n: number): string => ARTICLES.get(n)?.at ?? ''

function workbook(): readonly (readonly string[])[] {
  const row = (n: number, words = title(n), day = at(n)): readonly string[] => [String(n), words, day, `#${300 + n}`, longOf(n)]
  return [
    ['青石县民政局公众号“青石民政”文章清单', '', '', '', ''],
    ['序号', '文章标题', '发布时间', '阅读量', '文章链接'],
    ...[1, 2, 3, 4, 5].map((n) => row(n)),
    // somebody shortened a title, somebody mistyped a day
    row(11, '婚姻登记处搬迁'),
    row(12, title(12), '2022-01-12 10:00'),
  ]
}

function phone(): string {
  return [
    '# 从手机上复制,发给信息科',
    `${title(4)} ${shortOf(4)}?scene=126#rd`,
    shortOf(6),
    `${title(7)} ${at(7)} ${shortOf(7)}`,
    `${shortOf(8)} ${title(8)}`,
    '还有两篇找不到了',
    shortOf(14),
    'https://mp.weixin.qq.com/mp/profile_ext?action=home&__biz=MzI1NzAwMTIzNA==',
    '',
  ].join('\n')
}

/** An old system that escaped its addresses in every way, and named one article twice. */
function escaped(): readonly string[] {
  const [nine, ten, thirteen] = [longOf(9), longOf(10), longOf(13)]
  return [
    '标题,网址,日期',
    `${title(9)},${nine.replaceAll('&', '&amp;')}&amp;chksm=ab&amp;scene=27#wechat_redirect,${at(9)}`,
    `${title(9)},${nine.replaceAll('/', String.raw`\/`).replaceAll('&', String.raw`\x26amp;`)},${at(9)}`,
    `${title(10)},${encodeURIComponent(ten)},${at(10)}`,
    `存档里没有的一篇,${thirteen},2023-06-01`,
  ]
}

function records(): readonly Buffer[] {
  const page = (url: string, body: string): Buffer => warc({ url, block: http(body, { 'Content-Type': 'text/html; charset=UTF-8' }) })
  const article = (n: number, url: string): Buffer => {
    const found = ARTICLES.get(n)
    return found === undefined ? page(url, noticePage('deleted')) : page(url, articlePage(found, String(n)))
  }
  const notice = (url: string, name: Notice, to = ''): Buffer => page(url, noticePage(name, to))
  const picture = (n: number, bytes: Buffer): Buffer => warc({ url: pictureOf(n), block: http(bytes, { 'Content-Type': 'image/png' }) })
  return [
    ...[1, 2, 3, 4, 5, 9, 11, 12].map((n) => article(n, longOf(n))),
    ...[4, 6, 14].map((n) => article(n, shortOf(n))),
    notice(shortOf(7), 'deleted'),
    notice(
      shortOf(8),
      'migrated',
      `https://mp.weixin.qq.com/s?__biz=${NEW_BIZ}&amp;mid=2247490008&amp;idx=1&amp;sn=0123456789abcdef0123456789abcdef`,
    ),
    article(8, `https://mp.weixin.qq.com/s?__biz=${NEW_BIZ}&mid=2247490008&idx=1&sn=0123456789abcdef0123456789abcdef`),
    notice(longOf(10), 'violation'),
    ...[1, 5, 51, 52].map((n) => picture(n, png(480, 300, [60 + n, 110, 150]))),
    // what the picture server sends to strangers: whole, status 200, far smaller than the page says
    picture(14, png(120, 80, [200, 200, 200])),
    warc({ url: `https://res.wx.qq.com/voice/getvoice?mediaid=${VOICE}`, block: http(mp3(), { 'Content-Type': 'audio/mp3' }) }),
  ]
}

const README = `# 示例:公众号“青石民政”的文章链接清单(均为虚构)

三份清单:后台导出的工作簿、手机复制的文本、旧系统导出的 CSV(地址被转义过多次)。第 4 篇同时有长链接和短链接,第 9 篇列了两次。
\`网页存档.warc.gz\` 代替平台作答,因此不发出任何请求;其中有已删除、违规、账号迁移的提示页,一张防盗链占位图,缺一篇。
由 \`examples/make-wechat-pages.ts\` 生成。账号 \`${BIZ}\` 并不存在。

Lists of links to invented articles, and a web archive that answers in the place of the platform.
`
