// An article, its key and where its files stand go in; what templates may speak of comes out. No text is cut, corrected or made up; an
// article whose files are not there is refused.
import { contentSource, shownDigests } from '../../domain/compare.ts'
import type { Article } from '../../domain/article.ts'
import type { DraftMedia } from '../../domain/draft.ts'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { entryName } from '../entry-name.ts'
import { mustBeSafe } from '../safe-html.ts'
import type { Uploaded } from '../target.ts'
import { noteHtml, text, type Kept } from './note.ts'
import { uuidOf, type Scope } from './template.ts'

export interface Placed {
  readonly article: Article
  readonly key: string
  readonly media: ReadonlyMap<string, Uploaded>
  /** The channel of the CMS for the article's column. */
  readonly channel: string
  readonly kept: Kept
}

export function articleScope({ article, key, media, channel, kept }: Placed): Scope {
  const shown = shownDigests({ html: article.html, media: [] })
  const under = article.media.filter((one) => one.digest !== null && one.role !== 'cover' && !shown.has(one.digest))
  const files = under.map((one) => fileFacts(one, media))
  const inBody = article.media.filter((one) => one.digest !== null && shown.has(one.digest) && one.kind === 'image')
  const cover = article.media.find((one) => one.role === 'cover' && one.digest !== null && media.has(one.digest)) ?? inBody[0]
  const body = placedHtml(article.html, media)
  return {
    ...keyScope(key),
    title: article.title,
    body,
    html: body + noteHtml(article, files, { key: entryName(key), kept }),
    text: article.text,
    markdown: article.markdown,
    summary: article.summary,
    author: article.author,
    source: contentSource(article),
    publisher: article.publisher,
    keywords: article.keywords,
    publishedAt: article.publishedAt,
    migratedAt: article.migratedAt,
    account: article.accountName,
    platform: article.platformName,
    originalUrl: article.originalUrl,
    readMore: article.readMore,
    archived: article.archived,
    column: { id: channel, name: article.column.name, key: article.column.id },
    files,
    attachments: files,
    images: inBody.map((one) => fileFacts(one, media)),
    cover: cover === undefined ? null : fileFacts(cover, media),
  }
}

/** What is known of an entry before it is read. */
export function keyScope(key: string): Scope {
  return { key: entryName(key), uuid: uuidOf(key) }
}

const KINDS = { image: '图片', audio: '音频', video: '视频', file: '附件' } as const

function fileFacts(one: DraftMedia, media: ReadonlyMap<string, Uploaded>) {
  const { id, url } = placeOf(one.digest ?? '', media)
  return { id, url, name: one.title || one.alt || KINDS[one.kind], alt: one.alt, type: one.mediaType, bytes: one.bytes, digest: one.digest }
}

function placedHtml(html: string, media: ReadonlyMap<string, Uploaded>): string {
  mustBeSafe(html)
  return html.replaceAll(
    /(\s(?:src|href|poster)=")asset:([0-9a-f]{64})(?=")/g,
    (_, start: string, digest: string) => start + text(placeOf(digest, media).url),
  )
}

function placeOf(digest: string, media: ReadonlyMap<string, Uploaded>): Uploaded {
  const place = media.get(digest)
  if (place !== undefined) return place
  throw new Failure(
    'target-refused',
    both(`文件 ${digest} 尚未上传到站点`, `The file ${digest} is not on the site; it must be uploaded before the article`),
  )
}
