// A saved page of 百家号 → what it says: from `jsonData` in its script (since about 2021), else from its elements (before).
import { UNKNOWN_DATE } from '../../domain/page.ts'
import type { Dated, PageMedia, Remark } from '../../domain/page.ts'
import { firstKnown, fromEither, fromText } from '../text/dates.ts'
import { inside, isObject, objectsOf, readJson, wordOf } from '../text/json.ts'
import type { JsonObject } from '../text/json.ts'
import { idKey, keysOf } from './addresses.ts'
import { firstOf, lineIn, scriptsWith, titleTag } from './elements.ts'
import { emptyReading, escapeHtml } from './reading.ts'
import type { Reading } from './reading.ts'
import { jsonBehind } from './script-objects.ts'

export function readBaijiahao(html: string, url: string | null): Reading {
  const seen = fromElements(html, url)
  const said = fromJsonData(html, url)
  if (said === null) return seen
  return {
    ...said,
    keys: [...new Set([...seen.keys, ...said.keys])],
    title: said.title ?? seen.title,
    account: said.account ?? seen.account,
    published: firstKnown(said.published, seen.published),
    modified: seen.modified,
  }
}

function fromJsonData(html: string, url: string | null): Reading | null {
  for (const { text } of scriptsWith(html, 'superlanding')) {
    const data = jsonBehind(text, /jsonData\s{0,9}=/)
    const holder = data === null ? undefined : inside(data, 'bsData')
    const item = isObject(holder) ? inside(objectsOf(holder['superlanding'])[0], 'itemData') : undefined
    const sections = isObject(item) ? objectsOf(item['sections']) : []
    if (isObject(holder) && isObject(item) && sections.length > 0) return landed(holder, item, { url, sections })
  }
  return null
}

function landed(
  holder: JsonObject,
  item: JsonObject,
  { url, sections }: { readonly url: string | null; readonly sections: readonly JsonObject[] },
): Reading {
  const read = sections.map(sectionOf)
  return {
    ...emptyReading('baijiahao', url),
    keys: [...(url === null ? [] : keysOf(url)), ...idKey('baijiahao:nid:', wordOf(holder['nid'])?.replace(/^\D+/, ''))],
    title: wordOf(item['header']),
    account: wordOf(inside(item, 'infoBaiJiaHao', 'name')),
    published: firstKnown(fromEither(wordOf(holder['displaytime']), 'page'), fromEither(wordOf(holder['datetime']), 'page')),
    body: { html: read.map(({ html }) => html).join('') },
    media: read.flatMap(({ media }) => media),
    remarks: read.flatMap(({ remarks }) => remarks),
  }
}

interface Section {
  readonly html: string
  readonly media: readonly PageMedia[]
  readonly remarks: readonly Remark[]
}

/** One paragraph, picture or film. One of a kind that is not known is told of. */
function sectionOf(section: JsonObject): Section {
  const type = (wordOf(section['type']) ?? '').toLowerCase()
  const content = section['content']
  const one = (...names: readonly string[]): string | null =>
    names.map((name) => wordOf(section[name]) ?? (isObject(content) ? wordOf(content[name]) : null)).find((value) => value !== null) ?? null
  const nothing = { html: '', media: [], remarks: [] }
  if (type === 'img' || type === 'image') {
    const address = one('link', 'src', 'url')
    const words = one('desc', 'caption')
    if (address === null) return { ...nothing, remarks: [{ code: 'media-missing', about: type }] }
    return { ...nothing, html: `<p><img src="${escapeHtml(address)}" alt=""></p>${words === null ? '' : `<p>${escapeHtml(words)}</p>`}` }
  }
  if (type.includes('video')) {
    const film = wordOf(inside(content, 'https', 'file')) ?? wordOf(inside(content, 'base', 'src')) ?? one('src', 'url')
    return film === null
      ? { ...nothing, remarks: [{ code: 'video-not-stored' }] }
      : { ...nothing, html: `<p><video src="${escapeHtml(film)}"></video></p>` }
  }
  const markup = one('data_html')
  const text = wordOf(content) ?? one('text')
  if (markup !== null) return { ...nothing, html: /^<(?:p|h\d|div|blockquote|ul|ol|table)\b/i.test(markup) ? markup : `<p>${markup}</p>` }
  if (text !== null) return { ...nothing, html: `<p>${escapeHtml(text)}</p>` }
  return type === 'text' ? nothing : { ...nothing, remarks: [{ code: 'content-lost', about: `section ${type.slice(0, 40)}` }] }
}

function fromElements(html: string, url: string | null): Reading {
  const found = firstOf(html, ['.article-content', '.article-title', '.author-name', '.article-source'])
  const body = found.get('.article-content')
  const touched = fromEither(meta(html, 'dateUpdate'), 'page')
  const published = publishedIn(html, lineIn(found.get('.article-source')) ?? '', touched)
  return {
    ...emptyReading('baijiahao', url),
    keys: [...new Set(keysFrom(html, url))],
    title: lineIn(found.get('.article-title')) ?? titleTag(html),
    account: lineIn(found.get('.author-name')),
    published,
    // Every page has this date; of the same minute, it tells of publishing and not of a change.
    modified: published.value?.slice(0, 16) === touched.value?.slice(0, 16) ? UNKNOWN_DATE : touched,
    body: body === undefined ? { text: '' } : { html: body.inner },
    remarks: body === undefined || body.closed ? [] : [{ code: 'file-truncated' }],
  }
}

function keysFrom(html: string, url: string | null): readonly string[] {
  const own = /"contentUrl"\s{0,4}:\s{0,4}"([^"]{1,300})"/.exec(html)?.[1]
  const nid = /"nid"\s{0,4}:\s{0,4}"(?:[a-z]+_)?(\d{10,22})"/.exec(html)?.[1]
  return [...(url === null ? [] : keysOf(url)), ...(own === undefined ? [] : keysOf(own)), ...idKey('baijiahao:nid:', nid)]
}

function meta(html: string, name: string): string | null {
  return new RegExp(`<meta[^>]{0,200}?itemprop="${name}"[^>]{0,200}?content="([^"]{1,40})"`, 'i').exec(html)?.[1] ?? null
}

/** The line under the title often leaves out the year. It is taken from the page's other date only where that is of the same minute. */
function publishedIn(html: string, line: string, modified: Dated): Dated {
  const declared = scriptsWith(html, 'pubDate').map(({ text }) => wordOf(readJson(text.trim())?.['pubDate']))
  const known = firstKnown(...declared.map((value) => fromEither(value?.replace('T', ' '), 'page')))
  if (known.value !== null) return known
  const found = /(?:(\d{2,4})[-年/])?(\d{1,2})[-月/](\d{1,2})日?(?:\s*(\d{1,2}):(\d{2}))?/.exec(line)
  if (found === null) return UNKNOWN_DATE
  const [raw, year, month = '', day = '', hour, minute] = found
  const time = hour === undefined ? '' : ` ${hour}:${minute ?? ''}`
  if (year !== undefined) return fromText(`${year.length === 2 ? `20${year}` : year}-${month}-${day}${time}`, 'page')
  const there = `-${month.padStart(2, '0')}-${day.padStart(2, '0')}T${(hour ?? '').padStart(2, '0')}:${minute ?? ''}`
  if (hour === undefined || modified.value === null || modified.value.slice(4, 16) !== there) return { ...UNKNOWN_DATE, raw }
  return {
    value: `${modified.value.slice(0, 16)}:00+08:00`,
    precision: 'minute',
    provenance: 'page',
    raw: `${raw} / ${modified.raw ?? ''}`,
  }
}
