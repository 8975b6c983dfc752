// The calls of one account, counted before each of them over all runs, so that no more leave than the platform allows. In: what is allowed.
// Out: leave to call, or Failure `api-quota` with the time until calls are given anew. It asks nobody.
import { Failure } from '../../domain/failures.ts'
import type { WebMemory } from '../../domain/web.ts'
import { both } from '../../domain/words.ts'
import { spansAt } from './clock.ts'
import type { Clock } from './clock.ts'
import type { WeiboApiOptions } from './options.ts'

export interface Quota {
  /** Counts one call that is about to leave. Throws Failure `api-quota`. */
  readonly take: () => Promise<void>
  /** The platform says that there are no more, sooner than we counted: nothing leaves until the next hour. */
  readonly refused: () => Failure
  /** Calls that left in this hour and this day. */
  readonly spent: () => Promise<Spent>
}

interface Spent {
  readonly hour: string
  readonly inHour: number
  readonly day: string
  readonly inDay: number
}

export function openQuota(options: Pick<WeiboApiOptions, 'uid' | 'calls'>, memory: WebMemory, clock: Clock): Quota {
  const name = `weibo-api:${options.uid}:calls`
  let own: Spent = { hour: '', inHour: 0, day: '', inDay: 0 }
  let restUntil = 0
  let turn: Promise<unknown> = Promise.resolve()

  /** Another process may have called since; where there is no ledger only this one counts. */
  const spent = async (): Promise<Spent> => {
    const { hour, day } = spansAt(clock.now())
    const all = [own, readSpent((await memory.recall([name])).get(name)?.version)]
    return {
      hour,
      inHour: most(all.filter((one) => one.hour === hour).map(({ inHour }) => inHour)),
      day,
      inDay: most(all.filter((one) => one.day === day).map(({ inDay }) => inDay)),
    }
  }

  const take = async (): Promise<void> => {
    const now = clock.now()
    if (restUntil > now) throw usedUp(restUntil - now)
    const { perHour = Infinity, perDay = Infinity } = options.calls
    const had = await spent()
    const { nextHour, nextDay } = spansAt(now)
    if (had.inDay >= perDay) throw usedUp(nextDay - now)
    if (had.inHour >= perHour) throw usedUp(nextHour - now)
    own = { ...had, inHour: had.inHour + 1, inDay: had.inDay + 1 }
    // before the call: what dies on the way has been counted
    await memory.remember(new Map([[name, { version: JSON.stringify(own), etag: null, lastModified: null }]]))
  }

  return {
    spent,
    // one after the other, or two would take the same last call
    take() {
      const mine = turn.then(take)
      turn = mine.catch(() => undefined)
      return mine
    },
    refused() {
      restUntil = spansAt(clock.now()).nextHour
      return usedUp(restUntil - clock.now())
    },
  }
}

function most(counts: readonly number[]): number {
  return Math.max(0, ...counts)
}

function usedUp(ms: number): Failure {
  const minutes = Math.ceil(ms / 60_000)
  const what = both(
    `微博接口的调用次数已用完,最早 ${minutes} 分钟后恢复;已读到的不会重读`,
    `the calls that Weibo allows are used up, for ${minutes} min at least; what was read is kept`,
  )
  return new Failure('api-quota', what, { retryAfterMs: ms })
}

function readSpent(text: string | undefined): Spent {
  const none: Spent = { hour: '', inHour: 0, day: '', inDay: 0 }
  if (text === undefined) return none
  try {
    const { hour, inHour, day, inDay } = JSON.parse(text) as Partial<Spent>
    return { hour: hour ?? '', inHour: Number(inHour) || 0, day: day ?? '', inDay: Number(inDay) || 0 }
  } catch {
    return none
  }
}
