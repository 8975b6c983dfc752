// An archive → its posts, each once, in the order of the lists, and the files that belong to none. Reads every list once, and films only to hash
// them, in pieces.
import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import type { Discovered } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import { UNKNOWN_DATE } from '../../domain/page.ts'
import { digestOf, readWhole } from '../files/archive-files.ts'
import type { ArchiveFile, ArchiveFiles, Leftover } from '../files/archive-files.ts'
import { unions } from '../wechat-archive/join.ts'
import { dateOf } from './dates.ts'
import { fileIndex, isMedia, wordsOfRow } from './file-index.ts'
import type { FileIndex, PostFiles } from './file-index.ts'
import { readList } from './list-file.ts'
import { filesFor } from './post-files.ts'
import type { VideoRow } from './row.ts'

/** How fetch finds a post again: its rows by list and number, and its files. */
export interface DouyinRef {
  readonly rows: readonly (readonly [file: string, row: number])[]
  readonly video: readonly string[]
  readonly cover: string | null
  readonly images: readonly string[]
}

export interface Survey {
  readonly posts: readonly Post[]
  readonly leftovers: readonly Leftover[]
}

/** One row of a list and where it stands. */
export interface Placed {
  readonly file: string
  readonly n: number
  readonly row: VideoRow
}

interface Post {
  readonly keys: readonly string[]
  readonly placed: readonly Placed[]
  readonly files: PostFiles
}

const LIST = /\.(?:json|jsonl|ndjson|csv|tsv|xlsx|txt)$/i

export async function survey(files: ArchiveFiles, limit: number): Promise<Survey> {
  const { list, refused } = await files.all()
  const unused = new Map<string, string>()
  const placed: Placed[] = []
  const lost: Leftover[] = []
  for (const file of list) {
    const found = LIST.test(file.path) ? await rowsOf(files, file, limit) : reasonFor(file)
    if (typeof found === 'string') unused.set(file.path, found)
    else
      for (const [n, row] of found.entries()) {
        if (row === null) lost.push({ name: `${file.path}#${n + 1}`, why: 'a line in which nothing names a post' })
        else placed.push({ file: file.path, n, row })
      }
  }
  const { posts, without } = grouped(placed, fileIndex(list.map(({ path }) => path).filter(isMedia)))
  for (const { files: own } of posts) for (const path of pathsOf(own)) unused.delete(path)
  lost.push(...without.map(({ file, n }) => ({ name: `${file}#${n + 1}`, why: 'a line without an id, and no file is its own' })))
  return { posts, leftovers: [...refused, ...lost, ...[...unused].map(([name, why]) => ({ name, why }))] }
}

function reasonFor({ path }: ArchiveFile): string {
  return isMedia(path) ? 'no list names it, and no post has its number or words' : 'no list, film or picture'
}

async function rowsOf(files: ArchiveFiles, { path }: ArchiveFile, limit: number): Promise<readonly (VideoRow | null)[] | string> {
  try {
    const found = await readList(await readWhole(files, path, limit), path)
    return 'rows' in found ? found.rows : found.why
  } catch (failure) {
    if (!(failure instanceof Failure) || failure.code === 'source-changed') throw failure
    return `cannot be read (${failure.code})`
  }
}

function grouped(placed: readonly Placed[], index: FileIndex): { posts: readonly Post[]; without: readonly Placed[] } {
  const joined = unions(placed.length)
  for (const [n, { row }] of placed.entries()) for (const key of keysOfRow(row)) joined.join(n, key)
  const groups = joined.groups().map((numbers) => numbers.map((n) => placed[n]).filter((one) => one !== undefined))
  const all = ownedFiles(groups, index)
  const homes = new Map<string, Placed[]>()
  const posts: (Post & { readonly placed: Placed[] })[] = []
  const without: Placed[] = []
  // a table without numbers beside a list that has them: the film says which line is whose
  for (const own of all.toSorted((a, b) => Number(a.keys.length === 0) - Number(b.keys.length === 0))) {
    const [main] = [...own.files.video, ...own.files.images]
    const home = own.keys.length > 0 || main === undefined ? undefined : homes.get(main)
    if (home !== undefined) home.push(...own.placed)
    else if (own.keys.length === 0 && main === undefined) without.push(...own.placed)
    else {
      const post = { ...own, placed: [...own.placed] }
      posts.push(post)
      if (main !== undefined && !homes.has(main)) homes.set(main, post.placed)
    }
  }
  return { posts, without }
}

