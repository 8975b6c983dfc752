// The bytes of an attached file → its words, whatever kind its bytes say it is; files inside a zip are read the same way. Never throws: what cannot be
// read is named. Runs in a thread of its own (worker.ts), for some files are made to hang whoever reads them.
import { FileUnread, LIMITS } from './limits.ts'
import type { FilePiece, FileText, Unread } from '../domain/file-text.ts'
import { readOfd } from './ofd.ts'
import { openPackage } from './package-parts.ts'
import type { PackageParts } from './package-parts.ts'
import { readPlain } from './plain.ts'
import { readSheets } from './sheets.ts'
import { readSlides } from './slides.ts'
import { readWord } from './word.ts'

interface Budget {
  readonly left: { characters: number }
  readonly inflated: { bytes: number }
}

interface Found {
  readonly pieces: FilePiece[]
  readonly unread: { why: Unread; place: string }[]
}

/** What an Office or OFD package is told by. */
const PACKAGES: readonly (readonly [sign: RegExp, read: (parts: PackageParts, left: { characters: number }) => Promise<FilePiece[]>])[] = [
  [/^word\/document\.xml$/, readWord],
  [/^xl\/workbook\.xml$/, readSheets],
  [/^ppt\/presentation\.xml$/, readSlides],
  [/^OFD\.xml$/i, readOfd],
]

export async function readFile(bytes: Uint8Array, name: string): Promise<FileText> {
  const budget: Budget = { left: { characters: LIMITS.characters }, inflated: { bytes: LIMITS.inflated } }
  const { pieces, unread } = await readOne(bytes, name, { budget, depth: 0 })
  const silent = unread.length === 0 && pieces.every(({ text }) => text.trim() === '')
  return { pieces, unread: silent ? [{ why: 'no-text', place: '' }] : unread }
}

interface At {
  readonly budget: Budget
  readonly depth: number
}

async function readOne(bytes: Uint8Array, name: string, at: At): Promise<Found> {
  const found: Found = { pieces: [], unread: [] }
  try {
    if (bytes.length > LIMITS.bytes) throw new FileUnread('too-large')
    const { pieces, unread } = await byKind(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), name, at)
    found.pieces.push(...pieces)
    found.unread.push(...unread)
  } catch (error) {
    found.unread.push({ why: error instanceof FileUnread ? error.why : 'damaged', place: '' })
  }
  return found
}

function only(pieces: FilePiece[]): Found {
  return { pieces, unread: [] }
}

async function byKind(bytes: Buffer, name: string, at: At): Promise<Found> {
  const { left } = at.budget
  if (bytes.subarray(0, 1024).includes('%PDF-')) return only(await (await import('./pdf.ts')).readPdf(bytes, left))
  if (bytes.readUInt32BE(0) === 0x504b0304 || bytes.readUInt32BE(0) === 0x504b0506) return zipped(bytes, at)
  if (bytes.readUInt32BE(0) === 0xd0cf11e0) return only(await oldOffice(bytes, name, left))
  if (/\.(?:txt|md|csv|tsv|json|xml|html?|log)$/i.test(name)) return only(readPlain(bytes, left, /\.csv$/i.test(name)))
  throw new FileUnread('unknown-type')
}

/** Names in a compound file are UTF-16: an encrypted OOXML file is one with this stream. */
const ENCRYPTED = Buffer.from('EncryptedPackage', 'utf16le')
const SHEETS = ['Workbook', 'Book'].map((name) => Buffer.from(`${name}\0`, 'utf16le'))

async function oldOffice(bytes: Buffer, name: string, left: { characters: number }): Promise<FilePiece[]> {
  if (bytes.includes(ENCRYPTED)) throw new FileUnread('encrypted')
  if (/\.(?:xls|et)$/i.test(name) || SHEETS.some((sign) => bytes.includes(sign))) return (await import('./xls.ts')).readXls(bytes, left)
  throw new FileUnread('unknown-type')
}

async function zipped(bytes: Buffer, at: At): Promise<Found> {
  const { left, inflated } = at.budget
  const parts = await openPackage(bytes, inflated)
  for (const [sign, read] of PACKAGES)
    if (parts.names.some((name) => sign.test(name))) return { pieces: await read(parts, left), unread: [] }
  if (at.depth >= LIMITS.depth) throw new FileUnread('too-large')
  const found: Found = { pieces: [], unread: [] }
  for (const name of parts.names.filter((one) => !/\.(?:jpe?g|png|gif|bmp|webp|mp3|mp4)$|(?:^|\/)\./i.test(one))) {
    const inside = parts.isEncrypted(name)
      ? { pieces: [], unread: [{ why: 'encrypted' as const, place: '' }] }
      : await readOne(await parts.bytes(name), name, { ...at, depth: at.depth + 1 })
    const within = (place: string): string => (place === '' ? name : `${name} ${place}`)
    found.pieces.push(...inside.pieces.map((piece) => ({ ...piece, place: within(piece.place) })))
    found.unread.push(...inside.unread.map(({ why, place }) => ({ why, place: within(place) })))
  }
  return found
}
