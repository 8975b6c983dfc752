// One article goes in, its whole page comes out. All text is escaped; what is unknown is not shown, and nothing is made up.
import { contentSource, shownDigests } from '../../domain/compare.ts'
import type { Article } from '../../domain/article.ts'
import type { DraftMedia } from '../../domain/draft.ts'
import { shanghaiMinute, shownDate } from '../../domain/shanghai.ts'
import { siteBody, type BodyFiles } from './body.ts'
import { escape, safeHref } from './escape.ts'
import { columnTags, meta, page, type Frame } from './frame.ts'
import { extension } from './addresses.ts'

export interface ArticleMarks {
  readonly key: string
  readonly digest: string
  readonly url: string
  /** Previous and next, as `neighbours.ts` makes them. */
  readonly nav: string
}

export function articlePage(frame: Frame, article: Article, marks: ArticleMarks & { urlOf: BodyFiles['urlOf'] }): string {
  const media = new Map(article.media.flatMap((m) => (m.digest === null ? [] : [[m.digest, m] as const])))
  const files: BodyFiles = { urlOf: marks.urlOf, media }
  return page(frame, {
    kind: 'article',
    title: article.title,
    url: marks.url,
    column: article.column.id,
    tags: tags(frame, article, marks),
    head: meta('guiji-key', marks.key) + meta('guiji-digest', marks.digest),
    crumbs: [
      ['首页', '/'],
      [article.column.name, `/${article.column.id}/`],
      ['正文', null],
    ],
    main: `<article>
<h1>${escape(article.title)}</h1>
${facts(article)}${archived(article)}<div class="text" data-guiji="body">${siteBody(article.html, files)}</div>
${attachments(article, files)}${origin(article)}<p class="address">本页地址：https://${escape(frame.site.domain)}${marks.url}</p>
</article>
${marks.nav}`,
  })
}

function tags(frame: Frame, article: Article, marks: ArticleMarks & { urlOf: BodyFiles['urlOf'] }): [string, string][] {
  const home = `https://${frame.site.domain}`
  const picture = article.media.find((m) => m.kind === 'image' && m.digest !== null)?.digest
  const optional: [string, string | null | undefined][] = [
    ['Keywords', article.keywords.join(',')],
    ['Author', article.author],
    ['Description', article.summary],
    ['Image', picture ? home + marks.urlOf(picture) : null],
    ['Url', home + marks.url],
  ]
  return [
    ...columnTags(article.column),
    ['ArticleTitle', article.title],
    ['PubDate', shanghaiMinute(article.publishedAt)],
    ['ContentSource', contentSource(article)],
    ...optional.flatMap(([name, value]): [string, string][] => (value ? [[name, value]] : [])),
  ]
}

function facts(article: Article): string {
  const shown = shownDate(article.publishedAt, article.publishedPrecision)
  const machine =
    article.publishedPrecision === 'second' || article.publishedPrecision === 'minute' ? `${shown.replace(' ', 'T')}+08:00` : shown
  const time = /^\d{4}-/.test(shown) ? `<time datetime="${machine}">${shown}</time>` : shown
  const author = article.author === null ? '' : `<li>作者：${escape(article.author)}</li>`
  return `<div class="facts"><ul><li>发布日期：${time}</li><li>来源：${escape(contentSource(article))}</li>${author}<li>发布机构：${escape(article.publisher)}</li></ul>
<div class="tools"><fieldset class="size"><legend>字号</legend>
<label><input type="radio" name="size" value="l" id="size-l"><span>大</span></label><label><input type="radio" name="size" value="m" id="size-m" checked><span>中</span></label><label><input type="radio" name="size" value="s" id="size-s"><span>小</span></label>
</fieldset><button type="button" id="print" hidden>打印</button></div></div>
`
}

function archived(article: Article): string {
  if (!article.archived) return ''
  return `<p class="archived"><strong>已归档</strong> 本稿件于 ${shanghaiMinute(article.migratedAt)} 归档，仅供查阅，内容可能已不适用。</p>
`
}

const KINDS = { image: '图片', audio: '音频', video: '视频', file: '附件' } as const

/** Every stored file that the body does not show itself, so that none is lost to readers. */
function attachments(article: Article, files: BodyFiles): string {
  const inBody = shownDigests({ html: article.html, media: [] })
  const rows = article.media
    .filter((m) => m.digest !== null && m.role !== 'cover' && !inBody.has(m.digest))
    .map((m) => attachment(m, files))
  if (rows.length === 0) return ''
  return `<section class="files" aria-labelledby="files"><h2 id="files">附件</h2><ul>
${rows.join('\n')}
</ul></section>
`
}

function attachment(media: DraftMedia, files: BodyFiles): string {
  const name = media.title || media.alt || KINDS[media.kind]
  const stored = extension(media.mediaType)
  // office files of the old kind look alike in their bytes; their name tells more
  const type = stored === 'bin' ? (/\.([a-z0-9]{2,5})$/i.exec(name)?.[1] ?? 'bin') : stored
  const about = [KINDS[media.kind], type === 'bin' ? '' : type.toUpperCase(), fileSize(media.bytes)].filter(Boolean).join('，')
  const save = media.kind === 'file' ? ` download="${escape(name)}"` : ''
  return `<li><a href="${files.urlOf(media.digest ?? '')}"${save}>${escape(name)}</a> <span class="muted">（${about}）</span></li>`
}

function fileSize(bytes: number | null): string {
  if (bytes === null) return ''
  if (bytes < 1024) return `${bytes} 字节`
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

function origin(article: Article): string {
  const date = shownDate(article.publishedAt, article.publishedPrecision)
  const from = `原发布于「${escape(article.accountName)}」${escape(article.platformName)}（${date}）`
  return `<footer class="origin" data-guiji="note">
${reprint(article)}${article.readMore === null ? '' : `<p>阅读原文：${link(article.readMore)}</p>\n`}<p>${from}，${shanghaiMinute(article.migratedAt).slice(0, 10)} 迁移至本站</p>
</footer>
`
}

function reprint(article: Article): string {
  if (article.origin === null) return ''
  const account = article.origin.account === undefined ? '' : escape(article.origin.account)
  const address = article.origin.url === undefined ? '' : link(article.origin.url)
  if (account === '' && address === '') return ''
  return `<p>转载自：${[account, address].filter(Boolean).join(' ')}</p>
`
}

function link(url: string): string {
  const href = safeHref(url)
  return href === null ? escape(url) : `<a href="${href}" rel="noopener noreferrer">${escape(url)}</a>`
}
