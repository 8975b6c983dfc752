// One call of the Weibo API: counted, with the owner's token in a header, its errors told by their numbers. In: a path and parameters. Out: the
// answer's text and its object, or what the platform refuses about one post. The token never stands in an address, an error or an answer.
import type { Json } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import type { WebAnswer } from '../../domain/web.ts'
import { both } from '../../domain/words.ts'
import type { SourceKit } from '../source.ts'
import { decode } from '../text/charset.ts'
import { inside, isObject, readJson, wordOf } from '../text/json.ts'
import type { JsonObject } from '../text/json.ts'
import type { Clock } from './clock.ts'
import { addressOf } from './options.ts'
import type { WeiboApiOptions } from './options.ts'
import type { Quota } from './quota.ts'
import { loginPage, meaningOf, refusal } from './refusals.ts'

interface Answered {
  readonly text: string
  readonly json: JsonObject
  /** The post that was asked for alone is gone or shut; the list goes no further. Null = what was asked for. */
  readonly refused: 'gone' | 'hidden' | 'depth' | null
}

export interface Api {
  /** `patient`: tries again what may pass, for what everything else waits for. Throws Failure `api-*`, `net-*`, `settings-invalid`. */
  readonly ask: (path: string, params: Params, patient?: boolean) => Promise<Answered>
  readonly quota: Quota
  readonly close: () => void
}

/** A list is one parameter several times. */
export type Params = Readonly<Record<string, string | number | readonly string[]>>

const WAITS_MS = [2000, 6000, 18_000]
const LONGEST_WAIT_MS = 15 * 60_000
const MAY_PASS = ['api-busy', 'net-resting', 'net-status', 'net-timeout', 'net-unreachable', 'net-malformed']

export function openApi(options: WeiboApiOptions, kit: SourceKit, { quota, clock }: { quota: Quota; clock: Clock }): Api {
  const closing = new AbortController()
  const once = async (url: string): Promise<Answered> => {
    // asked for late: whoever only parses needs no token
    const authorization = `OAuth2 ${kit.secret(options.token)}`
    await quota.take()
    return understood(await asked(kit, url, { authorization, quota }), quota)
  }
  return {
    quota,
    async ask(path, params, patient = false) {
      const url = addressWith(`${addressOf(options)}${path}`, params)
      for (const wait of patient ? WAITS_MS : []) {
        try {
          return await once(url)
        } catch (error) {
          const ms = error instanceof Failure && MAY_PASS.includes(error.code) ? (error.retryAfterMs ?? wait) : Infinity
          if (ms > LONGEST_WAIT_MS) throw error
          await clock.nap(ms, closing.signal)
        }
      }
      return await once(url)
    },
    close: () => closing.abort(new Failure('interrupted', 'the source was closed')),
  }
}

function addressWith(address: string, params: Params): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(params))
    for (const one of typeof value === 'object' ? value : [value]) query.append(name, String(one))
  return `${address}?${query.toString()}`
}

async function asked(kit: SourceKit, url: string, { authorization, quota }: { authorization: string; quota: Quota }): Promise<WebAnswer> {
  try {
    return await kit.get(url, { authorization, refusals: true, maxBytes: kit.limits.fileBytes })
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    // it says the same as the numbers do
    if ('status' in error && error.status === 429) throw quota.refused()
    // this address may be asked, so it sends us to where nothing may be asked: to log in
    const isSentAway = error.code === 'net-refused' || error.code === 'net-redirects'
    throw isSentAway && kit.mayGet(url) ? loginPage() : error
  }
}

function understood(answer: WebAnswer, quota: Quota): Answered {
  const { text } = decode(answer.bytes, answer.contentType)
  const json = readJson(text)
  if (json === null) throw noAnswer(text, answer)
  const code = wordOf(json['error_code']) ?? wordOf(inside(json, 'error', 'error_code'))
  if (code === null || code === '0') {
    if (answer.status !== undefined) throw strange(String(answer.status))
    return { text, json, refused: null }
  }
  const meaning = meaningOf(code)
  if (meaning === 'limit') throw quota.refused()
  if (meaning === 'gone' || meaning === 'hidden' || meaning === 'depth') return { text, json, refused: meaning }
  throw refusal(meaning, /^\d{4,6}$/.test(code) ? code : '?')
}

function noAnswer(text: string, { status, url }: WebAnswer): Failure {
  const isLogin = /^\s*</.test(text) && /passport|登录|login|wbBotDetector|visitor/i.test(`${text.slice(0, 20_000)} ${new URL(url).host}`)
  return isLogin ? loginPage() : strange(status === undefined ? 'no JSON' : String(status))
}

/** Neither an answer nor an error of the API: a proxy between us, half an answer. */
function strange(what: string): Failure {
  return new Failure('net-status', both(`微博接口的应答无法解读(${what})`, `the answer of the Weibo API makes no sense (${what})`))
}

/** Whose token it is. */
export function uidIn(json: JsonObject): string | null {
  const value: Json | undefined = json['uid']
  return isObject(value) ? null : wordOf(value)
}
