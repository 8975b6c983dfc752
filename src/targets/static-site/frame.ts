// The frame of every page: head with the page tags (R19), header with search, column list, main part, foot. Text comes in escaped or
// is escaped here; nothing in a page may load from elsewhere, and there is no inline script or style.
import type { Column } from '../../domain/article.ts'
import { escape } from './escape.ts'
import type { Site } from './options.ts'

/** What all pages of one site share; made once. */
export interface Frame {
  readonly site: Site
  readonly columns: readonly Column[]
}

export interface PageParts {
  readonly title: string
  /** Name and value of each `<meta>` after those of the site. */
  readonly tags: readonly (readonly [string, string])[]
  readonly crumbs: readonly (readonly [string, string | null])[]
  /** Id of the column it stands in; null = none. */
  readonly column: string | null
  /** Html. */
  readonly main: string
  /** Site-relative; null for pages without an address of their own (404). */
  readonly url: string | null
  /** Further html for the head. */
  readonly head?: string
  /** Article pages are `article`; others may show the column list on phones too. */
  readonly kind: 'home' | 'list' | 'article' | 'search' | 'plain'
}

export function page(frame: Frame, parts: PageParts): string {
  return `<!doctype html>
<html lang="${frame.site.language}">
<head>
${head(frame.site, parts)}</head>
<body class="on-${parts.kind}">
<a class="skip" href="#main">跳到正文</a>
${header(frame.site, parts.kind)}<div class="sheet">
${aside(frame.columns, parts.column)}<main id="main" tabindex="-1">
${crumbs(parts.crumbs)}${parts.main}</main>
</div>
${footer(frame.site)}</body>
</html>
`
}

export function meta(name: string, content: string): string {
  return `<meta name="${name}" content="${escape(content)}">\n`
}

export function columnTags(column: Column): [string, string][] {
  return [
    ['ColumnName', column.name],
    ['ColumnDescription', column.description],
    ['ColumnKeywords', column.keywords.join(',')],
    ['ColumnType', column.type],
  ]
}

function head(site: Site, parts: PageParts): string {
  const full = parts.title === site.name ? site.name : `${parts.title}_${site.name}`
  const tags = [['SiteName', site.name], ['SiteDomain', site.domain], ['SiteIDCode', site.idCode], ...parts.tags] as const
  return `<meta charset="utf-8">
${parts.head ?? ''}<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="same-origin">
<title>${escape(full)}</title>
${tags.map(([name, value]) => meta(name, value)).join('')}<link rel="stylesheet" href="/assets/site.css">
<link rel="alternate" type="application/rss+xml" title="${escape(site.name)}" href="/rss.xml">
${parts.url === null ? '' : `<link rel="canonical" href="https://${escape(site.domain)}${parts.url}">\n`}<script src="/assets/page.js" defer></script>
`
}

function header(site: Site, kind: PageParts['kind']): string {
  const search =
    kind === 'search'
      ? ''
      : `<form role="search" action="/search/" method="get">
<label class="unseen" for="q">搜索稿件</label><input id="q" name="q" type="search" placeholder="搜索稿件标题" autocomplete="off"><button type="submit">搜索</button>
</form>
`
  return `<header class="top"><div class="wide">
<a class="name" href="/">${escape(site.name)}</a>
${search}</div></header>
`
}

function aside(columns: readonly Column[], current: string | null): string {
  const rows = columns.map((c) => {
    const here = c.id === current ? ' aria-current="true"' : ''
    return `<li><a href="/${c.id}/"${here}>${escape(c.name)}</a></li>`
  })
  return `<nav class="columns" aria-label="栏目"><ul>
${rows.join('\n')}
</ul></nav>
`
}

function crumbs(way: PageParts['crumbs']): string {
  if (way.length === 0) return ''
  const steps = way.map(([name, url]) =>
    url === null ? `<li aria-current="page">${escape(name)}</li>` : `<li><a href="${url}">${escape(name)}</a></li>`,
  )
  return `<nav class="crumbs" aria-label="当前位置"><ol>${steps.join('')}</ol></nav>
`
}

function footer(site: Site): string {
  const contact = site.contact === undefined ? '' : `<p>${escape(site.contact)}</p>\n`
  return `<footer class="foot"><div class="wide">
<p>${escape(site.name)} <span class="bar">网站标识码 ${escape(site.idCode)}</span></p>
${contact}<p><a href="/">首页</a> <a href="/search/">按年份浏览</a> <a href="/rss.xml">RSS 订阅</a></p>
</div></footer>
`
}
