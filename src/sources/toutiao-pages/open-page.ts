// One file of the archive → the page in it with the pictures that came inside, if it is a page of the two platforms at all.
import { readWhole } from '../files/archive-files.ts'
import type { ArchiveFiles } from '../files/archive-files.ts'
import { isMhtml, pageOfMhtml, readMhtml } from '../files/mime.ts'
import type { Mhtml } from '../files/mime.ts'
import { mediaOf } from '../page-media.ts'
import type { MediaNeed } from '../page-media.ts'
import { readPage } from './read-page.ts'
import type { Reading } from './reading.ts'
import { filesBeside, savedFile } from './saved-files.ts'
import type { Beside } from './saved-files.ts'

export interface OpenPage {
  readonly path: string
  /** The page's own bytes; of an MHTML file, those of the page in it. */
  readonly bytes: Buffer
  readonly reading: Reading
  /** What an MHTML file holds besides its page, by all its names. */
  readonly packed: ReadonlyMap<string, MhtmlPart>
  readonly beside: () => Promise<Beside>
}

type MhtmlPart = Mhtml['parts'][number]

/** Null when the file is no page of the two platforms. Throws Failure `file-*`. */
export async function openPage(files: ArchiveFiles, path: string, limit: number): Promise<OpenPage | null> {
  const file = await readWhole(files, path, limit)
  const mhtml = isMhtml(file.subarray(0, 4096).toString('latin1')) ? readMhtml(file) : null
  const bytes = mhtml === null ? file : (pageOfMhtml(mhtml) ?? file)
  const reading = readPage(bytes)
  if (reading === null) return null
  let found: Promise<Beside> | null = null
  return { path, bytes, reading, packed: packedIn(mhtml), beside: () => (found ??= filesBeside(files, path)) }
}

function packedIn(mhtml: Mhtml | null): ReadonlyMap<string, MhtmlPart> {
  const found = new Map<string, MhtmlPart>()
  for (const part of mhtml?.parts ?? []) for (const name of part.names) if (!found.has(name)) found.set(name, part)
  return found
}

export function needsOf({ reading }: OpenPage): readonly MediaNeed[] {
  return mediaOf(reading, reading.url)
}

export type Held = { readonly bytes: Buffer } | { readonly path: string } | null

/** What the archive itself has of something a page shows. */
export async function heldBy(files: ArchiveFiles, page: OpenPage, need: MediaNeed): Promise<Held> {
  const names = [need.name, ...need.also, ...(need.url === null ? [] : [need.url])]
  const inside = names.map((name) => page.packed.get(name)).find((part) => part !== undefined)
  if (inside !== undefined) return { bytes: inside.bytes() }
  const saved = await savedFile(files, page, need)
  return saved === null ? null : { path: saved }
}
