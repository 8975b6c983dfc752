// The text of a JSON Feed (jsonfeed.org, 1.0 and 1.1) → its facts and entries; null when it is none. Never throws.
import type { Json } from '../../domain/archive.ts'
import { FEED_LIMITS } from './document.ts'
import type { FeedDocument } from './document.ts'
import { isObject, objectsOf, readJson, wordOf } from '../text/json.ts'
import type { JsonObject } from '../text/json.ts'

export function scanJson(text: string): FeedDocument | null {
  const feed = readJson(text)
  const version = wordOf(feed?.['version'])
  const items = feed?.['items']
  if (feed === null || version === null || !/jsonfeed\.org\/version/i.test(version) || !Array.isArray(items)) return null
  const entries = items.slice(0, FEED_LIMITS.entries).flatMap((item: Json) => (isObject(item) ? [JSON.stringify(item)] : []))
  const next = wordOf(feed['next_url'])
  const facts = {
    form: 'json' as const,
    version: version.slice(version.lastIndexOf('/') + 1).slice(0, 20),
    title: wordOf(feed['title']),
    link: wordOf(feed['home_page_url']),
    language: wordOf(feed['language']),
    author: authorIn(feed),
    base: null,
    namespaces: {},
  }
  return { facts, entries, older: next === null ? [] : [next], built: null, cut: items.length > entries.length, lastCut: false }
}

/** `authors` of 1.1, `author` of 1.0. */
export function authorIn(item: JsonObject): string | null {
  const names = [...objectsOf(item['authors']), ...(isObject(item['author']) ? [item['author']] : [])].flatMap(
    (one) => wordOf(one['name']) ?? [],
  )
  return names.length === 0 ? null : [...new Set(names)].join('、')
}
