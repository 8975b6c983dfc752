// Reads the frame of a JPEG, PNG, GIF or WebP without decoding it: size in pixels, where the picture ends, and what is beside the pixels.
// In: bytes. Out: a Frame, or null for other formats. Broken pixels inside a whole frame are not noticed here.
import { crc32 } from 'node:zlib'

export interface Frame {
  readonly mediaType: 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp'
  readonly width: number
  readonly height: number
  /** Where the picture ends; null when it is cut off or its structure is broken. */
  readonly end: number | null
  /** Parts that hold no pixels (comments, metadata): where a script would hide. No picture has more than MOST_PARTS. */
  readonly beside: readonly (readonly [from: number, to: number])[]
}

/** Cameras write a dozen, long colour profiles a few hundred. More would only fill the memory: such a picture counts as broken. */
const MOST_PARTS = 10_000

/** Null when the bytes start like none of the four. */
export function readFrame(bytes: Buffer): Frame | null {
  const frame = frameOf(bytes)
  return frame !== null && frame.beside.length > MOST_PARTS ? { ...frame, end: null, beside: [] } : frame
}

function frameOf(bytes: Buffer): Frame | null {
  if (bytes.length > 3 && bytes.readUIntBE(0, 3) === 0xff_d8_ff) return jpeg(bytes)
  if (bytes.length > 8 && bytes.toString('latin1', 0, 8) === '\x89PNG\r\n\x1a\n') return png(bytes)
  if (/^GIF8[79]a/.test(bytes.toString('latin1', 0, 6))) return gif(bytes)
  if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP') return webp(bytes)
  return null
}

function jpeg(bytes: Buffer): Frame {
  const beside: [number, number][] = []
  let size = { width: 0, height: 0 }
  let at = 2
  const frame = (end: number | null): Frame => ({ mediaType: 'image/jpeg', ...size, end: size.width > 0 ? end : null, beside })
  while (at + 4 <= bytes.length || (bytes[at] === 0xff && bytes[at + 1] === 0xd9)) {
    if (bytes[at] !== 0xff) return frame(null)
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) {
      at += 1
      continue
    }
    if (marker === 0xd9) return frame(at + 2)
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += 2
      continue
    }
    const length = bytes.readUInt16BE(at + 2)
    if (length < 2 || at + 2 + length > bytes.length) return frame(null)
    if (isJpegFrame(marker) && length >= 8) size = { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) }
    if (marker === 0xfe || (marker >= 0xe0 && marker <= 0xef)) beside.push([at + 4, at + 2 + length])
    if (beside.length > MOST_PARTS) return frame(null)
    at += 2 + length
    if (marker === 0xda) at = afterScan(bytes, at)
  }
  return frame(null)
}

function isJpegFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
}

// Inside a scan, FF is followed by 00 or a restart marker; anything else ends it.
function afterScan(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(0xff, from)
  while (at >= 0) {
    const next = bytes[at + 1] ?? 0
    if (next !== 0 && !(next >= 0xd0 && next <= 0xd7)) return at
    at = bytes.indexOf(0xff, at + 2)
  }
  return bytes.length
}

const PIXEL_CHUNKS = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND', 'fdAT', 'fcTL', 'acTL', 'tRNS'])

function png(bytes: Buffer): Frame {
  const beside: [number, number][] = []
  const size = bytes.length >= 24 ? { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) } : { width: 0, height: 0 }
  const frame = (end: number | null): Frame => ({ mediaType: 'image/png', ...size, end, beside })
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 12 + bytes.readUInt32BE(at)
    const name = bytes.toString('latin1', at + 4, at + 8)
    if (end > bytes.length) return frame(null)
    if (beside.length > MOST_PARTS) return frame(null)
    if (!PIXEL_CHUNKS.has(name)) beside.push([at + 8, end - 4])
    else if (crc32(bytes.subarray(at + 4, end - 4)) !== bytes.readUInt32BE(end - 4)) return frame(null)
    if (name === 'IEND') return frame(size.width > 0 && size.height > 0 ? end : null)
    at = end
  }
  return frame(null)
}

function gif(bytes: Buffer): Frame {
  const beside: [number, number][] = []
  const size = bytes.length >= 13 ? { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) } : { width: 0, height: 0 }
  const frame = (end: number | null): Frame => ({ mediaType: 'image/gif', ...size, end, beside })
  if (bytes.length < 14 || size.width === 0 || size.height === 0) return frame(null)
  let pictures = 0
  let at = 13 + colourTable(bytes[10] ?? 0)
  while (at < bytes.length && beside.length <= MOST_PARTS) {
    const kind = bytes[at]
    if (kind === 0x3b) return frame(pictures > 0 ? at + 1 : null)
    const start = at
    if (kind === 0x21) at += 2
    else if (kind === 0x2c) at += 11 + colourTable(bytes[at + 9] ?? 0)
    else return frame(null)
    while (at < bytes.length && bytes[at] !== 0) at += (bytes[at] ?? 0) + 1
    at += 1
    if (kind === 0x2c) pictures += 1
    else if (bytes[start + 1] !== 0xf9) beside.push([start + 2, Math.min(at, bytes.length)])
  }
  return frame(null)
}

function colourTable(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1)
}

const WEBP_PIXELS = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF'])

function webp(bytes: Buffer): Frame {
  const beside: [number, number][] = []
  const size = bytes.length >= 30 ? webpSize(bytes) : { width: 0, height: 0 }
  const end = 8 + bytes.readUInt32LE(4)
  for (let at = 12; at + 8 <= Math.min(end, bytes.length) && beside.length <= MOST_PARTS;) {
    const name = bytes.toString('latin1', at, at + 4)
    const next = at + 8 + bytes.readUInt32LE(at + 4)
    if (!WEBP_PIXELS.has(name)) beside.push([at + 8, Math.min(next, bytes.length)])
    at = next + (next % 2)
  }
  return { mediaType: 'image/webp', ...size, end: size.width > 0 && end <= bytes.length ? end : null, beside }
}

function webpSize(bytes: Buffer): { width: number; height: number } {
  const kind = bytes.toString('latin1', 12, 16)
  if (kind === 'VP8X') return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 }
  if (kind === 'VP8 ') return { width: bytes.readUInt16LE(26) & 0x3f_ff, height: bytes.readUInt16LE(28) & 0x3f_ff }
  if (kind !== 'VP8L') return { width: 0, height: 0 }
  const bits = bytes.readUInt32LE(21)
  return { width: (bits & 0x3f_ff) + 1, height: ((bits >>> 14) & 0x3f_ff) + 1 }
}
