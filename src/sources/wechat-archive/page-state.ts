// Which of the platform's answers a page is. Decided by elements, never by searching the whole file: scripts of good pages hold every error text.
import type { PageState } from '../../domain/page.ts'
import type { PageScan } from './page-scan.ts'
import { textOf } from '../text/text-of.ts'

export interface StateFound {
  /** `foreign` = no page of the platform at all. */
  readonly state: PageState | 'foreign'
  readonly text: string | null
}

const CAPTCHA = /环境异常|去验证|完成验证后即可继续访问|访问过于频繁|操作频繁/
const MESSAGES: readonly (readonly [RegExp, PageState])[] = [
  [/已被发布者删除|deleted by the author/i, 'deleted'],
  [/该公众号已迁移|帐号已迁移|账号已迁移/, 'migrated'],
  [/申请(帐号|账号)迁移|迁移流程中/, 'migrated'],
  [/自主注销|(帐号|账号)已(被)?(注销|回收)/, 'account-cancelled'],
  [/违规无法查看|被投诉|涉嫌侵权|冒名侵权|发送失败无法查看|已被屏蔽|被冻结|content has violated/i, 'violation'],
  [/链接已过期|link has expired/i, 'expired'],
  [/隐私设置|需要权限/, 'private'],
  [/暂时无法查看|系统出错|参数错误|temporarily unavailable/i, 'unavailable'],
]
/** Larger documents without any marker are somebody's website, not a captcha shell. */
const SHELL_LIMIT = 400_000

export function pageState(scan: PageScan): StateFound {
  const address = scan.metas.get('saved-from') ?? scan.metas.get('og:url') ?? scan.metas.get('canonical') ?? ''
  if (scan.article === null && /wappoc_appmsgcaptcha|\/mp\/verify/.test(address)) return { state: 'blocked', text: null }
  if (scan.article !== null || scan.content !== null) return { state: 'ok', text: null }
  const message = scan.fields.get('weui-msg__title') ?? scan.fields.get('mesg-block') ?? null
  if (message !== null) return named(message, scan.fields.get('weui-msg__desc'))
  return withoutMarkers(scan)
}

function named(message: string, because: string | undefined): StateFound {
  const text = because === undefined ? message : `${message} ${because}`
  if (CAPTCHA.test(text)) return { state: 'blocked', text }
  return { state: MESSAGES.find(([words]) => words.test(text))?.[1] ?? 'unavailable', text }
}

function withoutMarkers(scan: PageScan): StateFound {
  if (scan.html.length > SHELL_LIMIT) return { state: 'foreign', text: null }
  const body = /<body[\s>]/i.exec(scan.html)
  const seen = textOf(scan.html.slice(body?.index ?? 0))
  if (seen.length < 2000) {
    if (CAPTCHA.test(seen)) return { state: 'blocked', text: seen.slice(0, 200) }
    const known = MESSAGES.find(([words]) => words.test(seen))
    if (known !== undefined && isPlatforms(scan)) return { state: known[1], text: seen.slice(0, 200) }
  }
  // The platform's captcha shell shows nothing until its script runs.
  return seen.length < 40 && isPlatforms(scan) ? { state: 'blocked', text: null } : { state: 'foreign', text: null }
}

/** The platform serves its pages' scripts and styles from its own resource hosts. */
function isPlatforms(scan: PageScan): boolean {
  return /\b(?:src|href)\s*=\s*["']?(?:https?:)?\/\/(?:res\.wx\.qq\.com|mp\.weixin\.qq\.com|res2?\.wx\.qq\.com)\//i.test(scan.html)
}