function keysOfRow({ id, item }: VideoRow): readonly string[] {
  return [...(id === null ? [] : [`douyin:${id}`]), ...(item === null ? [] : [`douyin:item:${item}`])]
}

/** Words are no identity: they give a file to a post only where nothing else does, and one post alone has them. */
function ownedFiles(groups: readonly (readonly Placed[])[], index: FileIndex): readonly Post[] {
  const claims = new Map<string, number>()
  const plain = groups.map((group) => filesFor(group, index, null))
  const byWords = groups.map((group, n) => {
    if (plain[n] !== undefined && (plain[n].video.length > 0 || plain[n].images.length > 0)) return null
    const found = group.flatMap(({ row }) => wordsOfRow(row)).map((words) => index.ofWords(words))
    const files = found.find(({ video, images }) => video.length > 0 || images.length > 0) ?? null
    for (const path of files === null ? [] : pathsOf(files)) claims.set(path, (claims.get(path) ?? 0) + 1)
    return files
  })
  return groups.map((group, n) => {
    const words = byWords[n] ?? null
    const isSure = words !== null && words.video.length < 2 && pathsOf(words).every((path) => claims.get(path) === 1)
    const keys = [...new Set(group.flatMap(({ row }) => keysOfRow(row)))].sort(numbersFirst)
    return { keys, placed: group, files: isSure || plain[n] === undefined ? filesFor(group, index, words) : plain[n] }
  })
}

function numbersFirst(a: string, b: string): number {
  return Number(a.includes(':item:')) - Number(b.includes(':item:')) || (a < b ? -1 : 1)
}

function pathsOf({ video, cover, images }: PostFiles): readonly string[] {
  return [...video, ...(cover === null ? [] : [cover]), ...images]
}

/** Each post with its key and version; memory stays flat: films are read in pieces. */
export async function* described({ posts }: Survey, files: ArchiveFiles): AsyncGenerator<Discovered> {
  const taken = new Set<string>()
  for (const { keys, placed, files: own } of posts) {
    const digests: string[] = []
    for (const path of pathsOf(own)) digests.push(await digestOrDamaged(files, path))
    const [key = `douyin:file:${digests[0] ?? ''}`, ...aliases] = keys
    // the same film twice, and nothing numbers either: one post
    if (taken.has(key)) continue
    taken.add(key)
    const rows = placed.map(({ row }) => row)
    const ref: DouyinRef = { rows: placed.map(({ file, n }) => [file, n] as const), ...own }
    yield {
      key,
      aliases,
      ref: { rows: ref.rows.map(([file, n]) => [file, n]), video: ref.video, cover: ref.cover, images: ref.images },
      version: versionOf(rows, digests),
      title: rows.flatMap((row) => row.title ?? row.caption?.split('\n')[0]?.slice(0, 60) ?? [])[0] ?? null,
      url: rows.map(({ id }) => (id === null ? null : `https://www.douyin.com/video/${id}`)).find((url) => url !== null) ?? null,
      listed: rows.map(dateOf).find(({ value }) => value !== null) ?? UNKNOWN_DATE,
    }
  }
}

/** What a reader sees; how often it was played and liked is another matter, and addresses at the platform expire. */
function versionOf(rows: readonly VideoRow[], digests: readonly string[]): string {
  const said = rows.map((row) => JSON.stringify({ ...row, counts: {}, files: [], covers: [], images: [] }))
  return createHash('sha256')
    .update(JSON.stringify([[...new Set(said)].sort(), digests]))
    .digest('hex')
}

async function digestOrDamaged(files: ArchiveFiles, path: string): Promise<string> {
  try {
    return await digestOf(files, path)
  } catch (error) {
    if (error instanceof Failure && error.code === 'file-unreadable') return `damaged:${posix.basename(path)}`
    throw error
  }
}
