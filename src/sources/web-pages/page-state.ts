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
  /(?:页面|文章|内容|信息|新闻|网页|资源|稿件|帖子).{0,8}(?:已被?(?:管理员)?(?:删除|撤下|下线|移除))|^.{0,12}(?:已被?删除|已下线)[。!！]?$/
/** A number alone may count households or money. */
const MISSING =
  /^(?:http|错误|error|状态码?)?\s?404(?:$|\s?[-_|:：!！,，。](?!\d)|\s+\D|错误|页面|\s?error|\s?not)|(?:错误|error|http|status)\s?[:：]?\s?404(?!\d)|not\s?found|(?:页面|网页|文章|内容|信息|文件|资源|网址|链接|地址).{0,10}(?:不存在|未找到|找不到|没有找到|已失效|走丢|无法访问|出错)|(?:找不到|未找到|没有找到|无法找到).{0,14}(?:页面|网页|文章|内容|信息|文件|资源)|指定的(?:信息|文章|主题).{0,6}不存在/i
const AWAY =
  /系统维护|网站维护|正在维护|升级维护|服务(?:暂时)?不可用|service unavailable|bad gateway|internal server error|^(?:http|错误|error)?\s?50[0234](?:$|\s?[-_|:：!！](?!\d)|\s+[a-z]|\s?错误|\s?error)|(?:错误|error|http|status)\s?[:：]?\s?50[0234](?!\d)|网站(?:暂时)?关闭/i
const GUARD =
  /安全验证|访问验证|人机验证|滑动验证|完成验证|请输入验证码|访问(?:过于|太)频繁|行为验证|(?:不是|是否为?|确认.{0,6})机器人|机器人(?:验证|检测|程序)|checking your browser|just a moment|are you (?:a )?human|not a robot|您的(?:请求|访问).{0,10}(?:拦截|阻断)|web application firewall|云防护/i
const LOG_IN =
  /请先(?:登录|登陆)|^(?:您好|抱歉|对不起|提示)?[,，:：]?(?:您?(?:尚未|还没有)(?:登录|登陆)|请?(?:登录|登陆)后(?:再|才能|方可)?.{0,2}(?:查看|访问|浏览|阅读|操作).{0,6})[!！。.]?$|(?:需要|须)(?:登录|登陆)后.{0,4}(?:查看|访问|浏览|阅读)|您(?:还)?没有(?:登录|登陆|权限)|没有权限访问|无权(?:访问|查看)/i
const LOG_IN_TITLE =
  /^(?:用户|会员|系统|管理员?|后台)?(?:登录|登陆|统一身份认证|sign ?in|log ?in)(?:页面|系统|平台|入口|界面)?(?=$|[\s_|\-—–])/i
/** Names a piece of writing, which may be about anything. */
const WRITING = /^关于|[的](?:通知|公告|通告|公示|通报|说明|办法|方案|意见|批复|决定)|(?:通知|公告|大赛|比赛|活动)(?:$|[_|\-—–])/
/** Nobody writes more into the line that says what is wrong. */
const LONGEST_WORD = 60

/** `shown`: what the page shows, or as much of it as matters; `body`: the text taken for the article; `dated`: it says when it was published. */
export function noPost(
  html: string,
  tags: PageTags,
  seen: { readonly shown: string; readonly body: string; readonly dated: boolean },
): NoPost | null {
  const heading = tags.windowTitle ?? ''
  const title = WRITING.test(heading) && seen.body.length > 0 ? '' : heading
  // page tags of an article are never on an error page; a long text is no error page either
  const isShort = seen.body.length < 300 && tags.published === null
  const lines = seen.shown.length < 1500 ? seen.shown : seen.body
  // an article with its publish date may speak of anything; so may one with the title of an article, but for what it says in a few words
  const shown = seen.dated || !isShort ? [] : lines.split('\n').filter((one) => title !== '' || !heading.startsWith(one.trim()))
  const said = [title, ...shown].map((one) => one.trim())
  const hit = (pattern: RegExp): string | null => {
    const most = title === '' ? 25 : LONGEST_WORD
    const line = said.find((one, n) => one !== '' && one.length < (n === 0 ? 120 : most) && pattern.test(one))
    return line === undefined ? null : line.slice(0, 200)
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
    (isShort && LOG_IN_TITLE.test(title) ? { state: 'private', stateText: heading } : test('private', LOG_IN)) ??
    (hasPassword && seen.body.length < 60 ? { state: 'private', stateText: 'a page that asks for a password' } : null) ??
    refresh
  )
}

/** A page that shows nothing and sends its reader on. */
function refreshOf(tags: PageTags, body: string): NoPost | null {
  if (tags.refresh === null || body.length > 60) return null
  return { state: 'migrated', stateText: 'the page sends its reader to another address', movedTo: tags.refresh }
}
