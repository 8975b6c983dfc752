// What can be known of the account before a run: whether the interface answers, how much it lists, how many calls are left today, and, in plain
// words, what this interface never lists. Costs one call of the list; never throws for what a person can mend.
import type { Check } from '../../domain/archive.ts'
import { FAILURES, Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import type { SourceKit } from '../source.ts'
import { PUBLISHED_PATH } from './again.ts'
import type { Api } from './client.ts'
import type { WechatApiOptions } from './options.ts'

const NOT_LISTED: Check = {
  what: 'wechat-api',
  ok: true,
  detail: both(
    '官方接口只列出未群发的“发布”内容;群发、话题和视频号类发表列不出来,请在公众平台后台导出发表记录 JSON,用 wechat-archive 导入并与本来源合并(joined)',
    'the official interface lists only what was published without a notification. 群发, 话题 and 视频 posts are never listed: export 发表记录 as JSON from the console, import it with wechat-archive, and join both (joined)',
  ),
}

export async function checks(
  options: WechatApiOptions,
  { api, kit }: { readonly api: Api; readonly kit: SourceKit },
): Promise<readonly Check[]> {
  if (!kit.mayGet(options.api)) {
    const { host } = new URL(options.api)
    return [{ what: 'wechat-api', ok: false, detail: both(`limits.hosts 中须有 ${host}`, `limits.hosts must name ${host}`) }, NOT_LISTED]
  }
  return [await account(options, api), ...pictures(kit), NOT_LISTED]
}

async function account(options: WechatApiOptions, api: Api): Promise<Check> {
  const what = `wechat-api ${options.appid}`
  try {
    const answer = await api.object(PUBLISHED_PATH, { body: { offset: 0, count: 1, no_content: 1 } })
    const total = Number(answer?.['total_count']) || 0
    const count = await api.quota.left(PUBLISHED_PATH)
    const [zh, en] =
      count === null
        ? ['平台未告知剩余次数', 'the platform does not tell how many calls are left']
        : [`今日还可调用 ${count.left}/${count.of} 次`, `${count.left} of ${count.of} calls are left today`]
    return { what, ok: true, detail: both(`接口列出 ${total} 条发布消息;${zh}`, `the interface lists ${total} published messages; ${en}`) }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const { zh, en } = FAILURES[error.code]
    const [first, second = first] = error.message.split(' ¦ ')
    return { what, ok: false, detail: both(`${error.code}: ${first}。${zh}`, `${error.code}: ${second}. ${en}`) }
  }
}

function pictures(kit: SourceKit): readonly Check[] {
  if (kit.mayGet('https://mmbiz.qpic.cn/')) return []
  const detail = both(
    '任务未允许访问 mmbiz.qpic.cn,正文图片取不回来;请加入 limits.hosts',
    'the job does not allow mmbiz.qpic.cn, so pictures of posts stay where they are; name it in limits.hosts',
  )
  return [{ what: 'wechat-api', ok: true, detail }]
}
