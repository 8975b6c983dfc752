// Something a saved page shows → the archive's own file that holds it, or null. Looks only at names; never outside the archive.
import type { ArchiveFiles } from '../files/archive-files.ts'
import type { MediaNeed } from '../page-media.ts'

/** The archive's own file for something that a page shows: by its relative address, with its query and without, decoded and as it stands. */
export async function resolveLocal(files: ArchiveFiles, page: string, { name, also, url }: MediaNeed): Promise<string | null> {
  for (const one of [name, ...also, ...mirrored(url)]) {
    if (/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(one)) continue
    const plain = one.replaceAll('\\', '/')
    for (const form of new Set([plain, plain.replace(/[?#].*$/, ''), decoded(plain.replace(/[?#].*$/, ''))])) {
      const path = joined(page.slice(0, Math.max(0, page.lastIndexOf('/'))), form)
      if (path !== null && (await files.size(path)) !== null) return path
    }
  }
  return null
}

/** Where mirroring tools put what stands at an address. */
function mirrored(url: string | null): readonly string[] {
  if (url === null) return []
  const { host, pathname } = new URL(url)
  return [pathname, `/${host}${pathname}`]
}

function decoded(form: string): string {
  try {
    return decodeURIComponent(form)
  } catch {
    return form
  }
}

/** Null when the address leads out of the archive. */
function joined(folder: string, relative: string): string | null {
  const steps = relative.startsWith('/') ? [] : folder.split('/').filter((step) => step !== '')
  for (const step of relative.split('/')) {
    if (step === '' || step === '.') continue
    if (step !== '..') steps.push(step)
    else if (steps.pop() === undefined) return null
  }
  return steps.length === 0 ? null : steps.join('/')
}
