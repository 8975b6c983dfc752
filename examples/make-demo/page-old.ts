// A post and its body in, the page WeChat served until 2022 out (templates of 2018 and 2020), and the bare page without any variables.
import { BIZ, escapeHtml, longLink, NICKNAME, pictureUrl, shortLink, SIGNATURE, USER_NAME, ALIAS, epoch } from './account.ts'
import type { Names } from './account.ts'
import type { Post } from './post.ts'

export interface Sheet {
  readonly post: Post
  readonly names: Names
  readonly title: string
  readonly html: string
}

const TRAP = '<!--headTrap<body></body><head></head><html></html>-->'
const METAS = `<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<meta http-equiv="X-UA-Compatible" content="IE=edge">
<meta name="viewport" content="width=device-width,initial-scale=1.0,maximum-scale=1.0,user-scalable=0,viewport-fit=cover">
<meta name="apple-mobile-web-app-capable" content="yes">
<meta name="apple-mobile-web-app-status-bar-style" content="black">
<meta name="format-detection" content="telephone=no">`

export function page2018(sheet: Sheet): string {
  const { post, names, title, html } = sheet
  const day = (post.at ?? '').slice(0, 10)
  return `<!DOCTYPE html>
${TRAP}<html>
    <head>
        ${METAS}
<script nonce="1284529561" type="text/javascript">
    window.logs = { pagetime: {} };
    window.logs.pagetime['html_begin'] = (+new Date());
</script>
${ids(names, ' ||')}
        <title>${escapeHtml(title)}</title>
<link rel="stylesheet" type="text/css" href="http://res.wx.qq.com/mmbizwap/zh_CN/htmledition/style/page/appmsg/page_mp_article_improve2d1390.css">
    </head>
    <body id="activity-detail" class="zh_CN mm_appmsg" ontouchstart="">
<div id="js_article" class="rich_media">
  <div class="rich_media_inner">
    <div id="page-content" class="rich_media_area_primary">
      <div id="img-content">
        <h2 class="rich_media_title" id="activity-name">
            ${escapeHtml(title)}
        </h2>
        <div id="meta_content" class="rich_media_meta_list">
          <em id="post-date" class="rich_media_meta rich_media_meta_text">${day}</em>
          ${post.author === undefined ? '' : `<em class="rich_media_meta rich_media_meta_text">${post.author}</em>`}
          <a class="rich_media_meta rich_media_meta_link rich_media_meta_nickname" href="##" id="post-user">${NICKNAME}</a>
          <span class="rich_media_meta rich_media_meta_text rich_media_meta_nickname">${NICKNAME}</span>
          ${profileBox()}
        </div>
        <div class="rich_media_content " id="js_content">
${html}
        </div>
        <script nonce="1284529561" type="text/javascript">
            var first_sceen__time = (+new Date());
        </script>
      </div>
      ${post.readMore === undefined ? '' : '<div class="rich_media_tool" id="js_toobar3"><a class="media_tool_meta meta_primary" id="js_view_source" href="##">阅读原文</a></div>'}
    </div>
    <div class="rich_media_area_primary sougou" id="sg_tj" style="display:none"></div>
    <div id="js_pc_qr_code" class="qr_code_pc_outer" style="display:none;"><div class="qr_code_pc_inner"><div class="qr_code_pc"><img id="js_pc_qr_code_img" class="qr_code_pc_img"><p>微信扫一扫<br>关注该公众号</p></div></div></div>
  </div>
</div>
<script nonce="1284529561" type="text/javascript">
    ${variables(sheet, `"${title.replaceAll('"', '\\x26quot;')}"`)}
    var publish_time = "${day}" || "";
</script>
    </body>
</html>
`
}

export function page2020(sheet: Sheet): string {
  const { post, names, title, html } = sheet
  return `<!DOCTYPE html>
${TRAP}<html>
<head>
${METAS}
${openGraph(sheet, longLink(names))}
${ids(names, '||')}
<title>${escapeHtml(title)}</title>
</head>
<body id="activity-detail" class="zh_CN mm_appmsg appmsg_skin_default appmsg_style_default not_in_mm">
<div id="js_article" class="rich_media">
  <div id="js_top_ad_area" class="top_banner"></div>
  <div class="rich_media_inner">
    <div id="page-content" class="rich_media_area_primary">
      <div class="rich_media_area_primary_inner">
        <div id="img-content" class="rich_media_wrp">
          <h2 class="rich_media_title" id="activity-name">
            ${escapeHtml(title)}
          </h2>
          <div id="meta_content" class="rich_media_meta_list">
            ${post.author === undefined ? '' : `<span class="rich_media_meta rich_media_meta_text"><span role="link" id="js_author_name">${post.author}</span></span>`}
            <span class="rich_media_meta rich_media_meta_nickname" id="profileBt">
              <a href="javascript:void(0);" id="js_name">
                ${NICKNAME}              </a>
              ${profileBox()}
            </span>
            <em id="publish_time" class="rich_media_meta rich_media_meta_text"></em>
          </div>
          <div class="rich_media_content " id="js_content" style="visibility: hidden;">
${html}
          </div>
          <script type="text/javascript" nonce="1877404327">var first_sceen__time = (+new Date());</script>
          <div class="ct_mpda_wrp" id="js_sponsor_ad_area" style="display:none;"></div>
        </div>
        <div class="rich_media_tool" id="js_toobar3">${post.readMore === undefined ? '' : '<a id="js_view_source" href="javascript:;">阅读原文</a>'}</div>
      </div>
    </div>
    <div id="js_pc_qr_code" class="qr_code_pc_outer" style="display:none;"><div class="qr_code_pc"><img id="js_pc_qr_code_img" class="qr_code_pc_img"><p>微信扫一扫<br>关注该公众号</p></div></div>
  </div>
</div>
<script nonce="1877404327">
    ${variables(sheet, `"${title.replaceAll('"', '\\x26quot;')}"`)}
    var create_time = "${epoch(post.at ?? '')}" * 1;
</script>
</body>
</html>
`
}

/** What a cleaning exporter leaves: the article and an address, no script. */
export function pageBare({ post, names, title, html }: Sheet): string {
  const address = post.nameless === true ? '' : `<meta content="${shortLink(names)}" property="og:url"/>`
  return `<!DOCTYPE html>
<html class="">
 <head>
  <meta content="text/html; charset=utf-8" http-equiv="Content-Type"/>
  <meta content="${escapeHtml(title)}" property="og:title"/>
  ${address}
  <meta content="微信公众平台" property="og:site_name"/>
  <title>
  </title>
 </head>
 <body class="zh_CN wx_wap_page" id="activity-detail">
  <div class="rich_media" id="js_article">
   <div class="rich_media_inner" id="js_base_container">
    <div class="rich_media_area_primary" id="page-content">
     <div class="rich_media_wrp" id="img-content">
      <h1 class="rich_media_title" id="activity-name">
       ${escapeHtml(title)}
      </h1>
      <div class="rich_media_meta_list" id="meta_content">
       <span class="rich_media_meta rich_media_meta_nickname" id="profileBt"><a href="javascript:void(0);" id="js_name">${NICKNAME}</a></span>
       <em class="rich_media_meta rich_media_meta_text" id="publish_time"></em>
      </div>
      <div class="rich_media_content js_underline_content autoTypeSetting24psection" id="js_content" style=";  0; ">
${html}
      </div>
     </div>
    </div>
   </div>
  </div>
 </body>
</html>
`
}

function ids(names: Names, or: string): string {
  return `<script nonce="1284529561" type="text/javascript">
    var biz = ""${or}"${BIZ}";
    var sn = "" || ""${or} "${names.sn}";
    var mid = "" || ""${or} "${names.mid}";
    var idx = "" || "" || "${names.idx}";
    window.__allowLoadResFromMp = true;
</script>`
}

/** WeChat's cover is a crop of a picture of the post: same id, another size. Posts without pictures have none. */
export function coverOf(post: Post): string {
  return post.cover === undefined ? '' : pictureUrl(post.cover, '0')
}

export function openGraph({ post, title }: Sheet, link: string): string {
  const cover = coverOf(post)
  return `<meta name="description" content="${escapeHtml(post.digest ?? '')}">
<meta name="author" content="${post.author ?? ''}">
<meta property="og:title" content="${escapeHtml(title)}">
<meta property="og:url" content="${escapeHtml(link)}">
<meta property="og:image" content="${cover}">
<meta property="og:description" content="${escapeHtml(post.digest ?? '')}">
<meta property="og:site_name" content="微信公众平台">
<meta property="og:type" content="article">
<meta property="og:article:author" content="${post.author ?? ''}">
<meta property="twitter:title" content="${escapeHtml(title)}">`
}

function profileBox(): string {
  return `<div id="js_profile_qrcode" class="profile_container" style="display:none;"><div class="profile_inner"><strong class="profile_nickname">${NICKNAME}</strong><img class="profile_avatar" id="js_profile_qrcode_img" src="" alt=""><p class="profile_meta"><label class="profile_meta_label">微信号</label><span class="profile_meta_value">${ALIAS}</span></p><p class="profile_meta"><label class="profile_meta_label">功能介绍</label><span class="profile_meta_value">${SIGNATURE}</span></p></div></div>`
}

function variables({ post, names }: Sheet, title: string): string {
  const link = post.link === 'short' ? shortLink(names) : escapeHtml(longLink(names))
  return `var appuin = "" || "${BIZ}";
    var user_name = "${USER_NAME}";
    var nickname = "${NICKNAME}";
    var appmsg_type = "9";
    var ct = "${epoch(post.at ?? '')}";
    var msg_title = ${title};
    var msg_desc = "${(post.digest ?? '').replaceAll('"', '\\x26quot;')}";
    var msg_cdn_url = "${coverOf(post)}";
    var msg_link = "${link}";
    var msg_source_url = "${escapeHtml(post.readMore ?? '')}";
    var appmsgid = "${names.mid}" || '' || '';
    var copyright_stat = "0" * 1;
    var item_show_type = "0";
    var modify_time = "${post.modifiedAt === undefined ? '' : epoch(post.modifiedAt)}" * 1;`
}
