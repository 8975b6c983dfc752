// One post's ref → its parts: the records that tell of it as they stand in their files, then its pictures and films, from the archive where it has
// them, else from the platform where the job allows. Judges nothing.
import type { Json, Part } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { mediaOf, mediaParts } from '../page-media.ts'
import type { Had, MediaNeed } from '../page-media.ts'
import type { SourceKit } from '../source.ts'
import { joinOf, parseMaterial, readTellings } from '../weibo/material.ts'
import { weiboMedia } from '../weibo/media.ts'
import { tellingParts } from '../weibo/telling.ts'
import type { Telling } from '../weibo/telling.ts'
import type { PostRef } from './discover.ts'
import { numbersOf } from './entries.ts'
import { FORMAT_READERS, formatNamed } from './formats.ts'
import { hintsOf } from './media-hints.ts'
import type { MediaHint } from './media-index.ts'
import type { Shelf } from './shelf.ts'
import { folderOf } from './survey.ts'

export async function* fetchParts(
  shelf: Shelf,
  kit: SourceKit,
  given: { readonly ref: Json; readonly what?: 'pages' | undefined },
): AsyncGenerator<Part> {
  const ref = checkedRef(given.ref)
  const tellings = await recordsOf(shelf, ref)
  const parts = tellingParts(tellings, { links: ref.links, remarks: ref.remarks })
  yield* parts
  if (given.what === 'pages') return
  const stored = parts.map((part) => ({ ...part, also: [], digest: null, missing: null }))
  const page = parseMaterial({ key: `weibo:0:${ref.numbers[0] ?? '0'}`, ref: given.ref, parts: stored }, FORMAT_READERS)
  const near = folderOf(ref.at[0]?.[0] ?? '')
  const status = joinOf(readTellings(tellings, FORMAT_READERS), ref.numbers[0] ?? null)
  const hints = status === null ? new Map<string, MediaHint>() : hintsOf(status, near)
  const remote = weiboMedia(kit)
  const look = async (need: MediaNeed): Promise<Had> => {
    const bytes = await local(shelf, need, hints.get(need.name) ?? plainHint(need, near))
    return bytes === null ? await remote(need) : { bytes }
  }
  yield* mediaParts(mediaOf(page, page.url), look)
}

function checkedRef(given: Json): PostRef {
  const ref = given as Partial<PostRef> | null
  if (!Array.isArray(ref?.at))
    throw new Failure('file-missing', both('该微博的位置记录无法读取', 'the note where this post lies is not readable'))
  return { numbers: ref.numbers ?? [], at: ref.at, links: ref.links ?? {}, remarks: ref.remarks ?? [] }
}

async function recordsOf(shelf: Shelf, { at, numbers }: PostRef): Promise<readonly Telling[]> {
  const tellings: Telling[] = []
  const [number] = numbers
  // a tool names it and could not save it
  if (at.length === 0 && number !== undefined)
    return [{ reader: 'answer', name: 'named', at: '', capturedAt: null, raw: JSON.stringify({ mid: number }) }]
  for (const [id, name, place] of at) {
    const format = formatNamed(name)
    const file = await shelf.named(id)
    const raw = file === null || format === null ? null : await format.again(file, place)
    if (file === null || format === null || raw === null) throw moved()
    const status = format.status(raw, file)
    // the long text of a forwarded post has another number
    if (
      status === null ||
      (numbers.length > 0 && numbersOf(status).length > 0 && tellings.length === 0 && !isOf(numbersOf(status), numbers))
    )
      throw moved()
    tellings.push({ reader: name, name: file.name, at: place, capturedAt: file.capturedAt, raw })
  }
  return tellings
}

function isOf(found: readonly string[], wanted: readonly string[]): boolean {
  return found.some((number) => wanted.includes(number))
}

function moved(): Failure {
  return new Failure('source-changed', both('该微博已不在登记时的位置', 'the post is no longer where it was found'))
}

function plainHint({ name, kind }: MediaNeed, near: string): MediaHint {
  return { kind: kind === 'video' ? 'video' : 'image', name, numbers: [], place: 0, of: 1, near }
}

async function local(shelf: Shelf, { url }: MediaNeed, hint: MediaHint): Promise<Uint8Array | null> {
  const path = (await shelf.media()).find(hint)
  if (path !== null) {
    const bytes = await shelf.bytes(path).catch(emptyIsMissing)
    if (bytes !== null) return bytes
  }
  return url === null ? null : await shelf.recorded(url)
}

function emptyIsMissing(failure: unknown): null {
  if (failure instanceof Failure && failure.code === 'file-empty') return null
  throw failure
}
