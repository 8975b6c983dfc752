// A post and its body in, the page WeChat serves since 2025 out: article, reprint, picture post, text post, video post, with `cgiDataNew`.
import {
  ALIAS,
  BIZ,
  digest,
  epoch,
  escapeHtml,
  jsDecode,
  longLink,
  NICKNAME,
  pictureUrl,
  shortLink,
  SIGNATURE,
  USER_NAME,
} from './account.ts'
import { coverOf, openGraph } from './page-old.ts'
import type { Sheet } from './page-old.ts'
import { sizeOf } from './pictures.ts'
import { templateOf } from './post.ts'

const SHOW_TYPE: Readonly<Record<string, number>> = { images: 8, text: 10, videoshare: 5 }

const HEAD = `<meta name="wechat-enable-text-zoom-em" content="true">
    <meta http-equiv="Content-Type" content="text/html; charset=utf-8">
    <meta http-equiv="X-UA-Compatible" content="IE=edge">
    <meta name="color-scheme" content="light dark">
    <meta name="viewport" content="width=device-width,initial-scale=1.0,maximum-scale=1.0,user-scalable=0,viewport-fit=cover">
    <meta name="format-detection" content="telephone=no">
    <meta name="referrer" content="origin-when-cross-origin">`

export function pageNew(sheet: Sheet): string {
  const template = templateOf(sheet.post)
  const share = template === 'images' || template === 'text' || template === 'videoshare'
  return `<!DOCTYPE html>
<html class="
">
<head>
    ${HEAD}
${openGraph(sheet, linkOf(sheet))}
    <title></title>
</head>
<body id="${share ? '' : 'activity-detail'}" class="zh_CN wx_wap_page wx_wap_desktop_fontsize_2 ${share ? 'page_share_common' : 'mm_appmsg'} discuss_tab appmsg_skin_default appmsg_style_default ">
<script type="text/javascript" nonce="899229603" reportloaderror>
    ${share ? windowIds(sheet, template) : varIds(sheet)}
    window.__allowLoadResFromMp = true;
</script>
${share ? shareBody(sheet, template) : articleBody(sheet, template)}
<div class="weui-dialog__wrp" id="js_alert_panel" style="display:none;"><div class="weui-dialog"><div class="weui-dialog__ft"><a href="javascript:;" class="weui-dialog__btn weui-dialog__btn_default" id="js_alert_confirm">知道了</a></div></div></div>
${share ? '' : scripts(sheet)}
${cgiData(sheet, template)}
</body>
</html>
`
}

function linkOf({ post, names }: Sheet): string {
  return post.link === 'long' ? longLink(names) : shortLink(names)
}

function varIds({ names }: Sheet): string {
  return `var biz = "${BIZ}" || "";
    var sn = "${names.sn}" || "" || "";
    var mid = "${names.mid}" || "" || "";
    var idx = "${names.idx}" || "" || "";`
}

function windowIds({ post, names, title }: Sheet, template: string): string {
  return `window.idx = '' || '' || '${names.idx}';
    window.biz = '' || '${BIZ}';
    window.item_show_type = '${SHOW_TYPE[template]}' || '';
    window.mid = '' || '' || '${names.mid}';
    window.sn = '' || '' || '${names.sn}';
    window.ct = '${epoch(post.at ?? '')}' || '';
    window.msg_title = '${title}' || '';
    window.modify_time = "" * 1;`
}

function articleBody({ post, title, html }: Sheet, template: string): string {
  return `<div id="js_article" style="position:relative;" class="rich_media">
    <div id="js_top_ad_area" class="top_banner"></div>
    <div id="js_base_container" class="rich_media_inner">
        <div id="page-content" class="rich_media_area_primary" style=""><div class="rich_media_area_primary_inner">
                <div id="img-content" class="rich_media_wrp">
                    <h1 class="rich_media_title " id="activity-name">
                        ${escapeHtml(title)}</h1>
                    <div id="meta_content" class="rich_media_meta_list">
                        ${post.author === undefined ? '' : `<span class="rich_media_meta rich_media_meta_text">${post.author}</span>`}
                        <span class="rich_media_meta rich_media_meta_nickname" id="profileBt"><a href="javascript:void(0);" class="wx_tap_link js_wx_tap_highlight weui-wa-hotarea" id="js_name">${NICKNAME}</a><div id="js_profile_card"></div></span>
                        <span id="meta_content_hide_info" class=""><em id="publish_time" class="rich_media_meta rich_media_meta_text"></em></span>
                    </div>
                    ${
                      template === 'reprint'
                        ? reprintParts(html)
                        : `<div class="rich_media_content js_underline_content
                       autoTypeSetting24psection
            " id="js_content" style="visibility: hidden; opacity: 0; ">
${html}
                        <p style="display: none;"><mp-style-type data-value="3"></mp-style-type></p>
                    </div>`
                    }
                </div>
                <div id="content_bottom_area"></div>
        </div></div>
        <div id="js_pc_qr_code" class="qr_code_pc_outer" style="display:none;"><div class="qr_code_pc"><img id="js_pc_qr_code_img" class="qr_code_pc_img"><p>微信扫一扫<br>关注该公众号</p></div></div>
    </div>
</div>`
}

