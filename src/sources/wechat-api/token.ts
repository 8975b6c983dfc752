// The access token of the account, held in this process alone and asked for when it is needed. It uses stable_token only: the plain one
// would throw out whoever else calls for the account. Neither token nor secret ever leaves through an error.
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { wordOf } from '../text/json.ts'
import type { JsonObject } from '../text/json.ts'
import type { Times } from './times.ts'

export interface Tokens {
  /** A token that holds for now. */
  readonly current: () => Promise<string>
  /** After the platform refused this one: another, or Failure `api-denied`. All that were refused together share one request. */
  readonly instead: (refused: string) => Promise<string>
  /** What must never be seen. */
  readonly held: () => readonly string[]
}

export const TOKEN_PATH = '/cgi-bin/stable_token'
/** The platform has the next one ready five minutes before the end, and both hold until then. */
const EARLY_MS = 5 * 60_000
const LEAST_MS = 10_000
/** Of twenty that the platform allows a day. */
const MOST_FORCED = 10

interface Held {
  readonly token: string
  readonly until: number
}

export function openTokens(ask: (force: boolean) => Promise<JsonObject>, times: Times): Tokens {
  let held: Held | null = null
  let asking: Promise<Held> | null = null
  const forced: number[] = []
  const known: string[] = []
  const fresh = async (force: boolean): Promise<Held> => {
    const answer = await ask(force)
    const token = wordOf(answer['access_token'])
    if (token === null) throw new Failure('net-malformed', both(`${TOKEN_PATH} 没有给出令牌`, `${TOKEN_PATH} gave no token`))
    const lastsMs = (Number(answer['expires_in']) || 0) * 1000
    if (known.at(-1) !== token) known.push(token)
    held = { token, until: times.now() + Math.max(LEAST_MS, lastsMs - EARLY_MS) }
    return held
  }
  const once = (force: boolean): Promise<Held> => {
    asking ??= fresh(force).finally(() => {
      asking = null
    })
    return asking
  }
  const forcedOne = async (refused: string): Promise<string> => {
    const dayAgo = times.now() - 24 * 3_600_000
    const today = forced.filter((at) => at > dayAgo)
    const last = today.at(-1)
    if (today.length >= MOST_FORCED || (last !== undefined && times.now() - last < times.forceMs)) throw denied()
    forced.splice(0, forced.length, ...today, times.now())
    const { token } = await once(true)
    if (token === refused) throw denied()
    return token
  }
  return {
    current: async () => (held !== null && times.now() < held.until ? held : await once(false)).token,
    async instead(refused) {
      if (held !== null && held.token !== refused) return held.token
      const { token } = await once(false)
      // the platform still gives out what it refuses: only then is a new one forced
      return token === refused ? await forcedOne(refused) : token
    },
    held: () => known,
  }
}

function denied(): Failure {
  return new Failure(
    'api-denied',
    both(
      '平台一再拒绝它刚给出的令牌;核对是否有其他系统在重置令牌',
      'the platform refuses the token it has just given; see whether another system resets it',
    ),
  )
}
