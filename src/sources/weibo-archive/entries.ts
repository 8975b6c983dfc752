// The index of an archive's posts while its files are read: which records tell of which post, joined by any of its numbers. Holds keys, digests,
// places and short words; a record's text is never kept.
import { createHash } from 'node:crypto'
import { UNKNOWN_DATE } from '../../domain/page.ts'
import type { Dated } from '../../domain/page.ts'
import { publishedOf } from '../weibo/dates.ts'
import { midOf, secondsOf } from '../weibo/ids.ts'
import { isShort, piecesOf, shortName } from '../weibo/pieces.ts'
import { titleOf, wordsOf } from '../weibo/render.ts'
import type { Status } from '../weibo/status.ts'

export interface Record {
  /** Id of the file. */
  readonly file: string
  readonly format: string
  readonly at: string
  readonly raw: string
}

interface Place {
  readonly file: string
  readonly format: string
  readonly at: string
  readonly digest: string
}

export interface Entry {
  /** The first is the mid where it is known. Empty for a record without any number. */
  numbers: readonly string[]
  uid: string | null
  readonly places: Place[]
  /** Digests of the archive's own files that it shows. */
  shown: readonly string[]
  /** Short links in it. */
  shorts: readonly string[]
  /** Numbers of articles and films that it carries. */
  objects: readonly string[]
  /** Number of the post it forwards. */
  quoted: string | null
  /** What a tool says it could not save. */
  readonly losses: { readonly why: string; readonly file: string }[]
  title: string | null
  titleRank: number
  listed: Dated
  /** Only a long text, or a note that it is gone: whose post it is, it does not say. */
  bare: boolean
  /** How the text begins, while it is known only cut; else null. */
  cut: string | null
}

export interface Entries {
  add(record: Record, status: Status, shown: readonly string[]): void
  /** A tool says that it could not save (all of) a post. */
  lose(number: string, why: string, file: string): void
  /** The posts, after everything was added: long texts without a number have found theirs where exactly one begins like them. */
  settle(): readonly Entry[]
  byNumber(number: string): Entry | undefined
}

export function openEntries(): Entries {
  const all = new Set<Entry>()
  const byNumber = new Map<string, Entry>()
  const articles = new Map<string, Entry>()
  const nameless: { readonly entry: Entry; readonly begins: string }[] = []
  return {
    byNumber: (number) => byNumber.get(number),
    add(record, status, shown) {
      const numbers = numbersOf(status)
      const known = [...new Set(numbers.flatMap((number) => byNumber.get(number) ?? []))]
      const article = numbers.length === 0 && status.article?.id != null ? articles.get(status.article.id) : undefined
      const entry = known[0] ?? article ?? fresh()
      for (const other of known.slice(1)) absorb(entry, other, { all, byNumber })
      all.add(entry)
      entry.numbers = inOrder([...entry.numbers, ...numbers])
      for (const number of entry.numbers) byNumber.set(number, entry)
      if (status.article?.id != null) joinArticle(articles, { id: status.article.id, entry, all, byNumber })
      note(entry, { record, status, shown })
      if (numbers.length === 0 && status.article === null && status.textState === 'full' && status.text !== null)
        nameless.push({ entry, begins: beginning(status) })
    },
    lose(number, why, file) {
      const named = /^\d{10,}$/.test(number) ? number : (midOf(number) ?? number)
      const entry = byNumber.get(named) ?? fresh()
      if (entry.numbers.length === 0) {
        entry.numbers = [named]
        entry.listed = publishedOf({ created: null, told: 'list', capturedAt: null, mid: named }).published
      }
      byNumber.set(named, entry)
      all.add(entry)
      entry.losses.push({ why, file })
    },
    settle() {
      joinNameless([...all], nameless, all)
      return [...all]
    },
  }
}

/** Most posts have none of most things: one list for all of them. */
const NONE: readonly string[] = []

function joined(known: readonly string[], more: readonly string[]): readonly string[] {
  const added = more.filter((one, at) => !known.includes(one) && more.indexOf(one) === at)
  return added.length === 0 ? known : [...known, ...added]
}

/** A text of its own: a piece of a longer one would keep all of that in memory. */
function copied(text: string): string {
  return Buffer.from(text).toString()
}

function fresh(): Entry {
  return {
    numbers: [],
    uid: null,
    places: [],
    shown: NONE,
    shorts: NONE,
    objects: NONE,
    quoted: null,
    losses: [],
    title: null,
    titleRank: -1,
    listed: UNKNOWN_DATE,
    bare: true,
    cut: null,
  }
}

/**
 * The number that makes the key first, whichever record was read first: the mid, if it is one of those that hold a time; for older posts the
 * shorter number, which their addresses are made of.
 */
function inOrder(numbers: readonly string[]): readonly string[] {
  return [...new Set(numbers)].toSorted(
    (a, b) => Number(secondsOf(b) !== null) - Number(secondsOf(a) !== null) || a.length - b.length || (a < b ? -1 : 1),
  )
}

/** All numbers by which records call one post. */
export function numbersOf({ mid, id, bid }: Pick<Status, 'mid' | 'id' | 'bid'>): readonly string[] {
  const fromBid = bid === null ? null : midOf(bid)
  return [...new Set([mid, id, fromBid].filter((number) => number !== null))]
}

