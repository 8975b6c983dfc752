// Inclusion and consistency paths of RFC 6962 / RFC 9162: made from any reader of perfect subtrees, checked with nothing but hashes.
// A check never throws on a wrong path: it says false.
import { HASH, emptyRoot, nodeHash, splitPoint, type Tree } from './merkle.ts'

/** Gives the root of the perfect subtree number `index` of height `height` (2^height leaves). */
export type Nodes = (height: number, index: number) => Promise<Buffer>

/** A tree to prove things about. */
export interface Grown {
  readonly tree: Tree
  readonly nodes: Nodes
  readonly size: number
}

/** Root of the leaves `from` to `to` (exclusive); `from` is where a subtree of that length may begin. */
export async function headOf({ tree, nodes }: Grown, from: number, to: number): Promise<Buffer> {
  if (from === to) return emptyRoot(tree)
  const peaks: Buffer[] = []
  for (let at = from; at < to;) {
    const height = Math.floor(Math.log2(to - at))
    peaks.push(await nodes(height, at / 2 ** height))
    at += 2 ** height
  }
  return peaks.reduceRight((right, left) => nodeHash(tree, left, right))
}

/** The hashes from the sibling of leaf `index` up to the child of the root. */
export async function inclusionPath(grown: Grown, index: number): Promise<Buffer[]> {
  const path: Buffer[] = []
  for (let from = 0, to = grown.size; to - from > 1;) {
    const middle = from + splitPoint(to - from)
    const left = index < middle
    path.unshift(left ? await headOf(grown, middle, to) : await headOf(grown, from, middle))
    if (left) to = middle
    else from = middle
  }
  return path
}

/** The hashes that show that the tree began with the first `old` leaves (0 < old ≤ size). */
export async function consistencyPath(grown: Grown, old: number): Promise<Buffer[]> {
  const path: Buffer[] = []
  let [from, to] = [0, grown.size]
  while (old < to) {
    const middle = from + splitPoint(to - from)
    const left = old <= middle
    path.unshift(left ? await headOf(grown, middle, to) : await headOf(grown, from, middle))
    if (left) to = middle
    else from = middle
  }
  if (from > 0) path.unshift(await headOf(grown, from, to))
  return path
}

/** Does the path lead from the leaf hash to the root? */
export function includes(tree: Tree, claim: { leaf: Buffer; index: number; size: number; root: Buffer }, path: readonly Buffer[]): boolean {
  if (claim.index >= claim.size || claim.index < 0) return false
  let [node, last, hash] = [claim.index, claim.size - 1, claim.leaf]
  for (const step of path) {
    if (last === 0 || step.length !== HASH) return false
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(tree, step, hash)
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)]
    } else hash = nodeHash(tree, hash, step)
    ;[node, last] = [Math.floor(node / 2), Math.floor(last / 2)]
  }
  return last === 0 && hash.equals(claim.root)
}

/** A tree head: how many leaves, and their root. */
export interface Head {
  readonly size: number
  readonly root: Buffer
}

/** Does the path show that `later` continues `earlier` without a change? */
export function continues(tree: Tree, [earlier, later]: readonly [Head, Head], path: readonly Buffer[]): boolean {
  if (earlier.size > later.size || path.some((step) => step.length !== HASH)) return false
  if (earlier.size === later.size) return path.length === 0 && earlier.root.equals(later.root)
  if (earlier.size === 0) return path.length === 0 && earlier.root.equals(emptyRoot(tree))
  const steps = Number.isInteger(Math.log2(earlier.size)) ? [earlier.root, ...path] : [...path]
  const first = steps.shift()
  if (first === undefined) return false
  let [node, last] = [earlier.size - 1, later.size - 1]
  while (node % 2 === 1) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)]
  let [old, fresh] = [first, first]
  for (const step of steps) {
    if (last === 0) return false
    if (node % 2 === 1 || node === last) {
      old = nodeHash(tree, step, old)
      fresh = nodeHash(tree, step, fresh)
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)]
    } else fresh = nodeHash(tree, fresh, step)
    ;[node, last] = [Math.floor(node / 2), Math.floor(last / 2)]
  }
  return last === 0 && old.equals(earlier.root) && fresh.equals(later.root)
}
