// One of the interface's lists, page by page → its posts. The order of the list is not promised and its length moves while it is read: what
// was missed by that is looked for again; what never comes is told. Keeps the ids of the messages, never their content.
import type { Discovered } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import type { SourceKit } from '../source.ts'
import { objectsOf, wordOf } from '../text/json.ts'
import type { JsonObject } from '../text/json.ts'
import type { Api } from './client.ts'
import { openProgress } from './progress.ts'
import type { Progress, ReadPage } from './progress.ts'

export interface Listing {
  readonly path: string
  /** What tells this list from others of the same path, like `type=news`. */
  readonly detail: string
  readonly body: JsonObject
  /** The posts of one message; what they are made of is kept by then. */
  readonly postsOf: (message: JsonObject, offset: number) => Promise<readonly Discovered[]>
}

export interface Walked {
  /** What the platform said there is, at the end; null when the list does not exist. */
  readonly total: number | null
  /** How many of them came. */
  readonly came: number
}

/** The platform gives no more at a time. */
export const PAGE = 20

interface State {
  readonly seen: Set<string>
  pass: ReadPage['pass']
  offset: number
  total: number | null
}

export async function* walk(
  listing: Listing,
  { api, kit, now }: { readonly api: Api; readonly kit: SourceKit; readonly now: () => number },
  ended: (walked: Walked) => void,
): AsyncGenerator<Discovered> {
  const progress = openProgress(kit, api.place(listing.path, listing.detail), now)
  const state: State = { seen: new Set(), pass: 1, offset: 0, total: null }
  for await (const page of progress.pages()) {
    enter(state, page)
    yield* page.posts
  }
  const ask = (): Promise<ReadPage | null> => nextPage(listing, api, state)
  yield* toTheEnd(state, progress, ask)
  // what came in front, or moved while the list was read
  if (state.pass === 1 && state.total !== null && state.seen.size < state.total) {
    Object.assign(state, { pass: 2, offset: 0 })
    yield* toTheEnd(state, progress, ask)
  }
  await progress.done()
  ended({ total: state.total, came: state.seen.size })
}

/** However wrong a total is, the list ends. */
function most(total: number): number {
  return Math.ceil(total / PAGE) * 3 + 10
}

async function* toTheEnd(state: State, progress: Progress, ask: () => Promise<ReadPage | null>): AsyncGenerator<Discovered> {
  for (let asked = 0; state.total === null || (state.offset < state.total && asked < most(state.total)); asked += 1) {
    if (state.pass === 2 && state.seen.size >= (state.total ?? 0)) return
    const page = await ask()
    if (page === null) return
    await progress.add(page)
    enter(state, page)
    yield* page.posts
  }
}

function enter(state: State, { messages, next, total, pass }: ReadPage): void {
  for (const id of messages) state.seen.add(id)
  Object.assign(state, { offset: next, total, pass })
}

async function nextPage({ path, body, postsOf }: Listing, api: Api, state: State): Promise<ReadPage | null> {
  const answer = await pageAt(state.offset, PAGE, (offset, count) => api.object(path, { body: { ...body, offset, count }, patient: true }))
  if (answer === null) return null
  const messages = objectsOf(answer['item'])
  const total = Number(answer['total_count']) || 0
  const fresh = messages.filter((message) => !state.seen.has(idOf(message)))
  const posts: Discovered[] = []
  for (const message of fresh) posts.push(...(await postsOf(message, state.offset)))
  // what was taken away in front has moved the rest up: those that moved past us are asked for again
  const gone = state.total === null ? 0 : Math.max(0, state.total - total)
  const next = gone > 0 ? Math.max(0, state.offset - gone) : state.offset + (messages.length === 0 ? PAGE : messages.length)
  return { messages: fresh.map(idOf), posts, next, total, pass: state.pass }
}

type AskPage = (offset: number, count: number) => Promise<JsonObject | null>

/** A page of long messages may be over the limit of one answer: then fewer are asked for at a time. */
async function pageAt(offset: number, count: number, ask: AskPage): Promise<JsonObject | null> {
  try {
    return await ask(offset, count)
  } catch (error) {
    if (count === 1 || !(error instanceof Failure) || error.code !== 'net-too-large') throw error
    return await pageAt(offset, Math.ceil(count / 5), ask)
  }
}

export function idOf(message: JsonObject): string {
  return wordOf(message['article_id']) ?? wordOf(message['media_id']) ?? ''
}
