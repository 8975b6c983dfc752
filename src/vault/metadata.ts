// What a picture tells besides its pixels: where, when and by whom it was taken, what it is called, how it looked before. In: a picture and
// its frame. Out: how it is turned, and the picture without EXIF, XMP, IPTC, comments, thumbnails and notes of programs. The pixels stay
// byte for byte; how it is turned, its colour profile and how often it moves are kept.
import { crc32 } from 'node:zlib'
import type { Frame } from './raster.ts'

interface Chunk {
  /** The whole chunk with its frame. */
  readonly from: number
  readonly to: number
  /** The TIFF structure of EXIF; null for XMP and the like. */
  readonly exif: Buffer | null
  /** What stands in its place, when a part of it is needed. */
  readonly instead: Buffer | null
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
  const turned = orientation > 1 ? chunks.findIndex(({ exif }) => exif !== null) : -1
  const kept: Buffer[] = []
  let at = 0
  for (const [n, { from, to, instead }] of chunks.entries()) {
    kept.push(bytes.subarray(at, from), ...(instead === null ? [] : [instead]))
    if (n === turned) kept.push(orientationChunk(orientation, frame.mediaType))
    at = to
  }
  const made = Buffer.concat([...kept, bytes.subarray(at, end)])
  return frame.mediaType === 'image/webp' ? sealWebp(made, orientation > 1) : made
}

type Reader = (bytes: Buffer, from: number, to: number) => Chunk | null

/** All that tells something: what is needed to show the picture (colour profile, repetition) stays, everything else goes. */
function chunksOf(bytes: Buffer, { mediaType, beside }: Frame): readonly Chunk[] {
  return beside.flatMap(([from, to]) => READERS[mediaType](bytes, from, to) ?? [])
}

const READERS: Readonly<Record<Frame['mediaType'], Reader>> = {
  'image/jpeg': jpegChunk,
  'image/png': pngChunk,
  'image/gif': gifChunk,
  'image/webp': webpChunk,
}

function jpegChunk(bytes: Buffer, from: number, to: number): Chunk | null {
  const marker = bytes[from - 3]
  const name = bytes.toString('latin1', from, Math.min(to, from + 12))
  const whole = { from: from - 4, to, exif: null, instead: null }
  if (marker === 0xe0 && name.startsWith('JFIF\0')) {
    // Behind the 14 bytes of the head may be a small copy of the picture, as it was before someone blackened a name in it.
    return to - from <= 14 ? null : { ...whole, instead: jfifHead(bytes.subarray(from, to)) }
  }
  if ((marker === 0xe2 && name === 'ICC_PROFILE\0') || (marker === 0xee && name.startsWith('Adobe'))) return null
  return marker === 0xe1 && name.startsWith('Exif\0\0') ? { ...whole, exif: bytes.subarray(from + 6, to) } : whole
}

function jfifHead(jfif: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0xff, 0xe0, 0, 16]), jfif.subarray(0, 12), Buffer.from([0, 0])])
}

/** How the picture is shown: colours, size of the pixels, background. Chunks with a capital are needed by any reader, known or not. */
const PNG_KEPT = /^(?:[A-Z]...|cHRM|gAMA|iCCP|sBIT|sRGB|cICP|mDCV|cLLI|bKGD|hIST|pHYs|sPLT|sTER)$/

function pngChunk(bytes: Buffer, from: number, to: number): Chunk | null {
  const name = bytes.toString('latin1', from - 4, from)
  if (PNG_KEPT.test(name)) return null
  return { from: from - 8, to: to + 4, exif: name === 'eXIf' ? bytes.subarray(from, to) : null, instead: null }
}

/** One block that names the program, then one of three bytes: 1, and how often. */
const GIF_LOOPS = ['\x0bNETSCAPE2.0\x03\x01', '\x0bANIMEXTS1.0\x03\x01']

/** Comments and what programs note go; how often the picture moves is written anew, since anything may hang behind it. */
function gifChunk(bytes: Buffer, from: number, to: number): Chunk | null {
  const whole = { from: from - 2, to, exif: null, instead: null }
  const loop = bytes[from - 1] === 0xff && to - from > 16 && GIF_LOOPS.includes(bytes.toString('latin1', from, from + 14))
  if (!loop) return whole
  return to - from <= 17 ? null : { ...whole, instead: Buffer.concat([bytes.subarray(from - 2, from + 16), Buffer.from([0])]) }
}

function webpChunk(bytes: Buffer, from: number, to: number): Chunk | null {
  const name = bytes.toString('latin1', from - 8, from - 4)
  if (name === 'ICCP') return null
  const tiff = bytes.toString('latin1', from, from + 6) === 'Exif\0\0' ? from + 6 : from
  return { from: from - 8, to: to + (to % 2), exif: name === 'EXIF' ? bytes.subarray(tiff, to) : null, instead: null }
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
