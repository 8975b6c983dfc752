// What all sources discover → each post once, with every telling of it. Posts that share a key are one, over all sources; keeps a line per
// telling (keys, digest, ref), never content. Titles and dates join nothing.
import { createHash } from 'node:crypto'
import type { Discovered, Json } from '../../domain/archive.ts'
import { UNKNOWN_DATE } from '../../domain/page.ts'
import { isPlace, keyOrder, placedIn } from './keys.ts'
import type { Member, Telling } from './member.ts'
import { openShelf } from './shelf.ts'
import type { Shelf } from './shelf.ts'
import { unions } from '../wechat-archive/join.ts'

interface Line {
  /** Number of the source. */
  readonly m: number
  readonly found: Discovered
}

export async function* joinedPosts(members: readonly Member[], since?: string): AsyncGenerator<Discovered> {
  const lines = openShelf<Line>()
  // never by `since`: a telling left out for its date would change what the others make of the post
  for (const [m, { source }] of members.entries()) for await (const found of source.discover()) lines.put({ m, found })
  for (const group of groupsOf(lines, members)) {
    const post = together(
      group.map((n) => lines.get(n)),
      members,
    )
    const day = post.listed.value?.slice(0, 10)
    if (since === undefined || day === undefined || day >= since.slice(0, 10)) yield post
  }
}

/** By keys and aliases; and, between two sources, by the address where each of them has it once only. */
function groupsOf(lines: Shelf<Line>, members: readonly Member[]): readonly (readonly number[])[] {
  const joined = unions(lines.size())
  const byAddress = new Map<string, Holder[]>()
  for (let n = 0; n < lines.size(); n += 1) {
    const { m, found } = lines.get(n)
    for (const key of [found.key, ...found.aliases]) if (!isPlace(key)) joined.join(n, key)
    if (found.url === null || members.length === 1) continue
    for (const key of addressKeys(found.url, members)) hold(byAddress, key, { m, n })
  }
  for (const holders of byAddress.values()) joinHolders(holders, joined.joinPieces)
  return joined.groups()
}

interface Holder {
  readonly m: number
  readonly n: number
}

function hold(byAddress: Map<string, Holder[]>, key: string, holder: Holder): void {
  const holders = byAddress.get(key)
  if (holders === undefined) byAddress.set(key, [holder])
  else holders.push(holder)
}

/** An address that two posts of one source have is a home page or a list: it names neither. */
function joinHolders(holders: readonly Holder[], join: (a: number, b: number) => void): void {
  const [one] = holders
  if (one === undefined || new Set(holders.map(({ m }) => m)).size < holders.length) return
  for (const { n } of holders) join(one.n, n)
}

function addressKeys(url: string, members: readonly Member[]): ReadonlySet<string> {
  return new Set(members.flatMap(({ source }) => source.keysOf(url)))
}

/** In the order of the list, so that the same archives tell the same whatever order their files come in. */
function together(group: readonly Line[], members: readonly Member[]): Discovered {
  const lines = group.toSorted((a, b) => a.m - b.m || keyOrder(a.found.key, b.found.key))
  const keys = lines.map(({ m, found }) => placedIn(found.key, m)).sort(keyOrder)
  const [key = ''] = keys
  const aliases = lines.flatMap(({ m, found }) => found.aliases.map((one) => placedIn(one, m)))
  const tellings = lines.map(({ m, found }) => tellingOf(members[m], found))
  return {
    key,
    aliases: [...new Set([...keys, ...aliases])].filter((one) => one !== key).sort(keyOrder),
    ref: { tellings: tellings as unknown as Json },
    version: versionOf(lines.map(({ found }) => found.version)),
    title: first(lines, (found) => found.title),
    url: first(lines, (found) => found.url),
    listed: lines.map(({ found }) => found.listed).find((date) => date.value !== null) ?? UNKNOWN_DATE,
  }
}

function first<T>(lines: readonly Line[], read: (found: Discovered) => T | null): T | null {
  for (const { found } of lines) if (read(found) !== null) return read(found)
  return null
}

function tellingOf(member: Member | undefined, { key, ref }: Discovered): Telling {
  return { of: member?.label ?? '', id: member?.id ?? '', key, ref }
}

/** What only one source tells keeps that source's version: a job that begins to join fetches only what has more to tell. */
function versionOf(versions: readonly string[]): string {
  const [only] = versions
  return versions.length === 1 && only !== undefined
    ? only
    : createHash('sha256')
        .update([...versions].sort().join('\n'))
        .digest('hex')
}
