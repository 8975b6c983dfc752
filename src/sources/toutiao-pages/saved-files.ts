// What a saved page shows → the archive's own file that holds it, or null. Looks at names only.
import type { ArchiveFiles } from '../files/archive-files.ts'
import type { MediaNeed } from '../page-media.ts'

export type Beside = readonly ReadonlyMap<string, string>[]

/** `page`: path of the page. Browsers put what a page shows into a folder beside it, under the last part of its address. */
export async function savedFile(
  files: ArchiveFiles,
  { path: page, beside }: { readonly path: string; readonly beside: () => Promise<Beside> },
  { name, also }: MediaNeed,
): Promise<string | null> {
  for (const one of [name, ...also]) {
    for (const path of relativePaths(page, one)) if ((await files.size(path)) !== null) return path
  }
  for (const inside of await beside()) {
    for (const one of [name, ...also]) {
      const wanted = stemOf(one.replace(/[?#].*$/s, ''))
      const found = wanted.length < 8 ? undefined : inside.get(wanted)
      if (found !== undefined) return found
    }
  }
  return null
}

/** Name without its ending → file, for each folder that a page's things may lie in. A page may show as many as there are: read once. */
export async function filesBeside(files: ArchiveFiles, page: string): Promise<Beside> {
  const folders: ReadonlyMap<string, string>[] = []
  // Of two files with one name the first counts.
  for (const folder of foldersOf(page))
    folders.push(new Map((await files.inFolder(folder)).toReversed().map((path) => [stemOf(path), path])))
  return folders
}

function relativePaths(page: string, name: string): readonly string[] {
  if (/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(name)) return []
  const plain = name.replace(/[?#].*$/s, '')
  return [...new Set([plain, decoded(plain)])].flatMap((one) => joined(folderOf(page), one) ?? [])
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

/** Null when it leads out of the archive. */
function joined(folder: string, relative: string): string | null {
  const steps = folder.split('/').filter((step) => step !== '')
  for (const step of relative.split('/')) {
    if (step === '' || step === '.') continue
    if (step !== '..') steps.push(step)
    else if (steps.pop() === undefined) return null
  }
  return steps.length === 0 ? null : steps.join('/')
}

function foldersOf(page: string): readonly string[] {
  const stem = page.replace(/\.x?html?$/i, '')
  return [`${stem}_files`, `${stem}.files`, stem]
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/** Without folder, ending and the number of a browser's second copy. */
function stemOf(path: string): string {
  return path
    .slice(path.lastIndexOf('/') + 1)
    .replace(/\.[a-z0-9]{2,5}$/i, '')
    .replace(/\(\d{1,3}\)$/, '')
}
