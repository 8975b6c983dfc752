// All entries that were found → posts, each with the names it is known by. An id that stands for two posts at once names neither.
import { digestKey } from './addresses.ts'

/** One entry, as little of it as telling posts apart takes: there may be very many. */
export interface Found {
  readonly doc: number
  readonly n: number
  readonly guid: string | null
  readonly link: string | null
  readonly others: readonly string[]
  readonly digest: string
  /** For telling one post whose address moved from two posts. */
  readonly title: string | null
  readonly published: string | null
  /** Of the entry, and of its document: what tells the newer of two copies. */
  readonly updated: string
  readonly built: string
}

export interface Post {
  readonly names: readonly string[]
  /** The newest copy. */
  readonly entry: Found
  /** How many other texts of this post were found. */
  readonly older: number
  /** Nothing of its own names it: it is known by its content alone. */
  readonly weak: boolean
}

/** More than the entries of any document. */
const FAR = 1_000_000

/** `shared`: ids known from earlier runs to stand for several posts; new ones are added. */
export function postsOf(found: readonly Found[], shared: Set<string>): readonly Post[] {
  for (const [guid, same] of grouped(found, (one) => one.guid)) if (isShared(same)) shared.add(guid)
  const crowded = crowdedLinks(found, shared)
  const groups = new Map<string, Found[]>()
  const home = new Map<string, string>()
  for (const one of found) {
    const names = namesOf(one, shared, crowded)
    const known = [...new Set(names.map((name) => root(home, name)).filter((name) => groups.has(name)))]
    // The largest takes in the others, so that no entry is moved often.
    known.sort((a, b) => (groups.get(b)?.length ?? 0) - (groups.get(a)?.length ?? 0))
    const first = known[0] ?? names[0] ?? digestKey(one.digest)
    const group = groups.get(first) ?? []
    group.push(one)
    groups.set(first, group)
    for (const other of new Set([...known, ...names])) {
      if (other === first) continue
      for (const moved of groups.get(other) ?? []) group.push(moved)
      groups.delete(other)
      home.set(other, first)
    }
  }
  return [...groups.values()]
    .map((same) => postOf(same, shared, crowded))
    .toSorted((a, b) => a.first - b.first)
    .map(({ post }) => post)
}

function root(home: Map<string, string>, name: string): string {
  let at = name
  for (let next = home.get(at); next !== undefined; next = home.get(at)) at = next
  if (at !== name) home.set(name, at)
  return at
}

function grouped(found: readonly Found[], keyOf: (one: Found) => string | null): Map<string, Found[]> {
  const groups = new Map<string, Found[]>()
  for (const one of found) {
    const key = keyOf(one)
    if (key === null) continue
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [one])
    else group.push(one)
  }
  return groups
}

/** Entries of one id that differ in address, or in one document without any, are two posts, unless one is the other moved. */
function isShared(same: readonly Found[]): boolean {
  const first = same[0]
  if (first === undefined) return false
  return same.some((one) => {
    if (one.digest === first.digest || (one.link !== null && one.link === first.link)) return false
    return !isMoved(one, first) && (one.doc === first.doc || (one.link !== null && first.link !== null))
  })
}

/** One post under a new address or id. Two posts of one document that have one title and time are seldom one. */
function isMoved(one: Found, other: Found): boolean {
  const [titled, dated] = [one.title !== null && one.title === other.title, one.published !== null && one.published === other.published]
  if (one.doc === other.doc) return titled && dated
  // Of a day alone posts of anybody are alike.
  const isTimed = dated && !(one.published?.includes('T00:00:00') ?? false)
  return isTimed || (titled && (dated || one.published === null || other.published === null))
}

/** Addresses that several posts share: the home page, a list. */
function crowdedLinks(found: readonly Found[], shared: ReadonlySet<string>): ReadonlySet<string> {
  const crowded = new Set<string>()
  for (const [link, same] of grouped(found, (one) => one.link)) {
    const [named, unnamed] = [
      same.filter(({ guid }) => guid !== null && !shared.has(guid)),
      same.filter(({ guid }) => guid === null || shared.has(guid)),
    ]
    const first = named[0]
    const strangers = first !== undefined && named.some((one) => one.guid !== first.guid && !isMoved(one, first))
    const texts = new Set(unnamed.map(({ doc, digest }) => `${doc}:${digest}`)).size
    if (strangers || texts > new Set(unnamed.map(({ doc }) => doc)).size) crowded.add(link)
  }
  return crowded
}

function namesOf({ guid, link, others }: Found, shared: ReadonlySet<string>, crowded: ReadonlySet<string>): readonly string[] {
  const names = [guid !== null && !shared.has(guid) ? guid : null, link, ...others].filter((name) => name !== null)
  return [...new Set(names)].filter((name) => !crowded.has(name))
}

function postOf(
  same: readonly Found[],
  shared: ReadonlySet<string>,
  crowded: ReadonlySet<string>,
): { readonly first: number; readonly post: Post } {
  const entry = same.reduce((best, one) => (isNewer(one, best) ? one : best))
  const names = [...new Set([...namesOf(entry, shared, crowded), ...same.flatMap((one) => namesOf(one, shared, crowded))])]
  const weak = names.length === 0
  const older = new Set(same.map(({ digest }) => digest)).size - 1
  const first = same.reduce((least, { doc, n }) => Math.min(least, doc * FAR + n), Number.POSITIVE_INFINITY)
  return { first, post: { names: weak ? [digestKey(entry.digest)] : names, entry, older, weak } }
}

/** Times are compared as they are known; of two that say nothing the later document's is taken, and the earlier entry in it. */
function isNewer(one: Found, than: Found): boolean {
  if (one.updated !== than.updated) return one.updated > than.updated
  if (one.built !== than.built) return one.built > than.built
  return one.doc > than.doc
}
