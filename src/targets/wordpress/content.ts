// An article and the addresses of its files go in; the html of the whole entry comes out: facts, body, files, note. The regions carry
// class names, which WordPress keeps for every role, and stand in one html block, so that no filter makes paragraphs of them.
import type { Article } from '../../domain/article.ts'
import { contentSource, shownDigests } from '../../domain/compare.ts'
import type { DraftMedia } from '../../domain/draft.ts'
import { Failure } from '../../domain/failures.ts'
import { shanghaiMinute, shownDate } from '../../domain/shanghai.ts'
import { both, sizeText } from '../../domain/words.ts'
import type { Place } from '../target.ts'
import { bodyHtml, escape, literal } from './body.ts'

type UrlOf = (digest: string) => string

/** Without the mark of its digest, which is made over it. */
export function contentOf(article: Article, media: Place['media']): string {
  const urlOf: UrlOf = (digest) => {
    const stored = media.get(digest)
    if (stored === undefined)
      throw new Failure(
        'target-refused',
        both(`文件 ${digest} 尚未上传到站点`, `The file ${digest} is not on the site; it must be uploaded before the article`),
      )
    return stored.url
  }
  const body = `<div class="guiji-body">${bodyHtml(article.html, urlOf)}</div>`
  return [facts(article), archived(article), body, files(article, urlOf), note(article)].filter(Boolean).join('\n')
}

const DIGEST = /^<!-- wp:html -->\s*<div class="guiji-entry guiji-([0-9a-f]{64})">/

export function marked(content: string, digest: string): string {
  return `<!-- wp:html -->\n<div class="guiji-entry guiji-${digest}">\n${content}\n</div>\n<!-- /wp:html -->`
}

/** What `marked` wrote there; empty when somebody took it away. */
export function digestIn(content: string): string {
  return DIGEST.exec(content)?.[1] ?? ''
}

const said = (text: string): string => literal(escape(text))

function facts(article: Article): string {
  const author = article.author === null ? '' : ` 作者：${said(article.author)}`
  return `<p class="guiji-facts">来源：<span class="guiji-source">${said(contentSource(article))}</span>${author} 发布机构：${said(article.publisher)}</p>`
}

function archived(article: Article): string {
  if (!article.archived) return ''
  return `<p class="guiji-archived"><strong>已归档</strong> 本稿件于 ${shanghaiMinute(article.migratedAt)} 归档，仅供查阅，内容可能已不适用。</p>`
}

const KINDS = { image: '图片', audio: '音频', video: '视频', file: '附件' } as const

/** Every stored file that the body does not show itself, so that none is lost to readers. */
function files(article: Article, urlOf: UrlOf): string {
  const inBody = shownDigests({ html: article.html, media: [] })
  const rows = article.media
    .filter((m) => m.digest !== null && m.role !== 'cover' && !inBody.has(m.digest))
    .map((m) => `<li>${fileLink(m, urlOf(m.digest ?? ''))}</li>`)
  return rows.length === 0 ? '' : `<div class="guiji-files"><h2>附件</h2><ul>\n${rows.join('\n')}\n</ul></div>`
}

function fileLink(media: DraftMedia, url: string): string {
  const about = [KINDS[media.kind], media.bytes === null ? '' : sizeText(media.bytes)].filter(Boolean).join('，')
  return `<a href="${escape(url)}">${said(media.title || media.alt || KINDS[media.kind])}</a>（${about}）`
}

function note(article: Article): string {
  const from = `原发布于「${said(article.accountName)}」${said(article.platformName)}（${shownDate(article.publishedAt, article.publishedPrecision)}）`
  const lines = [
    reprint(article),
    article.readMore === null ? '' : `阅读原文：${link(article.readMore)}`,
    `${from}，${shanghaiMinute(article.migratedAt).slice(0, 10)} 迁移至本站`,
  ]
  return `<div class="guiji-note">\n${lines
    .filter(Boolean)
    .map((line) => `<p>${line}</p>\n`)
    .join('')}</div>`
}

function reprint({ origin }: Article): string {
  if (origin === null) return ''
  const parts = [origin.account === undefined ? '' : said(origin.account), origin.url === undefined ? '' : link(origin.url)].filter(Boolean)
  return parts.length === 0 ? '' : `转载自：${parts.join(' ')}`
}

function link(url: string): string {
  if (!/^(?:https?:\/\/|mailto:|tel:|\/(?!\/)|#)/i.test(url)) return said(url)
  return `<a href="${escape(url).replaceAll('[', '&#91;').replaceAll(']', '&#93;')}" rel="noopener noreferrer">${said(url)}</a>`
}
