// One member of a gzip file → its bytes, or only its beginning when it is large. Says where the member ends and what is wrong with it;
// never holds more than `keep` bytes, and stops at what inflates beyond reason.
import { constants, crc32, createInflateRaw, inflateRawSync } from 'node:zlib'
import type { InflateRaw } from 'node:zlib'
import { Readable } from 'node:stream'
import type { Span } from './span.ts'

export interface Member {
  /** What it holds: all of it, or its beginning when it is longer than `keep`. */
  readonly bytes: Buffer
  readonly size: number
  /** Where the next one begins; null when nobody can tell, since this one is broken. */
  readonly end: number | null
  readonly fault: 'cut off' | 'damaged' | 'inflates too much' | null
}

/** Most records are smaller and are inflated in one go. */
const QUICK_IN = 256 * 1024
/** Tried first: asking for more than a member has makes the span read the same bytes again and again. */
const SMALL_IN = 16 * 1024
const QUICK_OUT = 2 * 1024 * 1024
/** The same bounds as for zips: deflate reaches 1032:1, real pages stay under 20:1. */
const MOST_RATIO = 200
const RATIO_COUNTS_FROM = 8 * 1024 * 1024

/** Null where no member begins. */
export async function memberAt(span: Span, at: number, keep: number): Promise<Member | null> {
  const start = await dataStart(span, at)
  if (start === null) return null
  return (await quick(span, start, SMALL_IN)) ?? (await quick(span, start, QUICK_IN)) ?? (await slow(span, start, keep))
}

/** Everything a member gives, for a file that is one member of many records. */
export async function* inflated(span: Span, at: number): AsyncGenerator<Buffer> {
  const start = await dataStart(span, at)
  if (start === null) return
  const inflater = inflaterOf(span, start)
  try {
    for await (const chunk of inflater) yield chunk as Buffer
  } catch {
    // what came before the damage is what there is
  } finally {
    inflater.destroy()
  }
}

async function dataStart(span: Span, at: number): Promise<number | null> {
  const length = headLength(await span.at(at, MOST_GZIP_HEAD))
  return length === null ? null : at + length
}

const MOST_GZIP_HEAD = 64 * 1024

/** Bytes before the packed data; null where no member begins. */
function headLength(head: Buffer): number | null {
  if (head.length < 18 || head[0] !== 0x1f || head[1] !== 0x8b || head[2] !== 8) return null
  const flags = head[3] ?? 0
  if ((flags & 0xe0) !== 0) return null
  let length = 10
  if ((flags & 4) !== 0) length += 2 + head.readUInt16LE(length)
  for (const flag of [8, 16]) {
    if ((flags & flag) === 0) continue
    const end = head.indexOf(0, length)
    if (end < 0) return null
    length = end + 1
  }
  if ((flags & 2) !== 0) length += 2
  return length < head.length ? length : null
}

async function quick(span: Span, start: number, input: number): Promise<Member | null> {
  try {
    const { buffer, engine } = inflateRawSync(await span.at(start, input), {
      maxOutputLength: QUICK_OUT,
      info: true,
    }) as unknown as { buffer: Buffer; engine: { bytesWritten: number } }
    return { bytes: buffer, size: buffer.length, ...(await trailer(span, start + engine.bytesWritten, crc32(buffer))) }
  } catch {
    return null
  }
}

async function slow(span: Span, start: number, keep: number): Promise<Member> {
  const inflater = inflaterOf(span, start)
  const kept: Buffer[] = []
  let [size, held, sum] = [0, 0, 0]
  try {
    for await (const chunk of inflater as AsyncIterable<Buffer>) {
      size += chunk.length
      sum = crc32(chunk, sum)
      if (held < keep) kept.push(chunk.subarray(0, keep - held))
      held = Math.min(keep, held + chunk.length)
      if (size > RATIO_COUNTS_FROM && size > inflater.bytesWritten * MOST_RATIO)
        return { bytes: Buffer.concat(kept), size, end: null, fault: 'inflates too much' }
    }
    return { bytes: Buffer.concat(kept), size, ...(await trailer(span, start + inflater.bytesWritten, sum)) }
  } catch {
    return { bytes: Buffer.concat(kept), size, end: null, fault: 'damaged' }
  } finally {
    inflater.destroy()
  }
}

/** What is cut off in the middle ends without an error, so that what came before is not lost; the missing trailer tells. */
function inflaterOf(span: Span, start: number): InflateRaw {
  const inflater = createInflateRaw({ chunkSize: 64 * 1024, finishFlush: constants.Z_SYNC_FLUSH })
  const feed = Readable.from(slices(span, start))
  feed.on('error', (error) => inflater.destroy(error))
  inflater.on('close', () => feed.destroy())
  feed.pipe(inflater)
  return inflater
}

async function* slices(span: Span, start: number): AsyncGenerator<Buffer> {
  for (let at = start; at < span.size;) {
    const slice = await span.at(at, 64 * 1024)
    if (slice.length === 0) return
    at += slice.length
    yield slice
  }
}

async function trailer(span: Span, at: number, sum: number): Promise<Pick<Member, 'end' | 'fault'>> {
  const bytes = await span.at(at, 8)
  if (bytes.length < 8) return { end: span.size, fault: 'cut off' }
  return { end: at + 8, fault: bytes.readUInt32LE(0) === sum ? null : 'damaged' }
}

/** How many more starts that may lead nowhere are tried in one file; after them the rest of it is given up. */
export interface Tries {
  left: number
}

export const MOST_TRIES = 1000
const MAGIC = Buffer.from([0x1f, 0x8b, 8])
/** As much of a start as is tried. */
const TRIED = 4096

export interface Seeking {
  readonly fits: (start: Buffer) => boolean
  readonly tries: Tries
}

/** The next place where a member begins whose contents pass `fits`; null when there is none. */
export async function nextMember(span: Span, from: number, { fits, tries }: Seeking): Promise<number | null> {
  for (let at = from; at < span.size;) {
    const window = await span.at(at, QUICK_IN)
    if (window.length === 0) return null
    const isLast = at + window.length >= span.size
    // what begins near the end of the window is looked at in the next one
    const end = isLast ? window.length : window.length - TRIED
    for (let found = window.indexOf(MAGIC); found >= 0 && found < end; found = window.indexOf(MAGIC, found + 1)) {
      if (beginsWell(window.subarray(found, found + TRIED), fits)) return at + found
      tries.left -= 1
      if (tries.left <= 0) return null
    }
    if (isLast) return null
    at += end
  }
  return null
}

function beginsWell(start: Buffer, fits: (start: Buffer) => boolean): boolean {
  const length = headLength(start)
  if (length === null) return false
  try {
    return fits(inflateRawSync(start.subarray(length), { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: RATIO_COUNTS_FROM }))
  } catch {
    return false
  }
}
