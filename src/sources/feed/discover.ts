// Feed documents → posts, each once, whatever number of documents hold it. Keeps keys and digests only; a document is let go when it is read.
import { createHash } from 'node:crypto'
import type { Discovered, Json } from '../../domain/archive.ts'
import { UNKNOWN_DATE } from '../../domain/page.ts'
import type { Dated } from '../../domain/page.ts'
import type { WebMemory } from '../../domain/web.ts'
import type { Leftover } from '../files/archive-files.ts'
import { addressKey, guidKey } from './addresses.ts'
import { feedDate } from './dates.ts'
import { postsOf } from './identity.ts'
import type { Found, Post } from './identity.ts'
import { readEntry } from './open-feed.ts'
import type { Reading, Reckoning } from './reading.ts'
import type { Named } from './walk-feed.ts'

/** How fetch finds an entry again: its document and place, and by what to know it should it have moved since. */
export interface FeedRef {
  readonly from: string
  readonly n: number
  readonly digest: string
  readonly names: readonly string[]
  /** Texts of this post in other documents that are not the newest. */
  readonly older: number
  readonly weak: boolean
}

interface Seen extends Found {
  readonly url: string | null
  readonly listed: Dated
}

export interface Survey {
  readonly documents: readonly string[]
  readonly found: readonly Seen[]
}

export async function survey(feeds: AsyncIterable<Named>, reckoning: Reckoning): Promise<Survey> {
  const documents: string[] = []
  const found: Seen[] = []
  for await (const { name, feed } of feeds) {
    const doc = documents.push(name) - 1
    const built = feedDate(feed.built, true).value ?? ''
    for (const [n, entry] of feed.entries.entries()) {
      const reading = readEntry({ facts: feed.facts, entry, reckoning })
      found.push({ doc, n, built, ...seen(reading) })
    }
  }
  return { documents, found }
}

function seen(reading: Reading): Omit<Seen, 'doc' | 'n' | 'built'> {
  const { guid, link, otherLinks, title, published, modified } = reading
  return {
    guid: own(guidKey(guid)),
    link: own(addressKey(link)),
    others: otherLinks.flatMap((one) => own(addressKey(one)) ?? []),
    digest: digestOf(reading),
    title: own(title),
    published: published.value,
    updated: modified.value ?? published.value ?? '',
    url: own(link),
    listed: published.value === null ? UNKNOWN_DATE : { ...published, raw: own(published.raw) },
  }
}

/** A piece of a text keeps the whole text alive; a copy does not. */
function own(text: string | null): string | null {
  return text === null ? null : Buffer.from(text).toString()
}

/** What the entry says; not when it was touched, nor counts of comments, nor where it stands. */
export function digestOf({ title, link, body, summary, author, source, published, topics, media }: Reading): string {
  const said = [
    title,
    addressKey(link),
    'html' in body ? body.html : body.text,
    summary,
    author,
    source,
    published.raw,
    topics,
    media.map(({ ref }) => ref),
  ]
  return createHash('sha256').update(JSON.stringify(said)).digest('hex')
}

export async function* posts({ documents, found }: Survey, memory: WebMemory): AsyncGenerator<Discovered> {
  const shared = await sharedBefore(found, memory)
  const before = new Set(shared)
  const all = postsOf(found, shared)
  await rememberShared(
    [...shared].filter((guid) => !before.has(guid)),
    memory,
  )
  for (const post of all) {
    const entry = post.entry as Seen
    yield describe(post, entry, documents[entry.doc] ?? '')
  }
}

function describe({ names, older, weak }: Post, entry: Seen, from: string): Discovered {
  const [key = '', ...aliases] = names
  const ref: FeedRef = { from, n: entry.n, digest: entry.digest, names: names.slice(0, 4), older, weak }
  return { key, aliases, ref: ref as unknown as Json, version: entry.digest, title: entry.title, url: entry.url, listed: entry.listed }
}

/** Files all of whose entries are in newer copies. */
export function unusedFiles({ documents, found }: Survey, used: ReadonlySet<string>): readonly Leftover[] {
  const filled = new Set(found.map(({ doc }) => documents[doc] ?? ''))
  return documents
    .filter((name) => filled.has(name) && !used.has(name))
    .map((name) => ({ name, why: 'every post of it stands in another document as well, as new or newer' }))
}

/** An id that once stood for two posts names none, even when only one of them is left in the feed. */
async function sharedBefore(found: readonly Found[], memory: WebMemory): Promise<Set<string>> {
  const guids = [...new Set(found.flatMap(({ guid }) => guid ?? []))]
  const shared = new Set<string>()
  for (let at = 0; at < guids.length; at += 1000) {
    for (const name of (await memory.recall(guids.slice(at, at + 1000).map(noteOf))).keys()) shared.add(name.slice(NOTE.length))
  }
  return shared
}

async function rememberShared(guids: readonly string[], memory: WebMemory): Promise<void> {
  if (guids.length === 0) return
  await memory.remember(new Map(guids.map((guid) => [noteOf(guid), { version: 'shared', etag: null, lastModified: null }])))
}

const NOTE = 'shared-id:'

function noteOf(guid: string): string {
  return `${NOTE}${guid}`
}
