// Addresses of Douyin posts → keys, and back. Only the platform's numbers are identity. Pure.

const PATH = /^\/(?:video|note|slides|share\/(?:video|note|slides))\/(\d{15,20})(?:\/|$)/

/** The number of the post that an address names; short links (v.douyin.com) name none. */
export function idOf(address: string): string | null {
  const url = URL.parse(address.trim().startsWith('//') ? `https:${address.trim()}` : address.trim())
  if (url === null || !/^https?:$/.test(url.protocol) || !/(?:^|\.)(?:douyin|iesdouyin)\.com$/.test(url.hostname)) return null
  const id = PATH.exec(url.pathname)?.[1] ?? url.searchParams.get('modal_id') ?? url.searchParams.get('vid') ?? ''
  return isId(id) ? id : null
}

export function isId(text: string): boolean {
  return /^[1-9]\d{14,19}$/.test(text)
}

export function keysOf(address: string): readonly string[] {
  const id = idOf(address)
  return id === null ? [] : [`douyin:${id}`]
}

export function addressesOf(key: string): readonly string[] {
  const id = /^douyin:(\d+)$/.exec(key)?.[1]
  return id === undefined ? [] : [`https://www.douyin.com/video/${id}`, `https://www.douyin.com/note/${id}`]
}
