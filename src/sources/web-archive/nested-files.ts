// A folder that holds WACZ files → one archive of files in which each of them is a folder. A zip is opened when its files are first asked for
// and is held to the same bounds as one that stands alone.
import { join } from 'node:path'
import { Failure } from '../../domain/failures.ts'
import { byPath } from '../files/archive-files.ts'
import type { ArchiveFile, ArchiveFiles, Leftover } from '../files/archive-files.ts'
import { openZip } from '../files/zip-files.ts'

/** `root`: the folder on disk; null when the archive is no folder, and zips inside are left alone. */
export async function withNested(outer: ArchiveFiles, root: string | null, inflatedLimit: number): Promise<ArchiveFiles> {
  const { list, refused } = await outer.all()
  const inner = new Map<string, ArchiveFiles>()
  const broken: Leftover[] = []
  for (const { path, size } of root === null ? [] : list) {
    if (!/\.(?:wacz|zip)$/i.test(path) || size < 22) continue
    const opened = await openZip(join(root ?? '', path), inflatedLimit).catch((cause: unknown) => {
      if (!(cause instanceof Failure)) throw cause
      return cause
    })
    if (opened instanceof Failure) broken.push({ name: path, why: `cannot be opened (${opened.code})` })
    else inner.set(path, opened)
  }
  return inner.size === 0 && broken.length === 0 ? outer : joined(outer, inner, { list, refused: [...refused, ...broken] })
}

interface Listed {
  readonly list: readonly ArchiveFile[]
  readonly refused: readonly Leftover[]
}

function joined(outer: ArchiveFiles, inner: ReadonlyMap<string, ArchiveFiles>, { list, refused }: Listed): ArchiveFiles {
  const skip = new Set([...inner.keys(), ...refused.map(({ name }) => name)])
  const within = (path: string): { files: ArchiveFiles; path: string; prefix: string } => {
    for (const [zip, files] of inner) if (path.startsWith(`${zip}/`)) return { files, path: path.slice(zip.length + 1), prefix: `${zip}/` }
    return { files: outer, path, prefix: '' }
  }
  return {
    async all() {
      const found = list.filter(({ path }) => !skip.has(path))
      const left = [...refused]
      for (const [zip, files] of inner) {
        const there = await files.all()
        for (const { path, size } of there.list) found.push({ path: `${zip}/${path}`, size })
        for (const { name, why } of there.refused) left.push({ name: `${zip}/${name}`, why })
      }
      return { list: found.sort(byPath), refused: left }
    },
    async inFolder(folder) {
      const { files, path, prefix } = within(`${folder}/`)
      return (await files.inFolder(path.replace(/\/$/, ''))).map((name) => `${prefix}${name}`)
    },
    size: (given) => {
      const { files, path } = within(given)
      return files.size(path)
    },
    whole: (given, limit) => {
      const { files, path } = within(given)
      return files.whole(path, limit)
    },
    stream: (given) => {
      const { files, path } = within(given)
      return files.stream(path)
    },
    slice: (given, start, length) => {
      const { files, path } = within(given)
      return files.slice(path, start, length)
    },
    async close() {
      for (const files of [...inner.values(), outer]) await files.close()
    },
  }
}
