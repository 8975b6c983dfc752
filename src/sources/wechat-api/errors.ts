// The interface's own error numbers → what becomes of the request. In: number, words, path. Out: how to go on, or the Failure that says so.
// The platform's words are never passed on; only the address that it names as ours is.
import { Failure } from '../../domain/failures.ts'
import type { FailureCode } from '../../domain/failures.ts'
import type { Said } from '../../domain/words.ts'
import { both } from '../../domain/words.ts'

/** An error answer; `words` may name our address, and is read for that alone. */
export interface ErrorAnswer {
  readonly number: number
  readonly words: string
}

/** busy = try again soon · token = refresh the token once · minute = wait a minute · day = until midnight in Beijing · none = nothing there */
export type Means = 'busy' | 'token' | 'minute' | 'day' | 'none' | FailureCode

interface Meaning extends Said {
  readonly means: Means
}

const SECRET = { zh: '核对 AppID 与 AppSecret', en: 'check AppID and AppSecret' }
const EXPORT = {
  zh: '该账号没有这个接口的权限(多为未认证)。请从公众平台后台导出发表记录 JSON,改用 wechat-archive 导入',
  en: 'the account has no right to this interface (mostly: it is not verified). Export 发表记录 as JSON from the console and import it with wechat-archive',
}
const FROZEN = {
  zh: '账号已被冻结或限制,接口已关闭;改用后台导出或已保存的页面',
  en: 'the account is frozen or limited and its interface is closed; use exports or saved pages',
}
const CONFIRM = {
  zh: '平台要求管理员确认本机地址;请管理员在微信中确认',
  en: 'the platform wants an administrator to confirm our address in WeChat',
}
const TOKEN = { zh: '令牌不被接受,或 AppSecret 不符', en: 'the token is not accepted, or the AppSecret is wrong' }

const MEANINGS = new Map<number, Meaning>([
  [-1, { means: 'busy', zh: '系统繁忙', en: 'the system is busy' }],
  [40001, { means: 'token', ...TOKEN }],
  [40014, { means: 'token', ...TOKEN }],
  [42001, { means: 'token', ...TOKEN }],
  [40013, { means: 'api-denied', zh: 'AppID 无效;核对 AppID', en: 'the AppID is not valid; check it' }],
  [40125, { means: 'api-denied', zh: 'AppSecret 无效;核对或重置', en: 'the AppSecret is not valid; check or reset it' }],
  [40243, { means: 'api-denied', zh: 'AppSecret 已被冻结;在平台后台解冻', en: 'the AppSecret is frozen; unfreeze it in the console' }],
  [41001, { means: 'api-denied', ...SECRET }],
  [41002, { means: 'api-denied', ...SECRET }],
  [41004, { means: 'api-denied', ...SECRET }],
  [40164, { means: 'api-address', zh: '调用地址不在 IP 白名单中', en: 'our address is not on the IP list' }],
  [89501, { means: 'api-address', ...CONFIRM }],
  [89503, { means: 'api-address', ...CONFIRM }],
  [89506, { means: 'api-address', ...CONFIRM }],
  [89507, { means: 'api-address', ...CONFIRM }],
  [45009, { means: 'day', zh: '今日调用次数已用完', en: 'the calls of today are used up' }],
  [45011, { means: 'minute', zh: '一分钟内调用过多', en: 'too many calls within a minute' }],
  [48001, { means: 'api-unauthorized', ...EXPORT }],
  [48004, { means: 'api-frozen', zh: '接口被封禁;在平台后台查看原因', en: 'the interface is blocked; see the reason in the console' }],
  [50001, { means: 'api-unauthorized', ...EXPORT }],
  [50002, { means: 'api-frozen', ...FROZEN }],
  [50004, { means: 'api-unauthorized', ...EXPORT }],
  [50007, { means: 'api-frozen', ...FROZEN }],
  [40007, { means: 'api-missing', zh: '素材编号无效', en: 'no such material' }],
  [53600, { means: 'api-missing', zh: '文章编号无效', en: 'no such article' }],
  [46001, { means: 'none', zh: '没有该素材', en: 'no such material' }],
  [46003, { means: 'none', zh: '没有自定义菜单', en: 'there is no menu' }],
  [88000, { means: 'none', zh: '没有留言权限', en: 'no right to comments' }],
  [88001, { means: 'none', zh: '没有该图文的留言', en: 'no comments of this post' }],
  [61500, { means: 'none', zh: '日期不被接受', en: 'the date is not accepted' }],
  [61501, { means: 'none', zh: '日期范围不被接受', en: 'the range of dates is not accepted' }],
  [61503, { means: 'none', zh: '数据尚未就绪', en: 'the data are not ready yet' }],
])

export function meansOf(number: number): Means {
  return MEANINGS.get(number)?.means ?? 'api-refused'
}

/** `code`: where the number alone does not decide. */
export function failureOf({ number, words }: ErrorAnswer, path: string, more: { code?: FailureCode; retryAfterMs?: number } = {}): Failure {
  const meaning = MEANINGS.get(number)
  const code = more.code ?? (isCode(meaning?.means) ? meaning.means : 'api-refused')
  const ours = number === 40164 ? addressIn(words) : null
  const [zh, en] = [meaning?.zh ?? '未知错误码', meaning?.en ?? 'an unknown error number']
  const what = both(
    `${path} 返回 ${number}:${zh}${ours === null ? '' : `。请在“IP 白名单”中添加 ${ours}`}`,
    `${path} answered ${number}: ${en}${ours === null ? '' : `. Add ${ours} to the IP list (IP 白名单)`}`,
  )
  return new Failure(code, what, more.retryAfterMs === undefined ? {} : { retryAfterMs: more.retryAfterMs })
}

function isCode(means: Means | undefined): means is FailureCode {
  return means !== undefined && means.includes('-')
}

/** The address that the platform saw; `::ffff:1.2.3.4` is entered there as `1.2.3.4`. */
function addressIn(words: string): string | null {
  const found = /\bip\s+([0-9a-f.:]{7,45})/i.exec(words)?.[1] ?? /\bipv6\s+([0-9a-f.:]{3,45})/i.exec(words)?.[1]
  return found?.replace(/^::ffff:(?=\d+\.)/i, '').replace(/[.:]+$/, '') ?? null
}
