// Bytes that can be read from any place: a file of the archive, or what a packed file gave. In: where they lie. Out: pieces of them. What can
// only be read from its beginning is unpacked once, into a file without a name that ends with the process.
import { randomUUID } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { tooLarge } from '../files/archive-files.ts'
import type { ArchiveFiles } from '../files/archive-files.ts'

export interface Span {
  readonly size: number
  /** Up to `length` bytes from `offset` on, fewer at the end. */
  at(offset: number, length: number): Promise<Buffer>
  close(): Promise<void>
}

const WINDOW = 256 * 1024

export async function spanOf(files: ArchiveFiles, path: string, limit: number): Promise<Span> {
  const size = await files.size(path)
  if (size === null) throw new Failure('file-missing', both(`归档中没有 ${path}`, `${path} is not in the archive`))
  if ((await files.slice(path, 0, 1)) === null) return await spool(await files.stream(path), path, limit)
  return windowed(size, async (offset, length) => (await files.slice(path, offset, length)) ?? Buffer.alloc(0))
}

export function memorySpan(bytes: Buffer): Span {
  return { size: bytes.length, at: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)), close: async () => {} }
}

/** Small asks one after the other cost one look at the disk. */
function windowed(size: number, read: (offset: number, length: number) => Promise<Buffer>, close = async (): Promise<void> => {}): Span {
  let start = 0
  let held: Buffer = Buffer.alloc(0)
  return {
    size,
    async at(offset, length) {
      const end = Math.min(offset + length, size)
      if (offset >= end) return Buffer.alloc(0)
      if (offset < start || end > start + held.length) {
        const fresh = await read(offset, Math.max(end - offset, Math.min(WINDOW, size - offset)))
        ;[start, held] = [offset, fresh]
        return fresh.subarray(0, end - offset)
      }
      return held.subarray(offset - start, end - start)
    },
    close,
  }
}

/** All of a stream in a file that has lost its name, so that nothing stays behind whatever happens to the process. */
export async function spool(chunks: AsyncIterable<unknown>, path: string, limit: number): Promise<Span> {
  const name = join(tmpdir(), `guiji-${randomUUID()}`)
  const file = await open(name, 'wx+', 0o600)
  try {
    await rm(name)
    let size = 0
    for await (const chunk of chunks) {
      if (!(chunk instanceof Uint8Array)) continue
      if (size + chunk.length > limit) throw tooLarge(path, size + chunk.length, limit)
      await file.write(chunk)
      size += chunk.length
    }
    const read = async (offset: number, length: number): Promise<Buffer> => {
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, offset)
      return buffer.subarray(0, bytesRead)
    }
    return windowed(size, read, () => file.close())
  } catch (cause) {
    await file.close()
    if ((cause as NodeJS.ErrnoException).code === 'ENOSPC')
      throw new Failure('disk-full', both('临时目录空间不足', 'no room left in the folder for temporary files'), { cause })
    throw cause
  }
}
