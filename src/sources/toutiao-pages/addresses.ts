// Addresses of 头条号 and 百家号 posts → keys, and back. Only ids of the platforms are identity.

const TOUTIAO = /^\/(?:a|i|group\/|item\/|article\/|w\/a?|video\/|trending\/)(\d{10,22})(?:\/|$)/

export function keysOf(address: string): readonly string[] {
  const url = URL.parse(address.trim().startsWith('//') ? `https:${address.trim()}` : address.trim())
  if (url === null || !/^https?:$/.test(url.protocol)) return []
  if (/(?:^|\.)toutiao\.com$/.test(url.hostname)) {
    const id = TOUTIAO.exec(url.pathname)?.[1]
    return id === undefined ? [] : [`toutiao:${id}`]
  }
  if (url.hostname === 'baijiahao.baidu.com') return idKey('baijiahao:', url.searchParams.get('id'))
  if (url.hostname === 'mbd.baidu.com')
    return idKey('baijiahao:nid:', nidIn(url.searchParams.get('nid') ?? url.searchParams.get('context') ?? ''))
  return []
}

/** `news_9749080818432747079`, bare or inside JSON. */
function nidIn(text: string): string | null {
  return /(\d{10,22})/.exec(text.slice(0, 500))?.[1] ?? null
}

export function idKey(prefix: string, id: string | null | undefined): readonly string[] {
  return id !== null && id !== undefined && /^\d{10,22}$/.test(id) ? [`${prefix}${id}`] : []
}

export function addressesOf(key: string): readonly string[] {
  const toutiao = /^toutiao:(\d+)$/.exec(key)?.[1]
  if (toutiao !== undefined)
    return [
      `https://www.toutiao.com/article/${toutiao}/`,
      `https://www.toutiao.com/a${toutiao}/`,
      `https://m.toutiao.com/group/${toutiao}/`,
    ]
  const baijiahao = /^baijiahao:(\d+)$/.exec(key)?.[1]
  return baijiahao === undefined ? [] : [`https://baijiahao.baidu.com/s?id=${baijiahao}`]
}

/** Where browsers and savers note the address a page was saved from; else what the page says of itself. */
export function addressIn(html: string): string | null {
  const head = html.slice(0, 20_000)
  const found =
    /^\s{0,20}<!--\s{0,4}(https?:\/\/[^\s>]{1,1000}?)\s{0,4}-->/.exec(head)?.[1] ??
    /<!-- saved from url=\(\d{1,6}\)(\S{1,1000}?) -->/.exec(head)?.[1] ??
    /Page saved with SingleFile\s{1,9}url:\s(\S{1,1000})/.exec(head)?.[1] ??
    /<link[^>]{0,200}?rel="?canonical"?[^>]{0,200}?href="([^"]{1,1000})"/i.exec(head)?.[1] ??
    /<meta[^>]{0,200}?property="og:url"[^>]{0,200}?content="([^"]{1,1000})"/i.exec(head)?.[1]
  return found === undefined ? null : found.replaceAll('&amp;', '&')
}
