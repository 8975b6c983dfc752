// A post in, the stripped page of an exporter out: no script, no metadata, the time filled in, the address only as a quoted line, if at all.
import { escapeHtml, longLink, NICKNAME } from './account.ts'
import type { Sheet } from './page-old.ts'

export function pageExporter({ post, names, title, html }: Sheet, withAddress: boolean): string {
  const link = escapeHtml(longLink(names))
  return `<!DOCTYPE html>
<html lang="zh_CN">
<head>
    <meta charset="UTF-8">
    <meta name="viewport" content="width=device-width,initial-scale=1.0,maximum-scale=1.0,user-scalable=0,viewport-fit=cover">
    <meta name="referrer" content="no-referrer">
    <title>${escapeHtml(title)}</title>
    <style>#page-content { max-width: 667px; margin: 0 auto; } img { max-width: 100%; }</style>
</head>
<body class="zh_CN wx_wap_page mm_appmsg appmsg_skin_default appmsg_style_default">
<div id="js_article" class="rich_media">
    <div id="js_base_container" class="rich_media_inner">
        <div id="page-content" class="rich_media_area_primary">
            <div id="img-content" class="rich_media_wrp">
                <h1 class="rich_media_title " id="activity-name">${escapeHtml(title)}</h1>
                <div id="meta_content" class="rich_media_meta_list">
                    ${post.author === undefined ? '' : `<span class="rich_media_meta rich_media_meta_text">${post.author}</span>`}
                    <span class="rich_media_meta rich_media_meta_nickname" id="profileBt"><a href="javascript:void(0);" id="js_name">${NICKNAME}</a></span>
                    <em id="publish_time" class="rich_media_meta rich_media_meta_text">${(post.at ?? '').slice(0, 16)}</em>
                </div>
                ${withAddress ? `<blockquote class="original_url">原文地址: <a href="${link}" target="_blank">${link}</a></blockquote>` : ''}
                <div class="rich_media_content js_underline_content" id="js_content">
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
