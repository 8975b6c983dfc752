// What one entry of a feed says, in whatever format: the shape between the readers of XML and JSON and the rest of this source.
import type { Dated, Page, PageMedia } from '../../domain/page.ts'
import type { FeedFacts } from './document.ts'

/** What the job says about reading a feed's dates. */
export interface Reckoning {
  /** A time without a zone is Beijing's, whatever the feed says of itself. */
  readonly beijing: boolean
  /** The time of the last change stands for the publish time where there is no other. */
  readonly updatedAsPublished: boolean
}

/** One entry with what is needed to understand it alone. */
export interface EntrySource {
  readonly facts: FeedFacts
  readonly entry: string
  readonly reckoning: Reckoning
}

/**
 * `full` = the feed gives the whole text as such; `unknown` = only a description, which may be the whole or a part; `cut` = a summary, or
 * it ends as cut texts do; `none` = no text at all.
 */
export type Fullness = 'full' | 'unknown' | 'cut' | 'none'

export interface Reading {
  /** What the feed calls this entry by, as written. */
  readonly guid: string | null
  /** Absolute address of the post. */
  readonly link: string | null
  /** Other addresses that lead to it. */
  readonly otherLinks: readonly string[]
  readonly title: string | null
  readonly body: Page['body']
  readonly fullness: Fullness
  readonly summary: string | null
  readonly author: string | null
  readonly source: string | null
  readonly published: Dated
  readonly modified: Dated
  readonly topics: readonly string[]
  readonly media: readonly PageMedia[]
}

/** `2005-5-28 16:05` in a Chinese feed is Beijing's time: there is no other in China. */
export function isBeijing(reckoning: Reckoning, language: string | null): boolean {
  return reckoning.beijing || /^zh(?:$|[-_])/i.test(language?.trim() ?? '')
}

const FILE = /\.(?:pdf|docx?|xlsx?|pptx?|wps|et|dps|ofd|rtf|txt|csv|zip|rar|7z)(?:[?#]|$)/i

export function mediaKind(type: string | null, address: string): PageMedia['kind'] {
  const major = /^(image|audio|video)/i.exec(type ?? '')?.[1]?.toLowerCase()
  if (major !== undefined) return major as PageMedia['kind']
  if (/\.(?:jpe?g|png|gif|webp|bmp|svg|avif)(?:[?#]|$)/i.test(address)) return 'image'
  if (/\.(?:mp3|m4a|wav|ogg|aac|amr)(?:[?#]|$)/i.test(address)) return 'audio'
  return /\.(?:mp4|m4v|mov|webm|flv|mkv|avi)(?:[?#]|$)/i.test(address) ? 'video' : 'file'
}

/** A post whose page is a file: the file is what was published. */
export function fileBehind(link: string | null): readonly PageMedia[] {
  return link !== null && FILE.test(link) ? [{ kind: 'file', ref: link, role: 'attachment' }] : []
}
