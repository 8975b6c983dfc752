// A folder, or one file with the folder around it, as ArchiveFiles. Follows no symbolic link and never leaves the folder.
import { closeSync, constants, createReadStream, fstatSync, lstatSync, openSync, readSync } from 'node:fs'
import type { Stats } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import { Readable } from 'node:stream'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { byPath, cannotRead, tooLarge } from './archive-files.ts'
import type { ArchiveFile, ArchiveFiles, Leftover } from './archive-files.ts'

export function openFolder(root: string): ArchiveFiles {
  return {
    async all() {
      const list: ArchiveFile[] = []
      const refused: Leftover[] = []
      for await (const found of walk(root)) {
        if ('why' in found) refused.push({ name: found.path, why: found.why })
        else list.push(found)
      }
      return { list: list.sort(byPath), refused }
    },
    ...access(root),
  }
}

/** An archive of one: only this file is listed, but its pictures beside it can be read. */
export function openSingle(file: string): ArchiveFiles {
  return {
    async all() {
      const { size } = await lstat(file)
      return { list: [{ path: basename(file), size }], refused: [] }
    },
    ...access(dirname(file)),
  }
}

async function* walk(root: string): AsyncGenerator<ArchiveFile | { readonly path: string; readonly why: string }> {
  const waiting = ['']
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch((cause: unknown) => {
      if (folder === '') throw new Failure('source-unreadable', both(`${root} 无法读取`, `${root} cannot be read`), { cause })
      return null
    })
    if (entries === null) yield { path: `${folder}/`, why: 'a folder that cannot be read' }
    for (const entry of entries ?? []) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) waiting.push(path)
      else if (!entry.isFile()) yield { path, why: 'symbolic link or special file, not followed' }
      else {
        const size = look(join(root, path))?.size
        yield size === undefined ? { path, why: 'its name cannot be read (not in UTF-8)' } : { path, size }
      }
    }
  }
}

function access(root: string): Omit<ArchiveFiles, 'all'> {
  return {
    async inFolder(folder) {
      if (folder !== '' && !isInside(root, folder)) return []
      const entries = await readdir(place(root, folder), { withFileTypes: true }).catch(() => [])
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => (folder === '' ? entry.name : `${folder}/${entry.name}`))
        .sort()
    },
    async size(path) {
      if (!isPlain(path)) return null
      const found = look(place(root, path))
      return found?.isFile() === true && isInside(root, dirname(path)) ? found.size : null
    },
    async whole(path, limit) {
      const opened = openFile(root, path)
      try {
        if (opened.stats.size > limit) throw tooLarge(path, opened.stats.size, limit)
        return readAll(opened, path)
      } finally {
        closeSync(opened.fd)
      }
    },
    async stream(path) {
      const { fd, stats } = openFile(root, path)
      if (stats.size > 0) return createReadStream('', { fd, end: stats.size - 1, highWaterMark: 256 * 1024 })
      closeSync(fd)
      return Readable.from([])
    },
    async slice(path, start, length) {
      const { fd, stats } = openFile(root, path)
      try {
        const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, stats.size - start)))
        let got = 0
        for (let more = -1; got < bytes.length && more !== 0; got += more) more = readSync(fd, bytes, got, bytes.length - got, start + got)
        return bytes.subarray(0, got)
      } finally {
        closeSync(fd)
      }
    },
    async close() {},
  }
}

// Synchronous on purpose: handing so small a call to a thread and back costs several times the call.
function look(file: string): Stats | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false })
  } catch {
    return undefined // a path that is too long, or through a file
  }
}

interface Opened {
  readonly fd: number
  readonly stats: Stats
}

/** Never through a symbolic link, and never a pipe or a device, which might give bytes for ever or wait for them. */
function openFile(root: string, path: string): Opened {
  if (!isPlain(path)) throw new Failure('file-missing', both(`${path} 在归档之外`, `${path} lies outside the archive`))
  const fd = descriptorOf(place(root, path), path)
  const stats = fd === null ? null : fstatSync(fd)
  if (fd !== null && stats?.isFile() === true && isInside(root, dirname(path))) return { fd, stats }
  if (fd !== null) closeSync(fd)
  throw new Failure('file-missing', both(`归档中没有 ${path}`, `${path} is not in the archive`))
}

function descriptorOf(file: string, path: string): number | null {
  try {
    return openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (cause) {
    if (['EACCES', 'EPERM', 'EIO'].includes((cause as NodeJS.ErrnoException).code ?? '')) throw cannotRead(path, cause)
    return null
  }
}

/** As many bytes as the file had when it was opened; a file that changes meanwhile is read again later. */
function readAll({ fd, stats }: Opened, path: string): Buffer {
  const bytes = Buffer.allocUnsafe(stats.size)
  let got = 0
  for (let more = -1; got < bytes.length && more !== 0; got += more) more = readSync(fd, bytes, got, bytes.length - got, got)
  const after = fstatSync(fd)
  if (got < bytes.length || after.size !== stats.size || after.mtimeMs !== stats.mtimeMs)
    throw new Failure('source-changed', both(`${path} 在读取时变化`, `${path} changed while it was read`))
  return bytes
}

function isPlain(path: string): boolean {
  return path !== '' && !path.includes('\0') && !path.startsWith('/') && !path.split('/').includes('..')
}

/** Whether a folder is reached from the archive's own by real folders alone: a link among them may lead anywhere. */
function isInside(root: string, folder: string): boolean {
  if (folder === '.') return true
  if (!isPlain(folder)) return false
  const steps = folder.split('/')
  return steps.every((_, n) => look(place(root, steps.slice(0, n + 1).join('/')))?.isDirectory() === true)
}

function place(root: string, path: string): string {
  return join(root, path.split('/').join(sep))
}
