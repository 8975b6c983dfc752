// One post's ref → what every telling of it holds: pages and rows of all, each under its telling's number, then the media of all, each once.
// A telling that cannot be had loses none of the others; whether they go on without it is told by the failure's fate.
import type { Json, Material, Part } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import type { Page } from '../../domain/page.ts'
import { bestOf, isWhole, standingOf } from './best.ts'
import { manifestPart, slotted } from './capture.ts'
import { mediaUnion } from './media-union.ts'
import { tellingsOf } from './member.ts'
import type { Member, Telling } from './member.ts'
import type { JoinedOptions } from './options.ts'

export interface Fetching {
  readonly members: readonly Member[]
  readonly unreachable: JoinedOptions['unreachable']
  /** `pages` = no media are wanted. */
  readonly what?: 'pages' | undefined
}

/** One telling as far as its pages and rows; the media follow from `rest`. */
interface Opened {
  readonly slot: number
  readonly telling: Telling
  readonly source: Member['source']
  readonly pages: readonly Part[]
  readonly media: Part | null
  readonly rest: AsyncIterator<Part>
  readonly failure: Failure | null
}

export async function* fetchTellings(fetching: Fetching, ref: Json): AsyncGenerator<Part> {
  const opened: Opened[] = []
  try {
    for (const [slot, telling] of checked(ref).entries()) opened.push(await openTelling(fetching, slot, telling))
    const readings = opened.map((one) => pageOf(one, opened.length > 1))
    mustGoOn(opened, readings, fetching)
    const best = bestSlot(opened, readings)
    for (const { slot, pages } of opened) for (const part of pages) yield slotted(slot, part)
    const told = opened.map(({ telling: { of, key, ref: own }, failure }) => ({ of, key, ref: own, failed: failure?.code ?? null }))
    yield manifestPart({ tellings: told, best })
    if (fetching.what !== 'pages') yield* mediaOf(opened, best, fetching)
  } finally {
    for (const { rest } of opened) await rest.return?.()
  }
}

function checked(ref: Json): readonly Telling[] {
  const tellings = tellingsOf(ref)
  if (tellings !== null && tellings.length > 0) return tellings
  throw new Failure('source-changed', both('这一篇还没有按合并后的来源登记', 'this post is not yet listed by the joined sources'))
}

async function openTelling({ members, what }: Fetching, slot: number, telling: Telling): Promise<Opened> {
  const member = members.find(({ id }) => id === telling.id)
  if (member === undefined)
    throw new Failure(
      'source-changed',
      both(
        `来源 ${telling.of} 的设置已改变,下次登记后继续`,
        `the source ${telling.of} is set differently now; it goes on after the next look`,
      ),
    )
  const rest = member.source.fetch(telling.ref, what)[Symbol.asyncIterator]()
  const pages: Part[] = []
  const opened = { slot, telling, source: member.source, pages, rest }
  try {
    for (let step = await rest.next(); step.done !== true; step = await rest.next()) {
      if (step.value.role === 'media') return { ...opened, media: step.value, failure: null }
      pages.push(step.value)
    }
    return { ...opened, media: null, failure: null }
  } catch (failure) {
    if (!(failure instanceof Failure) || failure.fate === 'halt') throw failure
    return { ...opened, pages: [], media: null, failure }
  }
}

/** Read only where something is to be chosen. */
function pageOf({ failure, pages, source, telling }: Opened, several: boolean): Page | null {
  if (failure !== null || !several) return null
  const parts = pages.map((part) => ({ ...part, also: part.also ?? [], digest: null, missing: part.missing ?? null }))
  return source.parse({ key: telling.key, ref: telling.ref, parts } satisfies Material)
}

/** The failure that lasts least is thrown: after it the post may come whole. */
const PATIENCE = ['retry', 'hold', 'stop'] as const

function mustGoOn(opened: readonly Opened[], readings: readonly (Page | null)[], { unreachable }: Fetching): void {
  const failures = opened.flatMap(({ failure }) => (failure === null ? [] : [failure]))
  const [first] = PATIENCE.flatMap((fate) => failures.filter((failure) => failure.fate === fate))
  if (first === undefined) return
  const whole = readings.some((page) => page !== null && isWhole(page))
  if (!whole || (first.fate === 'retry' && unreachable === 'wait')) throw first
}

function bestSlot(opened: readonly Opened[], readings: readonly (Page | null)[]): number {
  const standings = opened.flatMap(({ slot, telling, pages }) => {
    const page = readings[slot] ?? null
    return page === null ? [] : [{ slot, ...standingOf(page, { of: telling.of, hasPage: pages.some(({ role }) => role === 'page') }) }]
  })
  return bestOf(standings)?.slot ?? opened.find(({ failure }) => failure === null)?.slot ?? 0
}

/** The best telling's own first: relative names are its own. */
async function* mediaOf(opened: readonly Opened[], best: number, fetching: Fetching): AsyncGenerator<Part> {
  const union = mediaUnion()
  const order = opened.filter(({ failure }) => failure === null).toSorted((a, b) => Number(b.slot === best) - Number(a.slot === best))
  for (const one of order) {
    try {
      for (let part = one.media; part !== null; part = await nextOf(one.rest)) {
        const taken = union.take(one.slot, part)
        if (taken !== null) yield taken
      }
    } catch (failure) {
      if (!(failure instanceof Failure) || one.slot === best || isAwaited(failure, fetching)) throw failure
    }
  }
  yield* union.missing()
}

function isAwaited({ fate }: Failure, { unreachable }: Fetching): boolean {
  return fate === 'halt' || (fate === 'retry' && unreachable === 'wait')
}

async function nextOf(rest: AsyncIterator<Part>): Promise<Part | null> {
  const step = await rest.next()
  return step.done === true ? null : step.value
}
