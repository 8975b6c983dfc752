// The answers of a shelf → the posts in them, each once, and what is no post with its reason. Keeps keys, digests and short words only.
import { createHash } from 'node:crypto'
import type { Discovered } from '../../domain/archive.ts'
import type { Dated } from '../../domain/page.ts'
import type { Leftover } from '../files/archive-files.ts'
import type { Declared } from './declaration.ts'
import { keyOf, placeKey } from './keys.ts'
import { bestFirst, pageOf } from './merge-items.ts'
import { contentDigest, isNothing, readItem } from './read-item.ts'
import type { Reading } from './read-item.ts'
import { itemText } from './sheets.ts'
import type { Sheet } from './sheets.ts'

/** How fetch finds the bytes again, the best copy first. */
export interface ItemRef {
  readonly at: readonly (readonly [name: string, n: number])[]
  readonly key: string
  /** What a detail request needs. */
  readonly id: string | null
  readonly within: string | null
  readonly topics: readonly string[]
}

/** One answer on its way to the index. */
interface Laid {
  readonly sheet: Sheet
  /** Names of lists that the job gives. */
  readonly topics: readonly string[]
  /** Digests of the archive's own files that an item shows. */
  readonly shown: (reading: Reading) => Promise<readonly string[]>
}

interface Copy {
  readonly name: string
  readonly n: number
  readonly edition: string
  readonly hasBody: boolean
  readonly order: number
  readonly digest: string
}

interface Entry {
  readonly copies: Copy[]
  readonly shown: Set<string>
  readonly topics: Set<string>
  best: Copy | null
  id: string | null
  within: string | null
  title: string | null
  url: string | null
  listed: Dated
}

export interface Index {
  /** Takes in one answer; the keys of its posts come back. */
  add(laid: Laid): Promise<readonly string[]>
  posts(since?: string): Generator<Discovered>
  /** The answers that some post is made of; the others say the same once more. */
  madeOf(): ReadonlySet<string>
  readonly leftovers: Leftover[]
}

export function openIndex(declared: Declared): Index {
  const entries = new Map<string, Entry>()
  const leftovers: Leftover[] = []
  let order = 0
  return {
    leftovers,
    async add(laid) {
      const keys: string[] = []
      for (let n = 0; n < laid.sheet.items.length; n += 1) {
        const raw = itemText(laid.sheet, n) ?? ''
        const reading = readItem(raw, declared)
        const why = noPost(raw, reading)
        if (why !== null) leftovers.push({ name: `${laid.sheet.name}#${n}`, why })
        else keys.push(await enter(entries, { laid, n, raw, reading, order: (order += 1) }))
      }
      return keys
    },
    madeOf: () => new Set([...entries.values()].flatMap(({ copies }) => toldOf(copies).map(({ name }) => name))),
    *posts(since) {
      for (const [key, entry] of entries) {
        const day = entry.listed.value?.slice(0, 10)
        if (since === undefined || day === undefined || day >= since.slice(0, 10)) yield discovered(key, entry)
      }
    },
  }
}

/** Null for a post, and for what is broken: that may have been one. */
function noPost(raw: string, reading: Reading | null): string | null {
  if (reading === null) return /^\s*[[{]/.test(raw) ? null : 'no object: plain words or a number'
  if (reading.skipped) return 'left out by a rule of the declaration (skip)'
  return isNothing(reading) ? 'none of the declared id, title, body, url and media stands in it' : null
}

interface Entering {
  readonly laid: Laid
  readonly n: number
  readonly raw: string
  /** Null: JSON that is broken or cut off. */
  readonly reading: Reading | null
  readonly order: number
}

async function enter(entries: Map<string, Entry>, { laid, n, raw, reading, order }: Entering): Promise<string> {
  const { sheet, topics, shown } = laid
  const key = reading === null ? placeKey(sheet.name, n) : keyOf(reading, raw)
  const entry = entries.get(key) ?? fresh()
  entries.set(key, entry)
  const page = reading === null ? null : pageOf([reading], { weak: false, topics: [], doubts: [] })
  const copy: Copy = {
    name: sheet.name,
    n,
    edition: reading?.edition ?? '',
    hasBody: reading?.body != null,
    order,
    digest: reading === null ? sha256(raw) : contentDigest(reading),
  }
  const isBest = entry.best === null || bestFirst(copy, entry.best) < 0
  if (isBest) entry.best = copy
  entry.copies.push(copy)
  for (const topic of topics) entry.topics.add(topic)
  if (reading === null || page === null) return key
  for (const digest of await shown(reading)) entry.shown.add(digest)
  entry.id ??= reading.id
  entry.within ??= reading.within
  if (isBest || entry.title === null) entry.title = page.title?.slice(0, 300) ?? entry.title
  if (isBest || entry.url === null) entry.url = page.url ?? entry.url
  if (isBest || entry.listed.value === null) entry.listed = page.published.value === null ? entry.listed : page.published
  return key
}

const UNKNOWN: Dated = { value: null, precision: 'unknown', provenance: 'none', raw: null }

function fresh(): Entry {
  return { copies: [], shown: new Set(), topics: new Set(), best: null, id: null, within: null, title: null, url: null, listed: UNKNOWN }
}

/** Best first; the same words twice are one copy. */
function toldOf(copies: readonly Copy[]): readonly Copy[] {
  const seen = new Set<string>()
  const all = copies.toSorted(bestFirst).filter(({ digest }) => !seen.has(digest) && seen.add(digest))
  return all.slice(0, MOST_COPIES)
}

/** More copies than this tell nothing new. */
const MOST_COPIES = 20

function discovered(key: string, { copies, shown, topics, id, within, title, url, listed }: Entry): Discovered {
  const told = toldOf(copies)
  const version = [...new Set(copies.map((one) => one.digest))].sort()
  return {
    key,
    aliases: [],
    ref: { key, at: told.map(({ name, n }) => [name, n]), id, within, topics: [...topics] },
    version: sha256(JSON.stringify([version, [...shown].sort(), [...topics]])),
    title,
    url,
    listed,
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
