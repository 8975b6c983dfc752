// A folder, zip or single file of web archives → its captures by address. Opens on first use and indexes once; holds numbers, never bodies.
// Everything it says of an address is free of secrets.
import { stat } from 'node:fs/promises'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import type { ArchiveFiles } from '../files/archive-files.ts'
import { lazyArchive } from '../files/open-archive.ts'
import type { LazyArchive } from '../files/open-archive.ts'
import { looseAddress } from './address.ts'
import type { Capture, Revisit } from './capture.ts'
import { isGood } from './capture-index.ts'
import type { Entry } from './capture-index.ts'
import type { Saved } from './documents.ts'
import { withNested } from './nested-files.ts'
import { openReader } from './reader.ts'
import type { Got, Spot } from './reader.ts'
import { surveyFiles } from './survey-files.ts'
import type { FileForm, Limits, Surveyed } from './survey-files.ts'

export interface WebArchive extends Surveyed {
  readonly archive: ArchiveFiles
  /** The best capture of an address that can be read, whatever its status; null when there is none. */
  readonly find: (url: string) => Promise<Found | null>
  /** The best of these captures that can be read, or why none can. */
  readonly firstReadable: (captures: Iterable<number>) => Promise<Found | Unreadable>
  readonly read: (n: number) => Promise<Reading>
  /** The same by the loose form of an address (see `looseAddress`), or `file:…`. */
  readonly findLoose: (loose: string) => Promise<Found | Unreadable>
  /** Number of the best capture of an address, without a look at it. */
  readonly bestOf: (url: string) => number | null
  readonly savedIn: (path: string, form: FileForm) => Promise<readonly Saved[]>
  readonly limits: Limits
  readonly close: () => Promise<void>
}

export interface Found {
  readonly n: number
  readonly capture: Capture
}

/** A capture is there, but not to be had: over the size limit, or a revisit of something that the archive lacks. */
export interface Unreadable {
  readonly n: number | null
  readonly url: string | null
  readonly why: 'file-too-large' | 'file-missing'
}

type Reading = Capture | Unreadable

export interface LazyWebArchive {
  readonly opened: () => Promise<WebArchive>
  /** Works with the archive; where it is found to have changed (`source-changed`), the next use opens it anew. */
  readonly use: <T>(work: (archive: WebArchive) => Promise<T>) => Promise<T>
  readonly outer: LazyArchive
  /** Lets go of what was opened: it may have been replaced since. */
  readonly again: () => Promise<void>
  readonly close: () => Promise<void>
}

export function lazyWebArchive(place: string, limits: Limits): LazyWebArchive {
  const outer = lazyArchive(place, limits.inflatedBytes)
  let opened: Promise<WebArchive> | null = null
  const letGo = async (): Promise<void> => {
    const last = opened
    opened = null
    await last?.then((archive) => archive.close()).catch(() => undefined)
    await outer.again()
  }
  const open = (): Promise<WebArchive> => {
    opened ??= openWebArchive(outer, place, limits)
    opened.catch(() => (opened = null))
    return opened
  }
  return {
    opened: open,
    async use(work) {
      try {
        return await work(await open())
      } catch (failure) {
        if (failure instanceof Failure && failure.code === 'source-changed') await letGo()
        throw failure
      }
    },
    outer,
    again: letGo,
    close: letGo,
  }
}

async function openWebArchive(outer: LazyArchive, place: string, limits: Limits): Promise<WebArchive> {
  const files = await outer.files()
  const archive = await withNested(files, (await stat(place)).isDirectory() ? place : null, limits.inflatedBytes)
  const surveyed = await surveyFiles(archive, limits)
  const { index } = surveyed
  const reader = openReader(archive, limits)
  const spotOf = (n: number): Spot => {
    const { file, place: at, inner } = index.entry(n)
    const { path, form } = surveyed.files[file] ?? { path: '', form: 'plain' }
    return { path, form, place: at, inner }
  }
  const readers = { surveyed, read: (n: number) => reader.read(spotOf(n)) }
  const read = (n: number): Promise<Reading> => readCaptured(readers, n)
  const firstReadable = async (captures: Iterable<number>): Promise<Found | Unreadable> => {
    let last: Unreadable = { n: null, url: null, why: 'file-missing' }
    for (const n of captures) {
      const reading = await read(n)
      if (!('why' in reading)) return { n, capture: reading }
      last = reading
      // an older one that fits the limit would stand for it in silence
      if (reading.why === 'file-too-large') break
    }
    return last
  }
  const findLoose = async (loose: string): Promise<Found | Unreadable> => {
    const found = await firstReadable(index.captures(loose))
    if (!('why' in found) && !isOf(loose, found.capture.url)) throw changed()
    return found
  }
  return {
    ...surveyed,
    archive,
    read,
    firstReadable,
    async find(url) {
      const loose = looseAddress(url)
      const found = loose === null ? null : await findLoose(loose)
      return found === null || 'why' in found ? null : found
    },
    findLoose,
    bestOf(url) {
      const loose = looseAddress(url)
      if (loose === null) return null
      for (const n of index.captures(loose)) return n
      return null
    },
    savedIn: reader.savedIn,
    limits,
    async close() {
      await reader.close()
      if (archive !== files) await archive.close()
    },
  }
}

interface Readers {
  readonly surveyed: Surveyed
  readonly read: (n: number) => Promise<Got>
}

async function readCaptured({ surveyed, read }: Readers, n: number): Promise<Reading> {
  const got = await read(n)
  if (got.capture === null) return { n, url: got.url, why: 'file-too-large' }
  if (got.revisit === null) return got.capture
  const before = originalOf(surveyed, got.revisit)
  const original = before === null ? null : (await read(before)).capture
  return original === null ? { n, url: got.url, why: 'file-missing' } : asRevisited(got.capture, original)
}

/** What a revisit says is "as before" is the capture that it names, or else one of the same digest. */
function originalOf({ index }: Surveyed, { uri, date, digest }: Revisit): number | null {
  const loose = uri === null ? null : looseAddress(uri)
  const named = loose === null ? [] : [...index.captures(loose)].filter((n) => isOriginal(index.entry(n)))
  const at = Date.parse(date ?? '') / 1000
  const same = digest === null ? null : index.withDigest(digest)
  return named.find((n) => index.entry(n).time === at) ?? same ?? (digest === null ? (named[0] ?? null) : null)
}

/** A replaced file may have another page at the same place. */
function isOf(loose: string, url: string | null): boolean {
  return url === null ? loose.startsWith('file:') : (looseAddress(url) ?? loose) === loose
}

function changed(): Failure {
  return new Failure('source-changed', both('归档文件在登记后变化', 'the archive changed after it was indexed'))
}

function isOriginal(entry: Entry): boolean {
  return entry.kind !== 'revisit' && isGood(entry)
}

/** The body is the original's, and what belongs to it; where and when are the revisit's own. */
function asRevisited(revisit: Capture, before: Capture): Capture {
  const { url, capturedAt } = revisit
  return { ...before, url, capturedAt, contentType: revisit.contentType ?? before.contentType }
}
