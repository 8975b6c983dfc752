// A page that came with a good status → what it is instead of a post: an error page, a log-in, a test for humans, a signpost; null when it may
// be a post. Judges by the window's title, the headings and short texts: the words of error pages stand in scripts and articles too.
import type { Page } from '../../domain/page.ts'
import type { PageTags } from './page-tags.ts'

export interface NoPost {
  readonly state: Exclude<Page['state'], 'ok'>
  readonly stateText: string
  readonly movedTo?: string
}

const GONE =
  /(?:页面|文章|内容|信息|新闻|网页|资源|稿件|帖子).{0,12}(?:已被?(?:管理员)?(?:删除|撤销|撤下|下线|移除))|(?:已被?删除|已下线)[。!！]?$/
const MISSING =
  /(?:^|\D)404(?:\D|$)|not\s?found|(?:页面|网页|文章|内容|信息|文件|资源|网址|链接|地址).{0,10}(?:不存在|未找到|找不到|没有找到|已失效|走丢|无法访问|出错)|(?:找不到|未找到|没有找到|无法找到).{0,14}(?:页面|网页|文章|内容|信息|文件|资源)|指定的(?:信息|文章|主题).{0,6}不存在/i
const AWAY =
  /系统维护|网站维护|正在维护|升级维护|服务(?:暂时)?不可用|service unavailable|bad gateway|internal server error|(?:^|\D)50[0234](?:\D|$)|网站(?:暂时)?关闭/i
const GUARD =
  /安全验证|访问验证|人机验证|滑动验证|完成验证|请输入验证码|访问(?:过于|太)频繁|行为验证|机器人|checking your browser|just a moment|are you (?:a )?human|您的(?:请求|访问).{0,10}(?:拦截|阻断)|web application firewall|云防护/i
const LOG_IN =
  /^(?:用户)?(?:登录|登陆|统一身份认证|sign ?in|log ?in)|请先?(?:登录|登陆)|(?:需要|须)(?:登录|登陆)后|您(?:还)?没有(?:登录|登陆|权限)|没有权限访问|无权(?:访问|查看)/i

/** `shown`: what the page shows, or as much of it as matters; `body`: the text taken for the article. */
export function noPost(html: string, tags: PageTags, seen: { readonly shown: string; readonly body: string }): NoPost | null {
  const heading = tags.windowTitle ?? ''
  // page tags of an article are never on an error page; a long text is no error page either
  const isShort = seen.body.length < 300 && tags.published === null
  const said = `${heading}\n${isShort ? (seen.shown.length < 1500 ? seen.shown : seen.body) : ''}`
  const hit = (pattern: RegExp): string | null => {
    const line = said.split('\n').find((one) => one.trim().length < 120 && pattern.test(one.trim()))
    return line === undefined ? null : line.trim().slice(0, 200)
  }
  const test = (state: NoPost['state'], pattern: RegExp): NoPost | null => {
    const stateText = isShort ? hit(pattern) : null
    return stateText === null ? null : { state, stateText }
  }
  const hasPassword = isShort && /<input\b[^<>]{0,300}type\s{0,3}=\s{0,3}["']?password/i.test(html)
  const refresh = refreshOf(tags, seen.body)
  return (
    test('blocked', GUARD) ??
    test('unavailable', MISSING) ??
    test('deleted', GONE) ??
    test('unavailable', AWAY) ??
    (hasPassword && LOG_IN.test(heading) ? { state: 'private', stateText: heading } : test('private', LOG_IN)) ??
    (hasPassword && seen.body.length < 60 ? { state: 'private', stateText: 'a page that asks for a password' } : null) ??
    refresh
  )
}

/** A page that shows nothing and sends its reader on. */
function refreshOf(tags: PageTags, body: string): NoPost | null {
  if (tags.refresh === null || body.length > 60) return null
  return { state: 'migrated', stateText: 'the page sends its reader to another address', movedTo: tags.refresh }
}
