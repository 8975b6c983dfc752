// One post's ref → its bytes: the entry, the page behind it where the entry is perhaps not all, then all that it shows. Judges nothing.
import type { Json, Part } from '../../domain/archive.ts'
import { askedInVain, Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { mediaOf, mediaParts, remoteMedia } from '../page-media.ts'
import type { SourceKit } from '../source.ts'
import { pageParts } from '../web-page.ts'
import { addressKey, guidKey } from './addresses.ts'
import { digestOf } from './discover.ts'
import type { FeedRef } from './discover.ts'
import type { Feeds } from './feeds.ts'
import { readEntry } from './open-feed.ts'
import type { OpenFeed } from './open-feed.ts'
import { parseMaterial } from './parse.ts'
import type { Reading, Reckoning } from './reading.ts'
import { rowBytes } from './row.ts'
import type { Row } from './row.ts'

export interface Fetching {
  readonly kit: SourceKit
  readonly reckoning: Reckoning
  /** Whose page is asked for besides. */
  readonly pages: 'short' | 'all' | 'never'
  readonly feeds: Feeds
}

export async function* fetchParts(fetching: Fetching, ref: Json): AsyncGenerator<Part> {
  const wanted = checkedRef(ref)
  const { row, reading, name } = await entryOf(fetching, wanted)
  const parts: Part[] = [{ role: 'row', name, bytes: rowBytes(row) }]
  if (isOwnPage(reading, wanted)) parts.push(...(await pageOf(fetching, reading)))
  yield* parts
  const page = parseMaterial({ key: '', ref, parts: parts.map((part) => ({ ...part, also: [], digest: null, missing: null })) })
  yield* mediaParts(mediaOf(page, page.url), remoteMedia(fetching.kit, page.url ?? undefined))
}

function checkedRef(ref: Json): FeedRef {
  const given = ref as Partial<FeedRef> | null
  if (typeof given?.from === 'string' && typeof given.n === 'number' && typeof given.digest === 'string' && Array.isArray(given.names))
    return given as FeedRef
  throw new Failure('file-missing', both('该文在订阅源中的位置记录无法读取', 'the note where this post lies in the feed is not readable'))
}

interface Entry {
  readonly row: Row
  readonly reading: Reading
  readonly name: string
}

/** Where it stood; else, since feeds move on, anywhere in the document as it is now; else in the older ones. */
async function entryOf(fetching: Fetching, ref: FeedRef): Promise<Entry> {
  const kept = await fetching.feeds.document(ref.from, false)
  const there = kept === null ? null : at(fetching, { feed: kept, from: ref.from }, ref.n)
  if (there !== null && digestOf(there.reading) === ref.digest) return there
  for await (const from of documentsFrom(fetching, ref.from)) {
    const feed = await fetching.feeds.document(from, from === ref.from)
    const found = feed === null ? null : search(fetching, { feed, from }, ref)
    if (found !== null) return found
  }
  throw new Failure('file-missing', both('订阅源中已没有该文', 'the feed no longer holds this post'))
}

async function* documentsFrom({ feeds }: Fetching, first: string): AsyncGenerator<string> {
  yield first
  for await (const name of feeds.names()) if (name !== first) yield name
}

interface Place {
  readonly feed: OpenFeed
  readonly from: string
}

function search(fetching: Fetching, place: Place, ref: FeedRef): Entry | null {
  let named: Entry | null = null
  for (let n = 0; n < place.feed.entries.length; n += 1) {
    const entry = at(fetching, place, n)
    if (entry === null) continue
    if (digestOf(entry.reading) === ref.digest) return entry
    const keys = [guidKey(entry.reading.guid), addressKey(entry.reading.link)]
    if (named === null && keys.some((key) => key !== null && ref.names.includes(key))) named = entry
  }
  return named
}

function at({ reckoning }: Fetching, { feed, from }: Place, n: number): Entry | null {
  const entry = feed.entries[n]
  if (entry === undefined) return null
  const inDoubt = feed.doubt !== null && (feed.allInDoubt || /[\ufffd\ue000-\uf8ff]/.test(entry))
  const row: Row = {
    facts: feed.facts,
    entry,
    reckoning,
    doubt: inDoubt ? feed.doubt : null,
    cut: feed.lastCut && n === feed.entries.length - 1,
  }
  return { row, reading: readEntry(row), name: `${from}#${n}` }
}

/** An address that several posts share (the home page, a list) is no name of any, and its page is none of theirs. */
function isOwnPage(reading: Reading, { names, digest }: FeedRef): boolean {
  const key = addressKey(reading.link)
  return key !== null && (names.includes(key) || digestOf(reading) !== digest)
}

/** Trouble that may pass is thrown: the post is fetched again later. A page that is gone or forbidden leaves what the feed has. */
async function pageOf({ kit, pages }: Fetching, { link, fullness }: Reading): Promise<readonly Part[]> {
  if (link === null || pages === 'never' || (pages === 'short' && fullness === 'full') || !kit.mayGet(link)) return []
  try {
    const answer = await kit.get(link, { maxBytes: kit.limits.fileBytes })
    return /^\s*(?:$|text\/html|application\/xhtml|text\/plain)/i.test(answer.contentType ?? '') ? pageParts(link, answer) : []
  } catch (failure) {
    if (!(failure instanceof Failure) || !(failure.code === 'net-missing' || askedInVain(failure.code))) throw failure
    return []
  }
}
