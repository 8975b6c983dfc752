// How far a list was read before, and how that joins what is read now. In: marks as they are reached. Out: the mark to go on at. Knows no answer.
import type { Clock } from './clock.ts'
import type { List, Mark } from './lists.ts'
import type { Head, Notes } from './notes.ts'

/** What one answer of the list gave. */
interface Reached {
  /** What was asked for; null = the newest. */
  readonly asked: Mark | null
  /** Where the same answer is found again; null = it holds no post. */
  readonly at: Mark | null
  readonly next: Mark | null
  /** The list was left here, not ended. */
  readonly isStop: boolean
}

export interface Trail {
  readonly start: Mark | null
  /** Names this reading of the list. */
  readonly sweep: number
  /** Newer than all that was read: it has to be asked for. */
  readonly isNews: (mark: Mark | null) => boolean
  readonly after: (reached: Reached) => Promise<Mark | null>
}

interface Having {
  readonly notes: Notes
  readonly clock: Clock
  readonly againDays: number
}

const DAY_MS = 86_400_000

export async function openTrail(list: List, { notes, clock, againDays }: Having): Promise<Trail> {
  const now = clock.now()
  const known = await notes.head(list)
  const old = known !== null && known.done && now - known.at >= againDays * DAY_MS ? null : known
  let head = old
  const isNews = (mark: Mark | null): boolean => old !== null && (mark === null || mark > old.first)
  return {
    sweep: old?.at ?? now,
    start: old !== null && wasOver(list, old) ? old.first : null,
    isNews,
    async after({ asked, at, next, isStop }) {
      if (head === null && at !== null) await notes.setHead(list, (head = { first: at, done: false, at: now }))
      if (old !== null && isNews(asked) && (next === null || next <= old.first)) {
        // what is new reaches what was read: there it goes on
        if (at === null || at <= old.first) return old.first
        if (next !== null && next < old.first) await notes.join({ list, sweep: old.at, mark: next }, old.first)
        await notes.setHead(list, (head = { ...old, first: at }))
        return old.first
      }
      if (next === null && !isStop && head !== null && !head.done) await notes.setHead(list, { ...head, done: true })
      return next
    },
  }
}

/** In a month that was over when it was read to its end, nothing is new. */
function wasOver({ month }: List, { done, at }: Head): boolean {
  return done && month !== null && at > month.to * 1000 + DAY_MS
}
