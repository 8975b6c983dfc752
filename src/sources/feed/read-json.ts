// One item of a JSON Feed → what it says.
import type { Dated, PageMedia } from '../../domain/page.ts'
import { UNKNOWN_DATE } from '../../domain/page.ts'
import { absolute } from './addresses.ts'
import { absoluteHtml, isCut, lineOf, nameOnly, plainOf } from './body.ts'
import { feedDate } from './dates.ts'
import { fileBehind, isBeijing, mediaKind } from './reading.ts'
import type { EntrySource, Reading } from './reading.ts'
import { objectsOf, readJson, wordOf } from '../text/json.ts'
import type { JsonObject } from '../text/json.ts'
import { authorIn } from './scan-json.ts'

export function readJsonEntry({ facts, entry, reckoning }: EntrySource): Reading {
  const item = readJson(entry) ?? {}
  const word = (name: string): string | null => wordOf(item[name])
  const beijing = isBeijing(reckoning, word('language') ?? facts.language)
  const dated = (name: string): Dated => (word(name) === null ? UNKNOWN_DATE : feedDate(word(name), beijing))
  const links = [word('url'), word('external_url')].flatMap((one) => absolute(one, facts.link) ?? [])
  const link = links[0] ?? null
  const published = dated('date_published')
  const modified = dated('date_modified')
  const summary = lineOf(word('summary'))
  const html = word('content_html')
  const body = html === null ? { text: word('content_text') ?? summary ?? '' } : { html: absoluteHtml(html, link) }
  const isSummary = html === null && word('content_text') === null
  return {
    guid: word('id'),
    link,
    otherLinks: links.slice(1),
    title: lineOf(word('title')),
    body,
    fullness: plainOf(body) === '' && html === null ? 'none' : isSummary || isCut(plainOf(body)) ? 'cut' : 'full',
    summary: isSummary ? null : summary,
    author: nameOnly(authorIn(item)) ?? nameOnly(facts.author),
    source: null,
    published: published.raw === null && reckoning.updatedAsPublished ? modified : published,
    modified,
    topics: topicsOf(item),
    media: [...mediaOf(item, link), ...fileBehind(link)],
  }
}

function topicsOf(item: JsonObject): readonly string[] {
  const tags = item['tags']
  return Array.isArray(tags) ? [...new Set(tags.flatMap((tag) => lineOf(wordOf(tag)) ?? []))].slice(0, 50) : []
}

function mediaOf(item: JsonObject, base: string | null): readonly PageMedia[] {
  const covers = [item['image'], item['banner_image']].flatMap((one) => absolute(wordOf(one), base) ?? [])
  const attached = objectsOf(item['attachments']).flatMap((one): PageMedia[] => {
    const ref = absolute(wordOf(one['url']), base)
    if (ref === null) return []
    return [{ kind: mediaKind(wordOf(one['mime_type']), ref), ref, role: 'attachment', title: lineOf(wordOf(one['title'])) ?? undefined }]
  })
  return [...[...new Set(covers)].slice(0, 1).map((ref): PageMedia => ({ kind: 'image', ref, role: 'cover' })), ...attached]
}
