// One post's ref → all its bytes: its pages as the archive has them, then everything they show. Judges nothing.
import type { Json, Part } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { readWhole } from '../files/archive-files.ts'
import type { ArchiveFiles } from '../files/archive-files.ts'
import { mediaParts, remoteMedia } from '../page-media.ts'
import type { Had, MediaNeed } from '../page-media.ts'
import type { SourceKit } from '../source.ts'
import type { PagesRef } from './discover.ts'
import { heldBy, needsOf, openPage } from './open-page.ts'
import type { OpenPage } from './open-page.ts'

export async function* fetchParts(
  { files, kit }: { readonly files: ArchiveFiles; readonly kit: SourceKit },
  ref: Json,
): AsyncGenerator<Part> {
  const pages: OpenPage[] = []
  for (const path of pathsOf(ref)) {
    const page = await openPage(files, path, kit.limits.fileBytes)
    if (page === null)
      throw new Failure('source-changed', both(`${path} 已不是该平台的页面`, `${path} is no page of the platform any more`))
    pages.push(page)
    yield { role: 'page', name: path, bytes: page.bytes }
  }
  const needs = new Map<string, MediaNeed>()
  for (const page of pages) for (const need of needsOf(page)) if (!needs.has(need.name)) needs.set(need.name, need)
  const remote = remoteMedia(kit, pages.find(({ reading }) => reading.url !== null)?.reading.url ?? undefined)
  yield* mediaParts([...needs.values()], async (need) => (await held({ files, kit }, pages, need)) ?? (await remote(need)))
}

function pathsOf(ref: Json): readonly string[] {
  const pages = (ref as Partial<PagesRef> | null)?.pages
  if (Array.isArray(pages) && pages.every((one) => typeof one === 'string')) return pages
  throw new Failure('file-missing', both('该文在归档中的位置记录无法读取', 'the note where this post lies in the archive is not readable'))
}

async function held(
  { files, kit }: { readonly files: ArchiveFiles; readonly kit: SourceKit },
  pages: readonly OpenPage[],
  need: MediaNeed,
): Promise<Had | null> {
  for (const page of pages) {
    const found = await heldBy(files, page, need)
    if (found === null) continue
    if ('bytes' in found) return found
    try {
      return { bytes: await readWhole(files, found.path, kit.limits.fileBytes) }
    } catch (failure) {
      if (!(failure instanceof Failure) || failure.code === 'source-changed') throw failure
      return { bytes: null, missing: 'media-broken' }
    }
  }
  return null
}
