// Saved pages and dumps as an archive of threads: found each once with all its copies, fetched again by reference. Dumps are indexed once and
// stay open; rows are read where they lie.
import { createHash } from 'node:crypto'
import type { Discovered, Json, Part, StoredPart } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import { UNKNOWN_DATE } from '../../domain/page.ts'
import type { Page } from '../../domain/page.ts'
import { both } from '../../domain/words.ts'
import { digestOf, readWhole } from '../files/archive-files.ts'
import type { ArchiveFiles, Leftover } from '../files/archive-files.ts'
import { isMhtml, readMhtml } from '../files/mime.ts'
import { mediaOf, mediaParts, remoteMedia } from '../page-media.ts'
import type { Had, MediaNeed } from '../page-media.ts'
import type { SourceKit } from '../source.ts'
import type { Span } from '../web-archive/span.ts'
import { addressesOf, keyOf } from './addresses.ts'
import { guarded } from './downloads.ts'
import { indexDumps, openSpan } from './dump.ts'
import type { DumpIndex } from './dump.ts'
import { checkedRefs, mainForum, readTables, rowsFor, tableRefs } from './dump-rows.ts'
import type { TableRef } from './dump-rows.ts'
import { localPath } from './local.ts'
import { parseMaterial, ROWS } from './material.ts'
import { siteName } from './options.ts'
import type { Forum } from './options.ts'
import { survey } from './survey.ts'
import type { PagePiece } from './survey.ts'

export interface Opened {
  readonly files: ArchiveFiles
  readonly kit: SourceKit
  readonly forum: Forum
  /** Dumps that are open, by path. */
  readonly spans: Map<string, Promise<Span>>
}

export interface ThreadRef {
  readonly tid: string | null
  readonly pages: readonly string[]
  readonly tables: readonly TableRef[]
}

function spanIn({ files, kit, spans }: Opened, path: string): Promise<Span> {
  const span = spans.get(path) ?? openSpan(files, path, kit.limits.inflatedBytes)
  spans.set(path, span)
  return span
}

/** Every thread of the files; the leftovers are told when all are through. */
export async function* threads(
  opened: Opened,
  since: string | undefined,
  leave: (left: readonly Leftover[]) => void,
): AsyncGenerator<Discovered> {
  const { forum } = opened
  const found = await survey(opened.files, forum, opened.kit.limits.fileBytes)
  const index = await indexDumps(found.dumps, (path) => spanIn(opened, path), new Set(forum.options.officials))
  const left: Leftover[] = [...found.refused, ...index.leftovers]
  const groups = Map.groupBy(found.pages, (page) => page.key)
  const digests = new Map<string, string>()
  let orphans = 0
  let foreign = 0
  const main = mainForum(index)
  const give = async (key: string, ref: ThreadRef): Promise<Discovered | null> => {
    const pages = groups.get(key) ?? []
    const { discovered, uses } = await describe(opened, { key, ref, pages }, digests)
    for (const path of uses) found.unused.delete(path)
    const day = discovered.listed.value?.slice(0, 10)
    return since === undefined || day === undefined || day >= since.slice(0, 10) ? discovered : null
  }
  const done = new Set<string>()
  for (const tid of index.tids()) {
    const going = rowsFor(index, tid, { replies: forum.options.replies, main })
    if (going === null) {
      orphans += index.rowsOf(tid).length
      continue
    }
    const { rows } = going
    foreign += going.foreign
    if (going.beyond > 0) left.push(tooMany(tid, going.beyond))
    const key = keyOf(siteName(forum, null), String(tid))
    if (groups.has(key)) done.add(key)
    const tables = [...tableRefs(index, rows), ...(await namedRefs(opened, index, tableRefs(index, rows)))]
    const thread = await give(key, { tid: String(tid), pages: pathsOf(groups.get(key)), tables })
    if (thread !== null) yield thread
  }
  for (const [key, pages] of groups) {
    const thread = done.has(key) ? null : await give(key, { tid: pages[0]?.tid ?? null, pages: pathsOf(pages), tables: [] })
    if (thread !== null) yield thread
  }
  left.push(...strayRows({ foreign, orphans }))
  const told = new Set(left.map(({ name }) => name))
  const empty = found.dumps.filter((path) => !told.has(path) && !index.tables.some((table) => table.path === path))
  left.push(...empty.map((name) => ({ name, why: 'no rows of a forum in this dump' })))
  leave([...left, ...[...found.unused].map(([name, why]) => ({ name, why }))])
}

