// The files of a web archive, told apart by their contents → the index of everything captured in them. One file that breaks its reader never
// stops the others: it is named.
import { Failure } from '../../domain/failures.ts'
import { readHead, readWhole } from '../files/archive-files.ts'
import type { ArchiveFile, ArchiveFiles, Leftover } from '../files/archive-files.ts'
import { captureIndex } from './capture-index.ts'
import type { CaptureIndex } from './capture-index.ts'
import { isRecords } from './container.ts'
import type { Container } from './container.ts'
import { documentKind, readDocument } from './documents.ts'
import type { DocumentKind } from './documents.ts'
import { memberAt } from './gzip-member.ts'
import { memorySpan, spanOf } from './span.ts'
import { surveyDocument, surveyRecords } from './survey.ts'
import type { Counts } from './survey.ts'
import { isWaczPart } from './wacz.ts'

export interface Limits {
  readonly fileBytes: number
  readonly inflatedBytes: number
}

export type FileForm = 'plain' | 'packed' | DocumentKind

export interface Surveyed {
  readonly index: CaptureIndex
  /** By the numbers that the index knows them by. */
  readonly files: readonly { readonly path: string; readonly form: FileForm }[]
  readonly counts: ReadonlyMap<string, Counts>
  readonly leftovers: readonly Leftover[]
  /** Files that are no capture, but that a saved page may show. */
  readonly others: readonly string[]
}

interface Surveying {
  readonly archive: ArchiveFiles
  readonly limits: Limits
  readonly index: CaptureIndex
  readonly files: { path: string; form: FileForm }[]
  readonly counts: Map<string, Counts>
  readonly leftovers: Leftover[]
  readonly others: string[]
}

export async function surveyFiles(archive: ArchiveFiles, limits: Limits): Promise<Surveyed> {
  const { list, refused } = await archive.all()
  const all: Surveying = { archive, limits, index: captureIndex(), files: [], counts: new Map(), leftovers: [...refused], others: [] }
  for (const file of list) {
    try {
      await surveyFile(all, file)
    } catch (error) {
      if (!(error instanceof Failure) || !['file-unreadable', 'file-too-large', 'file-empty'].includes(error.code)) throw error
      all.leftovers.push({ name: file.path, why: `cannot be read (${error.code})` })
    }
  }
  return all
}

async function surveyFile(all: Surveying, { path, size }: ArchiveFile): Promise<void> {
  const form = size === 0 || /(?:_files|\.files)\//i.test(path) ? null : await formOf(path, await readHead(all.archive, path, 64 * 1024))
  if (form === null) {
    if (size === 0) all.leftovers.push({ name: path, why: 'an empty file' })
    else if (isWaczPart(path)) all.leftovers.push({ name: path, why: 'describes the archive; holds no capture' })
    else all.others.push(path)
    return
  }
  const file = all.files.push({ path, form }) - 1
  all.counts.set(path, isRecordForm(form) ? await records(all, { path, file, form }) : await document(all, { path, file, form }))
}

async function records(all: Surveying, { path, file, form }: { path: string; file: number; form: FileForm }): Promise<Counts> {
  const container = await containerOf(all.archive, { path, form }, all.limits)
  try {
    const { counts, gaps } = await surveyRecords(container, file, all.index)
    for (const [n, why] of new Set(gaps).entries()) all.leftovers.push({ name: `${path}: ${n}`, why })
    return counts
  } finally {
    await closeContainer(container)
  }
}

async function document(all: Surveying, { path, file, form }: { path: string; file: number; form: DocumentKind }): Promise<Counts> {
  const saved = readDocument(form, await readWhole(all.archive, path, all.limits.fileBytes))
  return surveyDocument(path, saved, { file, kind: form, index: all.index })
}

export function isRecordForm(form: FileForm): form is 'plain' | 'packed' {
  return form === 'plain' || form === 'packed'
}

export async function containerOf(
  archive: ArchiveFiles,
  { path, form }: { path: string; form: FileForm },
  limits: Limits,
): Promise<Container> {
  const span = await spanOf(archive, path, limits.inflatedBytes)
  return { path, span, packed: form === 'packed', inflatedLimit: limits.inflatedBytes, unpacked: null }
}

export async function closeContainer(container: Container): Promise<void> {
  await container.unpacked?.span.close()
  await container.span.close()
}

async function formOf(path: string, start: Buffer): Promise<FileForm | null> {
  if (isRecords(start)) return 'plain'
  if (start[0] !== 0x1f || start[1] !== 0x8b) return documentKind(start)
  const member = await memberAt(memorySpan(start), 0, start.length)
  const named = /\.w?arc\.gz\b/i.test(path)
  return named || (member !== null && isRecords(member.bytes)) ? 'packed' : null
}
