// What an archive is to the rest of this source: a sorted list of files and their bytes. Folder, zip and single file look the same.
import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'

export interface ArchiveFile {
  /** Relative to the archive, with `/`. */
  readonly path: string
  /** Inflated size in bytes. */
  readonly size: number
}

export interface Leftover {
  readonly name: string
  readonly why: string
}

export interface ArchiveFiles {
  /** Every file, sorted by path in code units (the same order on every machine), and what could not even become one. */
  all(): Promise<{ readonly list: readonly ArchiveFile[]; readonly refused: readonly Leftover[] }>
  /** Paths of the files right inside a folder ('' = the root), sorted; empty when there is none. */
  inFolder(folder: string): Promise<readonly string[]>
  /** Size of a file, or null when there is none of that path. */
  size(path: string): Promise<number | null>
  /** All bytes of a file, never more than `limit`. Throws Failure `file-missing`, `file-too-large`, `file-unreadable`, `source-changed`. */
  whole(path: string, limit: number): Promise<Buffer>
  /** Bytes of a file as a stream, as many as it has when it is opened. Throws Failure `file-missing`. */
  stream(path: string): Promise<Readable>
  /** `length` bytes from `start` on, fewer where the file ends; null when it can only be read from its beginning (packed in a zip). */
  slice(path: string, start: number, length: number): Promise<Buffer | null>
  close(): Promise<void>
}

/** The whole file, but never more than `limit` bytes in memory: Failure `file-empty`, `file-too-large`, `file-missing`. */
export async function readWhole(files: ArchiveFiles, path: string, limit: number): Promise<Buffer> {
  const size = await files.size(path)
  if (size === null) throw new Failure('file-missing', both(`归档中没有 ${path}`, `${path} is not in the archive`))
  if (size === 0) throw new Failure('file-empty', both(`${path} 没有内容`, `${path} has no bytes`))
  if (size > limit) throw tooLarge(path, size, limit)
  return await files.whole(path, limit)
}

export function tooLarge(path: string, size: number, limit: number): Failure {
  return new Failure('file-too-large', both(`${path} 有 ${size} 字节,上限 ${limit}`, `${path} has ${size} bytes; the limit is ${limit}`))
}

/** All bytes of a stream. */
export async function collect(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)
}

/** The first bytes of a file, enough to recognize it. */
export async function readHead(files: ArchiveFiles, path: string, bytes = 4096): Promise<Buffer> {
  const stream = await files.stream(path)
  const chunks: Buffer[] = []
  let got = 0
  for await (const chunk of sound(stream, path)) {
    chunks.push(chunk)
    got += chunk.length
    if (got >= bytes) break
  }
  stream.destroy()
  return Buffer.concat(chunks).subarray(0, bytes)
}

/** Files up to this size are read at once: opening a stream costs more than their bytes. */
export const SMALL = 64 * 1024

/** SHA-256 hex of a file's contents, large ones read in pieces. */
export async function digestOf(files: ArchiveFiles, path: string): Promise<string> {
  const hash = createHash('sha256')
  if (((await files.size(path)) ?? 0) <= SMALL) return hash.update(await files.whole(path, SMALL)).digest('hex')
  for await (const chunk of sound(await files.stream(path), path)) hash.update(chunk)
  return hash.digest('hex')
}

/** A damaged file is one foreseen failure and no bug, whatever broke first. */
async function* sound(stream: Readable, path: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of stream) yield chunk as Buffer
  } catch (cause) {
    throw cannotRead(path, cause)
  }
}

export function cannotRead(path: string, cause?: unknown): Failure {
  if (cause instanceof Failure) return cause
  return new Failure('file-unreadable', both(`${path} 已损坏,无法读取`, `${path} is damaged and cannot be read`), { cause })
}

export function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0
}
