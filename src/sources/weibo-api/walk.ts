// Goes down one list from the newest to the oldest post: first what is new, then what an earlier run has read (asking nobody), then what is left.
// In: a list. Out: its pages. It never goes in circles, never takes an empty answer for the end while the platform says there is more.
import { readJson } from '../text/json.ts'
import type { JsonObject } from '../text/json.ts'
import { publishedOf } from '../weibo/dates.ts'
import type { Api } from './api.ts'
import type { Clock } from './clock.ts'
import { countIn, cursorIn, idsIn, readListPage } from './list-page.ts'
import type { ListPage } from './list-page.ts'
import { markAfter, markOf } from './lists.ts'
import type { List, Mark, Marks } from './lists.ts'
import type { Notes } from './notes.ts'
import { openTrail } from './trail.ts'

export interface Walked {
  readonly page: ListPage
  /** Of a list of numbers. */
  readonly ids: readonly string[]
  /** By which the kit keeps the answer. */
  readonly digest: string
  /** Why the list was left here though more may follow. */
  readonly stop: string | null
}

export interface Walking {
  readonly api: Api
  readonly notes: Notes
  readonly clock: Clock
  readonly uid: string
  readonly againDays: number
}

const MOST_PAGES = 20_000

/** Throws what the API throws: what was read until then is kept. */
export async function* walk(list: List, walking: Walking): AsyncGenerator<Walked> {
  const { notes } = walking
  const trail = await openTrail(list, walking)
  const seen: Seen = { posts: 0, total: null, last: new Set() }
  let mark = trail.start
  for (let n = 0; n < MOST_PAGES; n += 1) {
    const kept = mark === null || trail.isNews(mark) ? null : await notes.page({ list, sweep: trail.sweep, mark })
    if (kept !== null && 'goOnAt' in kept) {
      mark = kept.goOnAt
      continue
    }
    const read: Read = kept === null ? await ask(list, mark, { walking, seen }) : reading(list, kept.text, walking.uid)
    const at = markOf(list, read.marks, mark)
    const digest = kept?.digest ?? (at === null ? '' : await notes.keepPage({ list, sweep: trail.sweep, mark: at }, read.text))
    const next: Mark | null = read.stop === null ? markAfter(list, read.marks, mark) : null
    const stop = read.stop ?? (next === null ? stuck(list, read.marks, { mark, last: seen.last }) : null)
    seen.posts += read.marks.ids.length
    seen.total ??= read.page.total
    seen.last = new Set(read.marks.ids)
    // first noted, then handed out: whoever stops listening here goes on behind this page, and is told of it again
    mark = await trail.after({ asked: mark, at, next, isStop: stop !== null })
    yield { page: read.page, ids: read.ids, digest, stop }
    if (mark === null) return
  }
  throw new RangeError('a list without end')
}

/** What has passed by. */
interface Seen {
  posts: number
  total: number | null
  /** On the page before. */
  last: ReadonlySet<string>
}

interface Read {
  readonly page: ListPage
  readonly ids: readonly string[]
  readonly marks: Marks
  readonly text: string
  readonly stop: string | null
}

/** An empty answer is believed when the platform says that this is all, or says it twice. */
async function ask(list: List, mark: Mark | null, { walking, seen }: { walking: Walking; seen: Seen }): Promise<Read> {
  const once = async (count: number): Promise<Read> => {
    const { text, json, refused } = await walking.api.ask(list.path, list.paramsAt(mark, count), true)
    return refused === null
      ? readingOf(list, { text, json }, walking.uid)
      : { ...NOTHING, text, stop: 'the platform shows no more of this list' }
  }
  const first = await once(list.count)
  const total = seen.total ?? first.page.total ?? 0
  const isEmpty = first.stop === null && first.marks.ids.length === 0 && first.marks.nextCursor === null
  return isEmpty && seen.posts < total ? once(Math.ceil(list.count / 2)) : first
}

const EMPTY: ListPage = { own: [], foreign: [], broken: 0, total: null, accountTotal: null, nextCursor: null }
const NOTHING: Read = { page: EMPTY, ids: [], marks: { ids: [], unpinnedIds: [], seconds: [], nextCursor: null }, text: '', stop: null }

function reading(list: List, text: string, uid: string): Read {
  const json = readJson(text)
  return json === null ? { ...NOTHING, text, stop: 'the answer that was kept cannot be read' } : readingOf(list, { text, json }, uid)
}

function readingOf(list: List, { text, json }: { text: string; json: JsonObject }, uid: string): Read {
  if (list.holds === 'posts') {
    const page = readListPage(text, json, uid)
    return { page, ids: [], marks: marksOf(page), text, stop: null }
  }
  const ids = idsIn(json)
  const nextCursor = cursorIn(json)
  const page = { ...EMPTY, total: countIn(json['total_number']), nextCursor }
  return { page, ids, marks: { ids, unpinnedIds: ids, seconds: [], nextCursor }, text, stop: null }
}

function marksOf({ own, nextCursor }: ListPage): Marks {
  const unpinned = own.filter(({ status }) => status.pinned !== true)
  return {
    ids: own.map(({ id }) => id),
    unpinnedIds: unpinned.map(({ id }) => id),
    seconds: (unpinned.length > 0 ? unpinned : own).flatMap(({ status }) => {
      const { value } = publishedOf(status).published
      return value === null ? [] : [Math.floor(Date.parse(value) / 1000)]
    }),
    nextCursor,
  }
}

/** A list that ends gives nothing below the mark, or, by the second, only what it gave before. Null = it has ended. */
function stuck(list: List, { ids, seconds }: Marks, { mark, last }: { mark: Mark | null; last: ReadonlySet<string> }): string | null {
  if (mark === null || ids.length === 0) return null
  const isDeaf = list.month === null || seconds.some((second) => BigInt(second) > mark)
  return isDeaf || ids.some((id) => !last.has(id)) ? 'the list does not move on, whatever is asked for' : null
}
