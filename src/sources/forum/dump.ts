// Dumps → which rows belong to which thread: their places only, in packed lists, never their texts. The files are read once, piece by piece.
import { createGunzip } from 'node:zlib'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { cannotRead } from '../files/archive-files.ts'
import type { ArchiveFiles, Leftover } from '../files/archive-files.ts'
import { spanOf, spool } from '../web-archive/span.ts'
import type { Span } from '../web-archive/span.ts'
import { dumpCharset, SAMPLE } from './dump-charset.ts'
import type { DumpCharset } from './dump-charset.ts'
import { scanSql } from './sql-scan.ts'
import type { RowSeen } from './sql-scan.ts'
import { isNamed } from './officials.ts'
import { emptyColumns, push } from './row-list.ts'
import type { Columns, RowPlace } from './row-list.ts'
import { forumOfTable, placesIn, tableOf } from './tables.ts'
import type { TableShape } from './tables.ts'

/** One table in one file. */
export interface DumpTable {
  readonly path: string
  readonly name: string
  /** Which forum's it is, of several in one database. */
  readonly forum: string
  readonly shape: TableShape
  readonly places: ReadonlyMap<string, number>
  readonly charset: DumpCharset
}

export interface DumpIndex {
  readonly tables: readonly DumpTable[]
  /** Numbers of threads, ascending. */
  readonly tids: () => Iterable<number>
  readonly rowsOf: (tid: number) => readonly RowPlace[]
  /** Rows of forums and of classes by `fid:` and `class:` number. */
  readonly named: ReadonlyMap<string, RowPlace>
  readonly leftovers: readonly Leftover[]
}

const PIECE = 256 * 1024
const SHORT = ['tid', 'authorid', 'created_userid', 'first', 'fid', 'typeid', 'id']

export async function openSpan(files: ArchiveFiles, path: string, limit: number): Promise<Span> {
  if (!/\.gz$/i.test(path)) return await spanOf(files, path, limit)
  const packed = createGunzip()
  // An error before anybody reads must wait for the reader; those of the file are not passed on by `pipe`.
  packed.on('error', () => undefined)
  const file = await files.stream(path)
  file.once('error', (cause) => packed.destroy(cause))
  file.pipe(packed)
  return await spool(packed, path, limit).catch((cause: unknown) => {
    throw cannotRead(path, cause)
  })
}

interface Building {
  readonly tables: DumpTable[]
  readonly rows: Columns
  readonly named: Map<string, RowPlace>
  readonly columns: Map<string, readonly string[]>
  readonly unread: Map<string, number>
  readonly left: Leftover[]
  readonly officials: ReadonlySet<string>
}

/** `span` gives the same open file for the same path. */
export async function indexDumps(
  paths: readonly string[],
  span: (path: string) => Promise<Span>,
  officials: ReadonlySet<string>,
): Promise<DumpIndex> {
  const building: Building = {
    tables: [],
    rows: emptyColumns(),
    named: new Map(),
    columns: new Map(),
    unread: new Map(),
    left: [],
    officials,
  }
  const again: string[] = []
  for (const path of paths) if (await scanned(path, building, { span, late: false })) again.push(path)
  // The columns may have been named later, in this file or another.
  for (const path of again) await scanned(path, building, { span, late: true })
  return finished(building)
}

/** One dump that cannot be read never stops the others, nor the pages beside it. */
async function scanned(
  path: string,
  building: Building,
  { span, late }: { span: (path: string) => Promise<Span>; late: boolean },
): Promise<boolean> {
  try {
    return await scanFile(path, building, { file: await span(path), late })
  } catch (failure) {
    if (!(failure instanceof Failure) || !failure.code.startsWith('file-')) throw failure
    building.left.push({ name: path, why: `cannot be read (${failure.code})` })
    return false
  }
}

const WINDOWS = 16

/** Pieces from all over the file, each from one plain letter to another: long tables of numbers may stand before the first Chinese word. */
async function sampleOf(file: Span): Promise<Buffer> {
  if (file.size <= SAMPLE) return Buffer.from(await file.at(0, SAMPLE))
  const length = SAMPLE / WINDOWS
  const pieces: Buffer[] = []
  for (let n = 0; n < WINDOWS; n += 1) {
    const piece = Buffer.from(await file.at(Math.floor(((file.size - length) * n) / (WINDOWS - 1)), length))
    const from = piece.findIndex((code) => code < 0x30)
    const to = piece.findLastIndex((code) => code < 0x30)
    if (from >= 0) pieces.push(piece.subarray(from, to + 1))
  }
  return Buffer.concat(pieces)
}

/** True when rows were met before anything named their columns. */
async function scanFile(path: string, building: Building, { file, late }: { file: Span; late: boolean }): Promise<boolean> {
  const charset = dumpCharset(await sampleOf(file))
  const own: OwnTables = { byColumns: new Map(), last: null }
  const had = late ? offsetsOf(building, path) : null
  const unread = (table: string): void => void building.unread.set(`${path}: ${table}`, (building.unread.get(`${path}: ${table}`) ?? 0) + 1)
  let nameless = false
  const wanted = new Set(building.officials.size === 0 ? SHORT : [...SHORT, 'author', 'created_username'])
  const { write, isCut } = scanSql({
    wide: charset.wide,
    tables: building.columns,
    wants: (table) => (tableOf(table) === null ? null : wanted),
    row(row) {
      if (had?.has(row.offset) !== true && !keepRow(row, building, { path, charset, own })) unread(row.table)
    },
    unread(table, why) {
      if (why === 'nameless' && !late) nameless = true
      else if (why === 'nameless' || had === null) unread(table)
    },
  })
  for (let at = 0; at < file.size; at += PIECE) write(await file.at(at, PIECE))
  if (isCut() && !late) building.left.push({ name: `${path} (end)`, why: CUT })
  return nameless
}

