// Addresses and ids of feed entries → keys, and back. The same post keeps its key when its site moves to https or a reader adds tracking.
import { createHash } from 'node:crypto'

const LONGEST = 400
const TRACKING = /^(?:utm_\w+|from|spm|share_token|wxfrom)$/i

/** `feed:host/path?query` for an address on the web, null for anything else. */
export function addressKey(address: string | null): string | null {
  const url = address === null ? null : URL.parse(address.trim())
  if (url === null || !/^https?:$/.test(url.protocol)) return null
  return shortened(`feed:${url.host}${url.pathname}${withoutTracking(url.search)}${url.hash}`)
}

/** As it is written: read and written anew, bytes of GBK would all become the same sign. */
function withoutTracking(search: string): string {
  const kept = search.slice(1).split('&')
  const own = kept.filter((pair) => !TRACKING.test(pair.split('=')[0] ?? ''))
  return own.length === kept.length ? search : own.length === 0 ? '' : `?${own.join('&')}`
}

/** An id that is an address is the same as that address. */
export function guidKey(guid: string | null): string | null {
  if (guid === null || guid === '') return null
  return addressKey(guid) ?? shortened(`feed:id:${guid}`)
}

/** For an entry that nothing names. */
export function digestKey(digest: string): string {
  return `feed:text:${digest}`
}

function shortened(key: string): string {
  return key.length <= LONGEST ? key : `feed:id:sha256:${createHash('sha256').update(key).digest('hex')}`
}

export function keysOf(url: string): readonly string[] {
  const key = addressKey(url)
  return key === null ? [] : [key]
}

export function addressesOf(key: string): readonly string[] {
  const place = /^feed:([\w.-]+(?::\d+)?\/.*)$/s.exec(key)?.[1]
  return place === undefined ? [] : [`https://${place}`, `http://${place}`]
}

/** Null when it is no address that can be asked. */
export function absolute(address: string | null | undefined, base: string | null): string | null {
  const trimmed = address?.trim() ?? ''
  const url = trimmed === '' ? null : URL.parse(trimmed, base ?? undefined)
  return url !== null && /^https?:$/.test(url.protocol) ? url.href : null
}
