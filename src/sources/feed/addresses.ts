// Addresses and ids of feed entries → keys, and back. The same post keeps its key when its site moves to https or a reader adds tracking.
import { createHash } from 'node:crypto'

const LONGEST = 400
const TRACKING = /^(?:utm_\w+|from|spm|share_token|wxfrom)$/i

/** `feed:host/path?query` for an address on the web, null for anything else. */
export function addressKey(address: string | null): string | null {
  const url = address === null ? null : URL.parse(address.trim())
  if (url === null || !/^https?:$/.test(url.protocol)) return null
  // listed first: they are taken away while they are gone through
  const tracking = Array.from(url.searchParams.keys()).filter((name) => TRACKING.test(name))
  for (const name of tracking) url.searchParams.delete(name)
  return shortened(`feed:${url.host}${url.pathname}${url.search}${url.hash}`)
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
