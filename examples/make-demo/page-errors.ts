// The pages WeChat gives instead of a post, all with status 200. Takes which one, and the words for it.
import { NICKNAME, USER_NAME } from './account.ts'

export type ErrorStyle = 'deleted' | 'violation' | 'unavailable' | 'expired' | 'migrated'

const HEAD = `<meta name="wechat-enable-text-zoom-em" content="true">
    <meta http-equiv="Content-Type" content="text/html; charset=utf-8">
    <meta http-equiv="X-UA-Compatible" content="IE=edge">
    <meta name="viewport" content="width=device-width,initial-scale=1.0,maximum-scale=1.0,user-scalable=0,viewport-fit=cover">
    <title></title>
    <script type="text/javascript" nonce="" reportloaderror>window.logs = { pagetime: {} }; window.LANG = "zh_CN";</script>`

const FOOT =
  '<div class="weui-msg__extra-area"><div class="weui-footer"><p class="weui-footer__links"><a class="weui-footer__link" href="https://mp.weixin.qq.com/webpoc/ruleCenter?type=oa">微信公众平台运营中心</a></p></div></div>'

/** `link` stands in a comment, as a browser saves it: an error page itself does not say which post it was. */
export function errorPage(style: ErrorStyle, link: string): string {
  const saved = `<!-- saved from url=(${String(link.length).padStart(4, '0')})${link} -->\n`
  if (style === 'unavailable') return `<!DOCTYPE html>\n${saved}${unavailable()}`
  return `<!DOCTYPE html>\n${saved}<html class=""><head>
    ${HEAD}
</head>
<body id="activity-detail" class="zh_CN wx_wap_page   discuss_tab appmsg_skin_default appmsg_style_default ">
<div class="weui-msg">
    <div class="weui-msg__icon-area"><i class="weui-icon-warn weui-icon_msg-primary"></i></div>
    <div class="weui-msg__text-area">
        ${WORDS[style]}
    </div>
    ${FOOT}
</div>
<span aria-hidden="true" class="weui-a11y_ref" style="display:none" id="js_a11y_colon">：</span>
${style === 'violation' ? `<script type="text/javascript">window.cgiData = { del_reason_id: '10001', del_reason: '涉嫌过度营销、骚扰用户', user_name: '${USER_NAME}', nick_name: '${NICKNAME}', };</script>` : ''}
${style === 'migrated' ? '<script type="text/javascript">var transferTargetLink = \'https://mp.weixin.qq.com/s/QsNewHomeOfThisPost0001\';</script>' : ''}
</body></html>
`
}

const WORDS: Readonly<Record<Exclude<ErrorStyle, 'unavailable'>, string>> = {
  deleted: '<div class="weui-msg__title warn">该内容已被发布者删除</div>',
  violation:
    '<h2 class="weui-msg__title title">此内容因违规无法查看</h2><div class="weui-msg__desc"><p class="tips">由用户投诉并经平台审核，涉嫌过度营销、骚扰用户，查看<a href="http://mp.weixin.qq.com/mp/opshowpage?action=oplaw&amp;id=26#wechat_redirect">对应规则</a></p></div>',
  expired: '<h2 class="weui-msg__title">\n        链接已过期 \n        </h2>',
  migrated:
    '<h2 class="weui-msg__title">该公众号已迁移</h2><p class="weui-msg__desc">该公众号已迁移至新的账号，原账号已回收。若需访问原文章链接，请点击下方按钮。</p><div class="weui-msg__opr-area"><a id="js_access" class="weui-btn weui-btn_primary" href="javascript:;">访问文章</a></div>',
}

function unavailable(): string {
  return `<html>
<head>
    <meta http-equiv="content-type" content="text/html;charset=utf8">
    <title>该内容暂时无法查看</title>
    <style>.mesg-block p{ font-size: 16px; color: #858585; text-align:center; }</style>
</head>
<body>
<div class="panel"><div class="mesg-block"><p>该内容暂时无法查看</p></div></div>
</body>
</head>
</html>
`
}
