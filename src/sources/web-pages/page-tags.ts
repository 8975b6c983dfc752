// The head of a page → what its tags say: the page tags of government sites in any case, Open Graph, and the usual metas. The first that
// says something stands; empty ones and the placeholders that templates leave behind say nothing. Reads no body.
import { textOf } from '../text/text-of.ts'
import { attributesOf, walkTags } from '../text/tags.ts'
import { attributeText } from '../text/text-of.ts'

export interface PageTags {
  readonly title: string | null
  readonly windowTitle: string | null
  /** As written; never `Maketime`, which is when the file was made. */
  readonly published: string | null
  readonly modified: string | null
  readonly source: string | null
  readonly author: string | null
  readonly summary: string | null
  readonly keywords: readonly string[]
  readonly column: string | null
  readonly site: string | null
  readonly siteId: string | null
  /** Absolute. */
  readonly image: string | null
  /** Own addresses, absolute: canonical, og:url, the tag `Url`. */
  readonly addresses: readonly string[]
  /** What relative addresses of the page are relative to. */
  readonly base: string | null
  /** Where the page sends its reader at once. */
  readonly refresh: string | null
}

interface Head {
  readonly metas: ReadonlyMap<string, string>
  readonly title: string | null
  readonly canonical: string | null
  readonly base: string | null
}

/** Where no `</head>` comes, this is as far as is looked. */
const FARTHEST = 256 * 1024

export function pageTags(html: string, url: string | null): PageTags {
  const { metas, title, canonical, base } = headOf(html)
  const own = url ?? savedFrom(html)
  const from = resolved(base, own) ?? own ?? resolved(canonical, null) ?? resolved(metas.get('og:url') ?? metas.get('url') ?? null, null)
  const first = (...names: readonly string[]): string | null =>
    names.map((name) => metas.get(name)).find((one) => one !== undefined) ?? null
  const words = first('articletitle', 'og:title', 'title', 'dc.title')
  return {
    title: words === null ? null : line(textOf(words)),
    windowTitle: title,
    published: first(
      'pubdate',
      'publishdate',
      'publish-date',
      'article:published_time',
      'og:published_time',
      'publish_time',
      'date',
      'dc.date',
    ),
    modified: first('article:modified_time', 'og:updated_time', 'lastmodified'),
    source: bare(first('contentsource', 'source', 'og:article:source', 'mediaid')),
    author: bare(first('author', 'article:author', 'og:article:author')),
    summary: first('description', 'og:description'),
    keywords: (first('keywords') ?? '')
      .split(/[,，;；、\s]+/)
      .filter((word) => word !== '')
      .slice(0, 30),
    column: first('columnname', 'article:section'),
    site: first('sitename', 'og:site_name'),
    siteId: first('siteidcode'),
    image: resolved(first('image', 'og:image'), from),
    addresses: [
      ...new Set(
        [canonical, first('og:url'), first('url'), url === null ? own : null]
          .map((one) => resolved(one, from))
          .filter((one) => one !== null),
      ),
    ],
    base: from,
    refresh: resolved(
      /^\s{0,9}\d{0,3}(?:\.\d+)?\s{0,9};\s{0,9}url\s{0,9}=\s{0,9}["']?([^"']{1,2000})/i.exec(metas.get('http:refresh') ?? '')?.[1] ?? null,
      from,
    ),
  }
}

/** What browsers and savers write at the top of a page. */
function savedFrom(html: string): string | null {
  const head = html.slice(0, 2000)
  return (
    /saved from url=\(\d{1,6}\)(https?:\/\/[^\s<>"]{1,2000})/.exec(head)?.[1] ??
    /\burl:\s{1,9}(https?:\/\/[^\s<>"]{1,2000})/.exec(head)?.[1] ??
    null
  )
}

/** Some CMSs write the label into the tag, or a number where a name should be. */
function bare(text: string | null): string | null {
  const name = text?.replace(/^(?:信息|稿件|文章)?(?:来源|作者)\s{0,3}[:：]\s{0,3}/, '') ?? ''
  return name === '' || /^\d+$/.test(name) ? null : name
}

function headOf(html: string): Head {
  const metas = new Map<string, string>()
  let title: string | null = null
  let canonical: string | null = null
  let base: string | null = null
  walkTags(html, (tag) => {
    if (tag.start > FARTHEST || (tag.closing && tag.name === 'head')) return false
    if (tag.closing) return true
    if (tag.name === 'title' && title === null) title = said(html.slice(tag.end, tag.rawEnd))
    if (tag.name !== 'meta' && tag.name !== 'link' && tag.name !== 'base') return true
    const given = attributesOf(html, tag)
    if (tag.name === 'base') base ??= said(given.get('href') ?? '')
    else if (tag.name === 'link') {
      if (/^canonical$/i.test((given.get('rel') ?? '').trim())) canonical ??= said(given.get('href') ?? '')
    } else note(metas, given)
    return true
  })
  return { metas, title, canonical, base }
}

function note(metas: Map<string, string>, given: ReadonlyMap<string, string>): void {
  const http = given.get('http-equiv')?.trim().toLowerCase()
  const name = http === undefined ? (given.get('name') ?? given.get('property') ?? '').trim().toLowerCase() : `http:${http}`
  const value = said(given.get('content') ?? '')
  if (name !== '' && value !== null && !metas.has(name)) metas.set(name, value)
}

/** Words that templates hold where nobody filled in anything. */
const PLACEHOLDER =
  /^(?:null|undefined|none|无|暂无|网站名称|网站域名|政府网站标识码|网站标识码|栏目名称|栏目类别|栏目描述|栏目关键词|文章标题|内容标题|标题|发布日期|发布时间|内容来源|信息来源|来源|作者|关键词|关键字|摘要|描述|图片|地址|\$?\{[^}]*\}|<%.*%>|\[[^\]]{1,40}\]|yyyy-mm-dd.*)$/i

function said(raw: string): string | null {
  const value = line(attributeText(raw.slice(0, 20_000)))
  return value === null || PLACEHOLDER.test(value) ? null : value
}

function line(text: string): string | null {
  const folded = text.replaceAll(/[\s\u3000\u00a0]+/g, ' ').trim()
  return folded === '' ? null : folded
}

function resolved(address: string | null, base: string | null): string | null {
  if (address === null || !URL.canParse(address, base ?? undefined)) return null
  const url = new URL(address, base ?? undefined)
  return /^https?:$/.test(url.protocol) ? url.href : null
}
