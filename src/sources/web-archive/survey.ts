// All files of a web archive → the index of its captures, and for everything else how much of it there is. Reads every packed byte once and
// of plain files the heads alone; keeps numbers only.
import { addressOf } from './capture.ts'
import { looseAddress } from './address.ts'
import type { CaptureIndex, CaptureKind, Entry } from './capture-index.ts'
import { recordsIn } from './container.ts'
import type { Container, Placed } from './container.ts'
import type { Saved } from './documents.ts'
import { MOST_HEAD } from './fields.ts'
import { readHttpHead } from './http-message.ts'

/** What a file holds besides captures: a word for it → how many. */
export type Counts = Map<string, number>

function count(counts: Counts, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1)
}

const SKIPPED = ['warcinfo', 'request', 'metadata', 'conversion', 'continuation']
const MOST_GAPS = 100

/** The captures of one WARC or ARC file. `file`: its number in the list. */
export async function surveyRecords(container: Container, file: number, index: CaptureIndex): Promise<{ counts: Counts; gaps: string[] }> {
  const counts: Counts = new Map()
  const gaps: string[] = []
  for await (const placed of recordsIn(container)) {
    if ('why' in placed) {
      count(counts, 'damaged places')
      if (gaps.length < MOST_GAPS) gaps.push(`${placed.why} (byte ${placed.at})`)
      continue
    }
    count(counts, 'records')
    const { record } = placed
    const type = record.fields.get('warc-type') ?? ''
    if (record.mended) count(counts, 'records with a wrong length')
    if (SKIPPED.includes(type)) count(counts, type)
    else if (type !== 'response' && type !== 'resource' && type !== 'revisit') count(counts, 'records of another type')
    else await take(placed, { file, type, index, counts })
  }
  return { counts, gaps }
}

interface Taking {
  readonly file: number
  readonly type: 'response' | 'resource' | 'revisit'
  readonly index: CaptureIndex
  readonly counts: Counts
}

async function take(placed: Placed, { file, type, index, counts }: Taking): Promise<void> {
  const { record, span, place, inner } = placed
  count(counts, type)
  const loose = looseAddress(addressOf(record.fields))
  if (loose === null) return count(counts, 'captures of no web address')
  const head = type === 'resource' ? null : await headOf(placed)
  if (head === null && type === 'response') return count(counts, 'responses without an HTTP head')
  const contentType = head === null ? record.fields.get('content-type') : head.fields.get('content-type')
  const status = head?.status ?? (type === 'resource' ? 200 : 0)
  if (status >= 300 && type !== 'revisit') count(counts, `answers of status ${status}`)
  const bodyAt = record.blockAt + (head?.length ?? 0)
  const html = isHtml(contentType, contentType === undefined ? await span.at(bodyAt, 256) : null)
  const entry: Entry = { kind: type, status, html, cut: isCut(placed), file, place, inner, time: seconds(record.fields.get('warc-date')) }
  index.add(entry, loose, type === 'revisit' || status >= 300 ? null : (record.fields.get('warc-payload-digest') ?? null))
}

async function headOf({ record, span }: Placed): Promise<ReturnType<typeof readHttpHead>> {
  const small = readHttpHead(await span.at(record.blockAt, Math.min(record.length, 4096)))
  return small ?? (record.length > 4096 ? readHttpHead(await span.at(record.blockAt, Math.min(record.length, MOST_HEAD))) : null)
}

function isCut({ record }: Placed): boolean {
  return record.cut || record.fields.has('warc-truncated')
}

/** Where no type was recorded, the first bytes tell. */
function isHtml(contentType: string | undefined, start: Buffer | null): boolean {
  if (contentType !== undefined) return /^\s*(?:text\/html|application\/xhtml)/i.test(contentType)
  return (
    start !== null &&
    /^(?:[0-9a-f]{1,8}\r\n)?(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)?<(?:!doctype html|html|head|body)\b/i.test(
      start.toString('latin1'),
    )
  )
}

function seconds(date: string | undefined): number {
  const time = Date.parse(date ?? '')
  return Number.isNaN(time) ? 0 : Math.min(Math.max(0, Math.floor(time / 1000)), 0xffff_ffff)
}

/** The captures that one document holds. */
export function surveyDocument(
  path: string,
  saved: readonly Saved[],
  at: { readonly file: number; readonly kind: CaptureKind; readonly index: CaptureIndex },
): Counts {
  const counts: Counts = new Map()
  for (const [inner, { url, status, contentType, capturedAt, main }] of saved.entries()) {
    const loose = (url === null ? null : looseAddress(url)) ?? (main ? fileAddress(path) : null)
    count(counts, loose === null ? 'pieces without an address' : 'captures')
    if (loose === null) continue
    const html = main && isHtml(contentType ?? undefined, null)
    at.index.add(
      { kind: at.kind, status, html, cut: false, file: at.file, place: 0, inner, time: seconds(capturedAt ?? undefined) },
      loose,
      null,
    )
  }
  return counts
}

/** By what a page is known that does not say where it was. */
export function fileAddress(path: string): string {
  return `file:${path}`
}