interface Noting {
  readonly record: Record
  readonly status: Status
  readonly shown: readonly string[]
}

function note(entry: Entry, { record: { file, format, at, raw }, status, shown }: Noting): void {
  const digest = createHash('sha256').update(raw).digest('base64url')
  if (entry.places.every((place) => place.digest !== digest)) entry.places.push({ file, format, at, digest })
  entry.shown = joined(entry.shown, shown)
  entry.uid ??= status.uid
  if (status.created !== null || status.uid !== null) entry.bare = false
  if (status.quoted !== null && 'mid' in status.quoted) entry.quoted ??= status.quoted.mid
  const objects = [status.article?.id, ...status.videos.map(({ object }) => object)].filter((id) => id != null)
  entry.objects = joined(entry.objects, objects)
  if (entry.listed.provenance === 'none' || entry.listed.provenance === 'derived-from-id') {
    const { published } = publishedOf({ ...status, mid: status.mid ?? entry.numbers[0] ?? null })
    if (published.value !== null) entry.listed = published
  }
  noteText(entry, status)
}

function noteText(entry: Entry, status: Status): void {
  const title = status.article?.title ?? null
  const rank = title !== null ? 3 : status.textState === 'full' ? 2 : status.text === null || status.gone !== null ? 0 : 1
  const { words, shorts } = status.text === null ? { words: '', shorts: [] } : textFacts(status)
  entry.shorts = joined(entry.shorts, shorts)
  if (status.quoted !== null && 'mid' in status.quoted && status.quoted.text !== null)
    entry.shorts = joined(entry.shorts, textFacts(status.quoted).shorts)
  if (rank > entry.titleRank) {
    entry.titleRank = rank
    const shown = title ?? titleOf(words) ?? (words === '' ? entry.title : firstWords(words))
    entry.title = shown === null ? null : copied(shown)
  }
  if (status.textState === 'full' && status.text !== null) entry.cut = ''
  if (status.textState === 'truncated' && entry.cut === null) entry.cut = copied(words.slice(0, BEGINNING))
}

/** For people, before the post is read. */
function firstWords(words: string): string {
  const line = words.split('\n', 1)[0] ?? ''
  return Array.from(line).slice(0, 40).join('')
}

function textFacts({ text, links }: Status): { readonly words: string; readonly shorts: readonly string[] } {
  if (text === null) return { words: '', shorts: [] }
  const shorts = new Map(links.map(({ short, long, title }) => [shortName(short), { long, title }]))
  const { pieces, unresolved } = piecesOf(text, { shorts, hasVideo: false, article: null })
  return { words: wordsOf(pieces), shorts: unresolved.filter((one) => isShort(one)) }
}

interface Room {
  readonly all: Set<Entry>
  readonly byNumber: Map<string, Entry>
}

/** One record that bears the numbers of two posts proves them one. */
function absorb(entry: Entry, other: Entry, { all, byNumber }: Room): void {
  if (entry === other) return
  all.delete(other)
  for (const place of other.places) if (entry.places.every(({ digest }) => digest !== place.digest)) entry.places.push(place)
  entry.numbers = inOrder([...entry.numbers, ...other.numbers])
  for (const number of entry.numbers) byNumber.set(number, entry)
  entry.shown = joined(entry.shown, other.shown)
  entry.shorts = joined(entry.shorts, other.shorts)
  entry.objects = joined(entry.objects, other.objects)
  entry.losses.push(...other.losses)
  entry.uid ??= other.uid
  entry.quoted ??= other.quoted
  entry.bare &&= other.bare
  if (other.titleRank > entry.titleRank) Object.assign(entry, { title: other.title, titleRank: other.titleRank })
  if (entry.listed.value === null) entry.listed = other.listed
}

interface Joining extends Room {
  readonly id: string
  readonly entry: Entry
}

/** An article's own answer may not name the post that carries it; the post names the article. */
function joinArticle(articles: Map<string, Entry>, { id, entry, all, byNumber }: Joining): void {
  const before = articles.get(id)
  if (before !== undefined && before !== entry && (before.numbers.length === 0 || entry.numbers.length === 0)) {
    const [numbered, other] = before.numbers.length > 0 ? [before, entry] : [entry, before]
    absorb(numbered, other, { all, byNumber })
    articles.set(id, numbered)
  } else if (before === undefined) articles.set(id, entry)
}

const BEGINNING = 60

function beginning(status: Status): string {
  return textFacts(status).words.slice(0, BEGINNING)
}

/** A long text that was saved without a name belongs to the one cut post that begins like it; where two do, to none. */
function joinNameless(
  entries: readonly Entry[],
  nameless: readonly { readonly entry: Entry; readonly begins: string }[],
  all: Set<Entry>,
): void {
  if (nameless.length === 0) return
  const cut = new Map<string, Entry[]>()
  for (const entry of entries)
    if (entry.cut !== null && entry.cut.length === BEGINNING) cut.set(entry.cut, [...(cut.get(entry.cut) ?? []), entry])
  for (const { entry, begins } of nameless) {
    const [only, ...others] = cut.get(begins) ?? []
    if (only !== undefined && others.length === 0) absorb(only, entry, { all, byNumber: new Map() })
  }
}
