// What the gathering keeps of one post, in memory while an archive is looked through, and in the ref of the article that holds it.
import { z } from 'zod'
import type { Json } from '../../domain/archive.ts'
import type { Dated, PostKind } from '../../domain/page.ts'

/** One post that a rule takes. */
export interface Taken {
  readonly key: string
  readonly aliases: readonly string[]
  readonly ref: Json
  readonly version: string
  readonly url: string | null
  readonly published: Dated
  readonly kind: PostKind
}

/** How fetch and parse find the posts of a gathered article again: its key tells them nothing. */
export interface GatherRef {
  readonly gather: { readonly rule: string; readonly of: string; readonly part: number }
  readonly posts: readonly {
    readonly key: string
    readonly ref: Json
    readonly url: string | null
    readonly at: string | null
    readonly kind: string
  }[]
}

const json: z.ZodType<Json> = z.unknown().transform((value) => value as Json)

const gatherRef = z.object({
  gather: z.object({ rule: z.string(), of: z.string(), part: z.number().int().min(1) }),
  posts: z.array(z.object({ key: z.string(), ref: json, url: z.string().nullable(), at: z.string().nullable(), kind: z.string() })).min(1),
})

/** Null = the ref of a post of its own. */
export function gatherRefOf(ref: Json): GatherRef | null {
  if (typeof ref !== 'object' || ref === null || !('gather' in ref)) return null
  const read = gatherRef.safeParse(ref)
  return read.success ? read.data : null
}
