// Proofs from tiles: that an event is in the log, and that a later log continues an earlier one; as data and as C2SP tlog-proof text.
// A proof needs neither the database nor guiji to be checked.
import { z } from 'zod'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import type { Sql } from '../sql.ts'
import { lastCheckpoint, parseNote, type Checkpoint } from './checkpoint.ts'
import { leafOf } from './leaf.ts'
import type { Tree } from './merkle.ts'
import { fromBase64, openNote } from './note.ts'
import { consistencyPath, inclusionPath, includes, type Nodes } from './path.ts'
import { tileNodes } from './tiles.ts'

/** Path from leaf `seq` to the root of the first `size` leaves. */
export async function inclusionProof(sql: Sql, tree: Tree, at: { seq: number; size: number }): Promise<Buffer[]> {
  if (at.seq < 0 || at.seq >= at.size)
    throw new Failure('not-found', both(`${at.size} 条的日志中没有第 ${at.seq} 条`, `no leaf ${at.seq} in a log of ${at.size}`))
  return inclusionPath({ tree, size: at.size, nodes: tileNodes(sql, tree, at.size) }, at.seq)
}

/** Path that shows that the log of `to` leaves continues the log of `from` leaves. */
export async function consistencyProof(sql: Sql, tree: Tree, { from, to }: { from: number; to: number }): Promise<Buffer[]> {
  if (from < 0 || from > to)
    throw new Failure('not-found', both(`${to} 条的日志不能接在 ${from} 条之后`, `a log of ${to} cannot continue a log of ${from}`))
  return from === 0 ? [] : consistencyPath({ tree, size: to, nodes: tileNodes(sql, tree, to) }, from)
}

/** One tlog-proof per event of an item, oldest first, one after the other in one text; events after the last checkpoint are not in it. */
export async function itemProof(sql: Sql, item: number | string): Promise<string> {
  const head = await lastCheckpoint(sql)
  if (head === undefined) throw new Failure('not-found', both('审计日志还没有检查点', 'the audit log has no checkpoint yet'))
  const rows = await sql.query<{ seq: string; canonical: string }>(
    `select l.seq, l.canonical from audit_event e join audit_leaf l on l.event = e.id where e.item = $1 and l.seq < $2 order by l.seq`,
    [item, head.size],
  )
  if (rows.length === 0)
    throw new Failure('not-found', both(`第 ${item} 项还没有事件进入检查点`, `no event of item ${item} is under a checkpoint yet`))
  const nodes = { sha256: tileNodes(sql, 'sha256', head.size), sm3: tileNodes(sql, 'sm3', head.size) }
  const texts: string[] = []
  for (const { seq, canonical } of rows) texts.push(await proofText({ seq: Number(seq), canonical }, head, nodes))
  return texts.join('\n')
}

async function proofText(leaf: { seq: number; canonical: string }, head: Checkpoint, nodes: Record<Tree, Nodes>): Promise<string> {
  const path = async (tree: Tree) =>
    (await inclusionPath({ tree, size: head.size, nodes: nodes[tree] }, leaf.seq)).map((hash) => hash.toString('base64'))
  const extra = Buffer.from(JSON.stringify({ leaf: leaf.canonical, sm3: await path('sm3') })).toString('base64')
  return [PROOF, `extra ${extra}`, `index ${leaf.seq}`, ...(await path('sha256')), '', head.note].join('\n')
}

/** A proof that holds: which leaf, and its text. */
export interface Proven {
  readonly seq: number
  readonly canonical: string
}

/** Checks every tlog-proof of a text against verifier lines, in both trees; throws at the first that does not hold. */
export function checkProof(text: string, verifiers: readonly string[]): Proven[] {
  const parts = text.split(`${PROOF}\n`)
  if (parts.shift()?.trim() !== '' || parts.length === 0)
    throw new Failure('audit-damaged', both('文中没有 tlog-proof 证明', 'the text holds no tlog-proof'))
  return parts.map((part, i) => {
    const proven = checkOne(i === parts.length - 1 ? part : part.slice(0, -1), verifiers)
    if (proven === undefined)
      throw new Failure(
        'audit-damaged',
        both(`第 ${i + 1} 个证明(共 ${parts.length} 个)不成立`, `proof ${i + 1} of ${parts.length} does not hold`),
      )
    return proven
  })
}

function checkOne(part: string, verifiers: readonly string[]): Proven | undefined {
  const match = /^extra ([\w+/]+=*)\nindex (0|[1-9]\d*)\n((?:[\w+/]{43}=\n)*)\n([^]+)$/.exec(part)
  const body = parseNote(match?.[4] ?? '')
  if (match === null || body === undefined || openNote(match[4] ?? '', verifiers) === undefined) return undefined
  const extra = parseExtra(match[1] ?? '')
  if (extra === undefined) return undefined
  const seq = Number(match[2])
  const leaf = leafOf(extra.leaf)
  const claim = { index: seq, size: body.size }
  const path = hashesOf((match[3] ?? '').split('\n').slice(0, -1))
  if (path === undefined) return undefined
  const holds =
    includes('sha256', { ...claim, leaf: leaf.sha256, root: body.sha256 }, path) &&
    includes('sm3', { ...claim, leaf: leaf.sm3, root: body.sm3 }, extra.sm3)
  return holds ? { seq, canonical: extra.leaf } : undefined
}

function parseExtra(base64: string): { leaf: string; sm3: Buffer[] } | undefined {
  try {
    const text = fromBase64(base64)?.toString() ?? ''
    const { leaf, sm3 } = EXTRA.parse(JSON.parse(text))
    const path = hashesOf(sm3)
    return path === undefined || JSON.stringify({ leaf, sm3 }) !== text ? undefined : { leaf, sm3: path }
  } catch {
    return undefined
  }
}

function hashesOf(lines: readonly string[]): Buffer[] | undefined {
  const hashes = lines.map(fromBase64)
  return hashes.every((hash) => hash !== undefined) ? hashes : undefined
}

const EXTRA = z.object({ leaf: z.string(), sm3: z.array(z.string()) })
const PROOF = 'c2sp.org/tlog-proof@v1'
