// An archive's files → which thread each page shows, and which files are dumps. Every file is read once; only keys, digests and addresses stay.
import { createHash } from 'node:crypto'
import { UNKNOWN_DATE } from '../../domain/page.ts'
import type { Dated } from '../../domain/page.ts'
import { Failure } from '../../domain/failures.ts'
import { readHead, readWhole } from '../files/archive-files.ts'
import type { ArchiveFile, ArchiveFiles, Leftover } from '../files/archive-files.ts'
import { keyOf } from './addresses.ts'
import { siteName } from './options.ts'
import type { Forum } from './options.ts'
import { readPage } from './read-page.ts'
import { FAMILIES } from './view.ts'

export interface PagePiece {
  readonly path: string
  readonly key: string
  readonly tid: string | null
  readonly digest: string
  readonly title: string | null
  readonly url: string | null
  readonly listed: Dated
  /** The better copy first, then its pages in order. */
  readonly order: number
}

export interface Surveyed {
  readonly pages: readonly PagePiece[]
  readonly dumps: readonly string[]
  /** Path → why it holds no thread; what pages show is taken out later. */
  readonly unused: Map<string, string>
  readonly refused: readonly Leftover[]
}

const PICTURE = /\.(?:jpe?g|png|gif|webp|bmp|ico|svg|mp[34]|flv|swf|pdf|docx?|xlsx?|pptx?|wps|et|ofd|rar|7z|css|js|woff2?|ttf|eot)$/i
const DUMP = /\.sql(?:\.gz)?$/i

export async function survey(files: ArchiveFiles, forum: Forum, fileBytes: number): Promise<Surveyed> {
  const { list, refused } = await files.all()
  const pages: PagePiece[] = []
  const dumps: string[] = []
  const unused = new Map<string, string>()
  for (const file of list) {
    const dump = PICTURE.test(file.path) ? false : await isDumpOrWhy(files, file)
    if (PICTURE.test(file.path)) unused.set(file.path, 'shown by no thread that goes along')
    else if (typeof dump === 'string') unused.set(file.path, dump)
    else if (dump) dumps.push(file.path)
    else {
      const found = await pageIn(files, file, { forum, fileBytes })
      if (typeof found === 'string') unused.set(file.path, found)
      else pages.push(found)
    }
  }
  return { pages, dumps, unused, refused }
}

async function isDumpOrWhy(files: ArchiveFiles, file: ArchiveFile): Promise<boolean | string> {
  try {
    return await isDump(files, file)
  } catch (error) {
    if (error instanceof Failure && error.code.startsWith('file-')) return error.code
    throw error
  }
}

async function isDump(files: ArchiveFiles, file: ArchiveFile): Promise<boolean> {
  if (DUMP.test(file.path)) return file.size > 0
  if (file.size < 40 || /\.(?:x?html?|mht(?:ml)?|json|php)$/i.test(file.path)) return false
  return /^(?:\ufeff|\xef\xbb\xbf)?\s*(?:--|#|\/\*|CREATE TABLE|INSERT INTO|DROP TABLE)[^]{0,4000}?(?:CREATE TABLE|INSERT INTO|MySQL dump|DROP TABLE)/i.test(
    (await readHead(files, file.path)).toString('latin1'),
  )
}

async function pageIn(files: ArchiveFiles, file: ArchiveFile, of: { forum: Forum; fileBytes: number }): Promise<PagePiece | string> {
  try {
    const bytes = await readWhole(files, file.path, of.fileBytes)
    const { view, isList } = readPage({ bytes, url: null, contentType: null, home: of.forum.home })
    if (view === null) return isList ? 'a list of threads' : 'no page of a forum thread'
    const first = view.page === 1 ? view.floors[0] : undefined
    if (view.tid === null && view.floors.length === 0) return 'a notice of a forum that names no thread'
    const site = siteName(of.forum, view.site)
    return {
      path: file.path,
      key: view.tid === null ? `forum:${site}:file:${file.path}` : keyOf(site, view.tid),
      tid: view.tid,
      digest: createHash('sha256').update(bytes).digest('hex'),
      title: view.title,
      url: view.page === 1 ? view.url : null,
      listed: first?.time ?? UNKNOWN_DATE,
      order: FAMILIES.indexOf(view.family) * 100_000 + view.page,
    }
  } catch (error) {
    // One file that is damaged, too large, or breaks its reader never stops the others.
    if (error instanceof Failure && error.code.startsWith('file-')) return error.code
    if (error instanceof RangeError) return 'cannot be read: it is nested too deep or too large'
    throw error
  }
}
