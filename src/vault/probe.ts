// What a stored picture, sound, film or file is, from its bytes: type, size in pixels, whether it can be published as it is,
// and otherwise what to publish instead. It never changes the original, and never asks the network.
import { readFrame, type Frame } from './raster.ts'
import { MAX_PIXELS, reencode } from './reencode.ts'
import { sniff } from './sniff.ts'

export interface Probe {
  /** From the bytes; `application/octet-stream` when unknown. */
  readonly mediaType: string
  /** In pixels, of what is to be published; null for what is no picture. */
  readonly width: number | null
  readonly height: number | null
  /** What to publish instead of the original; null = the original. */
  readonly publish: { readonly bytes: Uint8Array; readonly mediaType: string } | null
  readonly fault: 'media-broken' | 'media-placeholder' | null
}

export interface ProbeOptions {
  /** `never`: what would have to be re-encoded is `media-broken` instead. Default `auto`. */
  readonly reencode?: 'auto' | 'never'
  /** What the page says of the picture, in pixels; only used to recognize placeholders. */
  readonly declared?: { readonly width: number; readonly height: number }
}

/** Files that browsers or readers open as they are. Everything else, HTML above all, waits for a person. */
const USABLE = new Set([
  'audio/mpeg', 'audio/mp4', 'audio/wav', 'audio/ogg', 'audio/aac', 'audio/amr', 'video/mp4', 'video/webm', 'video/quicktime',
  'application/pdf', 'application/ofd', 'application/rtf', 'text/plain',
  'application/msword', 'application/vnd.ms-excel', 'application/vnd.ms-powerpoint', 'application/x-cfb',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  'application/vnd.oasis.opendocument.text', 'application/vnd.oasis.opendocument.spreadsheet', 'application/vnd.oasis.opendocument.presentation',
  'application/zip', 'application/vnd.rar', 'application/x-rar-compressed', 'application/x-7z-compressed',
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
  const plain = { mediaType, width, height, publish: null }
  if (end === null || width * height > MAX_PIXELS) return { ...plain, fault: 'media-broken' }
  if (isPlaceholder(bytes.length, frame, options)) return { ...plain, fault: 'media-placeholder' }
  // `GIF89a/*` starts a well-known trick: a GIF that is also a script.
  const isScript = mediaType === 'image/gif' && bytes.toString('latin1', 6, 13).includes('/*')
  if (isScript || frame.beside.some(([from, to]) => looksActive(bytes.toString('latin1', from, to)))) return anew(bytes, plain, options)
  // What hangs behind the picture (a zip, a script, a phone's second picture) is cut off; the pixels stay untouched.
  const tail = bytes.subarray(end)
  if (tail.every(byte => byte === 0 || byte === 10 || byte === 13 || byte === 32)) return { ...plain, fault: null }
  return { ...plain, publish: { bytes: bytes.subarray(0, end), mediaType }, fault: null }
}

async function probeOther(bytes: Buffer, mediaType: string, options: ProbeOptions): Promise<Probe> {
  const plain = { ...nothing(mediaType), fault: null }
  if (mediaType !== 'image/svg+xml') return anew(bytes, plain, options)
  const drawn = bytes.length <= MAX_SVG_BYTES && !isHostileSvg(bytes.toString('utf8'))
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

// Its look depends on a script, or it tries to grow or to reach out: a person has to see it.
function isHostileSvg(text: string): boolean {
  return /<script|<foreignObject|\son\w+\s*=|javascript:|<!ENTITY|<(?:image|use|feImage)\b[^>]*href\s*=\s*["']\s*(?!#|data:image\/(?:png|jpe?g|gif|webp))/i.test(text)
}

/**
 * The rules, kept few because a wrong guess holds a good picture:
 * 1. At most 2 × 2 pixels where the page declares more than 16 × 16: a spacer of a lazy-loading page.
 * 2. Under a third of the declared width, of another shape (aspect differs by over a fifth), under 20 KB, where the page declares 400 pixels
 *    or more: what WeChat's picture server sends to strangers. (Its resized pictures are smaller too, but keep the shape.)
 */
function isPlaceholder(length: number, frame: Frame, options: ProbeOptions): boolean {
  const { declared } = options
  if (!declared || declared.width <= 16 || declared.height <= 16) return false
  if (frame.width <= 2 && frame.height <= 2) return true
  const shape = (frame.width / frame.height) / (declared.width / declared.height)
  return declared.width >= 400 && frame.width * 3 < declared.width && length < 20_000 && (shape > 1.2 || shape < 1 / 1.2)
}
