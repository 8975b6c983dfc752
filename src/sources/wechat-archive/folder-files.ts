// A folder, or one file with the folder around it, as ArchiveFiles. Follows no symbolic link and never leaves the folder.
import { closeSync, constants, createReadStream, lstatSync, openSync, readFileSync } from 'node:fs'
import type { Stats } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { byPath } from './archive-files.ts'
import type { ArchiveFile, ArchiveFiles, Leftover } from './archive-files.ts'

export function openFolder(root: string): ArchiveFiles {
  return {
    async all() {
      const list: ArchiveFile[] = []
      const refused: Leftover[] = []
      for await (const found of walk(root)) {
        if (found.size === null) refused.push({ name: found.path, why: 'symbolic link or special file, not followed' })
        else list.push({ path: found.path, size: found.size })
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

async function* walk(root: string): AsyncGenerator<{ path: string; size: number | null }> {
  const waiting = ['']
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) waiting.push(path)
      else if (entry.isFile()) yield { path, size: look(join(root, path))?.size ?? null }
      else yield { path, size: null }
    }
  }
}

function access(root: string): Omit<ArchiveFiles, 'all'> {
  return {
    async inFolder(folder) {
      if (folder !== '' && !isInside(folder)) return []
      const entries = await readdir(place(root, folder), { withFileTypes: true }).catch(() => [])
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => (folder === '' ? entry.name : `${folder}/${entry.name}`))
        .sort()
    },
    async size(path) {
      if (!isInside(path)) return null
      const found = look(place(root, path))
      return found?.isFile() === true ? found.size : null
    },
    async whole(path) {
      if (!isInside(path)) throw new Failure('file-missing', both(`${path} 在归档之外`, `${path} lies outside the archive`))
      return readFile(place(root, path), path)
    },
    async stream(path) {
      if (!isInside(path)) throw new Failure('file-missing', both(`${path} 在归档之外`, `${path} lies outside the archive`))
      if (look(place(root, path))?.isFile() !== true)
        throw new Failure('file-missing', both(`归档中没有 ${path}`, `${path} is not in the archive`))
      return createReadStream(place(root, path), { highWaterMark: 256 * 1024 })
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

function readFile(file: string, path: string): Buffer {
  let opened: number
  try {
    // Never through a symbolic link that took the file's place.
    opened = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW)
  } catch (cause) {
    throw new Failure('file-missing', both(`归档中没有 ${path}`, `${path} is not in the archive`), { cause })
  }
  try {
    return readFileSync(opened)
  } finally {
    closeSync(opened)
  }
}

function isInside(path: string): boolean {
  return path !== '' && !path.includes('\0') && !path.startsWith('/') && !path.split('/').includes('..')
}

function place(root: string, path: string): string {
  return join(root, path.split('/').join(sep))
}
