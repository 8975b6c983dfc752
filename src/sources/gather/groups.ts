// Posts that rules have taken, one by one, in; the gathered articles as a source finds them out. Keeps keys, refs and digests, no content.
import { createHash } from 'node:crypto'
import type { Discovered } from '../../domain/archive.ts'
import type { GatherRule } from '../../domain/mapping.ts'
import type { Sorted } from './sort.ts'
import type { GatherRef, Taken } from './member.ts'

/** Characters of all refs in one article. */
const MOST_REF = 1_000_000
/** Changes when the same posts are to be put together differently. */
const MADE_BY = 'gather 1'

export interface Groups {
  add(sorted: Sorted, taken: Taken): void
  /** In the order of their keys. `since`: only those with a post on or after this day. */
  articles(since: string | undefined): Generator<Discovered>
}

export function openGroups(account: string): Groups {
  const groups = new Map<string, { readonly rule: GatherRule; readonly of: string; readonly posts: Taken[] }>()
  return {
    add({ rule, of }, taken) {
      const name = `gather:${rule.name}:${account}:${of}`
      const group = groups.get(name)
      if (group === undefined) groups.set(name, { rule, of, posts: [taken] })
      else group.posts.push(taken)
    },
    *articles(since) {
      for (const name of [...groups.keys()].sort()) {
        const group = groups.get(name)
        if (group === undefined) continue
        const { rule, of } = group
        for (const [n, posts] of partsOf(group.posts.sort(byTime), rule.most).entries())
          if (isWanted(posts, since)) yield found(name, { rule: rule.name, of, part: n + 1 }, posts)
      }
    },
  }
}

/** Posts of one moment in the order of their keys: the same posts are always in the same order. */
function byTime(a: Taken, b: Taken): number {
  const [first, second] = [a.published.value ?? '', b.published.value ?? '']
  if (first !== second) return first < second ? -1 : 1
  return a.key < b.key ? -1 : Number(a.key > b.key)
}

/** Filled one after the other, so that a newer post changes the last alone. */
function partsOf(posts: readonly Taken[], most: number): readonly (readonly Taken[])[] {
  const parts: Taken[][] = []
  let size = 0
  for (const post of posts) {
    const last = parts.at(-1)
    const length = JSON.stringify(post.ref).length + post.key.length
    if (last === undefined || last.length >= most || size + length > MOST_REF) {
      parts.push([post])
      size = length
    } else {
      last.push(post)
      size += length
    }
  }
  return parts
}

function isWanted(posts: readonly Taken[], since: string | undefined): boolean {
  return since === undefined || posts.some(({ published }) => (published.value ?? '').slice(0, 10) >= since.slice(0, 10))
}

function found(name: string, gather: GatherRef['gather'], posts: readonly Taken[]): Discovered {
  const hash = createHash('sha256').update(MADE_BY)
  for (const { key, version } of posts) hash.update(`\n${key} ${version}`)
  const last = posts.at(-1)
  if (last === undefined) throw new RangeError('a group holds a post at least')
  return {
    key: gather.part === 1 ? name : `${name}:${gather.part}`,
    aliases: [],
    holds: [...new Set(posts.flatMap(({ key, aliases }) => [key, ...aliases]))],
    ref: { gather, posts: posts.map(({ key, ref, url, published, kind }) => ({ key, ref, url, at: published.value, kind })) },
    version: hash.digest('hex'),
    title: null,
    url: null,
    listed: last.published,
  }
}
