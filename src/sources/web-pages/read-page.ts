// One page as it was captured → what it says of its post: title, body, dates, source, attachments, and its own addresses. Selectors of the
// job first, then page tags, then the page itself. Pure; never throws; invents nothing.
import { UNKNOWN_DATE } from '../../domain/page.ts'
import type { Dated, PageMedia, Remark } from '../../domain/page.ts'
import { charsetFacts, charsetRemarks, decode } from '../text/charset.ts'
import { contradict, firstKnown } from '../text/dates.ts'
import { textOf } from '../text/text-of.ts'
import { withAddresses } from './absolute.ts'
import { beside, extractWith } from './extract.ts'
import type { Extracted } from './extract.ts'
import type { WebPagesOptions } from './options.ts'
import { dateIn, dateOfAddress, labelledDate } from './page-dates.ts'
import { noPost } from './page-state.ts'
import type { NoPost } from './page-state.ts'
import { pageTags } from './page-tags.ts'
import type { PageTags } from './page-tags.ts'
import { linksIn } from './paging.ts'
import { select } from './selected.ts'
import { titleIn } from './title.ts'
import { FILE_ADDRESS } from './words.ts'

export interface PageReading {
  /** The whole page, decoded. */
  readonly html: string
  readonly tags: PageTags
  readonly no: NoPost | null
  readonly title: string | null
  /** As it stands in the page, addresses too. */
  readonly body: string
  readonly by: Extracted['by'] | 'selector'
  readonly published: Dated
  readonly source: string | null
  readonly author: string | null
  /** Files that the page offers behind its body. */
  readonly attachments: readonly PageMedia[]
  /** What the job's selector names as the next page of the article. */
  readonly next: string | null
  readonly remarks: readonly Remark[]
  readonly facts: Readonly<Record<string, string | number | boolean>>
}

export interface PageBytes {
  readonly bytes: Uint8Array
  /** Where it was found; null when nobody knows. */
  readonly url: string | null
  readonly contentType: string | null
}

export function readPage({ bytes, url, contentType }: PageBytes, post: WebPagesOptions['post']): PageReading {
  const decoded = decode(bytes, contentType)
  const html = decoded.text
  const tags = pageTags(html, url)
  const chosen = select(html, tags.base, post)
  const found = chosen.body === null ? extractWith(html, tags) : bySelector(html, tags, chosen.body)
  const bodyText = textOf(found.html)
  const shown = bodyText.length < 300 ? textOf(html) : ''
  const [line, behind] = [lineBefore(found.lead, chosen.title ?? found.title), found.trail]
  const visible = firstKnown(labelledDate(found.lead), dateIn(line, 'page'), labelledDate(behind))
  const tagged = dateIn(tags.published, 'page')
  const published = firstKnown(dateIn(chosen.date, 'page'), finer(tagged, visible))
  return {
    html,
    tags,
    no: noPost(html, tags, { shown, body: bodyText, dated: published.value !== null }) ?? emptiness(found, bodyText, tags),
    title: chosen.title ?? found.title,
    body: found.html,
    by: found.by,
    published,
    source: chosen.source ?? tags.source ?? labelled(SOURCE, found.lead) ?? labelled(SOURCE, behind),
    author: chosen.author ?? tags.author ?? labelled(AUTHOR, found.lead),
    attachments: [...chosen.attachments.map(({ href, title }) => attachment(href, title)), ...filesBehind(html, found.to)],
    next: chosen.next,
    remarks: [
      ...charsetRemarks(decoded),
      ...(found.limited ? [{ code: 'markup-limit' }] : []),
      ...(contradict(tagged, visible) ? [{ code: 'date-conflict', about: `${tagged.raw ?? ''} / ${visible.raw ?? ''}` }] : []),
    ],
    facts: { ...charsetFacts(decoded), ...(tags.column === null ? {} : { column: tags.column.slice(0, 100) }), body_by: found.by },
  }
}

