// What a list, a sitemap or a file says of one post before its page is read. Shapes, and the version that follows from them.
import { createHash } from 'node:crypto'
import type { Dated } from '../../domain/page.ts'

export interface Row {
  /** Absolute. */
  readonly url: string
  readonly title: string | null
  readonly listed: Dated
  /** `lastmod` as the sitemap writes it. */
  readonly changed: string | null
}

/** A row, or something that stands where a row should and is none: never skipped in silence. */
export type Found = Row | { readonly name: string; readonly why: string }

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Changes when the sitemap's lastmod does, or where there is none, the title or the date in the list. */
export function versionOf(key: string, row: Row): string {
  return sha256(JSON.stringify(row.changed === null ? [key, row.title, row.listed.raw] : [key, row.changed]))
}
