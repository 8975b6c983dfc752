// How many calls of each interface are left today, as the platform counts them. In: a path about to be called. Out: leave to call it, or
// Failure `api-quota` until the next midnight in Beijing. It never lets a call go out that the platform would refuse for its number.
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { inside } from '../text/json.ts'
import type { JsonObject } from '../text/json.ts'
import { nextMidnight } from './times.ts'
import type { Times } from './times.ts'

export interface Quota {
  /** Counts one call; throws when none is left. */
  readonly take: (path: string) => Promise<void>
  /** The platform says that no call is left, whatever was counted here. */
  readonly usedUp: (path: string) => Failure
  /** What is left and of how many; null where the platform does not say. */
  readonly left: (path: string) => Promise<{ readonly left: number; readonly of: number } | null>
}

export const QUOTA_PATH = '/cgi-bin/openapi/quota/get'
/** Other workers and other systems use up the same calls: their part is learned by counting anew. */
const RECOUNT_AFTER = 50

interface Count {
  /** Null = the platform does not count this interface, or does not tell. */
  left: number | null
  readonly of: number
  readonly at: number
  readonly until: number
  taken: number
}

/** `ask` gives the answer of the platform about one path, or null when it gives none. */
export function openQuota(ask: (path: string) => Promise<JsonObject | null>, times: Times): Quota {
  const counts = new Map<string, Promise<Count>>()
  const read = async (path: string): Promise<Count> => {
    const answer = await ask(path)
    const [of, left] = ['daily_limit', 'remain'].map((name) => Number(inside(answer ?? {}, 'quota', name)))
    const known = Number.isFinite(of) && Number.isFinite(left) && Number(of) > 0
    const at = times.now()
    return { left: known ? Math.max(0, Number(left)) : null, of: known ? Number(of) : 0, at, until: nextMidnight(at), taken: 0 }
  }
  const anew = (path: string): Promise<Count> => {
    const count = read(path)
    counts.set(path, count)
    count.catch(() => counts.delete(path))
    return count
  }
  const countOf = async (path: string): Promise<Count> => {
    const known = await (counts.get(path) ?? anew(path))
    const stale = known.left === 0 && times.now() - known.at > times.recountMs
    return times.now() >= known.until || stale || known.taken >= RECOUNT_AFTER ? await anew(path) : known
  }
  return {
    async take(path) {
      const count = await countOf(path)
      count.taken += 1
      if (count.left === null) return
      if (count.left <= 0) throw usedUp(path, times)
      count.left -= 1
    },
    usedUp(path) {
      const at = times.now()
      counts.set(path, Promise.resolve({ left: 0, of: 0, at, until: nextMidnight(at), taken: 0 }))
      return usedUp(path, times)
    },
    async left(path) {
      const { left, of } = await countOf(path)
      return left === null ? null : { left, of }
    },
  }
}

function usedUp(path: string, times: Times): Failure {
  const now = times.now()
  const until = nextMidnight(now)
  const hours = Math.ceil((until - now) / 360_000) / 10
  return new Failure(
    'api-quota',
    both(
      `${path} 今日调用次数已用完,北京时间 0 点恢复(约 ${hours} 小时后)`,
      `the calls of ${path} are used up for today; they are given anew at midnight in Beijing, in about ${hours} h`,
    ),
    // a little after, so that a clock that is ahead does not ask too soon
    { retryAfterMs: until - now + 60_000 },
  )
}
