// Looks whether the account can be read: whether the host is allowed, whose token it is, and how many calls are left. Costs two calls.
import type { Check } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import type { SourceKit } from '../source.ts'
import { inside, wordOf } from '../text/json.ts'
import { uidIn } from './api.ts'
import type { Api } from './api.ts'
import { addressOf } from './options.ts'
import type { WeiboApiOptions } from './options.ts'

export async function checkApi(api: Api, kit: SourceKit, options: WeiboApiOptions): Promise<readonly Check[]> {
  const address = addressOf(options)
  const host = new URL(address).host
  if (!kit.mayGet(`${address}/`))
    return [{ what: host, ok: false, detail: both(`在 limits.hosts 中写入 ${host}`, `write ${host} into limits.hosts`) }]
  return [await tried(() => owner(api, options)), await tried(() => calls(api))]
}

async function tried(look: () => Promise<Check>): Promise<Check> {
  try {
    return await look()
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure
    return { what: 'weibo-api', ok: false, detail: failure.message }
  }
}

async function owner(api: Api, { uid, api: which }: WeiboApiOptions): Promise<Check> {
  const what = 'token'
  const told = uidIn((await api.ask('/2/account/get_uid.json', {})).json)
  if (told === uid || which === 'commercial') return { what, ok: true, detail: both('令牌有效', 'the token is accepted') }
  return {
    what,
    ok: false,
    detail: both(
      '令牌属于另一账号:接口对他人账号最多只给最新 5 条;须由本账号所有者授权',
      'it is the token of another account: of others the API gives the newest 5 posts at most; the owner of this account must authorize',
    ),
  }
}

async function calls(api: Api): Promise<Check> {
  const { json } = await api.ask('/2/account/rate_limit_status.json', {})
  const { inHour, inDay } = await api.quota.spent()
  const left = wordOf(inside(json, 'remaining_user_hits')) ?? '?'
  const most = wordOf(inside(json, 'user_limit')) ?? '?'
  return {
    what: 'calls',
    ok: left !== '0',
    detail: both(
      `平台称还剩 ${left}/${most};本任务本小时用了 ${inHour},今天 ${inDay}`,
      `${left} of ${most} left, the platform says; this job used ${inHour} in this hour, ${inDay} today`,
    ),
  }
}
