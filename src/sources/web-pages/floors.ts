// The blocks of a page that is a thread of posts → what stands around each post (author, counters, buttons) marked as such. Pages that
// are no thread are left alone.
import type { LightTree } from './light-tree.ts'
import type { BlockText } from './measure.ts'
import { FLOOR_LINE } from './words.ts'

/** As few posts as make a thread. */
const FEWEST = 3

export function markFloors({ nodes }: LightTree, blocks: readonly BlockText[]): void {
  const bodies = blocks.filter(({ kind }) => kind === 'body' || kind === 'facts' || kind === 'links' || kind === 'day')
  const groups = Map.groupBy(bodies, (block) => signature(nodes, block.node))
  const signs = [...groups.values()].filter((group) => group.length >= FEWEST && group.filter(isFloorLine).length >= group.length * 0.6)
  const spoken = [...groups.values()].filter((group) => group.length >= FEWEST - 1 && mean(group, 'stops') >= 1)
  if (signs.length === 0 || spoken.length === 0) return
  const floors = Math.min(...signs.map((group) => group.length))
  for (const group of groups.values()) {
    if (group.length < Math.max(FEWEST, floors * 0.5)) continue
    // a table of figures repeats its cells too
    const isCell = /^t[dh]$/.test(nodes[group[0]?.node ?? 0]?.name ?? '')
    if (isCell && group.filter(isFloorLine).length < group.length * 0.5) continue
    const chars = mean(group, 'chars')
    const stops = mean(group, 'stops')
    const same = new Set(group.map(({ text }) => text)).size <= group.length / 2
    if (same || (chars < 60 && stops < 0.5) || (chars < 60 && stops < 1 && group.every(isFloorLine)))
      for (const block of group) block.kind = 'floor'
  }
}

function mean(group: readonly BlockText[], of: 'chars' | 'stops'): number {
  return group.reduce((sum, block) => sum + block[of], 0) / group.length
}

function isFloorLine({ text, chars, kind, linked }: BlockText): boolean {
  return kind !== 'links' && linked <= chars * 0.4 && chars < 80 && FLOOR_LINE.test(text)
}

/** Element names and words up to the third ancestor, without numbers: the same for the same part of every post. */
function signature(nodes: LightTree['nodes'], at: number): string {
  const parts: string[] = []
  for (let n = at, steps = 0; n > 0 && steps < 3; n = nodes[n]?.parent ?? 0, steps += 1) {
    const node = nodes[n]
    parts.push(`${node?.name ?? ''}.${(node?.words ?? '').replaceAll(/\d+/g, '')}`)
  }
  return parts.join('<')
}
