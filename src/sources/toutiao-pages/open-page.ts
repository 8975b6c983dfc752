// One file of the archive → the page in it with the pictures that came inside, if it is a page of the two platforms at all.
import { readWhole } from '../files/archive-files.ts'
import type { ArchiveFiles } from '../files/archive-files.ts'
import { isMhtml, pageOfMhtml, readMhtml } from '../files/mime.ts'
import type { Mhtml } from '../files/mime.ts'
import { mediaOf } from '../page-media.ts'
import type { MediaNeed } from '../page-media.ts'
import { readPage } from './read-page.ts'
import type { Reading } from './reading.ts'
import { savedFile } from './saved-files.ts'

export interface OpenPage {
  readonly path: string
  /** The page's own bytes; of an MHTML file, those of the page in it. */
  readonly bytes: Buffer
  readonly reading: Reading
  readonly mhtml: Mhtml | null
}

/** Null when the file is no page of the two platforms. Throws Failure `file-*`. */
export async function openPage(files: ArchiveFiles, path: string, limit: number): Promise<OpenPage | null> {
  const file = await readWhole(files, path, limit)
  const mhtml = isMhtml(file.subarray(0, 4096).toString('latin1')) ? readMhtml(file) : null
  const bytes = mhtml === null ? file : (pageOfMhtml(mhtml) ?? file)
  const reading = readPage(bytes)
  return reading === null ? null : { path, bytes, reading, mhtml }
}

export function needsOf({ reading }: OpenPage): readonly MediaNeed[] {
  return mediaOf(reading, reading.url)
}

export type Held = { readonly bytes: Buffer } | { readonly path: string } | null

/** What the archive itself has of something a page shows. */
export async function heldBy(files: ArchiveFiles, { path, mhtml }: OpenPage, need: MediaNeed): Promise<Held> {
  const names = new Set([need.name, ...need.also, ...(need.url === null ? [] : [need.url])])
  const inside = mhtml?.parts.find((part) => part.names.some((name) => names.has(name)))
  if (inside !== undefined) return { bytes: inside.bytes() }
  const saved = await savedFile(files, path, need)
  return saved === null ? null : { path: saved }
}
