// The shape of an entry as REST and the plugin tell it, and the names an entry of ours may carry there.
import { z } from 'zod'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'

export const toldShape = z.object({
  id: z.number(),
  status: z.string(),
  slug: z.string(),
  link: z.string(),
  date_gmt: z.string(),
})
export type ToldEntry = z.output<typeof toldShape>

/** Every state WordPress has, the bin too: `any` leaves the bin out. */
export const ANY_STATUS: readonly string[] = ['publish', 'future', 'draft', 'pending', 'private', 'trash']

/** The name we gave, in whatever form WordPress has made of it. */
export function nameIn(slug: string): string | null {
  return /^(guiji-[0-9a-f]{24})(?:$|-|_)/.exec(slug)?.[1] ?? null
}

/** Moved to the bin by us, and not by a person. */
export function isWithdrawn(entry: { readonly status: string; readonly slug: string }): boolean {
  return entry.status === 'trash' && /-withdrawn(?:-\d+)?$/.test(entry.slug)
}

/** The slug that marks what we moved to the bin. */
export function withdrawnSlug(slug: string): string {
  return `${slug.replace(/__trashed(?:-\d+)?$/, '') || 'guiji'}-withdrawn`
}

/** Somebody else works on the same name: nothing was done. */
export function busy(): Failure {
  return new Failure('target-busy', both('站点正在处理同一条目', 'The site is busy with the same entry'))
}
