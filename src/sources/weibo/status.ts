// One Weibo post as an archive tells it, before its text is read: what all dialects and backup tools are turned into. Shapes only; nothing here
// is made up. What an archive does not tell is null (or empty), so that several tellings of one post can be joined field by field.

export interface Status {
  /** Digits; the identity of the post. Null only where an archive gives neither mid nor bid. */
  readonly mid: string | null
  /** The other number that posts before mid-2011 have (`id`, `idstr`), where it differs from the mid; their addresses are made of it. */
  readonly id: string | null
  /** Base62 form of the mid (before mid-2011: of the id) in addresses (`mblogid`). */
  readonly bid: string | null
  /** The account's id, digits. */
  readonly uid: string | null
  /** Screen name of the account. */
  readonly account: string | null
  /** `created_at` as it came. */
  readonly created: string | null
  /** What told it: the post's own page, the platform's answer to a program, or the list of a backup tool. */
  readonly told: 'page' | 'api' | 'list'
  /** ISO 8601; when the archive saw it, so that `昨天 14:50` has a meaning. Never the time of the import. */
  readonly capturedAt: string | null
  readonly text: { readonly html: string } | { readonly plain: string } | null
  /** Whether the text is whole. `unknown` where a tool is known to cut in silence. */
  readonly textState: 'full' | 'truncated' | 'unknown'
  readonly pictures: readonly WeiboPicture[]
  /** How many pictures the platform says there are; null when it does not. */
  readonly pictureCount: number | null
  readonly videos: readonly WeiboVideo[]
  readonly card: WeiboCard | null
  readonly article: WeiboArticle | null
  /** The post it forwards; `gone` = the platform shows only a note in its place; null = it forwards none. */
  readonly quoted: Status | QuotedGone | null
  readonly links: readonly WeiboLink[]
  readonly topics: readonly string[]
  /** As shown: 0 = public; others are not for everyone (1 private, 3 group, 4 close friends, 10 fans). */
  readonly visible: number | null
  readonly edits: number | null
  readonly pinned: boolean | null
  /** The client it was sent from (plain text) and where from, as the platform shows them. */
  readonly client: string | null
  readonly region: string | null
  readonly counts: { readonly [what in 'reads' | 'reposts' | 'comments' | 'likes']?: number }
  /** True for 快转: forwarded without a word of its own. */
  readonly bareForward: boolean
  /** What the platform says when the post itself is gone or shut: its own words. Null = it is there. */
  readonly gone: string | null
}

/** A status of which nothing is known: readers fill in what their record tells. */
export const UNTOLD: Status = {
  mid: null,
  id: null,
  bid: null,
  uid: null,
  account: null,
  created: null,
  told: 'list',
  capturedAt: null,
  text: null,
  textState: 'unknown',
  pictures: [],
  pictureCount: null,
  videos: [],
  card: null,
  article: null,
  quoted: null,
  links: [],
  topics: [],
  visible: null,
  edits: null,
  pinned: null,
  client: null,
  region: null,
  counts: {},
  bareForward: false,
  gone: null,
}

export interface QuotedGone {
  readonly gone: 'deleted' | 'reported' | 'hidden'
}

export interface WeiboPicture {
  /** The platform's picture id; its first eight characters name the uploader. Null when only a file or another host is known. */
  readonly pid: string | null
  /** The largest address known; null when only a file is known. */
  readonly url: string | null
  /** Path in the archive, when the archive holds the bytes. */
  readonly file: string | null
  readonly kind: 'picture' | 'gif' | 'live'
  /** The moving part of a live photo: address or path. */
  readonly moving: string | null
}

export interface WeiboVideo {
  readonly url: string | null
  readonly file: string | null
  readonly poster: string | null
  readonly title: string | null
  /** `1034:…` */
  readonly object: string | null
}

/** The box below a post (`page_info`), when it says something: a page, an article, a place; polls and red packets by name. */
export interface WeiboCard {
  readonly type: string
  readonly title: string | null
  readonly words: string | null
  readonly url: string | null
  readonly picture: string | null
}

/** 头条文章: the long text with its own title. `html` null = only its address is known. */
export interface WeiboArticle {
  readonly id: string | null
  readonly url: string | null
  readonly title: string | null
  readonly html: string | null
  readonly cover: string | null
  readonly summary: string | null
  /** When the article itself says it was made, as it came: often without a year. */
  readonly created: string | null
  /** Read only after paying or following: the text may be a part. */
  readonly locked: boolean
}

/** What a short link means, where the archive tells. */
interface WeiboLink {
  readonly short: string
  readonly long: string
  readonly title: string | null
}
