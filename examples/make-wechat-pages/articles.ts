// The articles of the invented account 青石民政.
import type { Article } from './page.ts'

export const BIZ = 'MzI1NzAwMTIzNA=='
export const NEW_BIZ = 'MzI1NzAwMTIzNQ=='
export const VOICE = 'MzI1NzAwMTIzNF8yMjQ3NDkwMDAz'

export function longOf(n: number): string {
  return `http://mp.weixin.qq.com/s?__biz=${BIZ}&mid=${2247490000 + n}&idx=1&sn=0123456789abcdef0123456789abcdef`
}

export function shortOf(n: number): string {
  return `https://mp.weixin.qq.com/s/QingShiMinZheng-${String(n).padStart(6, '0')}`
}

export function pictureOf(n: number): string {
  return `https://mmbiz.qpic.cn/mmbiz_png/QsMzPictureNumber${String(n).padStart(8, '0')}/640?wx_fmt=png`
}

function image(n: number, width = 480): string {
  return `<p style="text-align: center;"><img class="rich_pages" data-ratio="0.625" data-src="${pictureOf(n).replaceAll('&', '&amp;')}&amp;tp=webp&amp;wxfrom=5" data-type="png" data-w="${width}" src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="></p>`
}

function p(...lines: readonly string[]): string {
  return lines.map((line) => `<p style="line-height: 1.75em;"><span style="font-size: 16px;">${line}</span></p>`).join('\n')
}

function made(n: number, title: string, at: string, body: string, more: Partial<Article> = {}): readonly [number, Article] {
  return [n, { biz: BIZ, mid: 2247490000 + n, idx: 1, title, at, body, ...more }]
}

const TABLE = `<table><tbody><tr><td>对象</td><td>每月标准</td></tr><tr><td>城市低保</td><td>780元</td></tr><tr><td>农村低保</td><td>560元</td></tr></tbody></table>`

export const ARTICLES: ReadonlyMap<number, Article> = new Map([
  made(1, '2021年清明节文明祭扫倡议书', '2021-03-29 09:00', p('广大居民朋友:', '清明将至,倡导鲜花祭扫、网上祭扫。') + image(1), {
    cover: pictureOf(1),
  }),
  made(
    2,
    '关于提高城乡低保标准的通知',
    '2021-06-30 17:20',
    p('自2021年7月1日起执行下列标准。') +
      TABLE +
      p(
        `祭扫安排见<a class="normal_text_link" href="${longOf(1).replaceAll('&', '&amp;')}&amp;scene=21#wechat_redirect" data-linktype="2">倡议书</a>。`,
      ),
  ),
  made(
    3,
    '养老服务热线开通',
    '2021-09-10 08:30',
    `${p('请听介绍。')}<p><mpvoice class="js_editor_audio" name="养老服务热线介绍" voice_encode_fileid="${VOICE}" play_length="1000"></mpvoice></p><p><iframe class="video_iframe rich_pages" data-mpvid="wxv_2100000000000000003" data-vidtype="2"></iframe></p>`,
  ),
  made(4, '社会组织年检开始', '2022-03-01 10:00', p('全县社会组织请于5月31日前报送年检材料。'), { author: '社会组织股' }),
  made(5, '重阳节敬老活动掠影', '2022-10-04 15:00', '重阳节,志愿者走进敬老院。', {
    pictures: [pictureOf(5), pictureOf(51), pictureOf(52)],
    cover: pictureOf(5),
  }),
  made(6, '残疾人两项补贴可以网上申请', '2022-11-15 09:10', p('登录政务服务网即可申请,无需跑腿。'), {
    readMore: 'https://www.qingshi.gov.cn/bsfw/',
  }),
  made(7, '临时通知', '2022-12-01 20:00', p('(已删除)')),
  made(8, '困难群众救助政策问答', '2023-02-08 11:00', p('问:怎样申请临时救助?', '答:向户籍所在地乡镇政府申请。'), {
    biz: NEW_BIZ,
    mid: 2247490008,
    account: '青石民政服务',
  }),
  made(9, '地名普查成果公布', '2020-05-20 16:00', p('全县共普查地名一千余条。')),
  made(10, '某产品推荐', '2020-08-08 08:00', p('(违规)')),
  made(11, '关于婚姻登记处搬迁至政务服务中心的公告', '2021-11-08 09:00', p('自11月15日起在政务服务中心二楼办理。')),
  made(12, '春节期间殡葬服务安排', '2022-01-21 10:00', p('春节期间照常服务。')),
  made(14, '未成年人保护热线', '2023-05-31 18:00', p('发现问题请及时反映。') + image(14, 1080)),
])
