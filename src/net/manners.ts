// What a request says of itself: the same few headers to everybody, and what some platforms' picture hosts want to hear. In: an address
// and the page that shows it. Out: headers. Never a cookie, never a page's query to a foreign host.

const HEADERS = {
  accept: '*/*',
  // Platforms answer strangers in English, and error pages in English are not recognized.
  'accept-language': 'zh-CN,zh;q=0.9',
  'accept-encoding': 'gzip, deflate, br',
  'user-agent': 'Mozilla/5.0 (compatible; guiji)',
}

interface Manner {
  /** `.qpic.cn` = that host and all below it. */
  readonly below: readonly string[]
  /** What stands in `Referer` whatever page shows it; null = none is ever sent. */
  readonly referer: string | null
}

const MANNERS: readonly Manner[] = [
  // WeChat: a foreign page in `Referer` gets a small picture that says "not without permission", with status 200
  { below: ['.qpic.cn', '.qlogo.cn', 'mp.weixin.qq.com'], referer: null },
  // Weibo: 403 to who names no page of Weibo
  { below: ['.sinaimg.cn', '.sinajs.cn', '.weibocdn.com'], referer: 'https://weibo.com/' },
]

/** `referer`: the page that shows this address, as a source knows it. A host of the table goes by the table. */
export function headersFor(url: URL, referer: string | undefined): Record<string, string> {
  const manner = MANNERS.find(({ below }) => below.some((host) => isBelow(url.hostname, host)))
  const from = manner === undefined ? refererOf(url, referer) : manner.referer
  return from === null ? HEADERS : { ...HEADERS, referer: from }
}

/** The whole address to its own site, only the site to others, nothing from https to http: as browsers do. */
function refererOf(url: URL, referer: string | undefined): string | null {
  const page = referer !== undefined && URL.canParse(referer) ? new URL(referer) : null
  if (page === null || !/^https?:$/.test(page.protocol) || (page.protocol === 'https:' && url.protocol === 'http:')) return null
  return page.origin === url.origin ? `${page.origin}${page.pathname}${page.search}` : `${page.origin}/`
}

function isBelow(hostname: string, host: string): boolean {
  return host.startsWith('.') ? hostname.endsWith(host) || hostname === host.slice(1) : hostname === host
}
