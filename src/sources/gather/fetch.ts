// The posts of a gathered article in; all their bytes out, pages and rows first. Every part says by its name which post it belongs to:
// `<mark of its key>:<name>`, and media answer besides to the name by which their page speaks of them.
import { hash } from 'node:crypto'
import type { Json, Part } from '../../domain/archive.ts'
import type { Source } from '../source.ts'
import type { GatherRef } from './member.ts'

/** The page and row parts of one post; no media are asked for beyond the first. */
export async function pagesOf(source: Source, ref: Json): Promise<readonly Part[]> {
  const pages: Part[] = []
  for await (const part of source.fetch(ref, 'pages')) {
    if (part.role === 'media') break
    pages.push(part)
  }
  return pages
}

export async function* fetchGathered(source: Source, { posts }: GatherRef): AsyncGenerator<Part> {
  for (const { key, ref } of posts) for (const part of await pagesOf(source, ref)) yield withMark(part, markOf(key))
  const had = new Map<string, string>()
  for (const { key, ref } of posts)
    for await (const part of source.fetch(ref)) if (part.role === 'media') yield owned(part, markOf(key), had)
}

/** By its key and not by its place: a capture may be older than the ref it is read with. */
export function markOf(key: string): string {
  return hash('sha256', key).slice(0, 12)
}

function withMark(part: Part, mark: string): Part {
  return { ...part, name: `${mark}:${part.name}`, also: (part.also ?? []).map((name) => `${mark}:${name}`) }
}

/**
 * Two posts may speak of different bytes by one name (`images/1.jpg` beside each page): the first has the name to itself, the other's
 * part answers to `<mark>:<name>` alone, and its page is made to speak of it so.
 */
function owned(part: Part, mark: string, had: Map<string, string>): Part {
  const digest = part.bytes === null ? '' : hash('sha256', part.bytes)
  const also: string[] = []
  for (const name of new Set([part.name, ...(part.also ?? [])])) {
    const known = had.get(name)
    if (known === undefined) had.set(name, digest)
    if (known === undefined || known === digest) also.push(name)
    if (name !== part.name) also.push(`${mark}:${name}`)
  }
  return { ...part, name: `${mark}:${part.name}`, also }
}

/** Of one post: its parts under their own names, and those of its names that stand for another post's bytes. */
export interface Owned<Kind> {
  readonly parts: Kind[]
  readonly renamed: Map<string, string>
}

/** By the mark of the post's key. */
export function partsOf<Kind extends { readonly name: string; readonly also: readonly string[]; readonly role: Part['role'] }>(
  parts: readonly Kind[],
): ReadonlyMap<string, Owned<Kind>> {
  const byPost = new Map<string, Owned<Kind>>()
  for (const part of parts) {
    const [, mark = '', name = ''] = /^([0-9a-f]{12}):(.*)$/su.exec(part.name) ?? []
    if (mark === '') continue
    const mine = byPost.get(mark) ?? { parts: [], renamed: new Map<string, string>() }
    byPost.set(mark, mine)
    const own = part.also.filter((one) => one.startsWith(`${mark}:`)).map((one) => one.slice(mark.length + 1))
    mine.parts.push({ ...part, name, also: own })
    const answers = new Set(part.also)
    if (part.role === 'media') for (const one of [name, ...own]) if (!answers.has(one)) mine.renamed.set(one, `${mark}:${one}`)
  }
  return byPost
}
