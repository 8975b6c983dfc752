// Addresses of WeChat articles and pictures: what they mean, whatever way they were escaped. Pure; asks nobody.

/** Undoes `&amp;`, `&amp;amp;`, `\x26amp;` and `\/`, as often as somebody escaped them. */
export function plainAddress(raw: string): string {
  let text = raw.trim()
  for (let round = 0; round < 5; round += 1) {
    const next = text
      .replaceAll('\\/', '/')
      .replaceAll(/\\x26|\\u0026/gi, '&')
      .replaceAll(/&amp;|&#38;|&#x26;/gi, '&')
    if (next === text) return text
    text = next
  }
  return text
}

function parseAddress(raw: string): URL | null {
  const plain = plainAddress(raw)
  return URL.parse(plain.startsWith('//') ? `https:${plain}` : plain)
}

/** The keys of the post that an address names; empty when it is no article address. */
export function keysOf(raw: string): readonly string[] {
  const url = parseAddress(raw)
  if (url === null || url.hostname !== 'mp.weixin.qq.com' || !/^https?:$/.test(url.protocol)) return []
  const short = /^\/s\/([\w-]{6,64})\/?$/.exec(url.pathname)?.[1]
  if (short !== undefined) return [`wechat:s:${short}`]
  const isLong = url.pathname === '/s' || url.pathname === '/s/' || url.pathname === '/mp/appmsg/show' || url.pathname === '/mp/rumor'
  return isLong ? longKeys(url.searchParams) : []
}

/** Only the long form of a key names the account. */
export function sameAccount(a: string, b: string): boolean | null {
  const [first, second] = [a, b].map((key) => /^wechat:([\w+/=-]+):\d+:\d+$/.exec(key)?.[1])
  return first === undefined || second === undefined ? null : first === second
}

/** The other way round: where the platform shows the post with this key. */
export function addressesOf(key: string): readonly string[] {
  const [, short] = /^wechat:s:([\w-]+)$/.exec(key) ?? []
  if (short !== undefined) return [`https://mp.weixin.qq.com/s/${short}`]
  const [, biz, mid, idx] = /^wechat:([\w+/=-]+):(\d+):(\d+)$/.exec(key) ?? []
  return biz === undefined ? [] : [`https://mp.weixin.qq.com/s?__biz=${biz}&mid=${mid}&idx=${idx}`]
}

function longKeys(asked: URLSearchParams): readonly string[] {
  return keyOf(asked.get('__biz'), asked.get('mid') ?? asked.get('appmsgid'), asked.get('idx') ?? asked.get('itemidx'))
}

/** The key made of the account id, message id and position, when all three are known and well formed. */
export function keyOf(biz: unknown, mid: unknown, idx: unknown): readonly string[] {
  // A plus sign in an address may have become a space.
  const account = typeof biz === 'string' ? biz.trim().replaceAll(' ', '+') : ''
  const message = digits(mid)
  const place = digits(idx)
  return /^[\w+/=-]{4,64}$/.test(account) && message !== null && place !== null ? [`wechat:${account}:${message}:${place}`] : []
}

function digits(value: unknown): string | null {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : ''
  return /^[1-9]\d{0,19}$/.test(text) ? text : null
}

/** The platform's id of a picture: the second step of its path, the same for all sizes; null for other addresses. */
export function mediaIdOf(name: string): string | null {
  return /^(?:https?:)?\/\/mm\w+\.q(?:pic|logo)\.cn\/\w+\/([\w-]{16,})(?:[/?#]|$)/.exec(name)?.[1] ?? null
}

const PICTURE_NOISE = ['tp', 'wxfrom', 'wx_lazy', 'wx_co', 'from', 'imgIndex']

/** A picture's address without what only tunes its delivery; null when it is not http(s). */
export function cleanMediaAddress(name: string): string | null {
  if (!/^(https?:)?\/\//i.test(name)) return null
  const url = parseAddress(name)
  if (url === null) return null
  for (const noise of PICTURE_NOISE) url.searchParams.delete(noise)
  url.hash = ''
  return url.href
}
