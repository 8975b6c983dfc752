// The rows of one thread in a dump → the row part of its capture: only columns of the list in tables.ts, as their bytes are; and back. What
// else stands in a row (IP addresses, mail …) never leaves this file.
import { isUtf8 } from 'node:buffer'
import type { Json } from '../../domain/archive.ts'
import type { Span } from '../web-archive/span.ts'
import { changed } from './dump.ts'
import type { DumpIndex, DumpTable } from './dump.ts'
import type { RowPlace } from './row-list.ts'
import { readRow } from './sql-row.ts'
import { tableOf } from './tables.ts'

/** How rows are found again: a table in a file, and where its rows lie there. */
export interface TableRef {
  readonly file: string
  readonly table: string
  readonly wide: boolean
  readonly encoding: string
  /** Name → place in the row. */
  readonly columns: readonly (readonly [name: string, place: number])[]
  readonly rows: readonly (readonly [offset: number, length: number])[]
}

/** Text when the bytes are UTF-8, else the bytes in base64: nothing of them is lost. */
type Cell = string | { readonly base64: string }

export interface StoredTable {
  readonly table: string
  readonly encoding: string
  readonly rows: readonly Readonly<Record<string, Cell>>[]
}

export interface ReplyRule {
  readonly replies: 'none' | 'owner' | 'all'
  readonly officials: readonly string[]
}

const MOST_ROWS = 20_000

export interface ThreadRows {
  readonly rows: readonly RowPlace[]
  /** How many rows of this number are of another forum in the same dumps. */
  readonly foreign: number
  /** How many replies would go along and are too many. */
  readonly beyond: number
}

/** The forum that most threads of the dumps are of: where two have a thread of one number, this one's is meant. */
export function mainForum(index: DumpIndex): string {
  const counts = new Map(index.tables.filter(({ shape }) => shape.role === 'thread').map(({ forum }) => [forum, 0]))
  if (counts.size < 2) return [...counts.keys()][0] ?? ''
  for (const tid of index.tids()) {
    for (const { table } of index.rowsOf(tid)) {
      const found = index.tables[table]
      if (found?.shape.role === 'thread') counts.set(found.forum, (counts.get(found.forum) ?? 0) + 1)
    }
  }
  return [...counts].toSorted(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))[0]?.[0] ?? ''
}

/** The rows that go along with a thread; null when the dump has posts of it but not the thread itself. */
export function rowsFor(index: DumpIndex, tid: number, rule: Pick<ReplyRule, 'replies'> & { readonly main: string }): ThreadRows | null {
  const found = index.rowsOf(tid)
  const shapeOf = (place: RowPlace): DumpTable | undefined => index.tables[place.table]
  const forumAt = (place: RowPlace): string => shapeOf(place)?.forum ?? ''
  const threads = found.filter((place) => shapeOf(place)?.shape.role === 'thread')
  const thread = threads.find((place) => forumAt(place) === rule.main) ?? threads[0]
  if (thread === undefined) return null
  const all = found.filter((place) => forumAt(place) === forumAt(thread))
  const isReply = (place: RowPlace): boolean => shapeOf(place)?.shape.role === 'post' && !place.first
  const along = all
    .filter((place) => {
      const role = shapeOf(place)?.shape.role
      if (role !== 'post' || place.first || rule.replies === 'all') return true
      return rule.replies === 'owner' && (place.official || (thread.uid > 0 && place.uid === thread.uid))
    })
    // What makes the article comes first, wherever the dump has it.
    .toSorted((a, b) => Number(isReply(a)) - Number(isReply(b)))
  return { rows: along.slice(0, MOST_ROWS), foreign: found.length - all.length, beyond: Math.max(0, along.length - MOST_ROWS) }
}

export function tableRefs(index: DumpIndex, places: readonly RowPlace[]): readonly TableRef[] {
  return [...Map.groupBy(places, ({ table }) => table)].flatMap(([number, rows]) => {
    const table = index.tables[number]
    if (table === undefined) return []
    const { path: file, name, charset, places: columns } = table
    return [{ file, table: name, ...charset, columns: [...columns], rows: rows.map(({ offset, length }) => [offset, length] as const) }]
  })
}

/** Throws Failure `source-changed` when the bytes there are no rows of this thread any more. */
export async function readTables(
  refs: readonly TableRef[],
  tid: string | null,
  span: (path: string) => Promise<Span>,
): Promise<readonly StoredTable[]> {
  const tables: StoredTable[] = []
  for (const ref of refs) {
    const file = await span(ref.file)
    const places = new Map(ref.columns)
    const rows: Readonly<Record<string, Cell>>[] = []
    for (const [offset, length] of ref.rows) {
      const found = readRow(await file.at(offset, length), { places, wide: ref.wide })
      if (found === null || (places.has('tid') && tid !== null && found.get('tid')?.toString('latin1') !== tid)) throw changed(ref.file)
      rows.push(
        Object.fromEntries(
          [...found].map(([name, bytes]) => [name, isUtf8(bytes) ? bytes.toString('utf8') : { base64: bytes.toString('base64') }]),
        ),
      )
    }
    tables.push({ table: ref.table, encoding: ref.encoding, rows })
  }
  return tables
}

/** A reference as the ledger gives it back, checked: it came through JSON. */
export function checkedRefs(ref: Json | undefined): readonly TableRef[] | null {
  if (!Array.isArray(ref)) return null
  const refs = ref as unknown as readonly Partial<TableRef>[]
  const fits = refs.every(
    (one) =>
      typeof one.file === 'string' &&
      typeof one.table === 'string' &&
      Array.isArray(one.columns) &&
      Array.isArray(one.rows) &&
      // A changed list of columns never widens what an old reference reads.
      one.columns.every(([name]) => namesOf(one.table ?? '').includes(name)),
  )
  return fits ? (refs as readonly TableRef[]) : null
}

function namesOf(table: string): readonly string[] {
  return Object.keys(tableOf(table)?.columns ?? {})
}
