// A zip as ArchiveFiles. Refuses whole zips with paths outside, links or bombs (Failure `zip-unsafe`); zips inside are not followed.
import { isUtf8 } from 'node:buffer'
import type { Readable } from 'node:stream'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { openPromise } from 'yauzl'
import type { Entry, ZipFile } from 'yauzl'
import { byPath, collect } from './archive-files.ts'
import type { ArchiveFile, ArchiveFiles, Leftover } from './archive-files.ts'

/** Deflate reaches 1032:1; real pages stay under 20:1. Small files may be as empty as they like. */
const MOST_RATIO = 200
const RATIO_COUNTS_FROM = 8 * 1024 * 1024

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
  const entries = new Map<string, Entry>()
  const refused: Leftover[] = []
  let total = 0
  for await (const entry of zip.eachEntry()) {
    const path = safePath(entry)
    if (path.endsWith('/')) continue
    total += entry.uncompressedSize
    refuseBomb(entry, total, inflatedLimit)
    const before = entries.get(path)
    if (before === undefined) entries.set(path, entry)
    else if (before.crc32 === entry.crc32 && before.uncompressedSize === entry.uncompressedSize)
      refused.push({ name: path, why: 'the same file twice in the zip' })
    else entries.set(freeName(entries, path), entry)
  }
  return { entries, refused }
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

function freeName(entries: ReadonlyMap<string, Entry>, path: string): string {
  let n = 2
  while (entries.has(`${path}#${n}`)) n += 1
  return `${path}#${n}`
}

function access(zip: ZipFile, entries: ReadonlyMap<string, Entry>): Omit<ArchiveFiles, 'all'> {
  const stream = async (path: string): Promise<Readable> => {
    const entry = entries.get(path)
    if (entry === undefined) throw new Failure('file-missing', both(`压缩包中没有 ${path}`, `${path} is not in the zip`))
    if (entry.isEncrypted()) throw new Failure('file-unreadable', both(`压缩包中的 ${path} 已加密`, `${path} is encrypted in the zip`))
    return await zip.openReadStreamPromise(entry)
  }
  const folders = Map.groupBy(entries.keys(), (path) => path.slice(0, Math.max(0, path.lastIndexOf('/'))))
  return {
    async inFolder(folder) {
      return (folders.get(folder) ?? []).toSorted()
    },
    async size(path) {
      return entries.get(path)?.uncompressedSize ?? null
    },
    whole: async (path) => await collect(await stream(path)),
    stream,
    async close() {
      zip.close()
    },
  }
}
