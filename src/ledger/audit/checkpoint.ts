// Signs where the log stands: size and both roots as a C2SP checkpoint note. It never signs a log that contradicts the checkpoint
// before it.
import { createHash } from 'node:crypto'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import type { Sql } from '../sql.ts'
import { TREES, edgeRoot, partials, type Tree } from './merkle.ts'
import { fromBase64, signNote, type NoteKey } from './note.ts'
import { headOf } from './path.ts'
import { LOG_LOCK, logSize } from './sequencer.ts'
import { insertTiles, loadEdge, tileNodes } from './tiles.ts'

/** What a checkpoint says, before its signatures. `time` is when it was signed. */
export interface CheckpointBody {
  readonly origin: string
  readonly size: number
  readonly sha256: Buffer
  readonly sm3: Buffer
  readonly time: string
}

/** A stored checkpoint. */
export interface Checkpoint extends CheckpointBody {
  readonly note: string
  readonly verifier: string
}

interface CheckpointRow {
  readonly size: string
  readonly note: string
  readonly verifier: string
}

/** Signs the log as it stands and stores the checkpoint; returns the last one when nothing came after it. */
export async function checkpoint(sql: Sql, key: NoteKey): Promise<Checkpoint> {
  return sql.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1, $2)', LOG_LOCK)
    const size = await logSize(tx)
    const last = await lastCheckpoint(tx)
    if (last?.size === size) return last
    if (last !== undefined) await mustContinue(tx, last, size)
    const body = await bodyAt(tx, key.name, size)
    const signed = { ...body, note: signNote(key, noteText(body)), verifier: key.verifier }
    await tx.query('insert into audit_checkpoint (size, root_sha256, root_sm3, note, verifier, at) values ($1, $2, $3, $4, $5, $6)', [
      size,
      body.sha256,
      body.sm3,
      signed.note,
      signed.verifier,
      body.time,
    ])
    return signed
  })
}

/** The newest stored checkpoint. */
export async function lastCheckpoint(sql: Sql): Promise<Checkpoint | undefined> {
  const [row] = await sql.query<CheckpointRow>('select size, note, verifier from audit_checkpoint order by size desc limit 1')
  if (row === undefined) return undefined
  const body = parseNote(row.note)
  if (body === undefined)
    throw new Failure(
      'audit-damaged',
      both(`大小为 ${row.size} 的检查点格式不对`, `the checkpoint of size ${row.size} is not a checkpoint note`),
    )
  return { ...body, note: row.note, verifier: row.verifier }
}

/** SHA-256 of a note in groups of four hex digits: short enough to print, read out and compare. */
export function checkpointDigest(note: string): string {
  return (createHash('sha256').update(note).digest('hex').match(/.{4}/g) ?? []).join(' ')
}

/** The signed text: origin, size, SHA-256 root, then the extension lines `sm3` and `time`. */
function noteText(body: CheckpointBody): string {
  return `${body.origin}\n${body.size}\n${body.sha256.toString('base64')}\nsm3 ${body.sm3.toString('base64')}\ntime ${body.time}\n`
}

/** Reads the text of a checkpoint note; checks no signature. */
export function parseNote(note: string): CheckpointBody | undefined {
  const match = /^(\S+)\n(0|[1-9]\d{0,15})\n([\w+/]{43}=)\nsm3 ([\w+/]{43}=)\ntime (\S+)\n\n/.exec(note)
  if (match === null) return undefined
  const [, origin = '', size, root = '', rootSm3 = '', time = ''] = match
  const [sha256, sm3] = [fromBase64(root), fromBase64(rootSm3)]
  return sha256 === undefined || sm3 === undefined ? undefined : { origin, size: Number(size), sha256, sm3, time }
}

async function bodyAt(tx: Sql, origin: string, size: number): Promise<CheckpointBody> {
  const roots: Record<Tree, Buffer> = { sha256: Buffer.alloc(0), sm3: Buffer.alloc(0) }
  for (const tree of TREES) {
    const edge = await loadEdge(tx, tree, size)
    roots[tree] = edgeRoot(edge)
    await insertTiles(tx, partials(edge))
  }
  const [clock] = await tx.query<{ time: string }>(
    `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as time`,
  )
  return { origin, size, ...roots, time: clock?.time ?? '' }
}

async function mustContinue(tx: Sql, last: Checkpoint, size: number): Promise<void> {
  const now = async (tree: Tree) => headOf({ tree, size, nodes: tileNodes(tx, tree, size) }, 0, last.size)
  if (size < last.size || !(await now('sha256')).equals(last.sha256) || !(await now('sm3')).equals(last.sm3)) {
    throw new Failure(
      'audit-damaged',
      both(
        `日志与其大小为 ${last.size} 的检查点不相接;未签名`,
        `the log does not continue its checkpoint of size ${last.size}; nothing was signed`,
      ),
    )
  }
}
