// A capture of one post (its page, further pages, copies, and what the list said) → the Page. Pure: from the material alone.
import { createHash } from 'node:crypto'
import type { Material } from '../../domain/archive.ts'
import { UNKNOWN_DATE } from '../../domain/page.ts'
import type { Dated, Page, PageMedia, Remark } from '../../domain/page.ts'
import { contradict, firstKnown } from '../text/dates.ts'
import { capturedPages } from '../web-page.ts'
import { missingPages } from './missing-pages.ts'
import { absolute } from './paging.ts'
import { bodyOf, orByAddress } from './read-page.ts'
import type { PageReading } from './read-page.ts'
import { dateIn } from './page-dates.ts'
import { refOf } from './ref.ts'
import type { WebPagesRef } from './ref.ts'
import type { PageReader } from './page-reader.ts'

export function parseMaterial(material: Material, read: PageReader): Page {
  const ref = refOf(material.ref)
  const captured = capturedPages(material)
  const article = captured.slice(0, Math.max(1, captured.length - ref.copies))
  const readings = article.map(({ bytes, url, contentType }) => read({ bytes, contentType, url: isWeb(url) ? url : null }))
  const [first] = readings
  if (first === undefined) return notRead('no page was captured')
  const url = ref.saved ? (first.tags.addresses[0] ?? null) : (article[0]?.url ?? null)
  const list = ref.date === null ? UNKNOWN_DATE : dateIn(ref.date, 'list')
  const remarks = [...refRemarks(material.key, ref), ...missingPages(material)]
  const asked = article[0]
  if (asked !== undefined && !ref.saved && isSentHome(asked.name, asked.url))
    return { ...notRead('the address leads to the front page of the site'), state: 'unavailable', url }
  return pageOf(readings, { url, list, title: ref.title, saved: ref.saved, remarks })
}

interface Said {
  readonly url: string | null
  readonly list: Dated
  readonly title: string | null
  readonly saved: boolean
  readonly remarks: readonly Remark[]
}

function pageOf(readings: readonly PageReading[], said: Said): Page {
  const [first] = readings
  if (first === undefined) return notRead('no page was captured')
  const { no, tags } = first
  const which = said.saved ? 'links' : 'all'
  const bodies = readings.filter((one) => one.no === null || one === first).map((one) => bodyOf(one, which))
  const published = orByAddress(firstKnown(first.published, said.list), said.url)
  const modified = dateIn(tags.modified, 'page')
  const isConflict = contradict(first.published, said.list) && !first.remarks.some(({ code }) => code === 'date-conflict')
  return {
    state: no?.state ?? 'ok',
    ...(no === null ? {} : { stateText: no.stateText }),
    ...(no?.movedTo === undefined ? {} : { movedTo: no.movedTo }),
    platform: 'website',
    kind: 'article',
    title: first.title ?? said.title,
    account: tags.site,
    author: first.author,
    source: first.source,
    published,
    modified: modified.value === null || modified.value < (published.value ?? '') ? UNKNOWN_DATE : modified,
    summary: tags.summary,
    url: said.url ?? tags.addresses[0] ?? null,
    readMore: null,
    origin: null,
    // the column first: mappings route by it
    topics: [...new Set([...(tags.column === null ? [] : [tags.column]), ...tags.keywords])],
    body: { html: no === null ? bodies.join('\n') : '' },
    media: no === null ? mediaOf(readings, said.saved) : [],
    remarks: [
      ...said.remarks,
      ...readings.flatMap((one) => one.remarks).filter(unlike),
      ...(isConflict ? [{ code: 'date-conflict', about: `${first.published.raw ?? ''} / ${said.list.raw ?? ''}` }] : []),
    ],
    facts: { ...first.facts, ...(readings.length > 1 ? { pages: readings.length } : {}) },
  }
}

/** Each remark once, however many pages have it. */
function unlike(remark: Remark, at: number, all: readonly Remark[]): boolean {
  return all.findIndex(({ code, about }) => code === remark.code && about === remark.about) === at
}

function mediaOf(readings: readonly PageReading[], saved: boolean): readonly PageMedia[] {
  const named = (ref: string, base: string | null): string => (saved || base === null ? ref : (absolute(ref, base) ?? ref))
  const cover = readings[0]?.tags.image ?? null
  const files = readings.flatMap(({ attachments, tags }) => attachments.map((one) => ({ ...one, ref: named(one.ref, tags.base) })))
  const seen = new Set<string>()
  const once = files.filter(({ ref }) => !seen.has(ref) && seen.add(ref))
  return cover === null || saved ? once : [{ kind: 'image', role: 'cover', ref: cover }, ...once]
}

function notRead(stateText: string): Page {
  return {
    state: 'unreadable',
    stateText,
    platform: 'website',
    kind: 'article',
    title: null,
    account: null,
    author: null,
    source: null,
    published: UNKNOWN_DATE,
    modified: UNKNOWN_DATE,
    summary: null,
    url: null,
    readMore: null,
    origin: null,
    topics: [],
    body: { html: '' },
    media: [],
    remarks: [],
    facts: {},
  }
}

function refRemarks(key: string, ref: WebPagesRef): readonly Remark[] {
  return [
    ...(key.startsWith('web:file:') ? [{ code: 'identity-weak' }] : []),
    ...(ref.copies > 0 ? [{ code: 'duplicate-copy', about: `${ref.copies + 1}` }] : []),
  ]
}

/** Sites send whoever asks for a page that has gone to their front page. */
function isSentHome(asked: string, found: string): boolean {
  return isWeb(asked) && isWeb(found) && isFront(found) && !isFront(asked)
}

function isFront(address: string): boolean {
  const { pathname, search, hash } = new URL(address)
  return /^\/(?:(?:index|default|main|home)\.\w{1,5})?$/i.test(pathname) && search === '' && !/^#!?\/./.test(hash)
}

function isWeb(url: string): boolean {
  return /^https?:\/\//i.test(url) && URL.canParse(url)
}

/** Names the content of a page for `recheck`: what a reader would miss, not counters and adverts around it. */
export function contentDigest(reading: PageReading): string {
  const said = [reading.no?.state ?? 'ok', reading.title, reading.body, reading.published.raw, reading.attachments.map(({ ref }) => ref)]
  return createHash('sha256').update(JSON.stringify(said)).digest('hex')
}
