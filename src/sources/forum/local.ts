// What a post shows → the archive's own file that holds it, or null: beside the page, at its place on the server, or below the folder of the
// forum's attachments. Looks only at names.
import type { ArchiveFiles } from '../files/archive-files.ts'
import type { MediaNeed } from '../page-media.ts'
import type { Forum } from './options.ts'

/** A small copy never stands in for the picture. */
const THUMBNAIL = /\.thumb\.\w{2,5}(?:[?#]|$)/i
const STORE = /(?:^|\/)(?:data\/attachment\/forum|data\/attachment|attachments?)\/(.+)$/

/** `page`: the path of the saved page, '' for rows of a dump. */
export async function localPath(
  files: ArchiveFiles,
  need: MediaNeed,
  of: { page: string; base: string | null; forum: Forum },
): Promise<string | null> {
  const { attachments } = of.forum.options
  const folders = [...new Set([folderOf(of.page), ''])]
  for (const name of [need.name, ...need.also].filter((one) => !THUMBNAIL.test(one))) {
    for (const form of forms(name, of)) {
      const stored = STORE.exec(form)?.[1]
      const places = folders.map((folder) => joined(folder, form))
      if (stored !== undefined && attachments !== undefined)
        places.push(joined(attachments, stored), joined(attachments, `forum/${stored}`))
      for (const path of places) if (path !== null && (await files.size(path)) !== null) return path
    }
  }
  return null
}

/** An address as paths relative to the page's folder and to the forum's. */
function forms(name: string, { base, forum }: { base: string | null; forum: Forum }): readonly string[] {
  if (!/^https?:/i.test(name)) return /^[a-z][a-z0-9+.-]*:|^\/\//i.test(name) ? [] : variants(name)
  if (!URL.canParse(name)) return []
  const url = new URL(name)
  const roots = [base, forum.home].flatMap((root) => (root !== null && URL.canParse(root) ? [new URL(root)] : []))
  const same = roots.filter((root) => root.host === url.host)
  const found = same.flatMap((root) => {
    const folder = root.pathname.slice(0, root.pathname.lastIndexOf('/') + 1)
    return url.pathname.startsWith(folder) ? [url.pathname.slice(folder.length)] : []
  })
  // Another host of the forum's own files (a store of attachments) keeps them under the same path.
  return [...new Set([...found, ...(same.length > 0 || STORE.test(url.pathname) ? [url.pathname.slice(1)] : [])])].flatMap(variants)
}

function variants(path: string): readonly string[] {
  const plain = path.replaceAll('\\', '/').replace(/[?#].*$/, '')
  return [...new Set([plain, decoded(plain)])]
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
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
