// What one saved page, one answer or the rows of one thread tell: the shapes all readers of this source give. Shapes only.
import { UNKNOWN_DATE } from '../../domain/page.ts'
import type { Dated, PageMedia, PageState, Remark } from '../../domain/page.ts'
import type { Software } from './addresses.ts'

/** The better copy first: it gives the floors, the others only fill in what it lacks. */
export const FAMILIES = ['dump', 'page', 'mobile', 'simple', 'printer', 'archiver', 'text'] as const
type Family = (typeof FAMILIES)[number]

export interface Floor {
  /** The platform's number of the post; null where a view gives none. */
  readonly pid: string | null
  /** 1 = the article. */
  readonly number: number | null
  readonly author: string | null
  readonly uid: string | null
  readonly time: Dated
  /** The time of the last edit, where the page shows one. */
  readonly edited: Dated
  readonly html: string
  readonly media: readonly PageMedia[]
  readonly remarks: readonly Remark[]
  /** `ok`, or why the platform shows no text of it. */
  readonly state: PageState
  readonly stateText: string | null
}

export interface ThreadView {
  readonly family: Family
  readonly software: Software | null
  readonly site: string | null
  readonly tid: string | null
  readonly url: string | null
  readonly page: number
  /** How many pages the thread has, as far as this one tells. */
  readonly pages: number
  readonly title: string | null
  readonly category: string | null
  readonly forum: string | null
  readonly views: number | null
  readonly replies: number | null
  readonly floors: readonly Floor[]
  /** `ok`, or what the platform says instead of the thread. */
  readonly state: PageState
  readonly stateText: string | null
  readonly remarks: readonly Remark[]
}

export const EMPTY_FLOOR: Floor = {
  pid: null,
  number: null,
  author: null,
  uid: null,
  time: UNKNOWN_DATE,
  edited: UNKNOWN_DATE,
  html: '',
  media: [],
  remarks: [],
  state: 'ok',
  stateText: null,
}

/** A post that is there, and whose text is not found: never passed over, or a reply would stand in the article's place. */
export const NO_TEXT = { state: 'unreadable', stateText: '未找到该层正文' } as const

export const EMPTY_VIEW: ThreadView = {
  family: 'page',
  software: null,
  site: null,
  tid: null,
  url: null,
  page: 1,
  pages: 1,
  title: null,
  category: null,
  forum: null,
  views: null,
  replies: null,
  floors: [],
  state: 'ok',
  stateText: null,
  remarks: [],
}
