// What a file is, from its bytes alone, and whether it is whole as far as its frame tells. In: bytes. Out: a media type.
// It never looks at a name or a header of HTTP, and never opens what is inside.
import { fileTypeFromBuffer } from 'file-type'

export interface Sniffed {
  readonly mediaType: string
  /** False when the frame of the file shows that its end is missing. */
  readonly whole: boolean
}

export async function sniff(bytes: Buffer): Promise<Sniffed> {
  const marked = markup(bytes)
  if (marked) return { mediaType: marked, whole: true }
  const found = (await fileTypeFromBuffer(bytes).catch(() => undefined))?.mime
  if (found === undefined) return { mediaType: isText(bytes) ? 'text/plain' : 'application/octet-stream', whole: true }
  const mediaType = refine(found, bytes)
  return { mediaType, whole: isWhole(mediaType, bytes) }
}

/** HTML, SVG and other XML, which have no magic bytes. */
function markup(bytes: Buffer): string | null {
  const head = bytes
    .toString('utf8', 0, Math.min(bytes.length, 4096))
    .replace(/^\uFEFF/, '')
    .trimStart()
  if (!head.startsWith('<')) return null
  const start = head.replace(/^(?:\s|<\?[^]*?\?>|<!--[^]*?-->|<!DOCTYPE\s+(?:svg|[a-z]+:svg)\b[^[>]*(?:\[[^\]]*\]\s*)?>)+/i, '')
  if (/^<(?:[a-z]+:)?svg[\s>/]/i.test(start)) return 'image/svg+xml'
  if (/^<(?:!doctype\s+html|html|head|body|script|meta|title|div|p|iframe|section|style|table)\b/i.test(start)) return 'text/html'
  return /^<\?xml/i.test(head) ? 'application/xml' : null
}

function isText(bytes: Buffer): boolean {
  const head = bytes.subarray(0, 4096)
  return (
    bytes.length > 0 && !head.includes(0) && head.every((byte) => byte >= 32 || byte === 9 || byte === 10 || byte === 13 || byte === 12)
  )
}

const OLD_OFFICE: readonly (readonly [string, string])[] = [
  ['WordDocument', 'application/msword'],
  ['Workbook', 'application/vnd.ms-excel'],
  ['PowerPoint Document', 'application/vnd.ms-powerpoint'],
]

function refine(found: string, bytes: Buffer): string {
  if (found === 'application/x-cfb') return OLD_OFFICE.find(([stream]) => bytes.includes(Buffer.from(stream, 'utf16le')))?.[1] ?? found
  if (found === 'application/zip' && bytes.subarray(-65_536).includes('OFD.xml')) return 'application/ofd'
  if (found === 'video/mp4' && bytes.toString('latin1', 8, 11) === 'M4A') return 'audio/mp4'
  return found === 'audio/x-m4a' ? 'audio/mp4' : found
}

function isWhole(mediaType: string, bytes: Buffer): boolean {
  if (mediaType === 'application/pdf') return bytes.subarray(-65_536).includes('%%EOF')
  if (mediaType === 'video/mp4' || mediaType === 'audio/mp4' || mediaType === 'video/quicktime') return boxesFit(bytes)
  const zipped = mediaType === 'application/zip' || mediaType === 'application/ofd' || mediaType.includes('openxmlformats')
  return !zipped || bytes.subarray(-65_557).includes('PK\x05\x06')
}

// The boxes of an MP4 tile the file; the last may run to its end.
function boxesFit(bytes: Buffer): boolean {
  let at = 0
  while (at + 8 <= bytes.length) {
    const size = bytes.readUInt32BE(at)
    if (size === 0) return true
    const length = size === 1 && at + 16 <= bytes.length ? Number(bytes.readBigUInt64BE(at + 8)) : size
    if (length < 8 || at + length > bytes.length) return false
    at += length
  }
  return bytes.includes('moov')
}
