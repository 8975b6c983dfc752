// What a source reads out of one capture: the post as the platform told it, before any cleaning. Never judged, never corrected.

/** What the platform's page turned out to be. Everything but `ok` means: this is not the post. `absent`: only a list names it. */
export const PAGE_STATES = [
  'ok',
  'deleted',
  'violation',
  'unavailable',
  'expired',
  'migrated',
  'account-cancelled',
  'private',
  'blocked',
  'unreadable',
  'absent',
] as const
export type PageState = (typeof PAGE_STATES)[number]

export const POST_KINDS = ['article', 'reprint', 'images', 'text', 'video', 'audio', 'share'] as const
export type PostKind = (typeof POST_KINDS)[number]

/**
 * A date and how we know it. `value` is ISO 8601 with the offset `+08:00` (seconds precision), or null when unknown.
 * `raw` is the text or number found. Nothing ever fills an unknown date (house law 5).
 */
export interface Dated {
  readonly value: string | null
  readonly precision: 'second' | 'minute' | 'day' | 'month' | 'year' | 'unknown'
  /** page = a field inside the post's own page; api = the platform's API; list = a list that came with the archive. */
  readonly provenance: 'page' | 'api' | 'list' | 'derived-from-id' | 'person' | 'none'
  readonly raw: string | null
}

export const UNKNOWN_DATE: Dated = { value: null, precision: 'unknown', provenance: 'none', raw: null }

/** A picture, sound, film or file that belongs to the post though its body may not show it (picture posts, covers). */
export interface PageMedia {
  readonly kind: 'image' | 'audio' | 'video' | 'file'
  /** The address or path as the archive gives it; the capture's parts are looked up by it. */
  readonly ref: string
  readonly role: 'cover' | 'body' | 'attachment'
  readonly alt?: string | undefined
  readonly title?: string | undefined
}

/** Where a reprint comes from, as the platform says it. */
export interface Origin {
  readonly account?: string | undefined
  readonly url?: string | undefined
}

/** One post inside a gathered article. */
export interface Member {
  readonly key: string
  /** Where the platform showed it; null when nobody says. */
  readonly url: string | null
  readonly published: Dated
  /** Anything but `ok`: it cannot be shown, and a finding says so. */
  readonly state: PageState
}

/** What a gathered article is made of, by which rule of the mapping. */
export interface Gathering {
  /** `gather[].name` */
  readonly rule: string
  /** 2021-05-31, 2021-05 or the topic, as the rule's `by` says. */
  readonly of: string
  /** A large group is split: 1, 2, … */
  readonly part: number
  /** In the order in which they stand in the body: every post, each once. */
  readonly members: readonly Member[]
}

export interface Page {
  readonly state: PageState
  /** The words on an error page, or why it could not be read; shown to people, never published. */
  readonly stateText?: string | undefined
  /** For `migrated`: where the platform says the post is now. */
  readonly movedTo?: string | undefined
  readonly platform: string
  readonly kind: PostKind
  readonly title: string | null
  /** The platform's name of the account that posted it. */
  readonly account: string | null
  readonly author: string | null
  /** The 来源 the post itself states; null when it states none. Never the importing office. */
  readonly source: string | null
  readonly published: Dated
  readonly modified: Dated
  readonly summary: string | null
  readonly url: string | null
  /** 阅读原文. */
  readonly readMore: string | null
  readonly origin: Origin | null
  readonly topics: readonly string[]
  /** The container's HTML, or plain text with line breaks for posts that have no markup. */
  readonly body: { readonly html: string } | { readonly text: string }
  readonly media: readonly PageMedia[]
  /** Things the source noticed while reading; they become findings. */
  readonly remarks: readonly Remark[]
  /** Platform facts kept for later assessment (reads, likes, edit marks). Numbers and short words only. */
  readonly facts: Readonly<Record<string, string | number | boolean>>
  /** Only of a gathered article. It has no title of its own: the rule makes one. */
  readonly gathering?: Gathering | undefined
  /** Of a post that several sources tell: which one gave each field (`title`, `body`, `published`, `author` …). */
  readonly from?: Readonly<Record<string, string>> | undefined
}

/** A source's note for the findings: a code of domain/findings.ts and what it speaks of. */
export interface Remark {
  readonly code: string
  readonly about?: string | undefined
}
