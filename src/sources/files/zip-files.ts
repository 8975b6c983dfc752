// A zip as ArchiveFiles. Refuses whole zips with paths outside, links, bombs or files without number (Failure `zip-unsafe`); zips inside are
// not followed, and a file that is locked or packed in an unknown way is named among the refused.
import { isUtf8 } from 'node:buffer'
import type { Readable } from 'node:stream'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { crc32 } from 'node:zlib'
import { Entry, openPromise } from 'yauzl'
import type { ZipFile } from 'yauzl'
import { byPath, cannotRead, collect, tooLarge } from './archive-files.ts'
import type { ArchiveFile, ArchiveFiles, Leftover } from './archive-files.ts'

/** Deflate reaches 1032:1; real pages stay under 20:1. Small files may be as empty as they like. */
const MOST_RATIO = 200
const RATIO_COUNTS_FROM = 8 * 1024 * 1024
/** Every file of the list stays in memory while the zip is open. A larger archive can be unpacked into a folder. */
const MOST_ENTRIES = 200_000
const MOST_NAME_BYTES = 64 * 1024 * 1024

export async function openZip(file: string, inflatedLimit: number): Promise<ArchiveFiles> {
  const zip = await openPromise(file, { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: true }).catch(
    (cause: unknown) => {
      throw new Failure('source-unreadable', both('压缩包无法打开', 'the zip cannot be opened'), { cause })
    },
  )
  try {
    const { entries, refused } = await index(zip, inflatedLimit)
    const list: ArchiveFile[] = [...entries].map(([path, entry]) => ({ path, size: entry.uncompressedSize })).sort(byPath)
    return { all: () => Promise.resolve({ list, refused }), ...access(zip, entries) }
  } catch (cause) {
    zip.close()
    if (cause instanceof Failure) throw cause
    throw new Failure('source-unreadable', both('压缩包的文件目录已损坏', 'the list of files in the zip is damaged'), { cause })
  }
}

async function index(zip: ZipFile, inflatedLimit: number): Promise<{ entries: Map<string, Entry>; refused: Leftover[] }> {
  if (zip.entryCount > MOST_ENTRIES) throw tooMany()
  const entries = new Map<string, Entry>()
  const refused: Leftover[] = []
  const nextNumber = new Map<string, number>()
  let total = 0
  let names = 0
  for await (const entry of zip.eachEntry()) {
    const path = safePath(entry)
    names += entry.fileNameLength
    if (names > MOST_NAME_BYTES) throw tooMany()
    if (path.endsWith('/')) continue
    total += entry.uncompressedSize
    refuseBomb(entry, total, inflatedLimit)
    const before = entries.get(path)
    const why = entry.isEncrypted() ? 'locked by a password' : ![0, 8].includes(entry.compressionMethod) ? 'packed in an unknown way' : null
    if (why !== null) refused.push({ name: path, why })
    else if (before === undefined) entries.set(path, lean(entry))
    else if (before.crc32 === entry.crc32 && before.uncompressedSize === entry.uncompressedSize)
      refused.push({ name: path, why: 'the same file twice in the zip' })
    else entries.set(freeName(entries, nextNumber, path), lean(entry))
  }
  return { entries, refused }
}

function tooMany(): Failure {
  return new Failure(
    'zip-unsafe',
    both(`其中文件超过 ${MOST_ENTRIES} 个;请解压为文件夹`, `it holds more than ${MOST_ENTRIES} files; unpack it into a folder`),
  )
}

/** What reading needs, without names, comments and extra fields, which are many times larger. */
function lean(entry: Entry): Entry {
  const kept = new Entry()
  kept.generalPurposeBitFlag = entry.generalPurposeBitFlag
  kept.compressionMethod = entry.compressionMethod
  kept.compressedSize = entry.compressedSize
  kept.uncompressedSize = entry.uncompressedSize
  kept.relativeOffsetOfLocalHeader = entry.relativeOffsetOfLocalHeader
  kept.crc32 = entry.crc32
  return kept
}

