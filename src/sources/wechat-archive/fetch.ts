// One post's ref → all its bytes: pages and rows as the archive has them, then everything the pages show. Judges nothing.
import type { Json, Part } from '../../domain/archive.ts'
import { askedInVain, Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import type { SourceKit } from '../source.ts'
import { mediaIdOf } from './addresses.ts'
import { readWhole } from '../files/archive-files.ts'
import type { ArchiveFiles } from '../files/archive-files.ts'
import type { ArchiveRef } from './discover.ts'
import { isMhtml, pageOfMhtml, readMhtml } from '../files/mime.ts'
import type { Mhtml } from '../files/mime.ts'
import { rowBytes } from './pieces.ts'
import { readPart } from './read-part.ts'
import { recognize } from './recognize.ts'
import type { Reading } from './reading.ts'
import { referencesOf } from './references.ts'
import type { Reference } from './references.ts'
import { resolve } from './resolve.ts'
import type { ListRow } from './rows.ts'

/** What fetching one post needs; `lists` remembers the rows of the lists read last. */
export interface Fetching {
  readonly files: ArchiveFiles
  readonly kit: SourceKit
  readonly lists: Map<string, readonly ListRow[]>
}

interface Opened {
  readonly path: string
  readonly reading: Reading | null
  readonly mhtml: Mhtml | null
}

export async function* fetchParts(fetching: Fetching, ref: Json): AsyncGenerator<Part> {
  const { pages, rows } = checkedRef(ref)
  const opened: Opened[] = []
  for (const path of pages) {
    const { part, page } = await openPage(fetching, path)
    opened.push(page)
    yield part
  }
  for (const [file, n] of rows) {
    const part = await rowPart(fetching, file, n)
    opened.push({ path: file, mhtml: null, reading: part.bytes === null ? null : readPart('row', part.name, part.bytes) })
    yield part
  }
  if (pages.length === 0) {
    const online = await onlinePage(fetching, opened)
    if (online !== null) yield online
    if (online?.bytes) opened.unshift({ path: '', mhtml: null, reading: readPart('page', online.name, online.bytes) })
  }
  yield* mediaParts(fetching, opened)
}

function checkedRef(ref: Json): ArchiveRef {
  const given = ref as Partial<ArchiveRef> | null
  if (!Array.isArray(given?.pages) || !Array.isArray(given.rows))
    throw new Failure(
      'file-missing',
      both('该文在归档中的位置记录无法读取', 'the note where this post lies in the archive is not readable'),
    )
  return given as ArchiveRef
}

async function openPage({ files, kit }: Fetching, path: string): Promise<{ part: Part; page: Opened }> {
  const bytes = await readWhole(files, path, kit.limits.fileBytes)
  const mhtml = isMhtml(bytes.subarray(0, 4096).toString('latin1')) ? readMhtml(bytes) : null
  const page = mhtml === null ? bytes : (pageOfMhtml(mhtml) ?? bytes)
  return { part: { role: 'page', name: path, bytes: page }, page: { path, mhtml, reading: readPart('page', path, page) } }
}

async function rowPart({ files, kit, lists }: Fetching, file: string, n: number): Promise<Part> {
  let rows = lists.get(file)
  if (rows === undefined) {
    const found = await recognize(await readWhole(files, file, kit.limits.fileBytes), file)
    if (found.is !== 'list') throw new Failure('source-changed', both(`${file} 已不是清单`, `${file} is no list any more`))
    rows = found.rows
    const oldest = lists.keys().next().value
    if (lists.size > 1 && oldest !== undefined) lists.delete(oldest)
    lists.set(file, rows)
  }
  const row = rows[n]
  if (row === undefined)
    throw new Failure('source-changed', both(`${file} 的行数比登记时少`, `${file} has fewer rows than when it was listed`))
  return { role: 'row', name: `${file}#${n}`, bytes: rowBytes(row) }
}

/** A post that only a list knows: its page, if the job allows to ask for it. */
async function onlinePage({ kit }: Fetching, opened: readonly Opened[]): Promise<Part | null> {
  const hasBody = opened.some(({ reading }) => reading !== null && reading.body !== null)
  const url = opened.map(({ reading }) => reading?.url ?? null).find((address) => address !== null)
  if (hasBody || url === undefined || url === null || opened.some(({ reading }) => reading?.deleted === true) || !kit.mayGet(url))
    return null
  return { role: 'page', name: url, bytes: (await kit.get(url, { maxBytes: kit.limits.fileBytes })).bytes }
}

/** Local copies from every copy of the page first: one exporter keeps the picture, another only its address. */
async function* mediaParts(fetching: Fetching, opened: readonly Opened[]): AsyncGenerator<Part> {
  const answered = new Set<string>()
  const byId = new Map<string, { readonly page: Opened; readonly reference: Reference }>()
  const open: Reference[] = []
  for (const page of opened) {
    for (const reference of page.reading === null ? [] : referencesOf(page.reading)) {
      if (answered.has(reference.name)) continue
      const bytes = await localBytes(fetching, page, reference)
      if (bytes === null) open.push(reference)
      else {
        for (const id of mediaIds(reference)) byId.set(id, { page, reference })
        yield answer(reference, answered, { bytes })
      }
    }
  }
  for (const reference of open) {
    if ([reference.name, ...reference.also].some((name) => answered.has(name))) continue
    // The same picture in another size (a cover is mostly the first picture): the archive has it after all.
    const same = mediaIds(reference)
      .map((id) => byId.get(id))
      .find((found) => found !== undefined)
    const bytes = same === undefined ? null : await localBytes(fetching, same.page, same.reference)
    yield answer(reference, answered, bytes === null ? await remoteBytes(fetching.kit, reference) : { bytes })
  }
}

function mediaIds(reference: Reference): readonly string[] {
  return [reference.name, ...reference.also].flatMap((name) => mediaIdOf(name) ?? [])
}

function answer(reference: Reference, answered: Set<string>, got: Pick<Part, 'bytes' | 'missing'>): Part {
  const also = reference.also.filter((name) => !answered.has(name))
  for (const name of [reference.name, ...also]) answered.add(name)
  return { role: 'media', name: reference.name, also, ...got }
}

async function localBytes({ files, kit }: Fetching, page: Opened, reference: Reference): Promise<Uint8Array | null> {
  const names = new Set([reference.name, ...reference.also])
  const inside = page.mhtml?.parts.find((part) => part.names.some((name) => names.has(name)))
  if (inside !== undefined) return inside.bytes()
  const path = page.path === '' ? null : await resolve(files, page.path, reference)
  if (path === null || (await files.size(path)) === 0) return null
  return await readWhole(files, path, kit.limits.fileBytes)
}

/** What neither the archive nor the allowed hosts hold is said, never left out. */
export async function remoteBytes(kit: SourceKit, reference: Reference): Promise<Pick<Part, 'bytes' | 'missing'>> {
  const address = reference.remote.find((url) => kit.mayGet(url))
  if (address === undefined)
    return {
      bytes: null,
      missing:
        reference.remote.length > 0 || reference.words.length > 0 || reference.name.startsWith('mpvid:') ? 'media-remote' : 'media-missing',
    }
  try {
    return { bytes: (await kit.get(address, { maxBytes: kit.limits.fileBytes })).bytes }
  } catch (failure) {
    if (failure instanceof Failure && failure.code === 'net-missing') return { bytes: null, missing: 'media-missing' }
    if (failure instanceof Failure && askedInVain(failure.code)) return { bytes: null, missing: 'media-remote' }
    throw failure
  }
}