function reprintParts(html: string): string {
  return `<div class="rich_media_content js_underline_content" id="js_content" style="visibility: hidden; opacity: 0; "></div>
                    <div class="original_area_primary"><div id="js_share_source" class="wx_tap_link" data-url="${ORIGIN.url}">阅读全文</div></div>
                    <script id="content_tpl" type="text/html">
${html}
                    </script>`
}

function shareBody({ post, title }: Sheet, template: string): string {
  if (template === 'text') {
    return `<div id="js_article" data-server-rendered="true" class="page_pages share_content_page  "><div id="js_article_content" class="rich_media_area_primary "><div id="js_base_container" class="rich_media_area_primary_inner "><div id="js_content"><div id="js_top_profile" class="profile_area_hide"><div class="wx_follow_nickname ">${NICKNAME}</div></div><div class="share_notice js_share_notice_dom  "><h1 id="js_text_title" class="rich_media_title ">${title}</h1><p id="js_text_desc" class="share_notice_inner js_underline_content "></p></div></div></div></div></div>`
  }
  return `<div id="js_article" class="share_content_page"><div class="share_content_page_hd" id="js_share_content_page_hd"><div class="img_swiper_area"><div id="img_swiper_placeholder" class="share_media_swiper_placeholder" aria-hidden="true" style="visibility: hidden"><div id="img_list" class="share_media">${(post.gallery ?? []).map(galleryPicture).join('')}</div></div></div></div><div class="share_content_page_bd" id="js_base_container"></div></div>`
}

function scripts(sheet: Sheet): string {
  const { post, names, title } = sheet
  const at = post.at ?? ''
  return `<script type="text/javascript" nonce="899229603" reportloaderror>
    (function () {
        var svrDate = '${epoch(at) + 86400}';
        var oriCreateTime = '${epoch(at)}';
        var createTime = '${at.slice(0, 16)}';
    })();
</script>
<script type="text/javascript" nonce="899229603" reportloaderror>
    var item_show_type = "0";
    var create_time = "${epoch(at)}" * 1;
    var nickname = htmlDecode("${NICKNAME}");
    var ct = "${epoch(at)}";
    var user_name = "${USER_NAME}";
    var msg_title = '${title.replaceAll("'", '\\x26#39;').replaceAll('"', '\\x26quot;')}'.html(false);
    var msg_link = "${linkOf(sheet).replaceAll('&', '\\x26amp;')}";
    var msg_source_url = '${escapeHtml(post.readMore ?? '')}';
    var appmsgid = "${names.mid}" || '' || '';
    var author = "${post.author ?? ''}";
    var modify_time = "${post.modifiedAt === undefined ? '' : epoch(post.modifiedAt)}" * 1;
</script>`
}

/** The account a reprint came from; as invented as ours. */
const ORIGIN = {
  account: '远山市健康教育所',
  biz: 'OTkwMDAwMDA3Nw==',
  url: 'http://mp.weixin.qq.com/s?__biz=OTkwMDAwMDA3Nw==&amp;mid=2650003321&amp;idx=1&amp;sn=7d0a7f1d3d7b0a4df6d3d2b8a1e0c9f5#rd',
}

