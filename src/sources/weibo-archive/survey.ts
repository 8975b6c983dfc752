// All files of an archive → its posts, each once whatever files tell of it, and everything that is no post with its reason. Keeps numbers, digests
// and places of records; never their text.
import { createHash } from 'node:crypto'
import { Failure } from '../../domain/failures.ts'
import { digestOf } from '../files/archive-files.ts'
import type { Leftover } from '../files/archive-files.ts'
import { mediaOf } from '../page-media.ts'
import { shortName } from '../weibo/pieces.ts'
import type { Status } from '../weibo/status.ts'
import type { Claim } from '../../domain/account.ts'
import { openEntries } from './entries.ts'
import type { Entries, Record } from './entries.ts'
import type { Format, OneFile, Told } from './format.ts'
import { FORMATS } from './formats.ts'
import { hintsOf } from './media-hints.ts'
import type { MediaIndex } from './media-index.ts'
import { isMediaFile } from './media-index.ts'
import { isWebArchive } from './recordings.ts'
import type { Shelf, Shelved } from './shelf.ts'
import { databaseOf } from './tools/sqlite-bins.ts'

export interface Survey {
  readonly entries: Entries
  readonly links: ReadonlyMap<string, string>
  readonly claims: readonly { readonly claim: Claim; readonly uid: string | null }[]
  /** Accounts that the archive names as its own. */
  readonly accounts: ReadonlyMap<string, string | null>
  /** Files with posts → how many records they have. */
  readonly read: ReadonlyMap<string, number>
  readonly leftovers: Leftover[]
  /** Paths of the web archives. */
  readonly recordings: readonly string[]
}

interface Surveying {
  readonly shelf: Shelf
  readonly media: MediaIndex
  readonly entries: Entries
  readonly links: Map<string, string>
  readonly claims: { readonly claim: Claim; readonly uid: string | null }[]
  readonly accounts: Map<string, string | null>
  readonly read: Map<string, number>
  readonly leftovers: Leftover[]
  readonly used: Set<string>
  readonly digests: Map<string, string>
}

export async function survey(shelf: Shelf): Promise<Survey> {
  const all: Surveying = {
    shelf,
    media: await shelf.media(),
    entries: openEntries(),
    links: new Map(),
    claims: [],
    accounts: new Map(),
    read: new Map(),
    leftovers: [],
    used: new Set(),
    digests: new Map(),
  }
  for await (const one of shelf.all()) await surveyFile(all, one)
  all.leftovers.push(...(await shelf.refused()), ...(await unused(all)))
  const { list } = await (await shelf.archive.files()).all()
  return { ...all, recordings: list.flatMap(({ path }) => (isWebArchive(path) ? [path] : [])) }
}

async function surveyFile(all: Surveying, { id, file }: Shelved): Promise<void> {
  const format = file.size === 0 ? undefined : FORMATS.find((one) => one.recognize(file))
  if (format === undefined) {
    if (!id.startsWith('capture:') && !all.used.has(id))
      all.leftovers.push({ name: id, why: file.size === 0 ? 'no bytes' : 'no known form of Weibo posts' })
    return
  }
  let records = 0
  let told = 0
  const reasons: string[] = []
  try {
    for await (const one of format.read(file)) {
      told += 1
      if (one.kind === 'post') records += (await addPost(all, { id, file, format, told: one, order: records })) ? 1 : 0
      else if (one.kind === 'loss' && one.mid === null) reasons.push(one.why)
      else addOther(all, id, one)
    }
  } catch (failure) {
    if (!(failure instanceof Failure) || !/^file-|^zip-/.test(failure.code)) throw failure
    reasons.push(`cannot be read (${failure.code})`)
  }
  if (records > 0) all.read.set(id, records)
  leave(all, { id, records, told, reasons, format })
}

interface Left {
  readonly id: string
  readonly records: number
  readonly told: number
  readonly reasons: readonly string[]
  readonly format: Format
}

const MOST_REASONS = 200

