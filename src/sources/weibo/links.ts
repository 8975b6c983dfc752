// An address of the platform → the keys of the post it leads to, whatever form it has. Reads the address alone.
import { bareObject, keyOf, midKey, numberOf, objectKey } from './ids.ts'

const HOSTS = /^(?:(?:www|m|mobile|video|card|media|api|share\.api|e|s|overseas|h5\.video)\.)?weibo\.(?:com|cn)$/

/** Empty when it leads to no post. */
export function keysOf(address: string): readonly string[] {
  const url = URL.parse(unwrapped(address))
  if (url === null) return []
  if (url.protocol === 'sinaweibo:') return fromApp(url)
  if (!/^https?:$/.test(url.protocol) || !HOSTS.test(url.hostname)) return []
  const object = objectOf(url)
  if (object !== null) return [objectKey(object)]
  return fromPath(url)
}

/** `weibo.cn/sinaurl?u=…` and its kin say where they lead; what is no such address stays as it is. */
export function unwrapped(address: string): string {
  const url = URL.parse(address)
  if (url === null || !/(?:^|\.)(?:weibo\.(?:com|cn)|sina\.(?:com\.)?cn|t\.cn)$/.test(url.hostname)) return address
  if (!/sinaurl|redirect|toasturl|outlink|linkjump|visitor/.test(url.pathname)) return address
  for (const name of ['u', 'url', 'goto', 'toasturl', 'target']) {
    const inner = url.searchParams.get(name)
    if (inner !== null && /^https?:\/\//i.test(inner)) return inner
  }
  return address
}

/** The number of an article or a video in its address. */
export function objectOf(url: URL): string | null {
  const path = decoded(url.pathname)
  const said = ['id', 'cid', 'fid', 'object_id'].map((name) => url.searchParams.get(name) ?? '')
  const inQuery = said.find((id) => /^(?:1022:)?(?:2309|100160)\d{10,}$|^\d{4}:\w{8,}$/.test(id)) ?? null
  if (/ttarticle|article|\/show|\/tv\//.test(path) && inQuery !== null) return bareObject(inQuery)
  return /\/(?:p|article\/m\/show\/id|tv\/show)\/((?:2309|100160)\d{10,}|1034:\w{8,})/.exec(path)?.[1] ?? null
}

function fromApp(url: URL): readonly string[] {
  const inner = url.searchParams.get('url')
  if (inner !== null) return keysOf(inner)
  const mid = numberOf(url.searchParams.get('mblogid') ?? '')
  return mid === null ? [] : [midKey(mid)]
}

function fromPath(url: URL): readonly string[] {
  const [first = '', second = ''] = url.pathname.split('/').filter((piece) => piece !== '')
  const isTouch = /^(?:status|statuses|detail|comment|repost|attitude)$/.test(first)
  if (/\/statuses\/(?:show|extend|longtext)$/.test(url.pathname)) return fromQuery(url)
  const mid = /^[a-z]+$/.test(second) && second.length !== 9 ? null : numberOf(second)
  if (mid === null) return []
  if (/^\d{5,10}$/.test(first)) return [keyOf(first, mid), midKey(mid)]
  return isTouch || isName(first) ? [midKey(mid)] : []
}

function fromQuery(url: URL): readonly string[] {
  const mid = numberOf(url.searchParams.get('id') ?? url.searchParams.get('mid') ?? '')
  return mid === null ? [] : [midKey(mid)]
}

/** `weibo.com/renminwang/Kjc77D1jz`: some accounts have a name instead of their number. The platform's own rooms are no names. */
function isName(word: string): boolean {
  return /^[a-z][\w-]{3,30}$/i.test(word) && !ROOMS.has(word.toLowerCase())
}

const ROOMS = new Set([
  'ajax',
  'p',
  'u',
  'n',
  'k',
  'tv',
  'ttarticle',
  'article',
  'search',
  'hot',
  'api',
  'container',
  'login',
  'signup',
  'profile',
])

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
