// The address of a picture or file in an item → the archive's own copy of it: beside the answer, below the archive's root by its path, or
// below a folder named like its host, as mirroring tools lay it.
import { posix } from 'node:path'
import type { ArchiveFiles } from '../files/archive-files.ts'
import type { MediaNeed } from '../page-media.ts'

/** `near`: the path of the answer; null for one that is no file. */
export async function localPath(files: ArchiveFiles, need: MediaNeed, near: string | null): Promise<string | null> {
  for (const path of placesOf(need, near)) if ((await files.size(path)) !== null) return path
  return null
}

function placesOf({ name, also, url }: MediaNeed, near: string | null): readonly string[] {
  const folder = near === null ? '' : posix.dirname(near)
  const own = [name, ...also].flatMap((one) => (isWeb(one) ? [] : [posix.join(folder, pathOf(one)), pathOf(one)]))
  const web = url === null ? null : URL.parse(url)
  const mirrored = web === null ? [] : [`${web.host}${web.pathname}`, posix.join(folder, web.pathname), web.pathname]
  const all = [...own, ...mirrored].flatMap((path) => [path, decoded(path)]).map((path) => posix.normalize(path).replace(/^\/+/, ''))
  return [...new Set(all)].filter(
    (path) => path !== '' && path !== '.' && !path.startsWith('..') && !path.endsWith('/') && path.length < 1000,
  )
}

function isWeb(address: string): boolean {
  return /^[a-z][a-z0-9+.-]*:|^\/\//i.test(address)
}

function pathOf(address: string): string {
  return address.replace(/[?#].*$/s, '')
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
