// One post's ref → all its bytes: its page as the server sent it, the further pages of the article in order, then everything they show or offer.
// Judges nothing; remembers what the page was known by, so that a later run can ask whether it has changed.
import type { Part } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import type { WebAnswer } from '../../domain/web.ts'
import { readWhole } from '../files/archive-files.ts'
import type { ArchiveFiles } from '../files/archive-files.ts'
import { mediaParts, remoteMedia } from '../page-media.ts'
import type { Had } from '../page-media.ts'
import type { SourceKit } from '../source.ts'
import { pageParts } from '../web-page.ts'
import { keyOf } from './address.ts'
import type { WebPagesOptions } from './options.ts'
import { resolveLocal } from './local-files.ts'
import { needsOf } from './needs.ts'
import { furtherPages } from './paging.ts'
import type { PageReader } from './page-reader.ts'
import { missingPage } from './missing-pages.ts'
import { contentDigest } from './parse.ts'
import type { PageReading } from './read-page.ts'
import type { WebPagesRef } from './ref.ts'

export interface OnlineFetch {
  readonly kit: SourceKit
  readonly options: WebPagesOptions
  readonly read: PageReader
}

export async function* fetchOnline(at: OnlineFetch, ref: WebPagesRef): AsyncGenerator<Part> {
  const { kit } = at
  const { url } = ref
  if (url === null) throw new Failure('file-missing', both('该文的地址记录无法读取', 'the note where this post lies is not readable'))
  const readings: PageReading[] = []
  const missing: string[] = []
  for await (const { address, answer, reading } of articlePages(at, url, missing)) {
    if (readings.length === 0) await note(kit, ref, { answer, reading })
    readings.push(reading)
    yield* pageParts(address, answer)
  }
  for (const address of missing) yield missingPage(address)
  const base = readings[0]?.tags.base ?? url
  yield* mediaParts(needsOf(readings, base, 'all'), remoteMedia(kit, url))
}

interface Asked {
  readonly address: string
  readonly answer: WebAnswer
  readonly reading: PageReading
}

/** The first page, and those it and its followers name as pages of the same article; what cannot be had of them is noted as missing. */
async function* articlePages({ kit, options, read }: OnlineFetch, first: string, missing: string[]): AsyncGenerator<Asked> {
  const waiting = [first]
  const seen = new Set<string | null>()
  const bodies = new Set<string>()
  for (let address = waiting.shift(); address !== undefined; address = waiting.shift()) {
    const name = keyOf(address) ?? address
    if (seen.has(name)) continue
    if (seen.size >= options.pages) {
      missing.push(address)
      break
    }
    seen.add(name)
    const answer = kit.mayGet(address) || seen.size === 1 ? await ask(kit, address, seen.size === 1) : null
    const reading = answer === null ? null : read(answer)
    if (seen.size > 1 && reading?.no?.state === 'blocked')
      throw new Failure('page-blocked', both('文章的后续页要求人工验证', 'a further page of the article asks for a captcha'))
    // a page that is missing may answer with the first page again, or with an error page
    if (answer === null || reading === null || (seen.size > 1 && (reading.no !== null || bodies.has(reading.body)))) {
      missing.push(address)
      continue
    }
    bodies.add(reading.body)
    yield { address, answer, reading }
    if (reading.no !== null) return
    const further =
      options.post.next === undefined ? (seen.size === 1 || !hasPager(reading) ? furtherPages(reading.html, first) : []) : [reading.next]
    for (const next of further) if (next !== null && !seen.has(keyOf(next))) waiting.push(next)
  }
}

/** The pager script names all pages at once. */
function hasPager({ html }: PageReading): boolean {
  return html.includes('createPageHTML')
}

async function ask(kit: SourceKit, url: string, isFirst: boolean): Promise<WebAnswer | null> {
  try {
    return await kit.get(url, { maxBytes: kit.limits.fileBytes })
  } catch (failure) {
    if (!isFirst && failure instanceof Failure && failure.code === 'net-missing') return null
    throw failure
  }
}

async function note(kit: SourceKit, ref: WebPagesRef, { answer, reading }: Pick<Asked, 'answer' | 'reading'>): Promise<void> {
  if (ref.url === null) return
  const version = `${ref.version}:${contentDigest(reading)}`
  await kit.memory.remember(new Map([[ref.url, { version, etag: answer.etag, lastModified: answer.lastModified }]]))
}

export interface SavedFetch {
  readonly files: ArchiveFiles
  readonly kit: SourceKit
  readonly read: PageReader
}

export async function* fetchSaved({ files, kit, read }: SavedFetch, ref: WebPagesRef): AsyncGenerator<Part> {
  const readings: { readonly path: string; readonly reading: PageReading }[] = []
  for (const [n, path] of ref.files.entries()) {
    const bytes = await readWhole(files, path, kit.limits.fileBytes)
    yield { role: 'page', name: path, bytes }
    if (n < ref.files.length - ref.copies) readings.push({ path, reading: read({ bytes, url: null, contentType: null }) })
  }
  const online = remoteMedia(kit)
  const [first] = readings
  if (first === undefined) return
  const base = first.reading.tags.base ?? first.reading.tags.addresses[0] ?? null
  const needs = needsOf(
    readings.map(({ reading }) => reading),
    base,
    'links',
  )
  yield* mediaParts(needs, async (need): Promise<Had> => {
    const local = await resolveLocal(files, first.path, need)
    return local === null ? await online(need) : { bytes: await readWhole(files, local, kit.limits.fileBytes) }
  })
}
