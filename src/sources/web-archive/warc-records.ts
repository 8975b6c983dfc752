// A span of WARC text → its records one after the other, with where their blocks lie. A record that lies about its length costs itself alone:
// the next one is looked for by its mark. Reads heads only, never blocks.
import { MOST_HEAD, readHeadLines } from './fields.ts'
import type { Fields } from './fields.ts'
import type { Span } from './span.ts'

export interface RawRecord {
  readonly at: number
  readonly fields: Fields
  readonly blockAt: number
  /** As many bytes as there are; see `cut`. */
  readonly length: number
  /** The record says it has more bytes than there are. */
  readonly cut: boolean
  /** The length it gave was wrong; this one was found by the mark of the next record. */
  readonly mended: boolean
}

/** Bytes that belong to no record. */
export interface Gap {
  readonly at: number
  readonly why: string
}

const MARK = Buffer.from('WARC/')
/** The next mark is mostly near: larger steps would read the same bytes again for every small record that lies. */
const FIRST_STEP = 4096
const LAST_STEP = 256 * 1024

export function looksLikeWarc(start: Buffer): boolean {
  return /^\s{0,16}WARC\/\d/.test(start.subarray(0, 32).toString('latin1'))
}

export async function* warcRecords(span: Span, from = 0): AsyncGenerator<RawRecord | Gap> {
  let at = await skipBlank(span, from)
  while (at < span.size) {
    const claim = await warcClaim(span, at)
    if (claim === null) {
      yield { at, why: 'no record begins here, or one without a usable head' }
      at = await nextMark(span, at + 1)
      continue
    }
    const { fields, blockAt } = claim
    const record = { at, fields, blockAt, ...(await bounded(span, claim)) }
    yield record
    at = await skipBlank(span, blockAt + record.length)
  }
}

/** A record as its head tells it, before anybody looks whether its bytes are there. */
export interface Claim {
  readonly fields: Fields
  readonly blockAt: number
  readonly said: number
}

export async function warcClaim(span: Span, at: number): Promise<Claim | null> {
  const head = looksLikeWarc(await span.at(at, 32)) ? await headAt(span, at) : null
  const said = head === null ? null : lengthOf(head.fields)
  return head === null || said === null ? null : { fields: head.fields, blockAt: at + head.length, said }
}

async function bounded(span: Span, { blockAt, said }: Claim): Promise<Pick<RawRecord, 'length' | 'cut' | 'mended'>> {
  const end = blockAt + said
  if (end === span.size || (end < span.size && (await endsHere(span, end)))) return { length: said, cut: false, mended: false }
  const next = await nextMark(span, blockAt)
  if (next < span.size) return { length: (await withoutBlank(span, blockAt, next)) - blockAt, cut: false, mended: true }
  return { length: Math.min(said, span.size - blockAt), cut: end > span.size, mended: end < span.size }
}

async function endsHere(span: Span, end: number): Promise<boolean> {
  const after = (await span.at(end, 16)).toString('latin1')
  return /^\r?\n\r?\n?(?:WARC\/|\s*$)|^WARC\//.test(after)
}

async function headAt(span: Span, at: number): Promise<{ fields: Fields; length: number } | null> {
  return readHeadLines(await span.at(at, 4096)) ?? readHeadLines(await span.at(at, MOST_HEAD))
}

function lengthOf(fields: Fields): number | null {
  const said = fields.get('content-length') ?? ''
  return /^\d{1,15}$/.test(said) ? Number(said) : /^\d+$/.test(said) ? Number.MAX_SAFE_INTEGER : null
}

/** Where the next line begins that opens a record; the size of the span when none does. */
async function nextMark(span: Span, from: number): Promise<number> {
  let step = FIRST_STEP
  for (let at = from; at < span.size;) {
    const window = await span.at(at, step)
    step = Math.min(step * 4, LAST_STEP)
    for (let found = window.indexOf(MARK); found >= 0; found = window.indexOf(MARK, found + 1)) {
      const before = found > 0 ? window[found - 1] : (await span.at(at - 1, 1))[0]
      if (before === 0x0a && /^\d\.\d+\r?\n/.test(window.subarray(found + MARK.length, found + MARK.length + 8).toString('latin1')))
        return at + found
    }
    if (window.length === 0 || at + window.length >= span.size) break
    at += Math.max(1, window.length - 16)
  }
  return span.size
}

export async function skipBlank(span: Span, from: number): Promise<number> {
  for (let at = from; at < span.size;) {
    const window = await span.at(at, 4096)
    if (window.length === 0) break
    const blank = window.findIndex((byte) => byte !== 0x0a && byte !== 0x0d)
    if (blank >= 0) return at + blank
    at += window.length
  }
  return span.size
}

/** The two line ends before a record belong to no block. */
async function withoutBlank(span: Span, start: number, next: number): Promise<number> {
  const length = Math.min(4, next - start)
  const tail = (await span.at(next - length, length)).toString('latin1')
  return next - (/(?:\r?\n){1,2}$/.exec(tail)?.[0].length ?? 0)
}
