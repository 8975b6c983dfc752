// A recorded HTTP answer → status, headers and body as a browser would have shown it: framing and packing undone where they are really
// there, whatever the headers claim. Bounded; a body that is cut or packed wrongly is given as far as it goes, and said so.
import { brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib'
import { readHeadLines } from './fields.ts'
import type { Fields } from './fields.ts'

export interface HttpHead {
  readonly status: number
  readonly fields: Fields
  /** Bytes up to the body. */
  readonly length: number
}

export interface Body {
  readonly bytes: Buffer
  /** The body in every form that a digest may have been made of: as sent, without framing, unpacked. */
  readonly forms: readonly Buffer[]
  readonly cut: boolean
  /** It unpacks to more than the limit; `bytes` are as they were sent. */
  readonly tooLarge: boolean
}

/** Null when the block holds no HTTP answer. Headers without an end are taken as no answer. */
export function readHttpHead(block: Buffer): HttpHead | null {
  const status = /^HTTP\/\d(?:\.\d)?\s+(\d{3})/.exec(block.subarray(0, 32).toString('latin1'))?.[1]
  if (status === undefined) return null
  const head = readHeadLines(block)
  return head === null ? null : { status: Number(status), fields: head.fields, length: head.length }
}

export function readBody(raw: Buffer, fields: Fields, limit: number): Body {
  const chunked = /chunked/i.test(fields.get('transfer-encoding') ?? '') ? dechunk(raw) : null
  const framed = chunked?.bytes ?? raw
  const unpacked = unpack(framed, (fields.get('content-encoding') ?? '').trim().toLowerCase(), limit)
  return {
    bytes: unpacked.bytes,
    forms: [...new Set([raw, framed, unpacked.bytes])],
    cut: unpacked.cut || chunked?.cut === true,
    tooLarge: unpacked.tooLarge,
  }
}

/** Null when the body is not chunked after all: recorders undo the framing and keep the header. */
function dechunk(raw: Buffer): { bytes: Buffer; cut: boolean } | null {
  const out = Buffer.allocUnsafe(raw.length)
  let filled = 0
  for (let at = 0; ;) {
    const { length, start } = chunkHead(raw, at)
    // What follows a broken frame is kept as it stands: nothing that was recorded is thrown away.
    if (length === null && at === 0) return null
    const end = length === null ? raw.length : start + length
    filled += raw.copy(out, filled, length === null ? at : start, end)
    if (length === null || end > raw.length) return { bytes: out.subarray(0, filled), cut: true }
    if (length === 0) return { bytes: out.subarray(0, filled), cut: false }
    at = end
    if (raw[at] === 0x0d) at += 1
    if (raw[at] === 0x0a) at += 1
  }
}

function chunkHead(raw: Buffer, at: number): { length: number | null; start: number } {
  const line = raw.subarray(at, at + 200)
  const end = line.indexOf('\n')
  const size = /^\s*([0-9a-f]{1,8})\s*(?:;.*)?\r?$/i.exec(line.subarray(0, Math.max(end, 0)).toString('latin1'))?.[1]
  return { length: size === undefined ? null : Number.parseInt(size, 16), start: at + end + 1 }
}

interface Bounds {
  readonly maxOutputLength: number
  readonly finishFlush?: number
}

const UNPACK: Readonly<Record<string, (bytes: Buffer, bounds: Bounds) => Buffer>> = {
  gzip: (bytes, bounds) => gunzipSync(bytes, bounds),
  'x-gzip': (bytes, bounds) => gunzipSync(bytes, bounds),
  // servers say deflate for both
  deflate: (bytes, bounds) => (((bytes[0] ?? 0) & 0x0f) === 8 ? inflateSync(bytes, bounds) : inflateRawSync(bytes, bounds)),
  br: (bytes, { maxOutputLength }) => brotliDecompressSync(bytes, { maxOutputLength }),
  zstd: (bytes, { maxOutputLength }) => zstdDecompressSync(bytes, { maxOutputLength }),
}

interface Unpacked {
  readonly bytes: Buffer
  readonly cut: boolean
  readonly tooLarge: boolean
}

/** Recorders often unpack a body and keep the header: what does not unpack is taken as it is. */
function unpack(bytes: Buffer, encoding: string, maxOutputLength: number): Unpacked {
  const asIs = { bytes, cut: false, tooLarge: false }
  const way = Object.hasOwn(UNPACK, encoding) ? UNPACK[encoding] : undefined
  if (way === undefined || bytes.length === 0) return asIs
  try {
    return { ...asIs, bytes: way(bytes, { maxOutputLength }) }
  } catch (error) {
    if (isTooLarge(error)) return { ...asIs, tooLarge: true }
    if ((error as NodeJS.ErrnoException).code !== 'Z_BUF_ERROR') return asIs
  }
  try {
    return { ...asIs, bytes: way(bytes, { maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH }), cut: true }
  } catch (error) {
    return { ...asIs, cut: true, tooLarge: isTooLarge(error) }
  }
}

function isTooLarge(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
}
