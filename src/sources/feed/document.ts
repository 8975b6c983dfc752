// What a feed document is to the rest of this source, whatever it is written in: what it says of itself, and its entries as they stand.

export type FeedForm = 'rss' | 'rdf' | 'atom' | 'json'

/** What the document says of itself; `base`, `namespaces` and `language` are needed to understand one of its entries alone. */
export interface FeedFacts {
  readonly form: FeedForm
  /** As the document says: `0.91`, `2.0`; '' where it says nothing. */
  readonly version: string
  readonly title: string | null
  readonly link: string | null
  readonly language: string | null
  readonly author: string | null
  readonly base: string | null
  /** Prefix → namespace, of the outermost element. */
  readonly namespaces: Readonly<Record<string, string>>
}

export interface FeedDocument {
  readonly facts: FeedFacts
  /** The source of each entry: an XML element or a JSON object. */
  readonly entries: readonly string[]
  /** Addresses of the documents with older entries (RFC 5005, JSON Feed `next_url`), as written. */
  readonly older: readonly string[]
  /** When the whole document was last built, as written; tells which of two copies is the newer. */
  readonly built: string | null
  /** The document ends in the middle, so that entries may be missing. */
  readonly cut: boolean
  /** The last entry itself ends in the middle. */
  readonly lastCut: boolean
}

/** More than this is no feed that anybody wrote. */
export const FEED_LIMITS = { entries: 200_000, depth: 256 } as const
