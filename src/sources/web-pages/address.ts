// An address of a site → the key of its post: without scheme, session, tracking and fragment, so that one page has one key however it is
// linked. Never decodes: old sites write their queries in GBK.

/** Query names that say who reads, from where, or when; never what is shown. */
const NOISE =
  /^(?:utm_\w+|spm|from|isappinstalled|share_\w+|sharetoken|wxwork_\w+|scene|clicktime|enterid|gclid|fbclid|msclkid|yclid|hmsr|hmpl|hmcu|hmkw|hmci|bd_vid|jsessionid|phpsessid|aspsessionid\w*|asp\.net_sessionid|sessionid|session_id|token|_t|_|timestamp|rand|random|nonce|tdsourcetag|s_cid|ivk_sa|nsukey|weixin_\w+|sukey)$/i
/** A number against caches; `r` is also how some frameworks name the page. */
const CACHE = /^r=(?:0?\.\d+|\d{10,})?$/i
const LONGEST_KEY = 600

/** Host, path and what is needed of the query; null for what is no web address. */
function plainAddress(address: string): string | null {
  const url = URL.canParse(address) ? new URL(address) : null
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '') return null
  const path = url.pathname.replace(/;jsessionid=[^/]*/i, '').replaceAll(/\/{2,}/g, '/')
  const query = url.search
    .slice(1)
    .split('&')
    .filter((part) => part !== '' && !CACHE.test(part) && !NOISE.test(part.split('=', 1)[0] ?? ''))
    .sort()
    .join('&')
  // pages of sites that are one script differ by nothing else
  const route = /^#!?\//.test(url.hash) ? url.hash : ''
  return `${url.host.replace(/\.$/, '')}${path}${query === '' ? '' : `?${query}`}${route}`
}

export function keyOf(address: string): string | null {
  const plain = plainAddress(address)
  return plain === null || plain.length > LONGEST_KEY ? null : `web:${plain}`
}

export function addressesOf(key: string): readonly string[] {
  const plain = /^web:(?!file:)(.+)$/s.exec(key)?.[1]
  if (plain === undefined || !/^[^/?#]+\//.test(plain)) return []
  return [`https://${plain}`, `http://${plain}`]
}

export function hostOf(address: string): string | null {
  return URL.canParse(address) ? new URL(address).host : null
}

/** Two keys of one site; null when a key has no host. `own`: all hosts of the site. */
export function sameAccount(a: string, b: string, own: ReadonlySet<string>): boolean | null {
  const [first, second] = [hostIn(a), hostIn(b)]
  if (first === null || second === null) return null
  return first === second || (own.has(first) && own.has(second))
}

function hostIn(key: string): string | null {
  return /^web:(?!file:)([^/?#]+)\//.exec(key)?.[1] ?? null
}
