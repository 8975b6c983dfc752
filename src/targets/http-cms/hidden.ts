// What is secret in one request goes in; text without it comes out. For the words of failures, which people read and logs keep.
import type { Ready } from './encode.ts'
import { plainText } from './json-path.ts'

/** Shorter ones would be found in anything. */
const SHORTEST = 3
/** `Bearer`, `Basic` and the like. */
const SCHEME = /^[a-z-]{1,15}$/i

/** Every text in these values, however deep, that is long enough to be a secret, also as it stands in an address; the longest first. */
export function secretWords(values: readonly unknown[]): readonly string[] {
  const words = values.flatMap(textsIn).filter((word) => word.length >= SHORTEST)
  return [...new Set(words.flatMap((word) => [word, encodeURIComponent(word.toWellFormed())]))].toSorted((a, b) => b.length - a.length)
}

/** What the log-in added to a request: whole headers and query fields, and their single words. */
export function addedBy(signed: Ready, plain: Ready): readonly string[] {
  const before = new Set([...Object.values(plain.headers), ...new URL(plain.url).searchParams.values()])
  const now = [...Object.values(signed.headers), ...new URL(signed.url).searchParams.values()]
  return now
    .filter((value) => !before.has(value))
    .flatMap((value) => [value, ...value.split(/[\s;,]+/)].filter((word) => !SCHEME.test(word)))
}

export function without(text: string, secrets: readonly string[]): string {
  return secrets.reduce((done, secret) => done.replaceAll(secret, '…'), text)
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsIn)
  const text = plainText(value)
  return text === null || typeof value === 'boolean' ? [] : [text]
}
