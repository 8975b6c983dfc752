// The invented account, and the names WeChat would give its things: ids, links, times. Pure; everything is derived, so every run agrees.
import { createHash } from 'node:crypto'

/** The number inside is larger than any real account's, so it can never be somebody's. */
export const BIZ = 'OTkwMDAwMDA0Mg=='
export const FAKEID = '9900000042'
export const USER_NAME = 'gh_00c0ffee0042'
export const NICKNAME = '青石卫健'
export const ALIAS = 'qingshiwj'
export const SIGNATURE = '青石县卫生健康局官方账号，发布卫生健康政策、通知公告、健康科普和便民服务信息。'

export function digest(text: string): string {
  return createHash('sha256').update(`qingshi:${text}`).digest('hex')
}

function letters(text: string, length: number): string {
  return Buffer.from(digest(text) + digest(`${text}+`), 'hex')
    .toString('base64url')
    .slice(0, length)
    .padEnd(length, 'q')
}

/** Beijing time `2019-03-02 09:15:00` → epoch seconds. */
export function epoch(at: string): number {
  return Date.parse(`${at.replace(' ', 'T')}+08:00`) / 1000
}

/** Beijing time → ISO 8601 with offset. */
export function iso(at: string): string {
  return `${at.replace(' ', 'T')}+08:00`
}

/** Posts of one push share their minute, and so their mid. */
function midOf(at: string): number {
  return 2650000000 + Math.floor((epoch(at) - epoch('2016-01-01 00:00:00')) / 60)
}

export interface Names {
  readonly mid: number
  readonly idx: number
  readonly sn: string
  readonly short: string
  readonly key: string
}

export function namesOf(at: string, idx: number): Names {
  const mid = midOf(at)
  return {
    mid,
    idx,
    sn: digest(`sn${mid}_${idx}`).slice(0, 32),
    short: letters(`short${mid}_${idx}`, 22),
    key: `wechat:${BIZ}:${mid}:${idx}`,
  }
}

export function shortLink(names: Names): string {
  return `https://mp.weixin.qq.com/s/${names.short}`
}

export function longLink(names: Names, tail = '#rd'): string {
  const chksm = `f2${digest(`chksm${names.sn}`).slice(0, 62)}`
  return `http://mp.weixin.qq.com/s?__biz=${BIZ}&mid=${names.mid}&idx=${names.idx}&sn=${names.sn}&chksm=${chksm}${tail}`
}

/** The address WeChat's picture host would give a picture. */
export function pictureUrl(name: string, size = '640'): string {
  const format = formatOf(name)
  return `https://mmbiz.qpic.cn/mmbiz_${format.path}/${letters(`picture${name}`, 60)}/${size}?wx_fmt=${format.say}`
}

function formatOf(name: string): { readonly path: string; readonly say: string } {
  if (name.endsWith('.png')) return { path: 'png', say: name.includes('other') ? 'other' : 'png' }
  if (name.endsWith('.gif')) return { path: 'gif', say: 'gif' }
  if (name.endsWith('.svg')) return { path: 'svg', say: 'svg' }
  return { path: 'jpg', say: 'jpeg' }
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

/** The way WeChat writes a text into a script: `JsDecode('\x3cp\x3e')`. */
export function jsDecode(text: string): string {
  const hex = text
    .replaceAll('\\', '\\x5c')
    .replaceAll('\r', '\\x0d')
    .replaceAll('"', '\\x22')
    .replaceAll('&', '\\x26')
    .replaceAll("'", '\\x27')
    .replaceAll('<', '\\x3c')
    .replaceAll('>', '\\x3e')
    .replaceAll('\n', '\\x0a')
  return `JsDecode('${hex}')`
}
