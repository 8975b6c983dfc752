// What a picture tells besides its pixels: where and by whom it was taken. In: a picture and its frame. Out: how it is turned, and the
// picture without EXIF and XMP. The pixels stay byte for byte; how it is turned is kept.
import { crc32 } from 'node:zlib'
import type { Frame } from './raster.ts'

interface Chunk {
  /** The whole chunk with its frame. */
  readonly from: number
  readonly to: number
  /** The TIFF structure of EXIF; null for XMP and the like. */
  readonly exif: Buffer | null
}

/** EXIF orientation, 1 to 8; 5 and above lie on their side. */
export function orientationOf(bytes: Buffer, frame: Frame): number {
  const exif = chunksOf(bytes, frame).find((chunk) => chunk.exif !== null)?.exif
  return exif === undefined || exif === null ? 1 : readExif(exif).orientation
}

/** The picture up to its end without its metadata; null when it has none but its orientation. `end` is where the picture ends. */
export function withoutMetadata(bytes: Buffer, frame: Frame, end: number): Buffer | null {
  const chunks = chunksOf(bytes, frame)
  if (chunks.every(({ exif }) => exif !== null && readExif(exif).bare)) return null
  const orientation = orientationOf(bytes, frame)
  const kept: Buffer[] = []
  let at = 0
  for (const [n, { from, to }] of chunks.entries()) {
    kept.push(bytes.subarray(at, from))
    if (n === 0 && orientation > 1) kept.push(orientationChunk(orientation, frame.mediaType))
    at = to
  }
  const made = Buffer.concat([...kept, bytes.subarray(at, end)])
  return frame.mediaType === 'image/webp' ? sealWebp(made, orientation > 1) : made
}

function chunksOf(bytes: Buffer, { mediaType, beside }: Frame): readonly Chunk[] {
  const read = mediaType === 'image/jpeg' ? jpegChunk : mediaType === 'image/png' ? pngChunk : mediaType === 'image/webp' ? webpChunk : null
  return read === null ? [] : beside.flatMap(([from, to]) => read(bytes, from, to) ?? [])
}

function jpegChunk(bytes: Buffer, from: number, to: number): Chunk | null {
  if (bytes[from - 3] !== 0xe1) return null
  const isExif = bytes.toString('latin1', from, from + 6) === 'Exif\0\0'
  return { from: from - 4, to, exif: isExif ? bytes.subarray(from + 6, to) : null }
}

/** Some programs put EXIF and XMP into PNG text. */
const PNG_TEXT = /^(?:XML:com\.adobe\.xmp|Raw profile type (?:exif|xmp|app1|iptc))\0/i

function pngChunk(bytes: Buffer, from: number, to: number): Chunk | null {
  const name = bytes.toString('latin1', from - 4, from)
  if (name === 'eXIf') return { from: from - 8, to: to + 4, exif: bytes.subarray(from, to) }
  return /^[itz][TX]/.test(name) && PNG_TEXT.test(bytes.toString('latin1', from, from + 40))
    ? { from: from - 8, to: to + 4, exif: null }
    : null
}

function webpChunk(bytes: Buffer, from: number, to: number): Chunk | null {
  const name = bytes.toString('latin1', from - 8, from - 4)
  if (name !== 'EXIF' && name !== 'XMP ') return null
  const tiff = bytes.toString('latin1', from, from + 6) === 'Exif\0\0' ? from + 6 : from
  return { from: from - 8, to: to + (to % 2), exif: name === 'EXIF' ? bytes.subarray(tiff, to) : null }
}

/** `bare`: tells nothing but the orientation. What cannot be read counts as telling something. */
function readExif(exif: Buffer): { readonly orientation: number; readonly bare: boolean } {
  try {
    const small = exif.toString('latin1', 0, 2) === 'II'
    const short = (at: number): number => (small ? exif.readUInt16LE(at) : exif.readUInt16BE(at))
    const long = (at: number): number => (small ? exif.readUInt32LE(at) : exif.readUInt32BE(at))
    const first = long(4)
    const count = short(first)
    let orientation = 1
    for (let n = 0; n < count; n += 1) {
      const entry = first + 2 + n * 12
      if (short(entry) === 0x01_12) orientation = short(entry + 8)
    }
    const bare = count === 1 && short(first + 2) === 0x01_12 && exif.length <= first + 18
    return { orientation: orientation >= 1 && orientation <= 8 ? orientation : 1, bare }
  } catch {
    return { orientation: 1, bare: false }
  }
}

function orientationChunk(orientation: number, mediaType: Frame['mediaType']): Buffer {
  // One entry: tag 0112, a short, one of them.
  const tiff = Buffer.from('49492a0008000000010012010300010000000000000000000000', 'hex')
  tiff.writeUInt16LE(orientation, 18)
  if (mediaType === 'image/jpeg') return Buffer.concat([Buffer.from([0xff, 0xe1, 0, tiff.length + 8]), Buffer.from('Exif\0\0'), tiff])
  const head = Buffer.alloc(8)
  if (mediaType === 'image/webp') {
    head.write('EXIF')
    head.writeUInt32LE(tiff.length, 4)
    return Buffer.concat([head, tiff])
  }
  head.writeUInt32BE(tiff.length)
  head.write('eXIf', 4)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(Buffer.concat([head.subarray(4), tiff])))
  return Buffer.concat([head, tiff, sum])
}

/** The file's length and the list of its features have to be true again. */
function sealWebp(made: Buffer, hasExif: boolean): Buffer {
  made.writeUInt32LE(made.length - 8, 4)
  if (made.toString('latin1', 12, 16) === 'VP8X') made[20] = ((made[20] ?? 0) & ~0x0c) | (hasExif ? 0x08 : 0)
  return made
}
