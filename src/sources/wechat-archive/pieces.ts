// One file of the archive → the pieces of posts it holds (one page, or many rows), functions of the account, or why it holds none. Keeps digests and keys, never bodies.
import { createHash } from 'node:crypto'
import type { Claim, ServiceFunction } from '../../domain/account.ts'
import type { Dated } from '../../domain/page.ts'
import { digestOf, readHead, readWhole, SMALL } from '../files/archive-files.ts'
import type { ArchiveFile, ArchiveFiles } from '../files/archive-files.ts'
import { pageOfMhtml, readMhtml } from '../files/mime.ts'
import { looksLike, recognize } from './recognize.ts'
import type { PageForm } from './recognize.ts'
import { readPart } from './read-part.ts'
import { rate } from './merge.ts'
import type { Rated } from './merge.ts'
import { emptyReading, RANK } from './reading.ts'
import type { Reading } from './reading.ts'
import { referencesOf } from './references.ts'
import { resolve } from './resolve.ts'
import { readRow } from './rows.ts'
import type { ListRow } from './rows.ts'

export interface Piece {
  readonly file: string
  /** Number of the row in a list; null for a page. */
  readonly row: number | null
  readonly form: PageForm | 'row' | 'unread'
  readonly keys: readonly string[]
  /** SHA-256 over the content of this piece. */
  readonly digest: string
  /** Files that the page shows, by path. */
  readonly uses: readonly string[]
  readonly title: string | null
  readonly url: string | null
  readonly listed: Dated
  readonly rated: Rated
}

export type Pieces =
  | { readonly pieces: readonly Piece[]; readonly claims?: readonly Claim[] | undefined }
  | { readonly functions: readonly ServiceFunction[] }
  | { readonly why: string }

const PAGE_NAME = /\.(x?html?|mht|mhtml)$/i

/** A file whose bytes cannot be had: a page stays an item all the same, and fetch tells what is wrong. */
export function unreadable(file: ArchiveFile): Pieces {
  return PAGE_NAME.test(file.path) ? { pieces: [unread(file, 'unreadable')] } : { why: 'damaged, cannot be read' }
}

export async function piecesOf(files: ArchiveFiles, file: ArchiveFile, fileLimit: number): Promise<Pieces> {
  const isPageName = PAGE_NAME.test(file.path)
  if (file.size === 0) return isPageName ? { pieces: [unread(file, 'empty')] } : { why: 'an empty file' }
  const small = file.size <= Math.min(SMALL, fileLimit) ? await readWhole(files, file.path, fileLimit) : null
  const kind = looksLike(small?.subarray(0, 4096) ?? (await readHead(files, file.path)), file.path)
  if (kind === 'media' && !isPageName) return { why: 'used by no post' }
  if (kind === 'zip') return { why: 'an archive inside the archive is not followed' }
  if (file.size > fileLimit) return { pieces: [unread(file, await digestOf(files, file.path))] }
  const bytes = small ?? (await readWhole(files, file.path, fileLimit))
  const found = await recognize(bytes, file.path)
  if (found.is === 'list') return { pieces: found.rows.map((row, n) => rowPiece(file.path, row, n)), claims: found.claims }
  if (found.is === 'functions') return { functions: found.functions }
  if (found.is === 'page') return await pagePiece(files, { file, bytes, form: found.form })
  return isPageName ? { pieces: [unread(file, sha256(bytes))] } : { why: found.why }
}

async function pagePiece(files: ArchiveFiles, page: { file: ArchiveFile; bytes: Buffer; form: PageForm }): Promise<Pieces> {
  const { file, bytes, form } = page
  const reading = readPart('page', file.path, form === 'mhtml' ? (pageOfMhtml(readMhtml(bytes)) ?? bytes) : bytes)
  if (reading === null) return { why: 'not readable as a page' }
  if (form === 'markdown' && NOTE.test(file.path)) return { why: 'a note about the archive, not a post' }
  const why = form === 'html' && reading.state !== 'ok' ? notAPost(reading, bytes, file.path) : null
  if (why !== null) return { why }
  const uses: string[] = []
  for (const reference of referencesOf(reading)) {
    const path = await resolve(files, file.path, reference)
    if (path !== null) uses.push(path)
  }
  return { pieces: [piece(reading, { file: file.path, row: null, form, digest: sha256(bytes), uses: [...new Set(uses)] })] }
}

/** Through JSON, because a string cut out of a page keeps the whole page in memory. */
function piece(reading: Reading, at: Pick<Piece, 'file' | 'row' | 'form' | 'digest' | 'uses'>): Piece {
  const { keys, title, url, published } = reading
  return JSON.parse(JSON.stringify({ ...at, keys, title, url, listed: published, rated: rate(reading) })) as Piece
}

/** HTML files that belong to an archive but are no post. Any other page stays an item: a person decides. */
function notAPost({ state }: Reading, bytes: Buffer, path: string): string | null {
  if (state === 'unreadable' && /(_files|\.files|_assets)\//i.test(path)) return 'a frame of a saved page'
  return ABOUT_PAGE.test(bytes.toString('utf8')) ? 'a page about the account, not a post' : null
}

/** Notes about the archive itself. Any other Markdown may be the only copy of a post, so it stays an item. */
const NOTE = /(^|\/)(readme|license|changelog|说明|使用说明)[^/]*$/i

/** The platform's profile page 关于公众号, by its own markup. */
const ABOUT_PAGE = /<title>\s*关于(?:公众号|服务号|订阅号)\s*<\/title>|class="about-page[\s"]/

function rowPiece(file: string, row: ListRow, n: number): Piece {
  return piece(readRow(row, `${file}#${n}`), { file, row: n, form: 'row', digest: sha256(rowBytes(row)), uses: [] })
}

/** The bytes under which a row is kept: the row as its list gives it, with the time of the message around. */
export function rowBytes(row: ListRow): Buffer {
  return Buffer.from(JSON.stringify(row))
}

/** Empty or too large: an item all the same, so that nothing falls off; fetch tells what is wrong. */
function unread(file: ArchiveFile, digest: string): Piece {
  return piece(emptyReading(file.path, RANK.row), { file: file.path, row: null, form: 'unread', digest, uses: [] })
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