/** Rows that go into no thread, counted. */
function strayRows({ foreign, orphans }: { readonly foreign: number; readonly orphans: number }): readonly Leftover[] {
  const other: Leftover = {
    name: 'other forums',
    why: both(
      `${foreign} 行属于同一导出中另一论坛的同号主题;请为每个论坛单独建任务`,
      `${foreign} rows of threads whose number another forum in the same dumps has too: give each forum a job of its own`,
    ),
  }
  const alone: Leftover = {
    name: 'orphans',
    why: both(`${orphans} 行的主题不在数据库导出中`, `${orphans} rows of threads that the dumps do not hold`),
  }
  return [...(foreign > 0 ? [other] : []), ...(orphans > 0 ? [alone] : [])]
}

function tooMany(tid: number, count: number): Leftover {
  return { name: `tid ${tid}`, why: both(`${count} 层回复超出上限,未取`, `${count} replies are more than are taken along`) }
}

function pathsOf(pages: readonly PagePiece[] | undefined): readonly string[] {
  return (pages ?? []).toSorted((a, b) => a.order - b.order || (a.path < b.path ? -1 : 1)).map(({ path }) => path)
}

/** The rows that name the thread's forum and class. */
async function namedRefs(opened: Opened, index: DumpIndex, refs: readonly TableRef[]): Promise<readonly TableRef[]> {
  const thread = refs.find(
    ({ columns }) =>
      columns.some(([name]) => name === 'fid') &&
      columns.some(([name]) => name === 'subject') &&
      columns.some(([name]) => name === 'replies'),
  )
  if (thread === undefined) return []
  const row = (await readTables([thread], null, (path) => spanIn(opened, path)))[0]?.rows[0]
  const places = [index.named.get(`fid:${cellOf(row?.['fid'])}`), index.named.get(`class:${cellOf(row?.['class'])}`)]
  return tableRefs(
    index,
    places.filter((place) => place !== undefined),
  )
}

function cellOf(cell: unknown): string {
  return typeof cell === 'string' ? cell : ''
}

interface Described {
  readonly discovered: Discovered
  /** Files that the thread shows. */
  readonly uses: ReadonlySet<string>
}

async function describe(
  opened: Opened,
  of: { key: string; ref: ThreadRef; pages: readonly PagePiece[] },
  digests: Map<string, string>,
): Promise<Described> {
  const { key, ref } = of
  const parts = await textParts(opened, ref)
  const page = parseMaterial({ key, ref: null, parts: parts.map(stored) }, opened.forum)
  const uses = new Set<string>()
  for (const need of needsOf(page, opened.forum)) {
    const path = await findLocal(opened, need, { ref, page })
    if (path !== null) uses.add(path)
  }
  const hash = createHash('sha256')
  const sums = new Set(of.pages.map(({ digest }) => digest))
  const rows = parts.find(({ role }) => role === 'row')?.bytes
  if (rows !== undefined && rows !== null) sums.add(createHash('sha256').update(rows).digest('hex'))
  for (const path of uses) {
    const known = digests.get(path) ?? (await digestOrDamaged(opened.files, path))
    digests.set(path, known)
    sums.add(known)
  }
  const first = [...of.pages].toSorted((a, b) => a.order - b.order)
  const discovered: Discovered = {
    key,
    aliases: [],
    ref: ref as unknown as Json,
    version: hash.update([...sums].toSorted().join('\n')).digest('hex'),
    title: page.title ?? first.map(({ title }) => title).find((title) => title !== null) ?? null,
    url: page.url ?? addressOf(opened.forum, key),
    listed: page.published.value === null ? (first.find(({ listed }) => listed.value !== null)?.listed ?? UNKNOWN_DATE) : page.published,
  }
  return { discovered, uses }
}

