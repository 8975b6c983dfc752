// What a stored picture, sound, film or file is, from its bytes: type, size in pixels, whether it can be published as it is,
// and otherwise what to publish instead. It never changes the original, and never asks the network.
import { orientationOf, withoutMetadata } from './metadata.ts'
import { readFrame, type Frame } from './raster.ts'
import { MAX_PIXELS, reencode } from './reencode.ts'
import { sniff } from './sniff.ts'

export interface Probe {
  /** From the bytes; `application/octet-stream` when unknown. */
  readonly mediaType: string
  /** In pixels, of what is to be published, as a reader sees it (turned as EXIF says); null for what is no picture. */
  readonly width: number | null
  readonly height: number | null
  /** What to publish instead of the original; null = the original. */
  readonly publish: { readonly bytes: Uint8Array; readonly mediaType: string } | null
  readonly fault: 'media-broken' | null
}

export interface ProbeOptions {
  /** `never`: what would have to be re-encoded is `media-broken` instead. Default `auto`. */
  readonly reencode?: 'auto' | 'never'
}

/** Files that browsers or readers open as they are. Everything else, HTML above all, waits for a person. */
const USABLE = new Set([
  'audio/mpeg',
  'audio/mp4',
  'audio/wav',
  'audio/ogg',
  'audio/aac',
  'audio/amr',
  'video/mp4',
  'video/webm',
  'video/quicktime',
  'application/pdf',
  'application/ofd',
  'application/rtf',
  'text/plain',
  'application/msword',
  'application/vnd.ms-excel',
  'application/vnd.ms-powerpoint',
  'application/x-cfb',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  'application/vnd.oasis.opendocument.text',
  'application/vnd.oasis.opendocument.spreadsheet',
  'application/vnd.oasis.opendocument.presentation',
  'application/zip',
  'application/vnd.rar',
  'application/x-rar-compressed',
  'application/x-7z-compressed',
])

const MAX_SVG_BYTES = 4 << 20

/** Never throws for what the bytes are. */
export async function probe(bytes: Uint8Array, options: ProbeOptions = {}): Promise<Probe> {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const frame = readFrame(view)
  if (frame) return probeFrame(view, frame, options)
  const { mediaType, whole } = await sniff(view)
  if (mediaType.startsWith('image/')) return probeOther(view, mediaType, options)
  return { ...nothing(mediaType), fault: view.length > 0 && whole && USABLE.has(mediaType) ? null : 'media-broken' }
}

async function probeFrame(bytes: Buffer, frame: Frame, options: ProbeOptions): Promise<Probe> {
  const { mediaType, width, height, end } = frame
  const plain = { mediaType, ...asSeen(bytes, frame), publish: null }
  if (end === null || width * height > MAX_PIXELS) return { ...plain, fault: 'media-broken' }
  // `GIF89a/*` starts a well-known trick: a GIF that is also a script.
  const isScript = mediaType === 'image/gif' && bytes.toString('latin1', 6, 13).includes('/*')
  if (isScript || frame.beside.some(([from, to]) => looksActive(bytes.toString('latin1', from, to)))) return anew(bytes, plain, options)
  // Where and by whom a picture was taken is not for the public.
  const clean = withoutMetadata(bytes, frame, end)
  if (clean !== null) return { ...plain, publish: { bytes: clean, mediaType }, fault: null }
  // What hangs behind the picture (a zip, a script, a phone's second picture) is cut off; the pixels stay untouched.
  const tail = bytes.subarray(end)
  if (tail.every((byte) => byte === 0 || byte === 10 || byte === 13 || byte === 32)) return { ...plain, fault: null }
  return { ...plain, publish: { bytes: bytes.subarray(0, end), mediaType }, fault: null }
}

function asSeen(bytes: Buffer, frame: Frame): Pick<Probe, 'width' | 'height'> {
  const { width, height } = frame
  return orientationOf(bytes, frame) >= 5 ? { width: height, height: width } : { width, height }
}

async function probeOther(bytes: Buffer, mediaType: string, options: ProbeOptions): Promise<Probe> {
  const plain = { ...nothing(mediaType), fault: null }
  if (mediaType !== 'image/svg+xml') return anew(bytes, plain, options)
  const drawn = bytes.length <= MAX_SVG_BYTES && !cannotBeDrawn(bytes.toString('utf8'))
  return drawn ? anew(bytes, plain, options) : { ...plain, fault: 'media-broken' }
}

async function anew(bytes: Buffer, plain: Omit<Probe, 'fault'>, options: ProbeOptions): Promise<Probe> {
  const made = options.reencode === 'never' ? null : await reencode(bytes, plain.mediaType)
  if (!made) return { ...plain, fault: 'media-broken' }
  return { ...plain, width: made.width, height: made.height, publish: { bytes: made.bytes, mediaType: made.mediaType }, fault: null }
}

function nothing(mediaType: string): Omit<Probe, 'fault'> {
  return { mediaType, width: null, height: null, publish: null }
}

/** Text beside the pixels that a browser or server might run if it took the file for something else. */
function looksActive(text: string): boolean {
  return /<(?:script|html|body|svg|iframe|img|!doctype|\?php|%@)|javascript:|\*\/\s*=|\beval\(|\balert\(/i.test(text)
}

// Scripts and handlers are never run and not in the raster. But a drawing that may grow without end, or one whose parts (web pages in it,
// outside pictures) the raster would lack without a word, needs a person.
function cannotBeDrawn(text: string): boolean {
  if (/<!ENTITY|<(?:\w+:)?foreignObject\b/i.test(text)) return true
  // Up to the next tag and not to the end of this one: `<` stands in no attribute, and no part of the text is looked at twice.
  for (const [tag] of text.matchAll(/<(?:\w+:)?(?:image|use|feImage)\b[^<]*/gi)) if (OUTSIDE.test(tag)) return true
  return false
}

const OUTSIDE = /href\s*=\s*["']\s*(?!#|data:image\/(?:png|jpe?g|gif|webp))/i
