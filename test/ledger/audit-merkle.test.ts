// RFC 6962 hashing, tiles and paths, without a database.
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  HASH,
  TILE,
  TREES,
  edgeRoot,
  emptyEdge,
  emptyRoot,
  hashAt,
  leafHash,
  nodeHash,
  partials,
  push,
  rangeRoot,
  type Tile,
  type Tree,
} from '../../src/ledger/audit/merkle.ts'
import { consistencyPath, continues, inclusionPath, includes, type Nodes } from '../../src/ledger/audit/path.ts'

/** The leaves and roots that the reference implementations of Certificate Transparency are tested with. */
const CT_LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const CT_ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

/** A tree by the recursive definition, with nothing shared with the code under test but the node hash. */
function definition(tree: Tree, leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return createHash(tree).digest()
  const [only] = leaves
  if (leaves.length === 1 && only !== undefined) return only
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return createHash(tree)
    .update(Buffer.from([1]))
    .update(definition(tree, leaves.slice(0, k)))
    .update(definition(tree, leaves.slice(k)))
    .digest()
}

function numbered(tree: Tree, count: number): Buffer[] {
  return Array.from({ length: count }, (_, i) => leafHash(tree, Buffer.from(`leaf ${i}`)))
}

function nodesOver(tree: Tree, leaves: readonly Buffer[]): Nodes {
  return async (height, index) => rangeRoot(tree, Buffer.concat(leaves), [index * 2 ** height, (index + 1) * 2 ** height])
}

describe('the trees', () => {
  it('give the roots that Certificate Transparency publishes', () => {
    const edge = emptyEdge('sha256')
    expect(edgeRoot(edge).toString('hex')).toBe(CT_ROOTS[0])
    CT_LEAVES.forEach((leaf, i) => {
      push(edge, leafHash('sha256', Buffer.from(leaf, 'hex')), () => expect.unreachable())
      expect(edgeRoot(edge).toString('hex')).toBe(CT_ROOTS[i + 1])
    })
  })

  it('hash with the SM3 of GB/T 32905', () => {
    expect(emptyRoot('sm3').toString('hex')).toBe('1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b')
    expect(nodeHash('sm3', Buffer.alloc(32), Buffer.alloc(32))).toEqual(
      createHash('sm3')
        .update(Buffer.concat([Buffer.from([1]), Buffer.alloc(64)]))
        .digest(),
    )
  })

  it.each(TREES)('grow in %s tiles of 256 that agree with the definition at every edge', (tree) => {
    const leaves = numbered(tree, 66_000)
    const edge = emptyEdge(tree)
    const full: Tile[] = []
    const checkAt = new Set([1, 2, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 66_000])
    leaves.forEach((leaf, i) => {
      push(edge, leaf, (tile) => full.push(tile))
      if (checkAt.has(i + 1)) expect(edgeRoot(edge)).toEqual(definition(tree, leaves.slice(0, i + 1)))
    })
    expect(full.filter(({ level }) => level === 0)).toHaveLength(257)
    expect(full.filter(({ level }) => level === 1)).toHaveLength(1)
    expect(full.every(({ bytes, width }) => width === TILE && bytes.length === TILE * HASH)).toBe(true)
    expect(partials(edge).map(({ level, idx, width }) => [level, idx, width])).toEqual([
      [0, 257, 208],
      [1, 1, 1],
      [2, 0, 1],
    ])
    const level1 = full.find(({ level }) => level === 1)
    expect(hashAt(level1?.bytes ?? Buffer.alloc(0), 9)).toEqual(definition(tree, leaves.slice(9 * 256, 10 * 256)))
  })
})

describe.each(TREES)('a %s path', (tree) => {
  const leaves = numbered(tree, 70)
  const grown = (size: number) => ({ tree, size, nodes: nodesOver(tree, leaves) })
  const rootAt = (size: number) => definition(tree, leaves.slice(0, size))
  const flipped = (hash: Buffer, bit: number) => Buffer.from(hash.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)))

  it('proves every leaf of every tree, and nothing after any bit of it is flipped', async () => {
    let [bit, checked, wrong] = [0, 0, 0]
    const check = (right: boolean) => {
      checked += 1
      if (!right) wrong += 1
    }
    for (let size = 1; size <= 70; size++) {
      for (let index = 0; index < size; index++) {
        const claim = { leaf: leaves[index] ?? Buffer.alloc(0), index, size, root: rootAt(size) }
        const path = await inclusionPath(grown(size), index)
        check(includes(tree, claim, path))
        bit = (bit + 37) % 256
        check(includes(tree, { ...claim, leaf: flipped(claim.leaf, bit) }, path) === false)
        check(includes(tree, { ...claim, root: flipped(claim.root, bit) }, path) === false)
        path.forEach((hash, i) => check(includes(tree, claim, path.with(i, flipped(hash, bit))) === false))
        check(includes(tree, claim, [...path, claim.leaf]) === false)
        check(includes(tree, claim, path.slice(1)) === (size === 1))
        check(includes(tree, { ...claim, index: index + 1 }, path) === false)
      }
    }
    expect({ wrong, enough: checked > 15_000 }).toEqual({ wrong: 0, enough: true })
  })

  it('shows that every tree continues every earlier one, and nothing after any bit of it is flipped', async () => {
    let [bit, checked, wrong] = [0, 0, 0]
    const check = (right: boolean) => {
      checked += 1
      if (!right) wrong += 1
    }
    for (let to = 1; to <= 70; to++) {
      for (let from = 1; from <= to; from++) {
        const [old, fresh] = [
          { size: from, root: rootAt(from) },
          { size: to, root: rootAt(to) },
        ] as const
        const path = from === to ? [] : await consistencyPath(grown(to), from)
        check(continues(tree, [old, fresh], path))
        bit = (bit + 37) % 256
        check(continues(tree, [{ ...old, root: flipped(old.root, bit) }, fresh], path) === false)
        check(continues(tree, [old, { ...fresh, root: flipped(fresh.root, bit) }], path) === false)
        path.forEach((hash, i) => check(continues(tree, [old, fresh], path.with(i, flipped(hash, bit))) === false))
        check(continues(tree, [old, fresh], [...path, old.root]) === false)
      }
    }
    expect({ wrong, enough: checked > 15_000 }).toEqual({ wrong: 0, enough: true })
  })
})
