// An archive → its posts, each once, in path order, and the files that are no post. Reads every file once; keeps keys and digests only.
import { createHash } from 'node:crypto'
import type { Claim, ServiceFunction } from '../../domain/account.ts'
import type { Discovered } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import { UNKNOWN_DATE } from '../../domain/page.ts'
import { digestOf } from '../files/archive-files.ts'
import type { ArchiveFile, ArchiveFiles, Leftover } from '../files/archive-files.ts'
import { keyOrder, unions } from './join.ts'
import { bestFirst } from './merge.ts'
import { piecesOf, unreadable } from './pieces.ts'
import type { Piece } from './pieces.ts'
import { largest } from './said-counts.ts'

/** How fetch finds the bytes again: pages best first, rows by file and number. */
export interface ArchiveRef {
  readonly pages: readonly string[]
  readonly rows: readonly (readonly [file: string, row: number])[]
}

export interface Found {
  readonly posts: readonly Post[]
  readonly leftovers: readonly Leftover[]
  /** What the account offered beside its posts, each once; the first file in path order tells. */
  readonly functions: readonly ServiceFunction[]
  /** How much saved answers of the platform say there is. */
  readonly claims: readonly Claim[]
}

interface Post {
  readonly pieces: readonly Piece[]
}

/** One file that breaks its reader (nested without end, say) or is damaged never stops the others: it is named among the leftovers. */
async function readable(files: ArchiveFiles, file: ArchiveFile, fileLimit: number): ReturnType<typeof piecesOf> {
  try {
    return await piecesOf(files, file, fileLimit)
  } catch (error) {
    if (error instanceof Failure && error.code === 'file-unreadable') return unreadable(file)
    if (!(error instanceof RangeError)) throw error
    return { why: 'cannot be read: it is nested too deep or too large' }
  }
}

/** First half: what is there. All files are looked at before the first post is known, since the last may join the first. */
export async function survey(files: ArchiveFiles, fileLimit: number): Promise<Found> {
  const { list, refused } = await files.all()
  const pieces: Piece[] = []
  const said: Claim[] = []
  const unused = new Map<string, string>()
  const functions = new Map<string, ServiceFunction>()
  for (const file of list) {
    const found = await readable(files, file, fileLimit)
    if ('why' in found) unused.set(file.path, found.why)
    else if ('functions' in found) {
      const fresh = found.functions.filter((one) => !functions.has(one.key))
      for (const one of fresh) functions.set(one.key, one)
      if (fresh.length === 0) unused.set(file.path, NO_NEW_FUNCTION)
    } else {
      for (const piece of found.pieces) pieces.push(piece)
      said.push(...(found.claims ?? []))
    }
  }
  for (const piece of pieces) for (const path of piece.uses) unused.delete(path)
  return {
    posts: group(pieces),
    leftovers: [...refused, ...[...unused].map(([name, why]) => ({ name, why }))],
    functions: [...functions.values()],
    claims: largest(said),
  }
}

const NO_NEW_FUNCTION = 'a menu, replies or a list of functions that offer nothing, or nothing that another file does not tell'

function group(pieces: readonly Piece[]): readonly Post[] {
  const joined = unions(pieces.length)
  for (const [n, piece] of pieces.entries()) for (const key of piece.keys) joined.join(n, key)
  joinNamesakes(pieces, joined.joinPieces)
  return joined.groups().map((numbers) => ({ pieces: numbers.map((n) => pieces[n]).filter((piece) => piece !== undefined) }))
}

/** Exporters write one post in several formats under one file name; two posts that the platform numbers differently stay two. */
function joinNamesakes(pieces: readonly Piece[], join: (a: number, b: number) => void): void {
  const pages = [...pieces.entries()].filter(([, piece]) => piece.row === null)
  for (const same of Map.groupBy(pages, ([, piece]) => exportName(piece.file)).values()) {
    const strong = same.filter(([, piece]) => piece.keys.length > 0)
    const home = strong[0] ?? same[0]
    const one = strong.every(([, piece]) => piece.keys.some((key) => home?.[1].keys.includes(key) === true))
    if (home === undefined || !one) continue
    for (const [n] of same) join(home[0], n)
  }
}

function exportName(path: string): string {
  return path
    .replace(/\/index\.html?$/i, '.html')
    .replace(/\.(x?html?|mht|mhtml|md|markdown)$/i, '')
    .toLowerCase()
}

/** Second half: each post with its key and version. Pictures are read in pieces and only to be hashed. */
export async function* posts(files: ArchiveFiles, found: Found, since?: string): AsyncGenerator<Discovered> {
  const digests = new Map<string, string>()
  for (const post of found.posts) {
    const discovered = await describe(files, post, digests)
    const day = discovered.listed.value?.slice(0, 10)
    if (since === undefined || day === undefined || day >= since.slice(0, 10)) yield discovered
  }
}

async function describe(files: ArchiveFiles, post: Post, digests: Map<string, string>): Promise<Discovered> {
  const sorted = post.pieces.toSorted((a, b) => bestFirst(a.rated, b.rated))
  const all = sorted.filter((piece) => piece.row === null)
  // An empty page beside a good copy is accounted for, but there is nothing to fetch from it.
  const pages = all.some((piece) => piece.form !== 'unread') ? all.filter((piece) => piece.form !== 'unread') : all
  const rows = sorted.filter((piece) => piece.row !== null)
  // A file's name says who a post is only when nothing better does: names are given anew at every export.
  const firm = [...new Set(sorted.flatMap((piece) => piece.keys))].sort(keyOrder)
  const names = firm.length > 0 ? firm : [...all, ...rows].map(weakKey).sort()
  const [key = '', ...aliases] = names
  const ref: ArchiveRef = { pages: pages.map((piece) => piece.file), rows: rows.map((piece) => [piece.file, piece.row ?? 0] as const) }
  return {
    key,
    aliases,
    ref: { pages: ref.pages, rows: ref.rows.map(([file, row]) => [file, row]) },
    version: await versionOf(files, post, digests),
    title: sorted.map((piece) => piece.title).find((title) => title !== null) ?? null,
    url: sorted.map((piece) => piece.url).find((url) => url !== null) ?? null,
    listed: sorted.map((piece) => piece.listed).find((date) => date.value !== null) ?? UNKNOWN_DATE,
  }
}

function weakKey(piece: Piece): string {
  return `wechat:file:${piece.file}${piece.row === null ? '' : `#${piece.row}`}`
}

/** Contents only: names and times of files may change, the post does not. */
async function versionOf(files: ArchiveFiles, post: Post, digests: Map<string, string>): Promise<string> {
  const parts = new Set(post.pieces.map((piece) => piece.digest))
  for (const path of post.pieces.flatMap((piece) => piece.uses)) {
    const known = digests.get(path) ?? (await digestOrDamaged(files, path))
    digests.set(path, known)
    parts.add(known)
  }
  return createHash('sha256')
    .update([...parts].sort().join('\n'))
    .digest('hex')
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
