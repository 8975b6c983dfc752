// What an item is known by: the platform's id, else its address, else its content. Title and date are never identity.
import { createHash } from 'node:crypto'
import type { Declared } from './declaration.ts'
import type { Reading } from './read-item.ts'
import { fill, readerOf } from './templates.ts'

const KIND = 'app-json'
const LONGEST = 200

/** `raw`: for an item that nothing numbers. */
export function keyOf(reading: Reading, raw: string): string {
  if (reading.id !== null) return idKey(reading.id, reading.within)
  if (reading.url !== null) return `${KIND}:url:${short(reading.url.replace(/^https?:\/\//, ''))}`
  return `${KIND}:content:${sha256(raw).slice(0, 32)}`
}

function idKey(id: string, within: string | null): string {
  return within === null ? `${KIND}:${own(id)}` : `${KIND}:${own(within)}/${own(id)}`
}

/** No id may look like two, or like a key that is none of an id. */
function own(id: string): string {
  return short(id.replaceAll(/[%/]/g, encodeURIComponent).replace(/^(url|content|place):/, '$1%3A'))
}

function given(id: string): string {
  return id.replaceAll(/%(?:25|2F|3A)/g, decodeURIComponent)
}

/** For an item that cannot be read: its place is all that is known of it. */
export function placeKey(name: string, n: number): string {
  return `${KIND}:place:${short(name)}#${n}`
}

export function isWeak(key: string): boolean {
  return key.startsWith(`${KIND}:content:`) || key.startsWith(`${KIND}:place:`)
}

function short(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 33)}~${sha256(text).slice(0, 32)}`
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Both ways between the addresses that readers know and keys. */
export function addressBook({ addresses = [] }: Declared): {
  readonly keysOf: (url: string) => readonly string[]
  readonly addressesOf: (key: string) => readonly string[]
} {
  const readers = addresses.map(readerOf)
  return {
    keysOf: (url) => [
      ...new Set(
        readers.flatMap((read) => {
          const named = read(url)
          return named === null ? [] : [idKey(named.id, named.within)]
        }),
      ),
    ],
    addressesOf(key) {
      const [, within, id] = /^app-json:(?!url:|content:|place:)(?:([^/]*)\/)?([^/]+)$/.exec(key) ?? []
      if (id === undefined) return []
      return addresses
        .filter((one) => one.includes('within') === (within !== undefined))
        .map((one) => fill(one, within === undefined ? { id: given(id) } : { id: given(id), within: given(within) }))
    },
  }
}