/** A file that gave posts and broken records is told of by its records; one that gave nothing by itself. */
function leave(all: Surveying, { id, records, told, reasons, format }: Left): void {
  if (records > 0) {
    for (const [n, why] of reasons.slice(0, MOST_REASONS).entries()) all.leftovers.push({ name: `${id}#${n + 1}`, why })
    if (reasons.length > MOST_REASONS)
      all.leftovers.push({ name: `${id}#more`, why: `${reasons.length - MOST_REASONS} more records that cannot be read` })
    return
  }
  const why = reasons[0] ?? (told > 0 ? `read for what it says beside posts (${format.name})` : `no post in it (${format.name})`)
  if (!all.used.has(id)) all.leftovers.push({ name: id, why })
}

function addOther(all: Surveying, id: string, told: Exclude<Told, { kind: 'post' }>): void {
  if (told.kind === 'account') all.accounts.set(told.uid, told.name ?? all.accounts.get(told.uid) ?? null)
  else if (told.kind === 'claim') all.claims.push({ claim: told.claim, uid: told.uid })
  else if (told.kind === 'links') for (const [short, long] of told.links) all.links.set(shortName(short), long)
  else if (told.kind === 'used') all.used.add(told.name)
  else if (told.mid !== null) all.entries.lose(told.mid, told.why, id)
}

interface Adding {
  readonly id: string
  readonly file: OneFile
  readonly format: Format
  readonly told: { readonly at: string; readonly raw: string }
  readonly order: number
}

/** False for a record in which nothing tells of a post. */
async function addPost(all: Surveying, { id, file, format, told }: Adding): Promise<boolean> {
  const status = format.status(told.raw, { name: file.name, capturedAt: file.capturedAt })
  if (status === null) {
    all.leftovers.push({ name: `${id}#${told.at}`, why: `a record that tells of no post, or is broken (${format.name})` })
    const mid = /"(?:mid|id|idstr)"\s*:\s*"?([3-5]\d{15})\b/.exec(told.raw)?.[1]
    if (mid !== undefined) all.entries.lose(mid, 'the text of its record is cut off or broken', id)
    return false
  }
  const record: Record = { file: id, format: format.name, at: told.at, raw: told.raw }
  all.entries.add(record, status, await shownFiles(all, status, folderOf(id)))
  return true
}

export function folderOf(path: string): string {
  return path.startsWith('capture:') || !path.includes('/') ? '' : path.slice(0, path.lastIndexOf('/'))
}

/** The archive's own files that a post shows, and their digests. */
async function shownFiles(all: Surveying, status: Status, near: string): Promise<readonly string[]> {
  const digests: string[] = []
  const paths = [...hintsOf(status, near).values()].map((hint) => all.media.find(hint))
  for (const path of [...paths, ...inArticle(all, status, near)]) {
    if (path === null) continue
    all.used.add(path)
    const digest = all.digests.get(path) ?? (await digestOfShown(all, path))
    all.digests.set(path, digest)
    digests.push(digest)
  }
  return digests
}

async function digestOfShown({ shelf }: Surveying, path: string): Promise<string> {
  if (databaseOf(path) === null) return await digestOf(await shelf.archive.files(), path)
  return createHash('sha256')
    .update(await shelf.bytes(path))
    .digest('hex')
}

function inArticle({ media }: Surveying, { article }: Status, near: string): readonly (string | null)[] {
  if (article?.html == null) return []
  return mediaOf({ body: { html: article.html }, media: [] }, article.url).map(({ name, kind }) =>
    media.find({ kind: kind === 'video' ? 'video' : 'image', name, numbers: [], place: 0, of: 1, near }),
  )
}

async function unused(all: Surveying): Promise<readonly Leftover[]> {
  const { list } = await (await all.shelf.archive.files()).all()
  return list.flatMap(({ path, size }) => {
    if (all.used.has(path) || isWebArchive(path) || !isMediaFile(path)) return []
    return [{ name: path, why: size === 0 ? 'no bytes' : 'a picture or film that no post shows' }]
  })
}
