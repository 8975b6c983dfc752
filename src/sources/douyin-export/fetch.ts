// One post's ref → all its bytes: its rows with the plan of what belongs to it, then the film, the cover and the pictures. What is not there is
// said; addresses at the platform are asked only where the job allows their hosts. Judges nothing.
import type { Json, Part } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import type { PageMedia } from '../../domain/page.ts'
import { both } from '../../domain/words.ts'
import { readWhole } from '../files/archive-files.ts'
import type { ArchiveFiles } from '../files/archive-files.ts'
import { remoteMedia } from '../page-media.ts'
import type { Had } from '../page-media.ts'
import type { SourceKit } from '../source.ts'
import { readList } from './list-file.ts'
import type { VideoRow } from './row.ts'
import type { DouyinRef } from './survey.ts'

export interface Fetching {
  readonly files: ArchiveFiles
  readonly kit: SourceKit
  /** The rows of the lists read last. */
  readonly lists: Map<string, readonly (VideoRow | null)[]>
}

/** What belongs to a post, under the names that the parts have. */
export interface Planned {
  readonly kind: PageMedia['kind']
  readonly role: PageMedia['role']
  readonly name: string
  /** In the archive; null = only the platform has it, or nobody. */
  readonly path: string | null
}

export async function* fetchParts(fetching: Fetching, given: Json): AsyncGenerator<Part> {
  const ref = refOf(given)
  const rows: VideoRow[] = []
  for (const [file, n] of ref.rows) {
    const row = await rowAt(fetching, file, n)
    rows.push(row)
    yield { role: 'row', name: `${file}#${n + 1}`, bytes: Buffer.from(JSON.stringify(row)) }
  }
  const plan = planOf(ref, rows)
  yield { role: 'row', name: PLAN, bytes: Buffer.from(JSON.stringify(plan.map(({ kind, role, name }) => ({ kind, role, name })))) }
  for (const one of plan) yield { role: 'media', name: one.name, ...(await bytesOf(fetching, one)) }
}

export const PLAN = 'media of the post'

function refOf(ref: Json): DouyinRef {
  const given = ref as unknown as Partial<DouyinRef> | null
  if (Array.isArray(given?.rows) && Array.isArray(given.video) && Array.isArray(given.images)) return given as DouyinRef
  throw new Failure('file-missing', both('该文在归档中的位置记录无法读取', 'the note where this post lies in the archive is not readable'))
}

async function rowAt({ files, kit, lists }: Fetching, file: string, n: number): Promise<VideoRow> {
  let rows = lists.get(file)
  if (rows === undefined) {
    const found = await readList(await readWhole(files, file, kit.limits.fileBytes), file)
    rows = 'rows' in found ? found.rows : []
    const oldest = lists.keys().next().value
    if (lists.size > 1 && oldest !== undefined) lists.delete(oldest)
    lists.set(file, rows)
  }
  const row = rows[n] ?? null
  if (row === null) throw new Failure('source-changed', both(`${file} 在登记后变化`, `${file} has changed since it was listed`))
  return row
}

/** The film first. A post whose film nobody has keeps a place for it, so that it never looks whole. */
function planOf(ref: DouyinRef, rows: readonly VideoRow[]): readonly Planned[] {
  const isImages = rows.some((row) => row.isImages) || (ref.video.length === 0 && ref.images.length > 0)
  const own = (kind: Planned['kind'], role: Planned['role'], paths: readonly string[]): readonly Planned[] =>
    paths.map((path) => ({ kind, role, name: path, path }))
  const lacking = (kind: Planned['kind'], role: Planned['role'], names: readonly string[]): readonly Planned[] =>
    [...new Set(names)].map((name) => ({ kind, role, name, path: null }))
  const first = (of: (row: VideoRow) => readonly string[]): readonly string[] => rows.map(of).find((names) => names.length > 0) ?? []
  const films = own('video', 'body', ref.video)
  const images = own('image', 'body', ref.images)
  const cover = own('image', 'cover', ref.cover === null ? [] : [ref.cover])
  const named = first(({ files }) => files)
  return [
    ...(films.length > 0 || isImages ? films : lacking('video', 'body', named.length > 0 ? named.slice(0, 1) : ['video'])),
    ...(cover.length > 0
      ? cover
      : lacking(
          'image',
          'cover',
          first(({ covers }) => covers),
        )),
    ...(images.length > 0 || !isImages
      ? images
      : lacking('image', 'body', first((row) => row.images).length > 0 ? first((row) => row.images) : ['images'])),
  ]
}

async function bytesOf({ files, kit }: Fetching, { path, name }: Planned): Promise<Had> {
  if (path === null) return await remoteMedia(kit)({ kind: 'file', name, also: [], url: /^https?:\/\//i.test(name) ? name : null })
  try {
    return { bytes: await readWhole(files, path, kit.limits.fileBytes) }
  } catch (failure) {
    // too large is for a person to allow; what is damaged is damaged
    if (!(failure instanceof Failure) || failure.fate === 'retry' || failure.code === 'file-too-large') throw failure
    return { bytes: null, missing: failure.code === 'file-missing' ? 'media-missing' : 'media-broken' }
  }
}
