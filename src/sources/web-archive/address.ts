// Addresses of a web archive: what may be said of one (secrets in it hidden), and by what it is found again however it was written. Pure.

/** What stands where a secret stood. */
const HIDDEN = 'REDACTED'

const SECRET =
  /^(?:.*[_.-])?(?:api_?secret|secret|cookies?|session(?:_?(?:id|key))?|sess_?id|phpsessid|jsessionid|aspsessionid\w*|pass|passwd|password|pwd|authorization|credential)$|token$/i
/** Weibo's cookies. In lower case they are ordinary words. */
const CAPITAL_SECRET = /^SUBP?$/
/** Names that mean a secret as well as a number in a database; the value tells. */
const PERHAPS = /^(?:.*[_.-])?(?:key|apikey|exportkey|sign|signature|sig|sid|auth|ticket|uin)$/i
const PLAIN_VALUE = /^(?:\d{1,8}|(?:19|20)\d{6,16}|[^\x21-\x7e]{1,40})?$/
const TRACKING =
  /^(?:utm_\w+|spm|scm|gclid|fbclid|msclkid|yclid|_ga|_gl|mc_[ce]id|bd_vid|hm(?:sr|pl|cu|kw|ci)|nsukey|isappinstalled|wxfrom|wx_lazy|wx_co|imgIndex|from_source|share_(?:from|source|medium|tag)|_)$/i
const PAIR = /([?&#])([^=&;#?/]{1,200})=([^&;#]*)/g
/** Java servers put the session into the path. */
const PATH_PAIR = /(;)([^=&;#?/]{1,200})=([^&;#?/]*)/g
const MOST_NESTING = 3

/** Whether a parameter, header or cookie of this name gives a right to whoever knows its value. */
function isSecretName(name: string): boolean {
  const plain = decoded(name).trim()
  return SECRET.test(plain) || CAPITAL_SECRET.test(plain) || PERHAPS.test(plain)
}

function isSecret(name: string, value: string): boolean {
  return isSecretName(name) && !(PERHAPS.test(decoded(name).trim()) && PLAIN_VALUE.test(decoded(value)))
}

/** The address with the values of its secrets replaced: this form alone is stored, keyed, shown or logged. */
export function hideSecrets(url: string, nesting = 0): string {
  const open = url.replaceAll(/([a-z][a-z0-9+.-]{0,20}:\/\/)[^/?#\s]*@/gi, '$1')
  const hide = (whole: string, ...[mark = '', name = '', value = '']: string[]): string => {
    if (isSecret(name, value)) return `${mark}${name}=${value === '' ? '' : HIDDEN}`
    return nesting < MOST_NESTING && /%3[adf]|%26|:\/\//i.test(value) ? `${mark}${name}=${hideInside(value, nesting)}` : whole
  }
  return open.replaceAll(PAIR, hide).replaceAll(PATH_PAIR, hide)
}

/** An address inside an address, as log-in pages have it. */
function hideInside(value: string, nesting: number): string {
  const plain = decoded(value)
  // a bare query (`a=1&token=…`) counts too
  const hidden = hideSecrets(`?${plain}`, nesting + 1).slice(1)
  return hidden === plain ? value : encodeURIComponent(hidden)
}

/**
 * What two ways of writing one address have in common: host, path and query without scheme, default port, fragment, trailing slash,
 * tracking parameters and the values of secrets. Null for what is no address of the web.
 */
export function looseAddress(address: string): string | null {
  const url = URL.parse(address.trim())
  if (url === null || !/^https?:$/.test(url.protocol)) return null
  url.hash = ''
  const plain = URL.parse(hideSecrets(url.href)) ?? url
  const port = ['', '80', '443'].includes(plain.port) ? '' : `:${plain.port}`
  const pairs = plain.search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && !/^tp=(?:webp|wxpic|jpe?g|png)$/i.test(pair) && !TRACKING.test(pair.split('=', 1)[0] ?? ''))
  const path = withoutSlashes(plain.pathname.replace(/;jsessionid=[^/;]*/i, ''))
  return `${plain.hostname}${port}${path}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}`
}

/** By hand: an expression would look at a long row of slashes again from each of them. */
function withoutSlashes(path: string): string {
  let end = path.length
  while (path[end - 1] === '/') end -= 1
  return path.slice(0, end)
}

function decoded(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
