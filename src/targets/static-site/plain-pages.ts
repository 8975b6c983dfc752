// The pages that speak of no article: not found, withdrawn, being built, robots.txt.
import { escape } from './escape.ts'
import { meta, page, type Frame } from './frame.ts'
import type { Site } from './options.ts'

/** How a page says that what stood here is gone for good; the site server answers 410 for it. */
export const WITHDRAWN = '<!doctype html><!--withdrawn-->'

export function notFoundPage(frame: Frame): string {
  return page(frame, {
    kind: 'plain',
    title: '没有找到该页面',
    url: null,
    column: null,
    tags: [],
    crumbs: [
      ['首页', '/'],
      ['没有找到该页面', null],
    ],
    main: `<h1>没有找到该页面</h1>
<p>该地址没有内容，可能已经调整或输入有误。您可以从<a href="/">首页</a>或<a href="/search/">按年份浏览</a>继续查找。</p>
`,
  })
}

/** Says that it is gone, never what it was or why: a withdrawn text must not live on in its notice. */
export function withdrawnPage(frame: Frame, key: string): string {
  const html = page(frame, {
    kind: 'plain',
    title: '该稿件已撤',
    url: null,
    column: null,
    tags: [['robots', 'noindex']],
    crumbs: [
      ['首页', '/'],
      ['该稿件已撤', null],
    ],
    head: meta('guiji-key', key),
    main: `<h1>该稿件已撤</h1>
<p>该稿件已由发布机构撤下，不再提供。如有疑问，请与网站联系。</p>
`,
  })
  return html.replace('<!doctype html>', WITHDRAWN)
}

export function buildingPage(frame: Frame, at: { heading: string; url: string; column: string | null }): string {
  return page(frame, {
    kind: 'plain',
    title: at.heading,
    url: at.url,
    column: at.column,
    tags: [['robots', 'noindex']],
    crumbs: [],
    main: `<h1>${escape(at.heading)}</h1>
<p>本站正在建设，稿件正在陆续迁入，目录将在迁移完成后开放。</p>
`,
  })
}

export function robots(site: Site): string {
  return `User-agent: *\nDisallow: /redirects/\nSitemap: https://${site.domain}/sitemap.xml\n`
}
