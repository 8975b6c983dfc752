// A link to an article as people copy it, escaped in any way → the address to ask, and the key it tells. Pure; asks nobody.
import { createHash } from 'node:crypto'
import { keysOf, plainAddress } from '../wechat-archive/addresses.ts'

export interface ArticleAddress {
  /** What is asked: without session, scene and fragment. */
  readonly url: string
  /** As it was listed, un-escaped: a web archive may know it by this. */
  readonly listed: string
  readonly key: string
}

const HOST = 'mp.weixin.qq.com'
const LINK = /(?<![\w.@-])(?:https?:)?(?:\/\/)?mp\.weixin\.qq\.com(?::\d{1,5})?\/[^\s"'<>,，。；、》】）)\]\u3000|｜]+/gi

/** The links in a cell or line, un-escaped, each once. */
export function linksIn(text: string): readonly string[] {
  if (!/weixin/i.test(text)) return []
  return [...new Set(pieces(text).flatMap(({ text: one, isLink }) => (isLink ? [one] : [])))]
}

/** A line in its order: links, and the words between. */
export function pieces(line: string): readonly { readonly text: string; readonly isLink: boolean }[] {
  const text = unwrapped(line)
  const found: { text: string; isLink: boolean }[] = []
  let last = 0
  for (const { index, 0: link } of text.matchAll(LINK)) {
    found.push({ text: text.slice(last, index), isLink: false }, { text: link, isLink: true })
    last = index + link.length
  }
  return [...found, { text: text.slice(last), isLink: false }]
}

/** `https%3A%2F%2Fmp.weixin…` whole, and everything that JSON, HTML and scripts do to an address. */
function unwrapped(text: string): string {
  const plain = plainAddress(text)
  if (!/https?%3a%2f%2fmp\.weixin/i.test(plain) || /https?:\/\//i.test(plain)) return plain
  try {
    return plainAddress(decodeURIComponent(plain))
  } catch {
    return plain
  }
}

/** Null when it is no address of an article. */
export function articleAddress(link: string): ArticleAddress | null {
  const listed = plainAddress(link).replace(/^(?:\/\/)?(?=mp\.)/i, 'https://')
  const url = URL.parse(listed.startsWith('//') ? `https:${listed}` : listed)
  if (url === null || url.hostname !== HOST || !/^https?:$/.test(url.protocol)) return null
  // copied from the address bar while the platform asked for a captcha
  const wanted = url.pathname === '/mp/wappoc_appmsgcaptcha' ? url.searchParams.get('target_url') : null
  if (wanted !== null) return wanted.includes('wappoc_appmsgcaptcha') ? null : articleAddress(wanted)
  const [key] = keysOf(url.href)
  const origin = url.port === '' ? `https://${HOST}` : url.origin
  if (key === undefined) return temporary(url, origin, listed)
  const short = /^wechat:s:(.+)$/.exec(key)?.[1]
  return { key, listed, url: short === undefined ? `${origin}${longPath(url.searchParams, key)}` : `${origin}/s/${short}` }
}

function longPath(asked: URLSearchParams, key: string): string {
  const [, biz = '', mid = '', idx = ''] = key.split(':')
  const sn = asked.get('sn') ?? asked.get('sign')
  const known = sn === null || !/^\w{1,64}$/.test(sn) ? '' : `&sn=${sn}`
  return `/s?__biz=${biz.replaceAll('+', '%2B')}&mid=${mid}&idx=${idx}${known}`
}

/** A link of a search engine: it names no article and lives for hours, but its page tells which article it is. */
function temporary(url: URL, origin: string, listed: string): ArticleAddress | null {
  if (!/^\/s\/?$/.test(url.pathname) || !url.searchParams.has('signature')) return null
  const asked = `${url.pathname}${url.search}`
  return { key: `wechat:link:${createHash('sha256').update(asked).digest('hex').slice(0, 32)}`, listed, url: `${origin}${asked}` }
}
