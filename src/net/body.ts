// Unpacks the body of an answer. In: the bytes as sent and their `Content-Encoding`. Out: the bytes meant; never more than allowed.
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate as zlibInflate, inflateRaw } from 'node:zlib'

const unpack = {
  gunzip: promisify(gunzip),
  inflate: promisify(zlibInflate),
  raw: promisify(inflateRaw),
  brotli: promisify(brotliDecompress),
}

/** The most bytes an unpacked body may have, and the error that says it has more. */
export interface Limit {
  readonly maxBytes: number
  readonly tooLarge: () => Error
}

/** Throws what `tooLarge` makes when the unpacked bytes would be more than `maxBytes`; a damaged body throws zlib's own error. */
export async function inflate(sent: Buffer, encoding: string | undefined, limit: Limit): Promise<Uint8Array> {
  let bytes = sent
  // Encodings are listed in the order they were applied.
  for (const name of (encoding ?? '')
    .toLowerCase()
    .split(',')
    .map((part) => part.trim())
    .toReversed()) {
    bytes = await one(bytes, name, limit.maxBytes).catch((error: unknown) => {
      throw error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE' ? limit.tooLarge() : error
    })
  }
  return bytes
}

async function one(bytes: Buffer, name: string, maxBytes: number): Promise<Buffer> {
  const limit = { maxOutputLength: Math.max(1, maxBytes) }
  if (bytes.length === 0 || name === '' || name === 'identity') return bytes
  if (name === 'gzip' || name === 'x-gzip') return unpack.gunzip(bytes, limit)
  if (name === 'br') return unpack.brotli(bytes, limit)
  // Some servers mean zlib's format by it, some the bare stream.
  if (name === 'deflate') return ((bytes[0] ?? 0) & 0x0f) === 8 ? unpack.inflate(bytes, limit) : unpack.raw(bytes, limit)
  throw Object.assign(new Error('unknown content encoding'), { code: 'Z_ENCODING' })
}
