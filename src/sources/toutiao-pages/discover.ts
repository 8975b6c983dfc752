// An archive → its posts, each once, in path order, and the files that are no post. Reads every file once; keeps keys and digests only.
import { createHash } from 'node:crypto'
import type { Discovered } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import type { Dated } from '../../domain/page.ts'
import { digestOf, readHead } from '../files/archive-files.ts'
import type { ArchiveFile, ArchiveFiles, Leftover } from '../files/archive-files.ts'
import { heldBy, needsOf, openPage } from './open-page.ts'
import type { OpenPage } from './open-page.ts'

/** How fetch finds the bytes again: the pages of one post, best first. */
export interface PagesRef {
  readonly pages: readonly string[]
}

interface Piece {
  readonly path: string
  readonly keys: readonly string[]
  readonly digests: readonly string[]
  readonly uses: readonly string[]
  readonly rank: number
  readonly title: string | null
  readonly url: string | null
  readonly listed: Dated
}

export interface Survey {
  readonly posts: readonly Discovered[]
  readonly leftovers: readonly Leftover[]
}

export async function survey(files: ArchiveFiles, limit: number): Promise<Survey> {
  const { list, refused } = await files.all()
  const pieces: Piece[] = []
  const unused = new Map<string, string>()
  for (const file of list) {
    const found = await pieceOf(files, file, limit)
    if (typeof found === 'string') unused.set(file.path, found)
    else pieces.push(found)
  }
  for (const { uses } of pieces) for (const path of uses) unused.delete(path)
  return {
    posts: grouped(withoutShared(pieces)).map(postOf),
    leftovers: [...refused, ...[...unused].map(([name, why]) => ({ name, why }))],
  }
}

const PAGE = /\.(?:x?html?|mht|mhtml)$/i

/** One damaged file never stops the others: an unreadable page is an item, so that somebody looks. */
async function pieceOf(files: ArchiveFiles, { path, size }: ArchiveFile, limit: number): Promise<Piece | string> {
  if (!PAGE.test(path) && !(await looksLikePage(files, path, size))) return 'no page, and no page shows it'
  try {
    const page = await openPage(files, path, limit)
    return page === null ? 'no page of 头条号 or 百家号' : await described(files, page)
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'source-changed') throw error
    return `cannot be read (${error.code})`
  }
}

/** Savers leave endings out. */
async function looksLikePage(files: ArchiveFiles, path: string, size: number): Promise<boolean> {
  if (size === 0 || /\.\w{2,5}$/.test(path)) return false
  try {
    return /^\s*<(?:!doctype|html|!--)/i.test((await readHead(files, path, 512)).toString('latin1'))
  } catch (error) {
    if (error instanceof Failure) return false
    throw error
  }
}

async function described(files: ArchiveFiles, page: OpenPage): Promise<Piece> {
  const { reading, path, bytes } = page
  const digests = [createHash('sha256').update(bytes).digest('hex')]
  const uses: string[] = []
  for (const need of needsOf(page)) {
    const held = await heldBy(files, page, need)
    if (held === null) continue
    if ('bytes' in held) digests.push(createHash('sha256').update(held.bytes).digest('hex'))
    else {
      uses.push(held.path)
      digests.push(await digestOrDamaged(files, held.path))
    }
  }
  const { keys, title, url, published } = reading
  return { path, keys, digests, uses, rank: rankOf(page), title: own(title), url: own(url), listed: published }
}

/** A damaged picture is told of when its post is fetched; the others go on. */
async function digestOrDamaged(files: ArchiveFiles, path: string): Promise<string> {
  try {
    return await digestOf(files, path)
  } catch (error) {
    if (error instanceof Failure && error.code === 'file-unreadable') return `damaged:${path}`
    throw error
  }
}

/** A piece of a text keeps the whole text alive; a copy does not. */
function own(text: string | null): string | null {
  return text === null ? null : Buffer.from(text).toString()
}

/** Whole posts before cut ones, and these before pages that show no post. */
export function rankOf({ reading }: Pick<OpenPage, 'reading'>): number {
  if (reading.state !== 'ok') return 2
  return reading.remarks.some(({ code }) => code === 'file-truncated' || code === 'charset-doubt') ? 1 : 0
}

/** A second name (of a group, of a place in a list) that stands beside different ids of posts names none of them: each keeps its own. */
function withoutShared(pieces: readonly Piece[]): readonly Piece[] {
  const owners = new Map<string, Set<string>>()
  for (const { keys } of pieces) {
    const [first = '', ...others] = keys
    for (const key of others) owners.set(key, (owners.get(key) ?? new Set<string>()).add(first))
  }
  return pieces.map((piece) => ({ ...piece, keys: piece.keys.filter((key, n) => n === 0 || (owners.get(key)?.size ?? 0) < 2) }))
}

/** Files of one post have a key in common. */
function grouped(pieces: readonly Piece[]): readonly (readonly Piece[])[] {
  const groups: Set<Piece>[] = []
  const home = new Map<string, Set<Piece>>()
  for (const piece of pieces) {
    const names = piece.keys.length > 0 ? piece.keys : [weakKey(piece.path)]
    const known = [...new Set(names.flatMap((name) => home.get(name) ?? []))].sort((a, b) => b.size - a.size)
    const group = known[0] ?? new Set<Piece>()
    if (known.length === 0) groups.push(group)
    // The largest takes in the others, so that no page is moved often.
    for (const other of known.slice(1)) {
      for (const moved of other) {
        group.add(moved)
        for (const name of moved.keys) home.set(name, group)
      }
      other.clear()
    }
    group.add(piece)
    for (const name of names) home.set(name, group)
  }
  return groups.filter((group) => group.size > 0).map((group) => [...group])
}

function weakKey(path: string): string {
  return `toutiao:file:${path}`
}

function postOf(pieces: readonly Piece[]): Discovered {
  const sorted = pieces.toSorted((a, b) => a.rank - b.rank || (a.path < b.path ? -1 : 1))
  const firm = [...new Set(sorted.flatMap(({ keys }) => keys))].sort(strongFirst)
  const [key = '', ...aliases] = firm.length > 0 ? firm : sorted.map(({ path }) => weakKey(path))
  const digests = [...new Set(sorted.flatMap((piece) => piece.digests))].sort()
  return {
    key,
    aliases,
    ref: { pages: sorted.map(({ path }) => path) },
    version: createHash('sha256').update(digests.join('\n')).digest('hex'),
    title: sorted.map(({ title }) => title).find((title) => title !== null) ?? null,
    url: sorted.map(({ url }) => url).find((url) => url !== null) ?? null,
    listed: (sorted.find(({ listed }) => listed.value !== null) ?? sorted[0])?.listed ?? {
      value: null,
      precision: 'unknown',
      provenance: 'none',
      raw: null,
    },
  }
}

/** The id of the post before that of its place in a feed. */
function strongFirst(a: string, b: string): number {
  const [first, second] = [a.includes(':nid:'), b.includes(':nid:')]
  return first === second ? (a < b ? -1 : 1) : first ? 1 : -1
}
