// Writes the log up to its last checkpoint as a folder that anyone can check with Node alone: events, tiles, checkpoints, key, list of
// files, a Chinese guide and the verifier. It reads in pages and writes in streams; what it writes says nothing that the log does not.
import { once } from 'node:events'
import { createWriteStream, existsSync, type WriteStream } from 'node:fs'
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import type { Sql } from '../sql.ts'
import { checkpointDigest, lastCheckpoint } from './checkpoint.ts'
import { guideZh } from './guide.ts'
import { TILE, TREES, edgeWidth, type Tile, type Tree } from './merkle.ts'
import { readTile } from './tiles.ts'

/** A file that belongs to the archive. `path` is set when it lies inside the export folder: then the verifier reads it. */
export interface ManifestEntry {
  readonly name: string
  readonly bytes: number
  readonly sha256: string
  readonly sm3: string
  readonly path?: string
}

export interface ExportOptions {
  /** Only this job's events (and those of no job) keep their content; of the others the two hashes are written. */
  readonly job?: string
  readonly manifest?: AsyncIterable<ManifestEntry>
}

/** What was written. `digest` is the checkpoint digest to print on the hand-over papers. */
export interface Exported {
  readonly size: number
  readonly withheld: number
  readonly tiles: number
  readonly digest: string
}

/** Exports into an empty or new folder; the log must have a checkpoint. */
export async function exportAudit(sql: Sql, dir: string, options: ExportOptions = {}): Promise<Exported> {
  const head = await lastCheckpoint(sql)
  if (head === undefined) throw new Failure('not-found', both('审计日志还没有检查点;先运行一次任务', 'the audit log has no checkpoint yet'))
  if (existsSync(dir) && (await readdir(dir)).length > 0)
    throw new Failure('not-allowed', both('导出目录不是空的', 'the export folder is not empty'))
  await mkdir(dir, { recursive: true })
  const withheld = await writeEvents(sql, join(dir, 'events.jsonl'), { size: head.size, job: options.job })
  let tiles = 0
  for (const tree of TREES) tiles += await writeTiles(sql, dir, { tree, size: head.size })
  await writeCheckpoints(sql, dir, head.size)
  await writeFile(join(dir, 'checkpoint'), head.note)
  await writeManifest(join(dir, 'manifest.json'), options.manifest)
  for (const script of ['verify.mjs', 'verify-proof.mjs']) await copyFile(new URL(script, import.meta.url), join(dir, script))
  const digest = checkpointDigest(head.note)
  await writeFile(join(dir, 'README.zh-CN.md'), guideZh({ head, digest, withheld }))
  return { size: head.size, withheld, tiles, digest }
}

/** Path of a tile by C2SP tlog-tiles, below the folder of its tree. */
export function tilePath({ level, idx, width }: Omit<Tile, 'bytes' | 'tree'>): string {
  const digits = String(idx)
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g) ?? []
  const path = [String(level), ...groups.slice(0, -1).map((group) => `x${group}`), groups.at(-1) ?? ''].join('/')
  return width < TILE ? `${path}.p/${width}` : path
}

const FOLDERS: Record<Tree, string> = { sha256: 'tile', sm3: 'tile-sm3' }
const PAGE = 2048

async function writeEvents(sql: Sql, file: string, { size, job }: { size: number; job: string | undefined }): Promise<number> {
  let withheld = 0
  await streamTo(file, async (write) => {
    for (let from = 0; from < size; from += PAGE) {
      const rows = await sql.query<{ seq: string; canonical: string; sha256: string; sm3: string; shown: boolean }>(
        `select l.seq, l.canonical, encode(l.leaf_sha256, 'hex') as sha256, encode(l.leaf_sm3, 'hex') as sm3,
           $3::text is null or (select e.job is null or e.job = $3 from audit_event e where e.id = l.event) as shown
         from audit_leaf l where l.seq >= $1 and l.seq < $2 order by l.seq`,
        [from, Math.min(from + PAGE, size), job ?? null],
      )
      withheld += rows.filter(({ shown }) => !shown).length
      await write(
        rows
          .map((row) => (row.shown ? row.canonical : JSON.stringify({ withheld: Number(row.seq), sha256: row.sha256, sm3: row.sm3 })))
          .map((line) => `${line}\n`)
          .join(''),
      )
    }
  })
  return withheld
}

async function writeTiles(sql: Sql, dir: string, { tree, size }: { tree: Tree; size: number }): Promise<number> {
  let count = 0
  for (let level = 0; TILE ** level <= size; level++) {
    const full = Math.floor(size / TILE ** (level + 1))
    const width = edgeWidth(size, level)
    const tiles = Array.from({ length: full }, (_, idx) => ({ tree, level, idx, width: TILE }))
    if (width > 0) tiles.push({ tree, level, idx: full, width })
    for (const tile of tiles) {
      const file = join(dir, FOLDERS[tree], tilePath(tile))
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, await readTile(sql, tile))
    }
    count += tiles.length
  }
  return count
}

async function writeCheckpoints(sql: Sql, dir: string, size: number): Promise<void> {
  const rows = await sql.query<{ note: string; verifier: string }>(
    'select note, verifier from audit_checkpoint where size <= $1 order by size',
    [size],
  )
  await writeFile(join(dir, 'checkpoints.jsonl'), rows.map(({ note }) => `${JSON.stringify({ note })}\n`).join(''))
  await writeFile(join(dir, 'key.pub'), [...new Set(rows.map((row) => row.verifier))].map((line) => `${line}\n`).join(''))
}

// One asset per line, so that the verifier can read it line by line.
async function writeManifest(file: string, assets: AsyncIterable<ManifestEntry> | undefined): Promise<void> {
  await streamTo(file, async (write) => {
    await write('{"assets":[')
    let lead = '\n'
    for await (const { name, bytes, sha256, sm3, path } of assets ?? []) {
      await write(lead + JSON.stringify({ name, bytes, sha256, sm3, path }))
      lead = ',\n'
    }
    await write('\n]}\n')
  })
}

async function streamTo(file: string, work: (write: (text: string) => Promise<void>) => Promise<void>): Promise<void> {
  const stream: WriteStream = createWriteStream(file)
  const failed = once(stream, 'close').then(() => stream.errored)
  await work(async (text) => {
    if (!stream.write(text)) await Promise.race([once(stream, 'drain'), failed])
    if (stream.errored) throw stream.errored
  })
  stream.end()
  const error = await failed
  if (error) throw error
}
