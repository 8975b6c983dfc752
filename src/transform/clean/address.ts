// An address as the platform wrote it in, an absolute http(s), mailto or tel address out, or null. Never an active scheme.

export type Addressed =
  | { readonly kind: 'web' | 'mail' | 'tel'; readonly url: string }
  | { readonly kind: 'fragment'; readonly id: string }
  /** relative = it has no meaning outside the old page; active = a script or data; broken = no address at all. */
  | { readonly kind: 'relative' | 'active' | 'broken' | 'none' }

/** Undoes the escapes that exports pile up: `&amp;amp;`, `\x26`, `\/`. */
export function unescapeAddress(text: string): string {
  let now = text
  for (let round = 0; round < 5; round += 1) {
    if (!now.includes('&') && !now.includes('\\')) return now
    const next = now
      .replaceAll(/&(?:amp|#38|#x26);/gi, '&')
      .replaceAll(/\\x26/gi, '&')
      .replaceAll(/\\u0026/gi, '&')
      .replaceAll('\\/', '/')
    if (next === now) return now
    now = next
  }
  return now
}

// oxlint-disable-next-line no-control-regex -- browsers ignore controls in addresses, so they hide schemes
const HIDING = /[\u0000-\u0020\u00A0\u200B\uFEFF]+/g

export function readAddress(raw: string): Addressed {
  const text = unescapeAddress(raw).replaceAll(HIDING, ' ').trim()
  if (text === '') return { kind: 'none' }
  if (text.startsWith('#')) return text === '#' ? { kind: 'none' } : { kind: 'fragment', id: decoded(text.slice(1)) }
  const scheme = /^[a-z][a-z0-9+.-]*(?=:)/i.exec(text.replaceAll(' ', ''))?.[0].toLowerCase()
  if (scheme === undefined) return text.startsWith('//') ? web(`https:${text}`) : { kind: 'relative' }
  if (scheme === 'http' || scheme === 'https') return web(text)
  if (scheme === 'mailto') return plain('mail', text, /^mailto:[^\s<>"'@]+@[^\s<>"'@]+$/i)
  if (scheme === 'tel') return plain('tel', text.replaceAll(' ', ''), /^tel:\+?[\d()\-.#*,;]{3,40}$/i)
  return /^(?:javascript|vbscript|data|blob|file|about|view-source|jar|livescript|mocha)$/.test(scheme)
    ? { kind: 'active' }
    : { kind: 'broken' }
}

function web(text: string): Addressed {
  const url = URL.parse(text)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '') return { kind: 'broken' }
  return { kind: 'web', url: url.href }
}

function plain(kind: 'mail' | 'tel', text: string, shape: RegExp): Addressed {
  return shape.test(text) ? { kind, url: text } : { kind: 'broken' }
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id)
  } catch {
    return id
  }
}

const FILE = /\.(?:pdf|docx?|xlsx?|pptx?|wps|et|dps|ofd|zip|rar|7z|csv|rtf)(?:[?#]|$)/i

/** Does it point to a document to download, judged by its name? */
export function isFileAddress(address: string): boolean {
  return FILE.test(address)
}
