// One file that holds captures by itself (MHTML, HAR, a saved page) → what it holds, each to be unpacked only when somebody wants it. Pure.
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { isMhtml, readMhtml } from '../files/mime.ts'
import { isoTime } from './capture.ts'
import { isSavedPage, savedPage } from './saved-page.ts'

export interface Saved {
  /** As the file gives it, with its secrets; null when it gives none. */
  readonly url: string | null
  /** By what the pieces of one file refer to each other: addresses and `cid:`. */
  readonly names: readonly string[]
  readonly status: number
  readonly contentType: string | null
  readonly capturedAt: string | null
  /** Whether this is what the file was saved for, not a piece of it. */
  readonly main: boolean
  readonly bytes: () => Buffer
}

export type DocumentKind = 'file' | 'mime' | 'har'

/** By the first bytes; null for what holds no capture. */
export function documentKind(start: Buffer): DocumentKind | null {
  const text = start.subarray(0, 4096).toString('latin1')
  if (isMhtml(text)) return 'mime'
  if (/^(?:\xef\xbb\xbf)?\s*\{\s*"log"\s*:/.test(text)) return 'har'
  return isSavedPage(start) ? 'file' : null
}

export function readDocument(kind: DocumentKind, bytes: Buffer): readonly Saved[] {
  if (kind === 'mime') return mhtmlParts(bytes)
  return kind === 'har' ? harEntries(bytes) : [pageFile(bytes)]
}

function pageFile(bytes: Buffer): Saved {
  const { url, savedAt } = savedPage(bytes)
  return { url, names: [], status: 200, contentType: 'text/html', capturedAt: savedAt, main: true, bytes: () => bytes }
}

function mhtmlParts(bytes: Buffer): readonly Saved[] {
  const { page, parts, location } = readMhtml(bytes)
  const capturedAt = isoTime(/^date:\s*(.{1,100}?)\r?$/im.exec(bytes.subarray(0, 4096).toString('latin1'))?.[1])
  return parts.map((part) => {
    const own = part.names.find(isWeb) ?? null
    const url = part === page && location !== null && isWeb(location) ? location : own
    return { url, names: part.names, status: 200, contentType: part.type, capturedAt, main: part === page, bytes: part.bytes }
  })
}

function isWeb(name: string): boolean {
  return /^https?:\/\//i.test(name)
}

interface HarEntry {
  readonly startedDateTime?: unknown
  readonly request?: { readonly url?: unknown; readonly method?: unknown }
  readonly response?: { readonly status?: unknown; readonly content?: { text?: unknown; encoding?: unknown; mimeType?: unknown } }
}

const MOST_ENTRIES = 100_000

const NOTHING: Saved = {
  url: null,
  names: [],
  status: 0,
  contentType: null,
  capturedAt: null,
  main: false,
  bytes: () => Buffer.alloc(0),
}

/** Only answers to GET that have a body: other entries hold nothing to read. */
function harEntries(bytes: Buffer): readonly Saved[] {
  const entries = harLog(bytes)
  return entries.slice(0, MOST_ENTRIES).map(({ startedDateTime, request, response }) => {
    const { text, encoding, mimeType } = response?.content ?? {}
    // counted among what has no address
    if (typeof request?.url !== 'string' || typeof text !== 'string' || (request.method ?? 'GET') !== 'GET') return NOTHING
    return {
      url: request.url,
      names: [],
      status: typeof response?.status === 'number' ? response.status : 0,
      // the text of a HAR is Unicode, whatever charset the answer had
      contentType: typeof mimeType !== 'string' ? null : encoding === 'base64' ? mimeType : mimeType.replace(/;.*$/, '; charset=utf-8'),
      capturedAt: isoTime(typeof startedDateTime === 'string' ? startedDateTime : undefined),
      main: true,
      bytes: () => Buffer.from(text, encoding === 'base64' ? 'base64' : 'utf8'),
    }
  })
}

function harLog(bytes: Buffer): readonly HarEntry[] {
  try {
    const { log } = JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, '')) as { log?: { entries?: unknown } }
    if (Array.isArray(log?.entries)) return (log.entries as unknown[]).filter(isEntry)
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
  }
  throw new Failure('file-unreadable', both('HAR 文件残缺', 'a HAR that is cut off or damaged'))
}

function isEntry(value: unknown): value is HarEntry {
  return typeof value === 'object' && value !== null
}