function addressOf(forum: Forum, key: string): string | null {
  return forum.options.software === undefined ? null : (addressesOf(key, forum.scheme, forum.options.software)[0] ?? null)
}

/** A damaged picture is told of when its thread is fetched; the others go on. */
async function digestOrDamaged(files: ArchiveFiles, path: string): Promise<string> {
  try {
    return await digestOf(files, path)
  } catch (error) {
    if (error instanceof Failure && error.code === 'file-unreadable') return `damaged:${path}`
    throw error
  }
}

export function stored(part: Part): StoredPart {
  return { role: part.role, name: part.name, also: part.also ?? [], digest: null, missing: part.missing ?? null, bytes: part.bytes }
}

export function needsOf(page: Page, forum: Forum): readonly MediaNeed[] {
  return mediaOf(page, page.url ?? forum.home)
}

async function findLocal(opened: Opened, need: MediaNeed, of: { ref: ThreadRef; page: Page }): Promise<string | null> {
  const { files, forum } = opened
  const bases = { base: of.page.url, forum }
  for (const page of of.ref.pages.length > 0 ? of.ref.pages : ['']) {
    const path = await localPath(files, need, { page, ...bases })
    if (path !== null) return path
  }
  const dump = of.ref.tables[0]?.file
  return dump === undefined ? null : await localPath(files, need, { page: dump, ...bases })
}

async function textParts(opened: Opened, ref: ThreadRef): Promise<readonly Part[]> {
  const parts: Part[] = []
  for (const path of ref.pages)
    parts.push({ role: 'page', name: path, bytes: await readWhole(opened.files, path, opened.kit.limits.fileBytes) })
  if (ref.tables.length === 0) return parts
  const tables = await readTables(ref.tables, ref.tid, (path) => spanIn(opened, path))
  return [...parts, { role: 'row', name: ROWS, bytes: Buffer.from(JSON.stringify(tables)) }]
}

export async function* fetchThread(opened: Opened, given: Json): AsyncGenerator<Part> {
  const ref = checkedRef(given)
  const parts = await textParts(opened, ref)
  yield* parts
  const page = parseMaterial({ key: '', ref: null, parts: parts.map(stored) }, opened.forum)
  const inside = insideParts(parts)
  const remote = guarded(remoteMedia(opened.kit, page.url ?? undefined))
  const look = async (need: MediaNeed): Promise<Had> => {
    const packed = [need.name, ...need.also].map((name) => inside.get(name)).find((bytes) => bytes !== undefined)
    if (packed !== undefined) return { bytes: packed() }
    const path = await findLocal(opened, need, { ref, page })
    return path === null ? await remote(need) : await readMedia(opened, path)
  }
  yield* mediaParts(needsOf(page, opened.forum), look)
}

/** A damaged or too large picture is one finding; the thread goes on. */
async function readMedia({ files, kit }: Opened, path: string): Promise<Had> {
  try {
    return { bytes: await readWhole(files, path, kit.limits.fileBytes) }
  } catch (failure) {
    if (!(failure instanceof Failure) || failure.code === 'source-changed') throw failure
    return { bytes: null, missing: 'media-broken' }
  }
}

/** Pictures inside of pages that are saved as one file. */
function insideParts(parts: readonly Part[]): ReadonlyMap<string, () => Buffer> {
  const found = new Map<string, () => Buffer>()
  for (const { role, bytes } of parts) {
    if (role !== 'page' || bytes === null || !isMhtml(Buffer.from(bytes.subarray(0, 4096)).toString('latin1'))) continue
    for (const part of readMhtml(Buffer.from(bytes)).parts) for (const name of part.names) found.set(name, part.bytes)
  }
  return found
}

function checkedRef(given: Json): ThreadRef {
  const ref = given as Partial<ThreadRef> | null
  const tables = checkedRefs((given as { readonly tables?: Json } | null)?.tables)
  if (ref === null || !Array.isArray(ref.pages) || tables === null)
    throw new Failure(
      'file-missing',
      both('该帖在归档中的位置记录无法读取', 'the note where this thread lies in the archive is not readable'),
    )
  return { tid: typeof ref.tid === 'string' ? ref.tid : null, pages: ref.pages.filter((path) => typeof path === 'string'), tables }
}