function refuseBomb(entry: Entry, total: number, inflatedLimit: number): void {
  if (total > inflatedLimit)
    throw new Failure('zip-unsafe', both(`解压后超过 ${inflatedLimit} 字节`, `its files inflate to more than ${inflatedLimit} bytes`))
  const { uncompressedSize: size, compressedSize } = entry
  if (size > RATIO_COUNTS_FROM && size > compressedSize * MOST_RATIO)
    throw new Failure('zip-unsafe', both(`其中一个文件解压后膨胀超过 ${MOST_RATIO} 倍`, `a file inflates over ${MOST_RATIO} times`))
}

function safePath(entry: Entry): string {
  const raw = entry.fileName as unknown as Buffer
  const path = nameOf(raw, (entry.generalPurposeBitFlag & 0x800) !== 0).replaceAll('\\', '/')
  const outside = path.startsWith('/') || /^[a-z]:/i.test(path) || path.split('/').includes('..') || path.includes('\0')
  if (outside) throw new Failure('zip-unsafe', both('其中有路径指向压缩包之外', 'a path in the zip leads outside of it'))
  if (((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000)
    throw new Failure('zip-unsafe', both('其中有符号链接', 'the zip holds a symbolic link'))
  return path.replace(/^(\.\/)+/, '')
}

/** Zips packed on Chinese Windows name files in GBK without saying so. */
function nameOf(raw: Buffer, saysUtf8: boolean): string {
  return saysUtf8 || isUtf8(raw) ? raw.toString('utf8') : new TextDecoder('gb18030').decode(raw)
}

/** Numbers go on where they ended: a thousand files of one name cost a thousand looks. */
function freeName(entries: ReadonlyMap<string, Entry>, nextNumber: Map<string, number>, path: string): string {
  let n = nextNumber.get(path) ?? 2
  while (entries.has(`${path}#${n}`)) n += 1
  nextNumber.set(path, n + 1)
  return `${path}#${n}`
}

function access(zip: ZipFile, entries: ReadonlyMap<string, Entry>): Omit<ArchiveFiles, 'all'> {
  const entryOf = (path: string): Entry => {
    const entry = entries.get(path)
    if (entry === undefined) throw new Failure('file-missing', both(`压缩包中没有 ${path}`, `${path} is not in the zip`))
    return entry
  }
  const stream = async (path: string): Promise<Readable> => {
    const entry = entryOf(path)
    return await zip.openReadStreamPromise(entry).catch((cause: unknown) => {
      throw cannotRead(path, cause)
    })
  }
  const folders = Map.groupBy(entries.keys(), (path) => path.slice(0, Math.max(0, path.lastIndexOf('/'))))
  return {
    async inFolder(folder) {
      return (folders.get(folder) ?? []).toSorted()
    },
    async size(path) {
      return entries.get(path)?.uncompressedSize ?? null
    },
    async whole(path, limit) {
      const { uncompressedSize: size, crc32: sum } = entryOf(path)
      if (size > limit) throw tooLarge(path, size, limit)
      const bytes = await collect(await stream(path)).catch((cause: unknown) => {
        throw cannotRead(path, cause)
      })
      // Some programs leave the sum out.
      if (sum !== 0 && crc32(bytes) !== sum) throw cannotRead(path)
      return bytes
    },
    stream,
    async slice(path, start, length) {
      const entry = entryOf(path)
      if (entry.compressionMethod !== 0) return null
      const end = Math.min(start + length, entry.uncompressedSize)
      if (start >= end) return Buffer.alloc(0)
      return await collect(await zip.openReadStreamPromise(entry, { start, end })).catch((cause: unknown) => {
        throw cannotRead(path, cause)
      })
    },
    async close() {
      zip.close()
    },
  }
}
