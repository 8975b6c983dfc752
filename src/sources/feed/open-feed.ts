// Bytes → a feed document with what its charset left in doubt, or null when it is none.
import { charsetRemarks, decode } from '../text/charset.ts'
import { readJsonEntry } from './read-json.ts'
import { readXmlEntry } from './read-xml.ts'
import type { FeedDocument } from './document.ts'
import type { EntrySource, Reading } from './reading.ts'
import { scanJson } from './scan-json.ts'
import { scanXml } from './scan-xml.ts'

export interface OpenFeed extends FeedDocument {
  /** What the charset leaves in doubt, in words; null = nothing. */
  readonly doubt: string | null
  /** Nobody vouches for the charset: all entries are in doubt, not only those with holes. */
  readonly allInDoubt: boolean
}

export function openFeed(bytes: Uint8Array, contentType: string | null): OpenFeed | null {
  const decoded = decode(bytes, contentType)
  const text = decoded.text.trimStart()
  const found = text.startsWith('{') ? scanJson(text) : scanXml(text)
  if (found === null) return null
  const doubt = charsetRemarks(decoded)[0]?.about ?? null
  return { ...found, doubt, allInDoubt: doubt !== null && decoded.holes === 0 }
}

/** Whether a file that begins like this can be a feed; false spares reading it whole. */
export function mayBeFeed(head: Uint8Array): boolean {
  const text = decode(head).text.trimStart()
  return text.startsWith('{')
    ? text.includes('jsonfeed.org') || text.length > 8000
    : /<(?:\w{1,20}:)?(?:rss|rdf|feed|channel)[\s>]/i.test(text)
}

export function readEntry(source: EntrySource): Reading {
  return source.facts.form === 'json' ? readJsonEntry(source) : readXmlEntry(source)
}
