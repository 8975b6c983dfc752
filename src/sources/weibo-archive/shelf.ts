// The archive as a row of files to be read by formats: those of a folder or zip, then what web archives among them recorded of the platform. A
// file is asked for again by its name. Keeps the texts read last, bounded.
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { readHead, readWhole } from '../files/archive-files.ts'
import type { ArchiveFiles, Leftover } from '../files/archive-files.ts'
import { lazyArchive } from '../files/open-archive.ts'
import type { LazyArchive } from '../files/open-archive.ts'
import type { SourceKit } from '../source.ts'
import { decode } from '../text/charset.ts'
import type { Decoded } from '../text/charset.ts'
import type { OneFile } from './format.ts'
import { isMediaFile, mediaIndex } from './media-index.ts'
import type { MediaIndex } from './media-index.ts'
import { captureAddress, isWebArchive, recordings } from './recordings.ts'
import type { Recordings } from './recordings.ts'
import { bytesInside, databaseOf, mayHoldFiles, pathsInside } from './tools/sqlite-bins.ts'

/** `id` finds it again; for what lies in a folder or zip it is its path. */
export interface Shelved {
  readonly id: string
  readonly file: OneFile
}

export interface Shelf {
  readonly archive: LazyArchive
  /** Files that may hold posts, in an order that is the same every time. */
  all(): AsyncIterable<Shelved>
  /** One of them by its id again; null when it is not there. */
  named(id: string): Promise<OneFile | null>
  readonly media: () => Promise<MediaIndex>
  /** Bytes of a picture or film that the archive holds. */
  bytes(path: string): Promise<Uint8Array>
  /** What web archives have of an address; null = nothing. */
  recorded(url: string): Promise<Uint8Array | null>
  /** Files of the archive that are neither read as posts nor media, and why. */
  refused(): Promise<readonly Leftover[]>
  again(): Promise<void>
  close(): Promise<void>
}

interface Place {
  readonly path: string
  readonly kit: SourceKit
  readonly capturedAt: string | null
}

export function openShelf({ path, kit, capturedAt }: Place): Shelf {
  const archive = lazyArchive(path, kit.limits.inflatedBytes)
  const web = recordings(path, kit.limits)
  const texts = textMemory()
  let media: MediaIndex | null = null
  let hasWeb: boolean | null = null
  const isRecorded = async (): Promise<boolean> => {
    hasWeb ??= (await (await archive.files()).all()).list.some((file) => isWebArchive(file.path))
    return hasWeb
  }
  const fileOf = async (files: ArchiveFiles, name: string, size: number): Promise<OneFile> => ({
    name,
    size,
    head: size === 0 ? Buffer.alloc(0) : await readHead(files, name),
    capturedAt,
    bytes: () => readWhole(files, name, kit.limits.fileBytes),
    text: () => texts.get(name, () => readWhole(files, name, kit.limits.fileBytes)),
    files,
    disk: await diskPath(path, name),
  })
  return {
    archive,
    async *all() {
      const files = await archive.files()
      const { list } = await files.all()
      for (const file of list)
        if (!isMediaFile(file.path) && !isWebArchive(file.path)) yield { id: file.path, file: await fileOf(files, file.path, file.size) }
      if (await isRecorded()) yield* captures(web, texts)
    },
    async named(name) {
      if (name.startsWith('capture:')) return await captureNamed(web, texts, name)
      const files = await archive.files()
      const size = await files.size(name)
      return size === null ? null : await fileOf(files, name, size)
    },
    async media() {
      media ??= mediaIndex(await mediaPaths(await archive.files(), fileOf))
      return media
    },
    bytes: async (name) => await mediaBytes({ files: await archive.files(), fileOf, limit: kit.limits.fileBytes }, name),
    async recorded(url) {
      return (await isRecorded()) ? await web.bytes(url) : null
    },
    async refused() {
      const { refused } = await (await archive.files()).all()
      return [...refused, ...((await isRecorded()) ? await web.leftovers() : [])]
    },
    async again() {
      media = null
      hasWeb = null
      texts.clear()
      await web.again()
      await archive.again()
    },
    async close() {
      await web.close()
      await archive.close()
    },
  }
}

type FileOf = (files: ArchiveFiles, name: string, size: number) => Promise<OneFile>

/** Files first: what a database holds once more comes behind them. */
async function mediaPaths(files: ArchiveFiles, fileOf: FileOf): Promise<readonly string[]> {
  const { list } = await files.all()
  const inside: string[] = []
  for (const { path, size } of list)
    if (mayHoldFiles(path)) for (const one of await pathsInside(await fileOf(files, path, size))) inside.push(one)
  return [...list.map((file) => file.path), ...inside]
}

interface Shown {
  readonly files: ArchiveFiles
  readonly fileOf: FileOf
  readonly limit: number
}

async function mediaBytes({ files, fileOf, limit }: Shown, name: string): Promise<Uint8Array> {
  const database = databaseOf(name)
  if (database === null) return await readWhole(files, name, limit)
  const bytes = await bytesInside(await fileOf(files, database, (await files.size(database)) ?? 0), name, limit)
  if (bytes === null) throw new Failure('file-empty', both(`${name} 没有内容`, `${name} has no bytes`))
  return bytes
}

/** Captures carry their own time; `name` is their address. */
async function* captures(web: Recordings, texts: TextMemory): AsyncGenerator<Shelved> {
  for await (const one of web.all()) yield { id: one.id, file: recordedFile(one, texts) }
}

async function captureNamed(web: Recordings, texts: TextMemory, name: string): Promise<OneFile | null> {
  const one = await web.named(name)
  return one === null ? null : recordedFile(one, texts)
}

function recordedFile(
  { id, capturedAt, bytes, contentType }: Awaited<ReturnType<Recordings['named']>> & object,
  texts: TextMemory,
): OneFile {
  return {
    name: captureAddress(id) ?? id,
    size: bytes.length,
    head: bytes.subarray(0, 4096),
    capturedAt,
    bytes: async () => bytes,
    text: () => texts.get(id, async () => bytes, contentType),
    files: null,
    disk: null,
  }
}

async function diskPath(place: string, name: string): Promise<string | null> {
  const found = await stat(place).catch(() => null)
  if (found === null) return null
  if (found.isDirectory()) return join(place, name)
  return place.endsWith(`/${name}`) || place === name ? place : null
}

interface TextMemory {
  get(name: string, bytes: () => Promise<Buffer>, contentType?: string | null): Promise<Decoded>
  clear(): void
}

/** Neighbours are fetched one after the other: the file they stand in is decoded once. */
const MOST_CHARACTERS = 16 * 1024 * 1024
/** A text too large for one string of the language would end the process. */
const LARGEST = 400 * 1024 * 1024

function textMemory(): TextMemory {
  const kept = new Map<string, Decoded>()
  return {
    async get(name, read, contentType) {
      const known = kept.get(name)
      const text = known ?? decoded(name, await read(), contentType)
      kept.delete(name)
      kept.set(name, text)
      let all = 0
      for (const one of kept.values()) all += one.text.length
      for (const [oldest, one] of kept) {
        if ((all <= MOST_CHARACTERS && kept.size <= 32) || oldest === name) break
        kept.delete(oldest)
        all -= one.text.length
      }
      return text
    },
    clear: () => kept.clear(),
  }
}

function decoded(name: string, bytes: Buffer, contentType?: string | null): Decoded {
  if (bytes.length > LARGEST) throw new Failure('file-too-large', both(`${name} 超过 400 MB,请拆分`, `${name} is over 400 MB: split it`))
  return decode(bytes, contentType)
}
