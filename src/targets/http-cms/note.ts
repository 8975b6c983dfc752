// What the article's own text does not say goes in; the part under the text comes out: attachments, source, first publishing. It begins
// with a line across the page and has fixed words, so that reading back can tell it from the article.
import { Parser } from 'htmlparser2'
import { contentSource } from '../../domain/compare.ts'
import type { Article } from '../../domain/article.ts'
import { shanghaiMinute, shownDate } from '../../domain/shanghai.ts'

export interface NoteFile {
  readonly url: string
  readonly name: string
}

/** What the CMS keeps in fields of its own, so that the note need not say it. */
export interface Kept {
  readonly date: boolean
  readonly source: boolean
  readonly files: boolean
}

export const NOTE_MARK = '原发布于「'

/** The line carries the key, so that a CMS that can search texts can be asked for it. */
export function noteHtml(article: Article, files: readonly NoteFile[], { key, kept }: { key: string; kept: Kept }): string {
  const date = shownDate(article.publishedAt, article.publishedPrecision)
  const lines = [
    ...(kept.source ? [] : [`来源：${text(contentSource(article))}`]),
    ...(kept.date ? [] : [`原发布时间：${shanghaiMinute(article.publishedAt)}`]),
    ...(article.readMore === null ? [] : [`阅读原文：${anchor(article.readMore, article.readMore)}`]),
    `${NOTE_MARK}${text(article.accountName)}」${text(article.platformName)}（${date}），${shanghaiMinute(article.migratedAt).slice(0, 10)} 迁移至本站`,
  ]
  const list =
    kept.files || files.length === 0
      ? ''
      : `<p>附件：</p><ul>${files.map((file) => `<li>${anchor(file.url, file.name)}</li>`).join('')}</ul>`
  return `<hr id="${key}">${list}${lines.map((line) => `<p>${line}</p>`).join('')}`
}

/** Whether the line is there that carries this key. */
export function hasMark(html: string, key: string): boolean {
  let found = false
  const parser = new Parser({ onopentag: (name, { id }) => void (found ||= name === 'hr' && id === key) })
  parser.end(html)
  return found
}

/** What a note says of source and first publishing; the first line of each kind counts. */
export function noteFacts(lines: readonly string[]): { readonly source: string | null; readonly date: string | null } {
  const said = (mark: string): string | null =>
    lines
      .map((line) => line.trim())
      .find((line) => line.startsWith(mark))
      ?.slice(mark.length) ?? null
  return { source: said('来源：'), date: said('原发布时间：') }
}

function anchor(url: string, name: string): string {
  return /^(?:https?:\/\/|\/(?!\/))/i.test(url) ? `<a href="${text(url)}">${text(name)}</a>` : text(name)
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export function text(words: string): string {
  return words.replaceAll(/[&<>"']/g, (char) => ENTITIES[char] ?? '')
}
