// What one file says about a post. Several readings become one Page in merge.ts; a null field means: this file does not say.
import { UNKNOWN_DATE } from '../../domain/page.ts'
import type { Page } from '../../domain/page.ts'
import type { SavedPicture } from './saved-pictures.ts'

export interface Reading extends Omit<Page, 'body' | 'kind' | 'platform'> {
  /** How good a copy this kind of file is; the best copy's body is taken. */
  readonly rank: number
  /** Null when the file does not tell what kind of post it is. */
  readonly kind: Page['kind'] | null
  /** Null when the file has no body at all, as list rows. */
  readonly body: Page['body'] | null
  /** Part name, for a stable order. */
  readonly name: string
  /** Keys by which the platform knows the post. */
  readonly keys: readonly string[]
  /** True when a list says that the publisher took the post away. */
  readonly deleted: boolean
  /** Pictures saved with the page, wherever in it they stand. What the body shows need not be here. */
  readonly saved: readonly SavedPicture[]
}

export const RANK = { page: 5, data: 4, api: 3, exported: 2, markdown: 1, row: 0 } as const

export function emptyReading(name: string, rank: number): Reading {
  return {
    rank,
    name,
    keys: [],
    deleted: false,
    saved: [],
    state: 'ok',
    kind: null,
    title: null,
    account: null,
    author: null,
    source: null,
    published: UNKNOWN_DATE,
    modified: UNKNOWN_DATE,
    summary: null,
    url: null,
    readMore: null,
    origin: null,
    topics: [],
    body: null,
    media: [],
    remarks: [],
    facts: {},
  }
}

export function wordOrNull(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}
