// Takes events that have no leaf yet, gives them gapless numbers, and grows both trees, all in one transaction. One sequencer works at
// a time in the whole database; others return at once. It never skips an event, however late its transaction commits.
import type { Sql } from '../sql.ts'
import { EVENT_COLUMNS, canonicalLeaf, leafOf, type EventRow, type Leaf } from './leaf.ts'
import { partials, push, type Edge, type Tile } from './merkle.ts'
import { insertTiles, loadEdge } from './tiles.ts'

/** Advisory lock of whoever grows or signs the log: the letters "guij" and "audi". */
export const LOG_LOCK = [0x6775696a, 0x61756469] as const

/**
 * Sequences at most `batch` waiting events (default 1024); says how many. 0 = nothing waits, or another sequencer is at work; with `wait`
 * it waits for its turn instead.
 */
export async function sequence(sql: Sql, { batch = 1024, wait = false }: { batch?: number; wait?: boolean } = {}): Promise<number> {
  return sql.transaction(async (tx) => {
    if (wait) {
      await tx.query('select pg_advisory_xact_lock($1, $2)', LOG_LOCK)
      return growLog(tx, batch)
    }
    const [lock] = await tx.query<{ mine: boolean }>('select pg_try_advisory_xact_lock($1, $2) as mine', LOG_LOCK)
    return lock?.mine === true ? growLog(tx, batch) : 0
  })
}

/** Sequences until nothing waits, however busy others are with it; says how many it took itself. */
export async function sequenceAll(sql: Sql, options: { batch?: number } = {}): Promise<number> {
  let total = 0
  const next = () => sequence(sql, { ...options, wait: true })
  for (let count = await next(); count > 0; count = await next()) total += count
  return total
}

/** Number of leaves. */
export async function logSize(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ size: string }>('select coalesce(max(seq) + 1, 0) as size from audit_leaf')
  return Number(row?.size ?? 0)
}

async function growLog(tx: Sql, batch: number): Promise<number> {
  const rows = await takePending(tx, batch)
  if (rows.length === 0) return 0
  const size = await logSize(tx)
  const leaves = rows.map((row, i) => leafOf(canonicalLeaf(size + i, row)))
  await insertLeaves(tx, size, { rows, leaves })
  const tiles: Tile[] = []
  for (const tree of ['sha256', 'sm3'] as const) {
    const edge = await loadEdge(tx, tree, size)
    for (const leaf of leaves) push(edge, leaf[tree], (tile) => tiles.push(tile))
    tiles.push(...grownInner(edge, size))
  }
  await insertTiles(tx, tiles)
  return rows.length
}

// Unfinished tiles of level 0 are written by checkpoint() only; until then the leaves themselves hold those hashes.
function grownInner(edge: Edge, oldSize: number): Tile[] {
  return partials(edge).filter(({ level }) => level > 0 && Math.floor(edge.size / 256 ** level) > Math.floor(oldSize / 256 ** level))
}

// `= any(array)` makes the planner use the indexes whatever its statistics say.
async function takePending(tx: Sql, batch: number): Promise<EventRow[]> {
  const taken = await tx.query<{ event: string }>(
    'delete from audit_pending where event = any(array(select event from audit_pending order by event limit $1)) returning event',
    [batch],
  )
  if (taken.length === 0) return []
  const rows = await tx.query<EventRow>(`select ${EVENT_COLUMNS} from audit_event e where e.id = any($1::bigint[]) order by e.id`, [
    taken.map(({ event }) => event),
  ])
  return rows
}

// One parameter per column: canonical JSON holds no line breaks, and hashes have one length, so the server cuts them apart cheaply.
async function insertLeaves(
  tx: Sql,
  size: number,
  { rows, leaves }: { rows: readonly EventRow[]; leaves: readonly Leaf[] },
): Promise<void> {
  await tx.query(
    `insert into audit_leaf (seq, event, canonical, leaf_sha256, leaf_sm3)
     select $1::bigint + n - 1, event, canonical, substring($4::bytea from (n::int - 1) * 32 + 1 for 32), substring($5::bytea from (n::int - 1) * 32 + 1 for 32)
     from rows from (unnest($2::bigint[]), string_to_table($3, E'\\n')) with ordinality as t (event, canonical, n)`,
    [
      size,
      rows.map((row) => row.event),
      leaves.map((l) => l.canonical).join('\n'),
      Buffer.concat(leaves.map((l) => l.sha256)),
      Buffer.concat(leaves.map((l) => l.sm3)),
    ],
  )
}