/** The tag, unless it has only the day and the page shows the hour of that day. */
function finer(tagged: Dated, visible: Dated): Dated {
  const isSameDay = tagged.precision === 'day' && tagged.value?.slice(0, 10) === visible.value?.slice(0, 10)
  return tagged.value === null || (isSameDay && visible.precision !== 'day') ? visible : tagged
}

type Body = Omit<Extracted, 'by'> & { readonly by: PageReading['by'] }

function bySelector(html: string, tags: PageTags, body: { html: string; from: number; to: number }): Body {
  return { ...body, title: titleIn(html, tags), by: 'selector', limited: false, ...beside(html, body) }
}

function emptiness(found: Pick<Body, 'html'>, text: string, tags: PageTags): NoPost | null {
  const hasWords = text.length > 1 || /<(?:img|video|audio|embed|iframe)\b/i.test(found.html)
  // a page with an article's tags is an article, however empty: a person sees the finding body-empty
  if (hasWords || tags.published !== null) return null
  return { state: 'unreadable', stateText: 'no body was found on the page' }
}

/** The last line before the body that holds a date and looks like facts: `2023-05-19 07:42 来源:…`. */
function lineBefore(lead: string, title: string | null): string | null {
  const near = lead.split('\n').slice(-8).toReversed()
  const head = (title ?? '').replaceAll(/\s+/g, '')
  // the day of an event in the title, and the day on which the page was looked at, are no publish dates
  const isOther = (one: string): boolean => {
    const said = one.replaceAll(/\s+/g, '')
    return TODAY.test(said) || (said.length > 5 && head.includes(said)) || (head.length > 5 && said.includes(head))
  }
  return near.find((one) => one.length < 160 && !isOther(one) && dateIn(one, 'page').value !== null) ?? null
}

const TODAY = /(?:今天|今日|现在|当前|北京时间|系统时间)|欢迎您/

const SOURCE = /(?:信息|文章|稿件|新闻|内容)?来源于?\s{0,4}[:：]\s{0,4}([^\s|｜,，;；【】[\]()（）:：]{2,40})/
const AUTHOR = /作者\s{0,4}[:：]\s{0,4}([^\s|｜,，;；【】[\]:：]{2,30})/

function labelled(pattern: RegExp, text: string): string | null {
  // the next label may follow without a space
  const found = pattern.exec(text)?.[1]?.replace(/(?:作者|编辑|责编|时间|日期|发布|浏览|点击|阅读|字号|字体).*$/, '')
  return found === undefined || found === '' || /^(?:无|暂无|null|未知)$/i.test(found) ? null : found
}

const FAR_BEHIND = 20_000
const OTHER_PART =
  /<(?:footer|aside|nav)\b|\b(?:class|id)\s{0,3}=\s{0,3}["']?[^"'<>]{0,80}(?:foot|copyright|bottom|related|recommend|xgwz|xgyd|friend)/i

/** Attachments that a CMS lists in a box of its own right behind the body. */
function filesBehind(html: string, to: number): readonly PageMedia[] {
  const near = html.slice(to, to + FAR_BEHIND)
  if (!FILE_ADDRESS.test(near)) return []
  const end = near.search(OTHER_PART)
  return linksIn(end < 0 ? near : near.slice(0, end), 50)
    .filter(({ href }) => FILE_ADDRESS.test(href))
    .map(({ href, text }) => attachment(href, text))
}

function attachment(ref: string, title: string): PageMedia {
  return { kind: 'file', role: 'attachment', ref, ...(title === '' ? {} : { title: title.slice(0, 200) }) }
}

/** The day the address is filed under, where nothing else tells. */
export function orByAddress(published: Dated, url: string | null): Dated {
  return published.value === null && url !== null
    ? dateOfAddress(url)
    : published.value === null
      ? { ...UNKNOWN_DATE, raw: published.raw }
      : published
}

/** The body as the capture's parts are named: whole addresses when the page's own is known. */
export function bodyOf(reading: PageReading, which: 'links' | 'all'): string {
  return withAddresses(reading.body, reading.tags.base, which)
}
