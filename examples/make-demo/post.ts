// What the generator knows of one invented post: its facts, its body, the files it lies in, and what must become of it.
import type { Kit } from './kit.ts'

/** How a copy of the post was saved by its owner. */
export interface Copy {
  readonly as: 'folder' | 'dated' | 'saved' | 'mhtml' | 'page'
  /** File or folder name when it is not the title. */
  readonly name?: string
  /** Another body than the post's own: an earlier version. */
  readonly body?: Body
  /** Another title than the post's own. */
  readonly title?: string
  /** Stripped by the exporter: with its address in a quoted line, or without any. */
  readonly stripped?: 'address' | 'nameless'
  /** Pictures (by name) that this copy failed to save. */
  readonly lacks?: readonly string[]
  /** Last change to the bytes: cut, re-encode. */
  readonly damage?: 'cut' | 'gbk' | 'lies' | 'empty'
  /** Sounds and films saved beside the page: file name → what it is. */
  readonly media?: Readonly<Record<string, 'mp3' | 'mp4'>>
}

export type Body = readonly string[] | ((kit: Kit) => readonly string[])
export type Template = 'y2018' | 'y2020' | 'y2025' | 'images' | 'text' | 'reprint' | 'videoshare' | 'error' | 'bare'
export type List = 'console' | 'getmsg' | 'exporter' | 'csv' | 'xlsx' | 'txt' | 'numbered'

export interface Post {
  readonly id: string
  /** Beijing time, or null: no date anywhere. */
  readonly at: string | null
  readonly idx?: number
  readonly title: string
  readonly author?: string
  readonly digest?: string
  readonly body: Body
  readonly template?: Template
  readonly copies: readonly Copy[]
  readonly lists?: readonly List[]
  readonly link?: 'short' | 'long'
  readonly readMore?: string
  readonly topics?: readonly string[]
  readonly modifiedAt?: string
  readonly cover?: string
  readonly gallery?: readonly string[]
  /** For error pages: which words. */
  readonly error?: { readonly style: 'deleted' | 'violation' | 'unavailable' | 'expired' | 'migrated'; readonly page: string }
  readonly paid?: boolean
  /** Only the short link is known: no biz, mid, idx in the page. */
  readonly shortOnly?: boolean
  /** Nothing names it: known by its file. */
  readonly nameless?: boolean
  readonly listDeleted?: boolean
  /** The CSV gives the time in UTC: eight hours wrong. */
  readonly csvShift?: boolean
  readonly kind?: 'article' | 'reprint' | 'images' | 'text' | 'video' | 'audio' | 'share'
  readonly expect: Expect
  /** What is odd about it, for the README. */
  readonly odd?: readonly string[]
}

export interface Expect {
  readonly column: string | null
  readonly state: 'verified' | 'normalized' | 'held' | 'gone' | 'excluded' | 'archived'
  readonly failure?: readonly string[]
  readonly page?: string
  readonly hold?: readonly string[]
  readonly warn?: readonly string[]
  readonly info?: readonly string[]
  readonly maybe?: readonly string[]
}

export function say(column: string, more: Partial<Expect> = {}): Expect {
  const waits = more.hold !== undefined && more.hold.length > 0
  return { column, state: waits ? 'normalized' : 'verified', ...more }
}

/** The year's usual template. */
export function templateOf(post: Post): Template {
  if (post.template !== undefined) return post.template
  const year = Number((post.at ?? '2024').slice(0, 4))
  return year <= 2018 ? 'y2018' : year <= 2022 ? 'y2020' : 'y2025'
}
