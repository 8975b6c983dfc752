// The number of a capture → the capture. Keeps the last few files open, and the last document in memory; gives no capture over the limit.
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { readWhole } from '../files/archive-files.ts'
import type { ArchiveFiles } from '../files/archive-files.ts'
import { addressOf, captureOf, cleanAddress, revisitOf } from './capture.ts'
import type { Capture, Revisit } from './capture.ts'
import { recordAgain } from './container.ts'
import type { Container } from './container.ts'
import { readDocument } from './documents.ts'
import type { Saved } from './documents.ts'
import { closeContainer, containerOf, isRecordForm } from './survey-files.ts'
import type { Limits } from './survey-files.ts'
import type { FileForm } from './survey-files.ts'

/** Where a capture lies: all that its number stands for. */
export interface Spot {
  readonly path: string
  readonly form: FileForm
  readonly place: number
  readonly inner: number
}

export interface Got {
  readonly url: string | null
  /** Null when it is over the size limit. */
  readonly capture: Capture | null
  readonly revisit: Revisit | null
}

export interface Reader {
  /** Throws Failure `source-changed` where the archive is not what it was. */
  readonly read: (spot: Spot) => Promise<Got>
  /** Everything in one file of captures that is no WARC. */
  readonly savedIn: (path: string, form: FileForm) => Promise<readonly Saved[]>
  readonly close: () => Promise<void>
}

const MOST_OPEN = 4

export function openReader(files: ArchiveFiles, limits: Limits): Reader {
  const open = new Map<string, Promise<Container>>()
  let document: { path: string; saved: readonly Saved[] } | null = null
  // one after the other: a container that is unpacked or closed while another reads in it would give nonsense
  let turn: Promise<unknown> = Promise.resolve()
  const container = async (path: string, form: FileForm): Promise<Container> => {
    const opening = open.get(path) ?? containerOf(files, { path, form }, limits)
    open.delete(path)
    open.set(path, opening)
    const [oldest] = open.keys()
    if (open.size > MOST_OPEN && oldest !== undefined) {
      const last = open.get(oldest)
      open.delete(oldest)
      if (last !== undefined) await closeContainer(await last)
    }
    const opened = await opening
    if ((await files.size(path)) !== opened.span.size) throw changed(path)
    return opened
  }
  const savedIn = async (path: string, form: FileForm): Promise<readonly Saved[]> => {
    if (document?.path !== path && !isRecordForm(form))
      document = { path, saved: readDocument(form, await readWhole(files, path, limits.fileBytes)) }
    return document?.saved ?? []
  }
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work)
    turn = mine.catch(() => undefined)
    return mine
  }
  const read = async ({ path, form, place, inner }: Spot): Promise<Got> => {
    if (!isRecordForm(form)) return savedCapture((await savedIn(path, form))[inner], path)
    const placed = await recordAgain(await container(path, form), place, inner)
    if (placed === null) throw changed(path)
    const capture = await captureOf(placed, limits.fileBytes)
    const { fields } = placed.record
    const revisit = fields.get('warc-type') === 'revisit' ? revisitOf(fields) : null
    return { url: cleanAddress(addressOf(fields)), capture, revisit }
  }
  return {
    read: (spot) => inTurn(() => read(spot)),
    savedIn: (path, form) => inTurn(() => savedIn(path, form)),
    async close() {
      await turn
      for (const opened of open.values()) await opened.then(closeContainer).catch(() => undefined)
      open.clear()
      document = null
    },
  }
}

function savedCapture(saved: Saved | undefined, path: string): Got {
  if (saved === undefined) throw changed(path)
  const { url, status, contentType, capturedAt } = saved
  const none = { etag: null, lastModified: null, location: null, cut: false, digest: 'none' } as const
  const capture: Capture = { url: url === null ? null : cleanAddress(url), status, contentType, capturedAt, bytes: saved.bytes(), ...none }
  return { url: capture.url, capture, revisit: null }
}

function changed(path: string): Failure {
  return new Failure('source-changed', both(`${path} 已不是登记时的内容`, `${path} is not what it was when it was indexed`))
}
