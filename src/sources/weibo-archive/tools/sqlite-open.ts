// A SQLite file of the archive → a database that can only be read. The archive's own file is never written, locked or given companions: what
// SQLite would have to mend first (a write-ahead log, a journal) and what lies in a zip is copied to a private folder, which is gone at once.
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { createWriteStream } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import { DatabaseSync, constants } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { Failure } from '../../../domain/failures.ts'
import { both } from '../../../domain/words.ts'
import { cannotRead } from '../../files/archive-files.ts'
import type { ArchiveFiles } from '../../files/archive-files.ts'
import type { OneFile } from '../format.ts'

/** Companions of a database that hold what is not in it yet. */
const UNFINISHED = ['-wal', '-journal'] as const

const MAY = new Set([constants.SQLITE_SELECT, constants.SQLITE_READ, constants.SQLITE_FUNCTION])
const MAY_ASK = new Set(['table_list', 'table_xinfo', 'index_list', 'index_xinfo'])
const MAY_CALL = new Set(['octet_length', 'length', 'count'])

interface Kept {
  readonly stamp: string
  readonly database: DatabaseSync
}

/** The databases of an archive last opened, let go of together with the archive. */
const opened = new WeakMap<ArchiveFiles, Map<string, Kept>>()
const MOST_OPEN = 4

/** Null when it cannot be opened at all; what is wrong inside shows when it is read. */
export async function openDatabase(file: OneFile): Promise<DatabaseSync | null> {
  const known = file.files === null ? new Map<string, Kept>() : (opened.get(file.files) ?? new Map<string, Kept>())
  if (file.files !== null) opened.set(file.files, known)
  const stamp = await stampOf(file)
  const before = known.get(file.name)
  if (before?.stamp === stamp) return before.database
  const database = await freshly(file)
  if (database !== null) known.set(file.name, { stamp, database })
  // another post may still be reading from it: it closes when nobody holds it any more
  for (const name of known.keys()) if (known.size > MOST_OPEN) known.delete(name)
  return database
}

/** Changes when the file does; a file in a zip changes only with its archive. */
async function stampOf({ disk, size }: OneFile): Promise<string> {
  if (disk === null) return String(size)
  const { mtimeMs, ino, size: now } = await stat(disk)
  return `${ino}:${now}:${mtimeMs}`
}

async function freshly(file: OneFile): Promise<DatabaseSync | null> {
  const unfinished = await companionsOf(file)
  try {
    return file.disk !== null && unfinished.length === 0 ? readOnly(file.disk) : await fromCopy(file, unfinished)
  } catch (error) {
    if (isOfSqlite(error)) return null
    throw error
  }
}

/** Errors of SQLite speak of the file; everything else is no fault of it. */
export function isOfSqlite(error: unknown): boolean {
  return error instanceof Error && (error as { readonly code?: unknown }).code === 'ERR_SQLITE_ERROR'
}

async function companionsOf({ files, name }: OneFile): Promise<readonly string[]> {
  const found: string[] = []
  for (const end of UNFINISHED) if (((await files?.size(name + end)) ?? 0) > 0) found.push(end)
  return found
}

/** `immutable`: SQLite makes no lock and no companion, and trusts that nobody writes. */
function readOnly(path: string): DatabaseSync {
  const url = pathToFileURL(path)
  url.search = '?mode=ro&immutable=1'
  const database = new DatabaseSync(url, { readOnly: true, allowExtension: false, enableForeignKeyConstraints: false })
  database.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY')
  database.enableDefensive(true)
  database.setAuthorizer((action, first, second) => (isAllowed(action, first, second) ? constants.SQLITE_OK : constants.SQLITE_DENY))
  return database
}

function isAllowed(action: number, first: string | null, second: string | null): boolean {
  if (action === constants.SQLITE_PRAGMA) return MAY_ASK.has(first ?? '')
  if (action === constants.SQLITE_FUNCTION) return MAY_CALL.has(second ?? '')
  return MAY.has(action)
}

/** SQLite finishes what its companions hold, in the copy alone. The open database stays readable when its folder is gone. */
async function fromCopy(file: OneFile, unfinished: readonly string[]): Promise<DatabaseSync> {
  const folder = await mkdtemp(join(tmpdir(), 'guiji-sqlite-'))
  try {
    const path = join(folder, `copy-of-${basename(file.name)}`.slice(0, 100))
    for (const end of ['', ...unfinished]) await copy(file, end, path + end)
    if (unfinished.length > 0) finish(path)
    return readOnly(path)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function copy(file: OneFile, end: string, to: string): Promise<void> {
  try {
    const from = file.files === null ? Readable.from([await file.bytes()]) : await file.files.stream(file.name + end)
    await pipeline(from, createWriteStream(to, { mode: 0o600 }))
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOSPC') throw cannotRead(file.name, cause)
    throw new Failure('disk-full', both(`没有空间存放 ${file.name} 的临时副本`, `no room for a temporary copy of ${file.name}`), { cause })
  }
}

function finish(path: string): void {
  const database = new DatabaseSync(path, { allowExtension: false })
  try {
    database.enableDefensive(true)
    database.exec('PRAGMA trusted_schema = OFF; PRAGMA journal_mode = DELETE')
  } finally {
    database.close()
  }
}
