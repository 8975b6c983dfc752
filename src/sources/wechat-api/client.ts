// One call of the official interface: counted, with the account's token, its errors told by their numbers, tried again where that helps.
// In: a path and what to ask. Out: the answer. Neither token nor secret stands in any error that leaves here.
import { Failure } from '../../domain/failures.ts'
import type { SourceKit } from '../source.ts'
import type { JsonObject } from '../text/json.ts'
import { errorIn } from './answer.ts'
import type { Answer } from './answer.ts'
import { failureOf, meansOf } from './errors.ts'
import type { WechatApiOptions } from './options.ts'
import { openQuota, QUOTA_PATH } from './quota.ts'
import type { Quota } from './quota.ts'
import { objectOf, Refused } from './refused.ts'
import { sender } from './send.ts'
import type { Ask, Send } from './send.ts'
import { nextMidnight } from './times.ts'
import type { Times } from './times.ts'
import { openTokens, TOKEN_PATH } from './token.ts'
import type { Tokens } from './token.ts'
import { trying } from './trying.ts'
import type { Trying } from './trying.ts'

export interface Api {
  /** Null = the platform says that there is none. Throws Failure `api-*`, `net-*`, `settings-invalid`. */
  readonly ask: (path: string, ask: Ask) => Promise<Answer | null>
  /** The same for what is always an object. */
  readonly object: (path: string, ask: Ask) => Promise<JsonObject | null>
  readonly quota: Quota
  /** A path of this account as `memory` knows it: no token in it. */
  readonly place: (path: string, detail: string) => string
  readonly close: () => void
}

export function openApi(options: WechatApiOptions, kit: SourceKit, times: Times): Api {
  const base = options.api.replace(/\/+$/, '')
  const closing = new AbortController()
  const rest = async (ms: number): Promise<void> => {
    await times.sleep(ms, closing.signal)
    if (closing.signal.aborted) throw new Failure('interrupted', 'the source was closed')
  }
  const hurried: Trying = { patient: false, times, rest }
  const send = sender(base, kit)
  const tokens = openTokens(async (force) => {
    const body = { grant_type: 'client_credential', appid: options.appid, secret: kit.secret(options.secret), force_refresh: force }
    return await plainly(times, () => trying(hurried, async () => objectOf(await send(TOKEN_PATH, { body }), TOKEN_PATH)))
  }, times)
  const withToken = tokened(send, tokens)
  const quota = openQuota((path) => {
    const ask = async (): Promise<JsonObject> => objectOf(await withToken(QUOTA_PATH, { body: { cgi_path: path } }), QUOTA_PATH)
    return counted(() => plainly(times, () => trying(hurried, ask)))
  }, times)
  const called = async <T>(path: string, asked: Ask, read: (answer: Answer) => T): Promise<T | null> => {
    try {
      return await trying({ ...hurried, patient: asked.patient === true }, async () => {
        await quota.take(path)
        return read(await withToken(path, asked))
      })
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      if (error.means === 'none') return null
      throw error.means === 'day' ? quota.usedUp(path) : error.failure
    }
  }
  return {
    ask: (path, asked) =>
      called(path, asked, (answer) => (answer.is === 'object' ? { is: 'object', object: objectOf(answer, path) } : answer)),
    object: (path, asked) => called(path, asked, (answer) => objectOf(answer, path)),
    quota,
    place: (path, detail) => `${base}${path}?appid=${options.appid}&${detail}`,
    close: () => closing.abort(),
  }
}

/** A token that is refused is replaced, and the request sent again, once. */
function tokened(send: Send, tokens: Tokens): Send {
  return async (path, ask) => {
    const once = (token: string): Promise<Answer> => send(path, { ...ask, query: { access_token: token, ...ask.query } })
    const token = await tokens.current()
    const answer = await once(token)
    const error = answer.is === 'object' ? errorIn(answer.object) : null
    if (error === null || meansOf(error.number) !== 'token') return answer
    return await once(await tokens.instead(token))
  }
}

/** Of the calls that all others need: what the platform refuses is a failure of whoever asked. */
async function plainly<T>(times: Times, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    if (error.means !== 'day') throw error.failure
    const now = times.now()
    throw failureOf(error.answer, error.path, { code: 'api-quota', retryAfterMs: nextMidnight(now) - now })
  }
}

const NO_COUNT = ['api-quota', 'api-unauthorized', 'api-missing', 'api-refused']

/** An account that may not ask for its count is told by the interfaces themselves when nothing is left. */
async function counted<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Failure && NO_COUNT.includes(error.code)) return null
    throw error
  }
}
