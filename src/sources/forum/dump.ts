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
import { placesIn, tableOf } from './tables.ts'
import type { TableShape } from './tables.ts'

/** One table in one file. */
export interface DumpTable {
  readonly path: string
  readonly name: string
  readonly shape: TableShape
  readonly places: ReadonlyMap<string, number>
  readonly charset: DumpCharset
}

/** Where one row lies. */
export interface RowPlace {
  readonly table: number
  readonly offset: number
  readonly length: number
  /** The author's number; 0 = none. */
  readonly uid: number
  /** Of a Discuz! post: the article itself. */
  readonly first: boolean
  /** Written by an account that the job names as official. */
  readonly official: boolean
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
  const packed = (await files.stream(path)).pipe(createGunzip())
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
  readonly officials: ReadonlySet<string>
}

/** Packed: a dump may hold ten million rows. */
interface Columns {
  count: number
  tid: Uint32Array
  uid: Uint32Array
  length: Uint32Array
  offset: Float64Array
  table: Uint16Array
  flags: Uint8Array
}

/** `span` gives the same open file for the same path. */
export async function indexDumps(
  paths: readonly string[],
  span: (path: string) => Promise<Span>,
  officials: ReadonlySet<string>,
): Promise<DumpIndex> {
  const building: Building = { tables: [], rows: emptyColumns(), named: new Map(), columns: new Map(), unread: new Map(), officials }
  const again: string[] = []
  for (const path of paths) if (await scanFile(path, building, { file: await span(path), late: false })) again.push(path)
  // The columns may have been named in a later file.
  for (const path of again) await scanFile(path, building, { file: await span(path), late: true })
  return finished(building)
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
  const own = new Map<string, number>()
  const before = new Set(late ? building.tables.filter((one) => one.path === path).map(({ name }) => name) : [])
  let nameless = false
  const wanted = new Set(building.officials.size === 0 ? SHORT : [...SHORT, 'author', 'created_username'])
  const { write } = scanSql({
    wide: charset.wide,
    tables: building.columns,
    wants: (table) => (tableOf(table) === null || before.has(table) ? null : wanted),
    row: (row) => keepRow(row, building, { path, charset, own }),
    unread(table, why) {
      if (why === 'nameless' && !late) nameless = true
      else building.unread.set(`${path}: ${table}`, (building.unread.get(`${path}: ${table}`) ?? 0) + 1)
    },
  })
  for (let at = 0; at < file.size; at += PIECE) write(await file.at(at, PIECE))
  return nameless
}

function keepRow(row: RowSeen, building: Building, of: { path: string; charset: DumpCharset; own: Map<string, number> }): void {
  let table = of.own.get(row.table)
  if (table === undefined) {
    const shape = tableOf(row.table)
    const places = shape === null ? null : placesIn(shape, row.columns)
    table = shape === null || places === null || building.tables.length >= 0xffff ? -1 : building.tables.length
    of.own.set(row.table, table)
    if (shape !== null && places !== null && table >= 0)
      building.tables.push({ path: of.path, name: row.table, shape, places, charset: of.charset })
  }
  const shape = building.tables[table]?.shape
  if (table < 0 || shape === undefined) return
  const number = (name: string): number => {
    const found = shape.columns[name]?.map((column) => row.values.get(column)).find((value) => value !== undefined && value !== null)
    const n = found === undefined || found === null ? 0 : Number(found.toString('latin1'))
    return Number.isSafeInteger(n) && n > 0 && n <= 0xffff_ffff ? n : 0
  }
  const uid = number('authorid')
  const official = building.officials.size > 0 && (building.officials.has(String(uid)) || building.officials.has(nameIn(row, of.charset)))
  const place = { table, offset: row.offset, length: row.length, uid, first: row.values.get('first')?.[0] === 0x31, official }
  if (shape.role === 'forum') building.named.set(`fid:${number('fid')}`, place)
  else if (shape.role === 'class') building.named.set(`class:${number('id')}`, place)
  else if (number('tid') > 0) push(building.rows, number('tid'), place)
}

function nameIn({ values }: RowSeen, { encoding }: DumpCharset): string {
  const bytes = values.get('author') ?? values.get('created_username')
  return bytes === undefined || bytes === null ? '' : new TextDecoder(encoding).decode(bytes)
}

function emptyColumns(room = 1024): Columns {
  return {
    count: 0,
    tid: new Uint32Array(room),
    uid: new Uint32Array(room),
    length: new Uint32Array(room),
    offset: new Float64Array(room),
    table: new Uint16Array(room),
    flags: new Uint8Array(room),
  }
}

function push(rows: Columns, tid: number, place: RowPlace): void {
  if (rows.count === rows.tid.length) {
    const larger = emptyColumns(rows.count * 2)
    larger.tid.set(rows.tid)
    larger.uid.set(rows.uid)
    larger.length.set(rows.length)
    larger.offset.set(rows.offset)
    larger.table.set(rows.table)
    larger.flags.set(rows.flags)
    Object.assign(rows, { ...larger, count: rows.count })
  }
  const n = rows.count
  rows.tid[n] = tid
  rows.uid[n] = place.uid
  rows.length[n] = place.length
  rows.offset[n] = place.offset
  rows.table[n] = place.table
  rows.flags[n] = (place.first ? 1 : 0) + (place.official ? 2 : 0)
  rows.count += 1
}

function finished({ tables, rows, named, unread }: Building): DumpIndex {
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
    leftovers: [...unread].map(([name, count]) => ({
      name,
      why: both(`${count} 行无法读取:列名不明或列数不符`, `${count} rows or statements whose columns are not known or do not fit`),
    })),
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
