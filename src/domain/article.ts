// What goes to a target and what comes back from it.
import type { DraftMedia } from './draft.ts'

/** A column (栏目) of the site, as the mapping declares it; the words of the government page-tag rule (R19). */
export interface Column {
  /** Also the folder name on a static site: a-z, 0-9, hyphen. */
  readonly id: string
  readonly name: string
  readonly description: string
  readonly keywords: readonly string[]
  /** One of the ColumnType words of R19. */
  readonly type: string
}

export interface Article {
  readonly title: string
  /** Safe html; pictures as `asset:<digest>`; own links already the new addresses. */
  readonly html: string
  readonly text: string
  readonly markdown: string
  readonly column: Column
  readonly author: string | null
  readonly source: string | null
  readonly publisher: string
  readonly summary: string | null
  readonly keywords: readonly string[]
  /** ISO 8601 with offset; the original publish time. */
  readonly publishedAt: string
  readonly publishedPrecision: 'second' | 'minute' | 'day' | 'month' | 'year' | 'unknown'
  /** When guiji first published it; stays the same at every later put. */
  readonly migratedAt: string
  /** Words for the note under the article: 微信公众号 and the account's name. */
  readonly platformName: string
  readonly accountName: string
  readonly originalUrl: string | null
  readonly readMore: string | null
  readonly origin: { readonly account?: string | undefined; readonly url?: string | undefined } | null
  /** Every old address of the post, for the redirect map. */
  readonly oldUrls: readonly string[]
  readonly media: readonly DraftMedia[]
  readonly archived: boolean
}

export interface Published {
  /** The target's own name of the entry. */
  readonly remoteId: string
  /** Absolute, or site-relative for a static site (starts with `/`). */
  readonly url: string
  /** SHA-256 over what was sent, hex. */
  readonly digest: string
}

/** The entry as a reader meets it. Compared by meaning with what was sent. */
export interface ReadBack {
  readonly status: number
  readonly title: string
  readonly text: string
  readonly publishedAt: string
  readonly source: string | null
  readonly column: string
  /** Addresses on the page, in order. */
  readonly links: readonly string[]
  /** Each picture, sound, film and attachment: does it answer, and with the bytes we published? */
  readonly media: readonly { readonly url: string; readonly ok: boolean; readonly why: string }[]
  /** Addresses the page would load from anywhere but the site itself: must be empty. */
  readonly foreign: readonly string[]
}

/** One published article, as lists need it; streamed newest first. */
export interface SiteEntry {
  readonly key: string
  readonly title: string
  readonly url: string
  readonly publishedAt: string
  /** Lists show no more of the date than is known; absent = known to the day. */
  readonly publishedPrecision?: Article['publishedPrecision']
  readonly columnId: string
  readonly summary: string | null
  readonly oldUrls: readonly string[]
}
