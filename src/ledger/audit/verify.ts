// Checks the whole log inside the database: events against leaves, leaves against tiles, roots and signatures against checkpoints.
// Reads in pages, so memory stays flat and live writers go on; it changes nothing and never stops at the first problem it can pass.
import type { Sql } from '../sql.ts'
import { parseNote } from './checkpoint.ts'
import { EVENT_COLUMNS, canonicalLeaf, leafOf, type EventRow } from './leaf.ts'
import { TILE, TREES, edgeRoot, emptyEdge, partials, push, type Edge, type Tile } from './merkle.ts'
import { openNote } from './note.ts'
import { logSize } from './sequencer.ts'

/** What is wrong, and where: `seq 12`, `event 40`, `tile sm3/0/3`, `checkpoint 500`. */
interface Problem {
  readonly code:
    | 'leaf-missing'
    | 'event-missing'
    | 'event-differs'
    | 'leaf-hash-differs'
    | 'tile-missing'
    | 'tile-differs'
    | 'tile-beyond-log'
    | 'checkpoint-beyond-log'
    | 'checkpoint-root-differs'
    | 'checkpoint-columns-differ'
    | 'checkpoint-unsigned'
    | 'event-not-logged'
    | 'pending-not-event'
    | 'pending-logged'
  readonly where: string
}

export interface LedgerReport {
  readonly ok: boolean
  readonly leaves: number
  /** Events that wait for the sequencer; not a problem by itself. */
  readonly pending: number
  readonly checkpoints: number
  /** In the order they were found, leaves first; at most 100. */
  readonly problems: Problem[]
}

/** What to hold the log against from outside the database. */
export interface Anchors {
  /** The only keys that may have signed; without them each checkpoint is checked against the key stored beside it. */
  readonly verifiers?: readonly string[]
  /** Checkpoint notes kept off the machine: the log must agree with them. */
  readonly notes?: readonly string[]
}

interface Head {
  readonly size: number
  readonly sha256: Buffer
  readonly sm3: Buffer
}

interface LeafRow extends EventRow {
  readonly seq: string
  readonly of_event: string
  readonly canonical: string
  readonly leaf_sha256: Buffer
  readonly leaf_sm3: Buffer
}

type Complain = (code: Problem['code'], where: string) => void

const PAGE = 2048

/** Verifies everything; a log that only grew while it was read is right. */
export async function verifyLedger(sql: Sql, anchors: Anchors = {}): Promise<LedgerReport> {
  const problems: Problem[] = []
  const complain: Complain = (code, where) => {
    if (problems.length < 100) problems.push({ code, where })
  }
  // Heads before the size: an honest head can then never be larger than the log.
  const { heads, count } = await readHeads(sql, anchors, complain)
  const size = await logSize(sql)
  for (const head of heads) if (head.size > size) complain('checkpoint-beyond-log', `checkpoint ${head.size}`)
  await walkLeaves(sql, { size, heads, complain })
  const pending = await checkOutside(sql, complain)
  return { ok: problems.length === 0, leaves: size, pending, checkpoints: count, problems }
}

async function readHeads(sql: Sql, anchors: Anchors, complain: Complain): Promise<{ heads: Head[]; count: number }> {
  const rows = await sql.query<{ size: string; root_sha256: Buffer; root_sm3: Buffer; note: string; verifier: string; at: string }>(
    `select size, root_sha256, root_sm3, note, verifier, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at from audit_checkpoint order by size`,
  )
  const heads: Head[] = []
  for (const row of rows) {
    const body = parseNote(row.note)
    const same =
      body?.size === Number(row.size) && body.sha256.equals(row.root_sha256) && body.sm3.equals(row.root_sm3) && body.time === row.at
    if (!same) complain('checkpoint-columns-differ', `checkpoint ${row.size}`)
    if (!isSigned(row.note, anchors.verifiers ?? [row.verifier])) complain('checkpoint-unsigned', `checkpoint ${row.size}`)
    if (body !== undefined) heads.push(body)
  }
  for (const note of anchors.notes ?? []) {
    const body = parseNote(note)
    if (body === undefined || !isSigned(note, anchors.verifiers ?? rows.map((row) => row.verifier)))
      complain('checkpoint-unsigned', 'checkpoint given from outside')
    else heads.push(body)
  }
  return { heads: heads.toSorted((a, b) => a.size - b.size), count: rows.length }
}

function isSigned(note: string, verifiers: readonly string[]): boolean {
  try {
    return openNote(note, verifiers) !== undefined
  } catch {
    return false
  }
}

interface Walk {
  readonly size: number
  readonly heads: readonly Head[]
  readonly complain: Complain
}

