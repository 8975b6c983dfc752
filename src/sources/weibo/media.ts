// What a post shows, asked from the platform's own hosts: with its page as referer, and never by an address that has run out.
import { remoteMedia } from '../page-media.ts'
import type { Had, MediaNeed } from '../page-media.ts'
import type { SourceKit } from '../source.ts'

const REFERER = 'https://weibo.com/'

/** Only for fetch: it looks at the clock, since addresses of films live for hours. */
export function weiboMedia(kit: SourceKit): (need: MediaNeed) => Promise<Had> {
  const ask = remoteMedia(kit, REFERER)
  return async (need) =>
    need.url !== null && hasExpired(need.url, Date.now() / 1000) ? { bytes: null, missing: 'media-remote' } : await ask(need)
}

/** `Expires=1623930706`: signed addresses say until when they answer. */
export function hasExpired(address: string, seconds: number): boolean {
  const until = URL.parse(address)?.searchParams.get('Expires') ?? ''
  return /^\d{9,11}$/.test(until) && Number(until) < seconds
}
