// What forums write where they withhold text → a finding, or the state of the post. Nothing behind a lock is ever guessed.
import type { PageState, Remark } from '../../domain/page.ts'

export interface Lock {
  readonly remark: Remark | null
  readonly state: PageState | null
  readonly text: string
}

const LOGIN =
  /(?:附件|图片|附图|下载|查看|浏览|可见|可以)[^。]{0,30}(?:登录|登錄|登陆|权限)|(?:登录|登錄|登陆|权限)[^。]{0,30}(?:附件|图片|附圖|下载|下載|查看)/
const HIDDEN =
  /隐藏|隱藏|Hidden Message|加密|密码|密碼|出售的内容|出售|支付|购买|購買|需要回复|回复后|回覆|积分(?:高于|大于|不低于)|才能(?:浏览|查看|看到)|才可(?:浏览|查看)/i
const STATES: readonly (readonly [RegExp, PageState])[] = [
  [/已被删除|已被刪除|已被管理员删除|被管理员删除/, 'deleted'],
  [/已被屏蔽|被(?:管理员|版主|管理员或版主)屏蔽|自动屏蔽|自動屏蔽|内容自动屏蔽|被禁言|被禁止或删除/, 'violation'],
  [/需要(?:审核|审核通过)|等待审核|管理员审核|未通过检查|正在(?:被)?审核|还未通过/, 'private'],
]

/** `words`: the text of a tip. Null when it withholds nothing. */
export function lockOf(words: string): Lock | null {
  const text = words.replaceAll(/\s+/g, ' ').trim().slice(0, 200)
  const state = STATES.find(([form]) => form.test(text))?.[1] ?? null
  if (state !== null) return { remark: null, state, text }
  if (/已回复过了|以下是隐藏|是楼主|有查看隐藏|本帖隐藏的内容/.test(text)) {
    return { remark: { code: 'hidden-content', about: `shown to the reader who saved it: ${text.slice(0, 60)}` }, state: null, text }
  }
  if (LOGIN.test(text)) return { remark: { code: 'attachment-locked', about: text.slice(0, 80) }, state: null, text }
  if (HIDDEN.test(text)) return { remark: { code: 'hidden-content', about: text.slice(0, 80) }, state: 'private', text }
  return null
}

/** A short text that is nothing but the notice of a withheld post. */
export function shieldOf(text: string): Lock | null {
  if (text.length > 60) return null
  const found = lockOf(text)
  return found !== null && found.state !== null && found.state !== 'private' ? found : null
}
