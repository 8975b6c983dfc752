// What a captured page shows → where the archive has it: in the page itself, in the same saved file, under its address, or as a file beside the
// page. Looks in the archive alone.
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { readWhole } from '../files/archive-files.ts'
import { mediaOf } from '../page-media.ts'
import type { MediaNeed } from '../page-media.ts'
import { follow } from './follow.ts'
import type { ReadCapture } from './read-capture.ts'
import type { Found, WebArchive } from './web-archive.ts'

export interface Inside {
  /** Number of the capture; null when it is none of its own. */
  readonly n: number | null
  /** Path of the file beside the page, if it is one. */
  readonly path: string | null
  /** Throws Failure `file-too-large`, `file-unreadable`. */
  readonly bytes: () => Promise<Uint8Array>
}

export interface Looking {
  readonly need: MediaNeed
  readonly things: ReadCapture['things']
}

export function shownBy({ page, base }: ReadCapture): readonly MediaNeed[] {
  return mediaOf(page, base)
}

/** Null when the archive lacks it, or has only what is no good answer. */
export async function lookInside(archive: WebArchive, page: Found, { need, things }: Looking): Promise<Inside | null> {
  const names = [need.name, ...need.also]
  for (const name of names) {
    const thing = things.get(name)
    if (thing !== undefined) return { n: null, path: null, bytes: async () => thing() }
  }
  return (await besidePage(archive, page, names)) ?? (need.url === null ? null : await byAddress(archive, need.url))
}

async function byAddress(archive: WebArchive, address: string): Promise<Inside | null> {
  const found = await follow(archive, address)
  if (found === 'file-missing') return null
  if (found !== 'file-too-large') return { n: found.n, path: null, bytes: async () => found.capture.bytes }
  const tooLarge = new Failure(
    'file-too-large',
    both('该页的图片或附件超过大小限制', 'a picture or file of the page is over the size limit'),
  )
  return { n: archive.bestOf(address), path: null, bytes: () => Promise.reject(tooLarge) }
}

/** Parts of the same MHTML, also by `cid:`; files that a browser saved into a folder beside the page. */
async function besidePage(archive: WebArchive, page: Found, names: readonly string[]): Promise<Inside | null> {
  const file = archive.files[archive.index.entry(page.n).file]
  if (file?.form === 'mime') return await inMhtml(archive, file.path, names)
  if (file?.form !== 'file') return null
  const folder = file.path.slice(0, file.path.lastIndexOf('/') + 1)
  for (const name of names) {
    const path = relativePath(folder, name)
    if (path === null || path === file.path || ((await archive.archive.size(path)) ?? 0) === 0) continue
    return { n: null, path, bytes: () => readWhole(archive.archive, path, archive.limits.fileBytes) }
  }
  return null
}

async function inMhtml(archive: WebArchive, path: string, names: readonly string[]): Promise<Inside | null> {
  const part = (await archive.savedIn(path, 'mime')).find((saved) => !saved.main && saved.names.some((name) => names.includes(name)))
  return part === undefined ? null : { n: null, path: null, bytes: async () => part.bytes() }
}

/** Null for addresses with a scheme and for what leads out of the archive. */
function relativePath(folder: string, name: string): string | null {
  if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(name)) return null
  const steps = folder.split('/').filter((step) => step !== '')
  for (const step of decoded(name.replace(/[?#].*$/s, ''))
    .replaceAll('\\', '/')
    .split('/')) {
    if (step === '' || step === '.') continue
    if (step !== '..') steps.push(step)
    else if (steps.pop() === undefined) return null
  }
  return steps.length === 0 ? null : steps.join('/')
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