async function walkLeaves(sql: Sql, walk: Walk): Promise<void> {
  const edges = { sha256: emptyEdge('sha256'), sm3: emptyEdge('sm3') }
  let waiting = checkHeads(walk.heads, edges, walk.complain)
  for (let from = 0; from < walk.size; from += PAGE) {
    const rows = await readPage(sql, from, Math.min(from + PAGE, walk.size))
    const full: Tile[] = []
    for (const row of rows) {
      if (Number(row.seq) !== edges.sha256.size) return walk.complain('leaf-missing', `seq ${edges.sha256.size}`)
      const leaf = checkLeaf(row, walk.complain)
      for (const tree of TREES) push(edges[tree], leaf[tree], (tile) => full.push(tile))
      if (waiting[0]?.size === edges.sha256.size) waiting = checkHeads(waiting, edges, walk.complain)
    }
    for (const tile of full) await checkTile(sql, tile, walk.complain)
  }
  if (edges.sha256.size < walk.size) return walk.complain('leaf-missing', `seq ${edges.sha256.size}`)
  for (const tree of TREES) for (const tile of partials(edges[tree])) await checkTile(sql, tile, walk.complain)
}

function readPage(sql: Sql, from: number, to: number): Promise<LeafRow[]> {
  return sql.query<LeafRow>(
    `select l.seq, l.event as of_event, l.canonical, l.leaf_sha256, l.leaf_sm3, ${EVENT_COLUMNS}
     from audit_leaf l left join audit_event e on e.id = l.event where l.seq >= $1 and l.seq < $2 order by l.seq`,
    [from, to],
  )
}

function checkLeaf(row: LeafRow, complain: Complain): Record<'sha256' | 'sm3', Buffer> {
  const where = `seq ${row.seq}, event ${row.of_event}`
  const leaf = leafOf(row.canonical)
  // The left join gives nulls for an event that is gone.
  if ((row.event as unknown) === null) complain('event-missing', where)
  else if (canonicalLeaf(Number(row.seq), row) !== row.canonical) complain('event-differs', where)
  if (!leaf.sha256.equals(row.leaf_sha256) || !leaf.sm3.equals(row.leaf_sm3)) complain('leaf-hash-differs', where)
  return leaf
}

// Checks the heads of just this size and gives back the larger ones.
function checkHeads(heads: readonly Head[], edges: Record<'sha256' | 'sm3', Edge>, complain: Complain): readonly Head[] {
  const due = heads.filter((head) => head.size === edges.sha256.size)
  if (due.length === 0) return heads
  const roots = { sha256: edgeRoot(edges.sha256), sm3: edgeRoot(edges.sm3) }
  for (const head of due) {
    if (!head.sha256.equals(roots.sha256) || !head.sm3.equals(roots.sm3)) complain('checkpoint-root-differs', `checkpoint ${head.size}`)
  }
  return heads.filter((head) => head.size > edges.sha256.size)
}

// Every stored width must agree; which width must be there follows from how the sequencer writes them.
async function checkTile(sql: Sql, tile: Tile, complain: Complain): Promise<void> {
  const rows = await sql.query<{ width: number; bytes: Buffer }>(
    'select width, bytes from audit_tile where tree = $1 and level = $2 and idx = $3',
    [tile.tree, tile.level, tile.idx],
  )
  const where = `tile ${tile.tree}/${tile.level}/${tile.idx}`
  const needed = tile.level > 0 || tile.width === TILE
  if (needed && !rows.some((row) => row.width >= tile.width)) complain('tile-missing', where)
  for (const { bytes } of rows) {
    const length = Math.min(bytes.length, tile.bytes.length)
    if (!bytes.subarray(0, length).equals(tile.bytes.subarray(0, length))) complain('tile-differs', where)
  }
}

// Each statement sees one moment, so a working sequencer cannot make these wrong.
async function checkOutside(sql: Sql, complain: Complain): Promise<number> {
  const found = await sql.query<{ code: Problem['code']; place: string }>(`
    (select 'event-not-logged' as code, 'event ' || e.id as place from audit_event e
       where not exists (select from audit_leaf l where l.event = e.id) and not exists (select from audit_pending p where p.event = e.id) order by e.id limit 100)
    union all (select 'pending-not-event', 'event ' || p.event from audit_pending p where not exists (select from audit_event e where e.id = p.event) limit 100)
    union all (select 'pending-logged', 'event ' || p.event from audit_pending p join audit_leaf l on l.event = p.event limit 100)
    union all (select 'tile-beyond-log', 'tile ' || tree || '/' || level || '/' || idx from audit_tile
       where (idx * 256 + width) * 256::numeric ^ level > (select coalesce(max(seq) + 1, 0) from audit_leaf) limit 100)`)
  for (const { code, place } of found) complain(code, place)
  const [row] = await sql.query<{ pending: number }>('select count(*)::int as pending from audit_pending')
  return row?.pending ?? 0
}
