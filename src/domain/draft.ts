// The post as it will stand on the new site: one revision, immutable once stored. Made by transform/, changed only as a new revision.
import type { Dated, Member, Origin, PostKind } from './page.ts'

/**
 * One stored picture, sound, film or file. `digest` (SHA-256, hex) names its bytes in the vault; null = we do not have it.
 * In `Draft.html` it is addressed as `asset:<digest>`; a missing one never appears in the html as a loadable address.
 */
export interface DraftMedia {
  readonly kind: 'image' | 'audio' | 'video' | 'file'
  readonly ref: string
  readonly role: 'cover' | 'body' | 'attachment'
  readonly digest: string | null
  /** From the bytes, e.g. `image/png`; null when not stored. */
  readonly mediaType: string | null
  /** Null when not stored, and when other bytes than the original's are published. */
  readonly bytes: number | null
  readonly width: number | null
  readonly height: number | null
  readonly alt: string
  readonly title: string
}

export interface DraftLink {
  /** Absolute address as it stands in the html (`href`). */
  readonly url: string
  readonly text: string
  /** own = a post of the account that is being migrated; page = the rest of the web; service = mini-program, form, menu; mail, tel. */
  readonly kind: 'own' | 'page' | 'service' | 'mail' | 'tel' | 'fragment'
  /** For `own`: the source key of the post it points to, in every form the source can derive; the ledger resolves it. */
  readonly keys: readonly string[]
}

/** What was counted in the container before and after cleaning, and what is missing. Equal unless a named rule dropped something. */
export interface Conservation {
  readonly before: Counts
  readonly after: Counts
  /** Removed on purpose, by the rule that did it. */
  readonly dropped: readonly { readonly rule: string; readonly what: string }[]
  /** Missing without a rule: each is a `content-lost` finding. */
  readonly lost: readonly string[]
}

/** Visible characters without white space, and things a reader would miss. */
export interface Counts {
  readonly characters: number
  readonly images: number
  readonly links: number
  readonly tables: number
  readonly attachments: number
  readonly audio: number
  readonly video: number
}

export interface Draft {
  readonly kind: PostKind
  readonly title: string
  /** made = the rule in transform built it because the post has none. */
  readonly titleFrom: 'page' | 'list' | 'made' | 'person'
  readonly author: string | null
  /** 来源 (ContentSource). */
  readonly source: string | null
  /** 发布机构. */
  readonly publisher: string | null
  readonly published: Dated
  readonly modified: Dated
  readonly summary: string | null
  readonly keywords: readonly string[]
  /** Column id of the mapping; null = no rule matched, a person chooses. */
  readonly column: string | null
  readonly originalUrl: string | null
  readonly readMore: string | null
  readonly origin: Origin | null
  /** Safe HTML: allow-listed, balanced, `serialize(parse(html)) === html`. Pictures as `asset:<digest>`. */
  readonly html: string
  readonly markdown: string
  readonly text: string
  readonly media: readonly DraftMedia[]
  readonly links: readonly DraftLink[]
  readonly conservation: Conservation
  /** As in Page: which source gave each field. What a person or a rule has changed since says so by itself (`titleFrom`, `provenance`). */
  readonly from?: Readonly<Record<string, string>> | undefined
  /** Only of a gathered article: every post in it, in order, so that anybody can check that none is missing. */
  readonly members?: readonly Member[]
}
