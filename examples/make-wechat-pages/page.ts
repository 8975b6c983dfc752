// Pages of the platform as it serves them: an article with the data of its scripts, a picture post, and every notice that stands in the place
// of one, all with status 200. For the example and for the tests. Words in, HTML out.
import { epochOf } from './words.ts'

export interface Article {
  readonly biz: string
  readonly mid: number
  readonly idx: number
  readonly title: string
  /** Beijing time, `2021-05-08 09:30`. */
  readonly at: string
  readonly body: string
  readonly account?: string
  readonly author?: string
  readonly cover?: string
  readonly link?: string
  readonly readMore?: string
  /** Addresses: makes it a picture post. */
  readonly pictures?: readonly string[]
}

const HEAD = `<meta name="wechat-enable-text-zoom-em" content="true">
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1.0,maximum-scale=1.0,user-scalable=0,viewport-fit=cover">`

/** `session`: what differs from visit to visit. */
export function articlePage(article: Article, session = '1'): string {
  const { biz, mid, idx, title, at, body, account = '青石民政', author = '', cover = '', pictures = [] } = article
  const link =
    article.link ?? `http://mp.weixin.qq.com/s?__biz=${biz}&amp;mid=${mid}&amp;idx=${idx}&amp;sn=0123456789abcdef0123456789abcdef#rd`
  const shown = pictures.length > 0 ? '' : body
  return `<!DOCTYPE html>
<html class="">
<head>
${HEAD}
<meta property="og:title" content="${title}">
<meta property="og:url" content="${link}">
<meta property="og:image" content="${cover}">
<title></title>
</head>
<body id="activity-detail" class="zh_CN wx_wap_page mm_appmsg">
<div id="js_article" class="rich_media"><div id="page-content" class="rich_media_area_primary"><div id="img-content" class="rich_media_wrp">
<h1 class="rich_media_title " id="activity-name">
${title}</h1>
<div id="meta_content" class="rich_media_meta_list"><span class="rich_media_meta rich_media_meta_nickname" id="profileBt"><a href="javascript:void(0);" id="js_name">${account}</a></span>
<em id="publish_time" class="rich_media_meta rich_media_meta_text"></em></div>
<div class="rich_media_content js_underline_content" id="js_content" style="visibility: hidden; opacity: 0; ">
${shown}
</div>
</div></div></div>
<script type="text/javascript" nonce="${session}" reportloaderror>
var svr_time = '${session}';
window.cgiDataNew = {
  user_name: 'gh_5e1f0a2b3c4d',
  nick_name: '${account}',
  bizuin: '${biz}',
  mid: '${mid}' * 1,
  idx: '${idx}' * 1,
  title: '${title}',
  desc: '',
  author: '${author}',
  cdn_url: '${cover}',
  link: '${link.replaceAll('&amp;', '\\x26amp;')}',
  source_url: '${article.readMore ?? ''}',
  item_show_type: '${pictures.length > 0 ? 8 : 0}' * 1,
  ori_send_time: '${epochOf(at)}' * 1,
  ori_create_time: '${epochOf(at)}' * 1,
  req_id: '${session}',
  content_noencode: '${pictures.length > 0 ? body : ''}',
  picture_page_info_list: [${pictures.map((cdn) => `{ cdn_url: '${cdn}', width: '480' * 1, height: '300' * 1 }`).join(', ')}],
};
</script>
</body>
</html>
`
}

export type Notice =
  | 'deleted'
  | 'deleted-english'
  | 'violation'
  | 'complaint'
  | 'unavailable'
  | 'expired'
  | 'migrated'
  | 'migrating'
  | 'cancelled'
  | 'screened'
  | 'private'
  | 'failed'
  | 'captcha'
  | 'busy'
  | 'shell'

const WORDS: Readonly<Partial<Record<Notice, string>>> = {
  deleted: '该内容已被发布者删除',
  'deleted-english': 'The content has been deleted by the author.',
  violation: '此内容因违规无法查看',
  complaint: '此内容被投诉且经审核涉嫌侵权,无法查看',
  expired: '链接已过期',
  migrated: '该公众号已迁移',
  migrating: '此帐号处于帐号迁移流程中',
  cancelled: '此帐号已自主注销,内容无法查看',
  screened: '此帐号已被屏蔽, 内容无法查看',
  private: '根据作者隐私设置,无法查看该内容',
  failed: '系统出错',
}

/** `to`: where a migrated account's article is now. */
export function noticePage(notice: Notice, to = ''): string {
  if (notice === 'unavailable')
    return `<!DOCTYPE html>\n<html><head><meta charset="utf8"><title>该内容暂时无法查看</title></head><body><div class="panel"><div class="mesg-block"><p>该内容暂时无法查看</p></div></div></body></html>\n`
  if (notice === 'shell')
    return `<!DOCTYPE html>\n<html><head>${HEAD}<title></title></head><body><div id="app"></div><script src="https://res.wx.qq.com/mmbizappmsg/zh_CN/htmledition/js/secitptpage.js"></script><script>var words = ['该内容已被发布者删除', 'js_editor_vote_card']</script></body></html>\n`
  if (notice === 'captcha' || notice === 'busy')
    return `<!DOCTYPE html>\n<html><head>${HEAD}<title></title></head><body id="activity-detail" class="zh_CN wx_wap_page"><div class="weui-msg"><div class="weui-msg__text-area"><h2 class="weui-msg__title">${notice === 'busy' ? '访问过于频繁,请用微信扫描二维码进行访问' : '环境异常'}</h2><p class="weui-msg__desc">当前环境异常,完成验证后即可继续访问。</p></div><div class="weui-msg__opr-area"><a class="weui-btn weui-btn_primary" id="js_verify" href="javascript:;">去验证</a></div></div></body></html>\n`
  return `<!DOCTYPE html>
<html class=""><head>${HEAD}<title></title></head>
<body id="activity-detail" class="zh_CN wx_wap_page"><div class="weui-msg"><div class="weui-msg__text-area"><h2 class="weui-msg__title">
    ${WORDS[notice] ?? ''}
</h2></div></div>
${to === '' ? '' : `<script type="text/javascript">var transferTargetLink = '${to}';</script>`}
</body></html>
`
}
