// Reads the words of a draft's attached files and has them inspected. Each file is read once, however often the draft shows it.
import { extname } from 'node:path'
import type { AttachedReader } from '../attached/reader.ts'
import type { Draft, DraftMedia } from '../domain/draft.ts'
import type { Finding } from '../domain/findings.ts'
import type { TermList } from '../domain/terms.ts'
import { inspectFile } from '../inspect/files.ts'

export interface FileReading {
  readonly attached: AttachedReader
  /** The bytes of a stored file, by digest. */
  readonly bytes: (digest: string) => Promise<Uint8Array>
  readonly lists?: readonly TermList[] | undefined
}

export async function inspectFiles({ media }: Draft, { attached, bytes, lists }: FileReading): Promise<Finding[]> {
  const files = new Map(media.flatMap((one) => (one.kind === 'file' && one.digest !== null ? [[one.digest, one] as const] : [])))
  const found: Finding[] = []
  for (const [digest, file] of files) {
    const name = nameOf(file)
    found.push(...inspectFile(name, await attached.read(await bytes(digest), name), lists))
  }
  return found
}

/** As readers see it, with the ending of what was stored: the words of a link often leave it out. */
function nameOf({ title, alt, ref }: DraftMedia): string {
  const shown = title || alt || fileName(ref)
  return extname(shown) === '' ? `${shown}${extname(fileName(ref))}` : shown
}

function fileName(ref: string): string {
  const path = ref.replace(/[?#].*$/, '')
  return path.slice(path.lastIndexOf('/') + 1)
}