function cgiData(sheet: Sheet, template: string): string {
  const { post, names, title, html } = sheet
  const at = post.at ?? ''
  return `<script type="text/javascript" h5only nonce="899229603" reportloaderror>
    (function() {
        function JsDecode(str) {
            return str && str
                .replace(/\\\\x5c/g, '\\\\')
                .replace(/\\\\x26/g, '&')
                .replace(/\\\\x3c/g, '<')
                .replace(/\\\\x3e/g, '>')
                .replace(/\\\\x0a/g, '\\n');
        }
        try {
            window.cgiDataNew = {
                base_resp: {
                    ret: '0' * 1,
                    errmsg: JsDecode('ok'),
                    sessionid: JsDecode('svr_${digest(post.id).slice(0, 11)}'),
                },
                user_name: JsDecode('${USER_NAME}'),
                nick_name: JsDecode('${NICKNAME}'),
                title: ${jsDecode(title)},
                desc: ${jsDecode(escapeHtml(post.digest ?? ''))},
                content_noencode: ${jsDecode(template === 'text' ? '' : html)},
                create_time: JsDecode('${at.slice(0, 16)}'),
                cdn_url: ${jsDecode(coverOf(post))},
                link: ${jsDecode(linkOf(sheet).replaceAll('&', '&amp;'))},
                source_url: ${jsDecode(escapeHtml(post.readMore ?? ''))},
                alias: JsDecode('${ALIAS}'),
                signature: JsDecode('${SIGNATURE}'),
                type: '${SHOW_TYPE[template] === undefined ? 9 : 10002}' * 1,
                author: JsDecode('${post.author ?? ''}'),
                ori_create_time: '${epoch(at)}' * 1,
                ori_send_time: '${epoch(at)}' * 1,
                modify_time: '${post.modifiedAt === undefined ? '' : epoch(post.modifiedAt)}' * 1,
                svr_time: '${epoch(at) + 86400}' * 1,
                copyright_info: {
                    ${copyright(template)}
                },
                is_pay_subscribe: '${post.paid === true ? 1 : 0}' * 1,
                ${post.paid === true ? "pay_subscribe_info: { desc: JsDecode('付费内容'), fee: '100' * 1, preview_percent: '20' * 1 }," : ''}
                bizuin: JsDecode('${BIZ}'),
                mid: '${names.mid}' * 1,
                idx: '${names.idx}' * 1,
                sn: JsDecode('${names.sn}'),
                item_show_type: '${SHOW_TYPE[template] ?? 0}' * 1,
                hashtags: {
                    hashtag: [${(post.topics ?? []).map((topic) => `{ title: JsDecode('${topic}') }`).join(', ')}],
                },
                picture_page_info_list: [
${(post.gallery ?? []).map(galleryEntry).join('\n')}
                ],
                ${template === 'text' ? textInfo(html) : 'text_page_info: {},'}
                ${template === 'videoshare' ? videoInfo(post.id) : 'video_page_info: { mp_video_trans_info: [] },'}
            };
        } catch (err) { console.error(err); }
    })();
</script>`
}

function copyright(template: string): string {
  if (template !== 'reprint') return "copyright_stat: '0' * 1,"
  return `copyright_stat: '2' * 1,
                    platform: JsDecode('${ORIGIN.account}'),
                    source_encode_biz: JsDecode('${ORIGIN.biz}'),
                    source_mid: '2650003321' * 1,
                    source_idx: '1' * 1,
                    reprint_url: ${jsDecode(ORIGIN.url)},
                    reprint_style: '2' * 1,`
}

/** As an exporter saves it, after the page's script has put the pictures in. */
function galleryPicture(name: string): string {
  return `<div class="swiper_item"><div class="swiper_item_img"><img data-src="${pictureUrl(name)}&amp;from=appmsg" {{src:${name}}} alt=""></div></div>`
}

function galleryEntry(name: string, at: number): string {
  const { width, height } = sizeOf(name)
  return `                    { cdn_url: ${jsDecode(pictureUrl(name).replace('?', `?from=appmsg&${at === 0 ? 'amp;amp;' : 'amp;'}`))}, width: '${width}' * 1, height: '${height}' * 1, is_qr_code: '0' * 1, poi_info: [] },`
}

function textInfo(text: string): string {
  return `text_page_info: {
                    content: ${jsDecode(escapeHtml(text))},
                    content_noencode: ${jsDecode(text)},
                    is_user_title: '0' * 1,
                    picture_info: [],
                },`
}

function videoInfo(id: string): string {
  return `video_page_info: {
                    video_id: JsDecode('wxv_${BigInt(`0x${digest(id).slice(0, 15)}`)}'),
                    mp_video_trans_info: [{ duration_ms: '61000' * 1, filesize: '1048576' * 1, format_id: '10002' * 1, width: '960' * 1, height: '540' * 1, video_quality_level: '2' * 1, url: JsDecode('http://mpvideo.qpic.cn/0bc3demo.f10002.mp4?dis_k=0\\x26amp;dis_t=0') }],
                },`
}
