// What an error number of the API means for us. In: the number, as text or digits. Out: what to do about it. Never the platform's own words.
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'

/**
 * busy = asked again later · limit = no calls left for now · token = nothing can succeed until the owner gives another token ·
 * owner = the token is another account's · right = the app may not use this call · gone, hidden = this post alone · depth = no more of this
 * list · other = nobody foresaw it.
 */
export type Meaning = 'busy' | 'limit' | 'token' | 'owner' | 'right' | 'gone' | 'hidden' | 'depth' | 'other'

const MEANINGS: Readonly<Record<Exclude<Meaning, 'other' | 'token'>, readonly string[]>> = {
  busy: ['10001', '10002', '10003', '10009', '10010', '10011'],
  limit: ['10004', '10022', '10023', '10024'],
  right: ['10005', '10014', '20502'],
  owner: ['21335'],
  gone: ['20101'],
  hidden: ['20112'],
  depth: ['21411'],
}
const TOKEN = /^(?:10006|10013|2130[1-9]|213[12]\d|2133[0-4])$/

export function meaningOf(code: string): Meaning {
  for (const [meaning, codes] of Object.entries(MEANINGS)) if (codes.includes(code)) return meaning as Meaning
  return TOKEN.test(code) ? 'token' : 'other'
}

/** For everything that ends a call; `limit` is the quota's to tell. */
export function refusal(meaning: Exclude<Meaning, 'limit'>, code: string): Failure {
  return WORDS[meaning](code)
}

const WORDS: Readonly<Record<Exclude<Meaning, 'limit'>, (code: string) => Failure>> = {
  busy: (code) => new Failure('api-busy', both(`微博接口繁忙(${code})`, `the Weibo API is busy (${code})`)),
  token: (code) =>
    new Failure(
      'api-denied',
      both(
        `微博不接受令牌(${code}):由账号所有者重新授权,把新令牌写入任务所指的环境变量`,
        `Weibo refuses the token (${code}): let the owner of the account authorize anew and put the new token where the job names it`,
      ),
    ),
  owner: (code) =>
    new Failure(
      'api-denied',
      both(
        `令牌属于另一账号(${code}):接口对他人账号最多只给最新 5 条;须用本账号所有者授权的令牌`,
        `the token is another account's (${code}): of others the API gives the newest 5 posts at most; the owner of this account must authorize`,
      ),
    ),
  right: (code) =>
    new Failure(
      'api-unauthorized',
      both(
        `该应用无权调用此接口(${code}):在微博开放平台申请,或改用导出文件`,
        `the app may not use this call (${code}): apply for it, or import exported files`,
      ),
    ),
  gone: (code) => new Failure('api-missing', both(`微博说该条不存在(${code})`, `Weibo says there is no such post (${code})`)),
  hidden: (code) => new Failure('api-missing', both(`微博说该条不可见(${code})`, `Weibo says the post may not be seen (${code})`)),
  depth: (code) => new Failure('api-refused', both(`列表到此为止(${code})`, `the list goes no further (${code})`)),
  other: (code) => new Failure('api-refused', both(`微博接口返回错误 ${code}`, `the Weibo API answers with error ${code}`)),
}

/** A page to log in where an answer should be: by a redirect, or with status 200. */
export function loginPage(): Failure {
  return new Failure(
    'api-denied',
    both(
      '微博返回登录页而非接口应答:令牌失效或接口地址有误',
      'Weibo shows a page to log in instead of an answer: the token is dead, or the address is wrong',
    ),
  )
}
