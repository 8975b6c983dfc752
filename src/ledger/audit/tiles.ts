// Tiles in the database: writes new ones, reads any tile of a tree of a given size, and loads the right edge for the sequencer.
// It only inserts; a tile that is there already stays as it is.
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import type { Sql } from '../sql.ts'
import { HASH, TILE, edgeWidth, rangeRoot, type Edge, type Tile, type Tree } from './merkle.ts'
import type { Nodes } from './path.ts'

/** Inserts tiles in one statement. */
export async function insertTiles(sql: Sql, tiles: readonly Tile[]): Promise<void> {
  if (tiles.length === 0) return
  let offset = 1
  const offsets = tiles.map(({ bytes }) => (offset += bytes.length) - bytes.length)
  await sql.query(
    `insert into audit_tile (tree, level, idx, width, bytes)
     select tree, level, idx, width, substring($6::bytea from at for width * ${HASH})
     from unnest($1::text[], $2::int[], $3::bigint[], $4::int[], $5::int[]) as t (tree, level, idx, width, at)
     on conflict do nothing`,
    [
      tiles.map((t) => t.tree),
      tiles.map((t) => t.level),
      tiles.map((t) => t.idx),
      tiles.map((t) => t.width),
      offsets,
      Buffer.concat(tiles.map((t) => t.bytes)),
    ],
  )
}

/** The first `width` hashes of one tile. Level 0 is also readable where only the leaves are written so far. */
export async function readTile(sql: Sql, { tree, level, idx, width }: Omit<Tile, 'bytes'>): Promise<Buffer> {
  const [row] = await sql.query<{ bytes: Buffer }>(
    `select substring(bytes from 1 for $4::int * ${HASH}) as bytes from audit_tile
     where tree = $1 and level = $2 and idx = $3 and width >= $4 order by width limit 1`,
    [tree, level, idx, width],
  )
  const bytes = row?.bytes ?? (level === 0 ? await leafHashes(sql, tree, [idx * TILE, idx * TILE + width]) : Buffer.alloc(0))
  if (bytes.length !== width * HASH)
    throw new Failure(
      'audit-damaged',
      both(
        `分片 ${tree}/${level}/${idx} 应有 ${width} 个摘要,实际不符`,
        `tile ${tree}/${level}/${idx} has not the ${width} hashes it should have`,
      ),
    )
  return bytes
}

/** The leaf hashes from `from` to `to` (exclusive) in one piece. */
async function leafHashes(sql: Sql, tree: Tree, [from, to]: readonly [number, number]): Promise<Buffer> {
  const column = tree === 'sm3' ? 'leaf_sm3' : 'leaf_sha256'
  const [row] = await sql.query<{ bytes: Buffer | null }>(
    `select string_agg(${column}, ''::bytea order by seq) as bytes from audit_leaf where seq >= $1 and seq < $2`,
    [from, to],
  )
  return row?.bytes ?? Buffer.alloc(0)
}

/** The right edge of a tree of `size` leaves: at most one tile per level is read. */
export async function loadEdge(sql: Sql, tree: Tree, size: number): Promise<Edge> {
  const edge: Edge = { tree, size, levels: [] }
  for (let level = 0; TILE ** level <= size; level++) {
    const width = edgeWidth(size, level)
    const bytes = Buffer.alloc(TILE * HASH)
    if (width > 0) bytes.set(await readTile(sql, { tree, level, idx: Math.floor(size / TILE ** (level + 1)), width }))
    edge.levels.push({ bytes, width })
  }
  return edge
}

/** Perfect subtrees read from tiles; one reader keeps what it read, so make a new one for each piece of work. */
export function tileNodes(sql: Sql, tree: Tree, size: number): Nodes {
  const read = new Map<string, Promise<Buffer>>()
  return async (height, index) => {
    const level = Math.floor(height / 8)
    const count = 2 ** (height % 8)
    const idx = Math.floor((index * count) / TILE)
    const from = (index * count) % TILE
    const width = idx < Math.floor(size / TILE ** (level + 1)) ? TILE : edgeWidth(size, level)
    const key = `${level}/${idx}`
    const tile = read.get(key) ?? readTile(sql, { tree, level, idx, width })
    read.set(key, tile)
    return rangeRoot(tree, await tile, [from, from + count])
  }
}
