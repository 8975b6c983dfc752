// An article goes in; the fields WordPress is sent come out, with a digest over them. Dates that WordPress would change are refused here.
import { hash } from 'node:crypto'
import type { Article } from '../../domain/article.ts'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import type { Place } from '../target.ts'
import { escape } from './body.ts'
import { contentOf, marked } from './content.ts'
import type { WordpressOptions } from './options.ts'

/** Part of every digest: another way of writing entries is a change, like another text. */
const LOOK = 1

export interface Fields {
  readonly title: string
  readonly content: string
  readonly excerpt: string
  /** UTC, as `2023-09-14T10:02:11`. */
  readonly date_gmt: string
  readonly status: 'publish' | 'pending'
  readonly featured_media?: number
}

export function fieldsOf(
  article: Article,
  media: Place['media'],
  options: WordpressOptions,
): { readonly fields: Fields; readonly digest: string } {
  const cover = options.featuredImage ? article.media.find((m) => m.role === 'cover' && m.digest !== null)?.digest : undefined
  const stored = cover === undefined || cover === null ? undefined : media.get(cover)
  const date_gmt = utcOf(article.publishedAt)
  const content = contentOf(article, media)
  const fields: Fields = {
    title: escape(article.title),
    content,
    excerpt: escape(article.summary ?? ''),
    date_gmt,
    status: options.status,
    ...(stored === undefined ? {} : { featured_media: Number(stored.id) }),
  }
  const digest = hash('sha256', JSON.stringify([LOOK, fields, article.column.id]), 'hex')
  return { fields: { ...fields, content: marked(content, digest) }, digest }
}

const ISO = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)$/

/** WordPress makes 2 March of 30 February, and an entry for later of one in the future: neither is ever sent. */
function utcOf(iso: string): string {
  const parts = ISO.exec(iso)
  const at = Date.parse(iso)
  if (parts === null || Number.isNaN(at))
    throw new Failure('target-refused', both('发布时间不是有效的日期', 'The time of publication is no date'))
  const zone =
    parts[7] === 'Z' ? 0 : Date.parse(`1970-01-01T00:00:00${(parts[7] ?? '').replace(/^[+-]/, (sign) => (sign === '+' ? '-' : '+'))}`)
  if (new Date(at + zone).toISOString().slice(0, 16) !== iso.slice(0, 16))
    throw new Failure('target-refused', both('发布时间在日历上不存在', 'The time of publication is not in the calendar'))
  if (at > Date.now())
    throw new Failure(
      'target-refused',
      both(
        '发布时间在将来,WordPress 会改为定时发布',
        'The time of publication lies in the future; WordPress would keep the entry back until then',
      ),
    )
  return new Date(at).toISOString().slice(0, 19)
}

/** What WordPress says it made of an entry is what was asked of it; otherwise a person must look. */
export function mustBeKept(fields: Fields, told: { readonly id: number; readonly status: string; readonly date_gmt: string }): void {
  if (told.date_gmt !== fields.date_gmt)
    throw new Failure('target-attention', both(`条目 ${told.id} 的日期被站点改动`, `The site changed the date of entry ${told.id}`))
  if (told.status !== fields.status && !(fields.status === 'pending' && told.status === 'publish'))
    throw new Failure('target-attention', both(`条目 ${told.id} 的状态是 ${told.status}`, `Entry ${told.id} has the status ${told.status}`))
}
