// Unpacks the body of an answer while it comes. In: the bytes as sent, piece by piece, and their `Content-Encoding`. Out: the bytes meant;
// never more than allowed, and never much more than those in memory.
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib'

/** The most bytes an unpacked body may have, and the error that says it has more. */
export interface Limit {
  readonly maxBytes: number
  readonly tooLarge: () => Error
}

type Pieces = AsyncIterable<Uint8Array>

/** Servers that pack twice exist; nobody packs four times. */
const MOST_LAYERS = 3
const CHUNK = { chunkSize: 32 * 1024 }
/** Smaller pieces are put together: held one by one, a body that comes byte by byte would take a hundred times its size. */
const SMALL = 4096

/** Throws what `tooLarge` makes when the unpacked bytes would be more than `maxBytes`; a damaged body throws zlib's own error. */
export async function inflate(sent: Buffer, encoding: string | undefined, limit: Limit): Promise<Uint8Array> {
  return encoding === undefined ? within(sent, limit) : gather(oneByOne(sent), { encoding, limit })
}

/** `whole`: how many bytes the server said it sends, if they are not packed. */
export async function gather(
  wire: Pieces,
  { encoding, limit, whole }: { readonly encoding: string | undefined; readonly limit: Limit; readonly whole?: number | null },
): Promise<Buffer> {
  const layers = layersOf(encoding)
  if (layers.length === 0 && whole != null && whole > CHUNK.chunkSize) return intoOne(wire, whole, limit)
  const pieces: Uint8Array[] = []
  // Encodings are listed in the order they were applied.
  for await (const piece of together(layers.reduceRight((from, name) => unpacked(from, name, limit), counted(wire, limit))))
    pieces.push(piece)
  return pieces.length === 1 && pieces[0] instanceof Buffer ? pieces[0] : Buffer.concat(pieces)
}

async function* together(from: Pieces): AsyncGenerator<Uint8Array> {
  const block = Buffer.allocUnsafe(SMALL)
  let used = 0
  for await (const piece of from) {
    if (used > 0 && used + piece.length > SMALL) {
      yield Buffer.from(block.subarray(0, used))
      used = 0
    }
    if (piece.length >= SMALL) {
      yield piece
      continue
    }
    block.set(piece, used)
    used += piece.length
  }
  if (used > 0) yield Buffer.from(block.subarray(0, used))
}

/** Charsets and the like, which some servers name in the wrong header; browsers pass over them too. */
const NO_CODING = /^(?:identity|none|binary|[78]bit|utf-?8|gbk|gb2312|gb18030)?$/

function layersOf(encoding: string | undefined): readonly string[] {
  const names = (encoding ?? '')
    .toLowerCase()
    .split(',', MOST_LAYERS * 2)
    .map((part) => part.trim())
  const layers = names.filter((name) => !NO_CODING.test(name))
  if (layers.length > MOST_LAYERS) throw unknownEncoding()
  return layers
}

/** A large file is held once, not in pieces and once more as a whole. */
async function intoOne(wire: Pieces, whole: number, limit: Limit): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(Math.min(whole, limit.maxBytes))
  let length = 0
  for await (const piece of counted(wire, limit)) {
    if (length + piece.length > bytes.length) throw limit.tooLarge()
    bytes.set(piece, length)
    length += piece.length
  }
  return length === bytes.length ? bytes : bytes.subarray(0, length)
}

async function* counted(from: Pieces, { maxBytes, tooLarge }: Limit): AsyncGenerator<Uint8Array> {
  let length = 0
  for await (const piece of from) {
    length += piece.length
    if (length > maxBytes) throw tooLarge()
    yield piece
  }
}

async function* unpacked(from: Pieces, name: string, limit: Limit): AsyncGenerator<Uint8Array> {
  const pieces = from[Symbol.asyncIterator]()
  let first = await pieces.next()
  while (first.done !== true && first.value.length === 0) first = await pieces.next()
  if (first.done === true) return
  const unpacker = unpackerOf(name, first.value)
  const packed = pipeline(startingWith(first.value, pieces), unpacker)
  packed.catch(() => {})
  yield* counted(unpacker as Pieces, limit)
  // what failed on the way in is told here, when the way out did not
  await packed
}

function unpackerOf(name: string, first: Uint8Array): AsyncIterable<unknown> & NodeJS.ReadWriteStream {
  if (name === 'gzip' || name === 'x-gzip') return createGunzip(CHUNK)
  if (name === 'br') return createBrotliDecompress(CHUNK)
  // Some servers mean zlib's format by it, some the bare stream.
  if (name === 'deflate') return ((first[0] ?? 0) & 0x0f) === 8 ? createInflate(CHUNK) : createInflateRaw(CHUNK)
  throw unknownEncoding()
}

async function* startingWith(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield first
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}

async function* oneByOne(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes
}

function within(bytes: Buffer, { maxBytes, tooLarge }: Limit): Buffer {
  if (bytes.length > maxBytes) throw tooLarge()
  return bytes
}

function unknownEncoding(): Error {
  return Object.assign(new Error('unknown content encoding'), { code: 'Z_ENCODING' })
}