const CUT = both('导出文件在语句中间结束,后面的内容缺失', 'the dump ends inside of a statement: what should follow is missing')

/** Where the rows lie that a first reading found. */
function offsetsOf({ tables, rows }: Building, path: string): ReadonlySet<number> {
  const found = new Set<number>()
  for (let n = 0; n < rows.count; n += 1) if (tables[rows.table[n] ?? 0]?.path === path) found.add(rows.offset[n] ?? 0)
  return found
}

/** The tables of one file: a name with its columns in one order. Statements may name them in another. */
interface OwnTables {
  readonly byColumns: Map<string, number>
  last: { readonly table: string; readonly columns: readonly string[]; readonly number: number } | null
}

function tableNumber(row: RowSeen, building: Building, of: { path: string; charset: DumpCharset; own: OwnTables }): number {
  const { last } = of.own
  if (last?.table === row.table && last.columns === row.columns) return last.number
  const key = `${row.table}(${row.columns.join()})`
  let number = of.own.byColumns.get(key)
  if (number === undefined) {
    const shape = tableOf(row.table)
    const places = shape === null ? null : placesIn(shape, row.columns)
    number = shape === null || places === null || building.tables.length >= 0xffff ? -1 : building.tables.length
    if (shape !== null && places !== null && number >= 0)
      building.tables.push({ path: of.path, name: row.table, forum: forumOfTable(row.table), shape, places, charset: of.charset })
    of.own.byColumns.set(key, number)
  }
  of.own.last = { table: row.table, columns: row.columns, number }
  return number
}

/** No post is so long. */
const MOST_ROW = 64 * 1024 * 1024

/** False for a row that can't be kept: its table is another program's, it names no thread, or is too long. */
function keepRow(row: RowSeen, building: Building, of: { path: string; charset: DumpCharset; own: OwnTables }): boolean {
  const table = tableNumber(row, building, of)
  const shape = building.tables[table]?.shape
  if (shape === undefined || row.length > MOST_ROW) return false
  const number = (name: string): number => {
    const found = shape.columns[name]?.map((column) => row.values.get(column)).find((value) => value !== undefined && value !== null)
    const n = found === undefined || found === null ? 0 : Number(found.toString('latin1'))
    return Number.isSafeInteger(n) && n > 0 && n <= 0xffff_ffff ? n : 0
  }
  const uid = number('authorid')
  const official = building.officials.size > 0 && isNamed(building.officials, uid > 0 ? String(uid) : null, nameIn(row, of.charset))
  const place = { table, offset: row.offset, length: row.length, uid, first: row.values.get('first')?.[0] === 0x31, official }
  if (shape.role === 'forum') building.named.set(`fid:${number('fid')}`, place)
  else if (shape.role === 'class') building.named.set(`class:${number('id')}`, place)
  else if (number('tid') > 0) push(building.rows, number('tid'), place)
  // Files that belong to nothing yet have no thread.
  else return shape.role === 'file'
  return true
}

function nameIn({ values }: RowSeen, { encoding }: DumpCharset): string {
  const bytes = values.get('author') ?? values.get('created_username')
  return bytes === undefined || bytes === null ? '' : new TextDecoder(encoding).decode(bytes)
}

function finished({ tables, rows, named, unread, left }: Building): DumpIndex {
  const order = new Uint32Array(rows.count).map((_, n) => n).sort((a, b) => (rows.tid[a] ?? 0) - (rows.tid[b] ?? 0) || a - b)
  const placeAt = (at: number): RowPlace => {
    const n = order[at] ?? 0
    return {
      table: rows.table[n] ?? 0,
      offset: rows.offset[n] ?? 0,
      length: rows.length[n] ?? 0,
      uid: rows.uid[n] ?? 0,
      first: ((rows.flags[n] ?? 0) & 1) !== 0,
      official: ((rows.flags[n] ?? 0) & 2) !== 0,
    }
  }
  const tidAt = (at: number): number => rows.tid[order[at] ?? 0] ?? 0
  return {
    tables,
    named,
    leftovers: [
      ...left,
      ...[...unread].map(([name, count]) => ({
        name,
        why: both(
          `${count} 行无法读取:列名不明、列数不符或主题编号不可用`,
          `${count} rows or statements whose columns are not known or do not fit, or whose number of the thread is of no use`,
        ),
      })),
    ],
    *tids() {
      for (let at = 0; at < order.length; at += 1) if (at === 0 || tidAt(at) !== tidAt(at - 1)) yield tidAt(at)
    },
    rowsOf(tid) {
      let low = 0
      let high = order.length
      while (low < high) {
        const middle = (low + high) >>> 1
        if (tidAt(middle) < tid) low = middle + 1
        else high = middle
      }
      const found: RowPlace[] = []
      for (let at = low; at < order.length && tidAt(at) === tid; at += 1) found.push(placeAt(at))
      return found
    },
  }
}

export function changed(path: string): Failure {
  return new Failure('source-changed', both(`${path} 在登记之后有变化`, `${path} has changed since it was listed`))
}
