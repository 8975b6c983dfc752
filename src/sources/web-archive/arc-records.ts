// A span of ARC text (the older format of the Internet Archive) → its records: one line of blank-separated words and as many bytes as its
// last word says. Reads lines only, never blocks.
import type { Fields } from './fields.ts'
import type { Span } from './span.ts'
import { skipBlank } from './warc-records.ts'
import type { Claim, Gap, RawRecord } from './warc-records.ts'

const LINE = /^(\S[^\n]{0,8000}?) (\S+) (\d{12,14}) ([^\n]{1,200}?) (\d{1,15})\r?\n/

export function looksLikeArc(start: Buffer): boolean {
  return start.subarray(0, 16).toString('latin1').startsWith('filedesc://') || LINE.test(start.subarray(0, 9000).toString('latin1'))
}

export async function* arcRecords(span: Span, from = 0): AsyncGenerator<RawRecord | Gap> {
  for (let at = await skipBlank(span, from); at < span.size;) {
    const claim = await arcClaim(span, at)
    if (claim === null) {
      yield { at, why: 'no ARC record begins here' }
      at = await nextLine(span, at + 1)
      continue
    }
    const record = { at, fields: claim.fields, blockAt: claim.blockAt, ...(await bounded(span, claim)) }
    yield record
    at = await skipBlank(span, record.blockAt + record.length)
  }
}

/** A length that leads to no further record is a lie, if there is a further record. */
async function bounded(span: Span, { blockAt, said }: Claim): Promise<Pick<RawRecord, 'length' | 'cut' | 'mended'>> {
  const next = await skipBlank(span, Math.min(blockAt + said, span.size))
  const there = span.size - blockAt
  if (next >= span.size ? said <= there : (await arcClaim(span, next)) !== null) return { length: said, cut: false, mended: false }
  const found = await nextLine(span, blockAt)
  if (found < span.size) return { length: found - 1 - blockAt, cut: false, mended: true }
  return { length: Math.min(said, there), cut: said > there, mended: said < there }
}

const STEP = 256 * 1024
const MOST_LINE = 4096

/** Where the next line is that opens a record; the size of the span when there is none. */
async function nextLine(span: Span, from: number): Promise<number> {
  for (let at = from; at < span.size;) {
    const window = await span.at(at, STEP)
    if (window.length === 0) break
    const isLast = at + window.length >= span.size
    const end = isLast ? window.length : window.length - MOST_LINE
    for (let found = window.indexOf('\nhttp'); found >= 0 && found < end; found = window.indexOf('\nhttp', found + 1)) {
      const line = window.subarray(found + 1, found + MOST_LINE)
      const length = line.indexOf('\n') + 1
      if (length > 0 && LINE.test(line.subarray(0, length).toString('latin1'))) return at + found + 1
    }
    if (isLast) break
    at += end
  }
  return span.size
}

/** The fields have the names that WARC gives them. */
export async function arcClaim(span: Span, at: number): Promise<Claim | null> {
  const found = LINE.exec((await span.at(at, 9000)).toString('latin1'))
  if (found === null) return null
  const [whole, url = '', , date = '', type = '', length = ''] = found
  return { fields: fieldsOf(url, date, type), blockAt: at + whole.length, said: Number(length) }
}

function fieldsOf(url: string, date: string, type: string): Fields {
  const when = date.padEnd(14, '0')
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(when) ?? []
  return new Map([
    ['warc-type', url.startsWith('filedesc:') ? 'warcinfo' : 'response'],
    ['warc-target-uri', Buffer.from(url, 'latin1').toString('utf8')],
    ['warc-date', `${y}-${mo}-${d}T${h}:${mi}:${s}Z`],
    // the second format has words between type and length
    ['content-type', type.split(' ')[0] ?? ''],
  ])
}
