// One entry of RSS, RDF or Atom → what it says. First what the entry says, then nothing: what a feed says of itself is not its entries'.
import type { Dated, Page, PageMedia } from '../../domain/page.ts'
import { UNKNOWN_DATE } from '../../domain/page.ts'
import { absolute } from './addresses.ts'
import { absoluteHtml, bodyOf, isCut, lineOf, nameOnly, plainOf } from './body.ts'
import { feedDate } from './dates.ts'
import { entryFields } from './entry-fields.ts'
import type { Field } from './entry-fields.ts'
import { fileBehind, isBeijing, mediaKind } from './reading.ts'
import type { EntrySource, Fullness, Reading } from './reading.ts'

/** Names of what we look for, the best first. */
const FULL = ['content:encoded', 'content', 'yandex:full-text', 'xhtml:body', 'xhtml:div', 'body', 'fulltext', 'full-text']
const SHORT = ['description', 'summary', 'dcterms:abstract', 'itunes:summary', 'media:description']
const PUBLISHED = ['pubdate', 'published', 'issued', 'dcterms:issued', 'dc:date', 'created', 'dcterms:created', 'date']
const MODIFIED = ['updated', 'modified', 'dcterms:modified']
const TOPICS = ['category', 'dc:subject']
const COVERS = ['media:thumbnail', 'media:content/media:thumbnail', 'media:group/media:thumbnail', 'itunes:image']

export function readXmlEntry({ facts, entry, reckoning }: EntrySource): Reading {
  const fields = entryFields(entry, facts)
  const text = (...names: readonly string[]): string | null => firstText(fields, names)
  const root = fields.find(({ name }) => name === '')
  const base = root?.base ?? facts.base
  const guid = text('guid', 'id', 'dc:identifier') ?? root?.given['rdf:about']?.trim() ?? null
  const links = linksOf(fields, base ?? facts.link, guid)
  const link = links[0] ?? null
  const beijing = isBeijing(reckoning, root?.given['xml:lang'] ?? facts.language)
  const dated = (names: readonly string[]): Dated => datedBy(fields, names, beijing)
  const modified = dated(MODIFIED)
  const published = dated(PUBLISHED)
  return {
    guid,
    link,
    otherLinks: links.slice(1),
    title: lineOf(textField(fields, ['title', 'dc:title', 'media:title'])),
    ...textsOf(fields, base ?? link),
    author: nameOnly(text('dc:creator', 'author/name', 'itunes:author')) ?? nameOnly(text('author')) ?? nameOnly(facts.author),
    source: lineOf(text('source/title', 'source')),
    published: published.raw === null && reckoning.updatedAsPublished ? modified : published,
    modified,
    topics: topicsOf(fields),
    media: [...mediaOf(fields, base ?? link), ...fileBehind(link)],
  }
}

function firstText(fields: readonly Field[], names: readonly string[]): string | null {
  for (const name of names) {
    const found = fields.find((field) => field.name === name && field.text.trim() !== '')
    if (found !== undefined) return found.text.trim()
  }
  return null
}

/** XHTML titles keep their markup for `lineOf`. */
function textField(fields: readonly Field[], names: readonly string[]): string | null {
  for (const name of names) {
    const found = fields.find((field) => field.name === name && (field.html ?? field.text).trim() !== '')
    if (found !== undefined) return found.html ?? found.text
  }
  return null
}

/** The page itself first: a reader service puts its own address into `link` and the page's beside it. */
function linksOf(fields: readonly Field[], base: string | null, guid: string | null): readonly string[] {
  const links = fields.filter(({ name }) => name === 'link')
  const atom = links.filter(({ given }) => given['href'] !== undefined && [undefined, '', 'alternate'].includes(given['rel']))
  const html = atom.filter(({ given }) => /html/i.test(given['type'] ?? 'html'))
  const candidates = [
    ...fields.filter(({ name }) => name === 'feedburner:origlink').map(({ text }) => text),
    ...links.filter(({ given }) => given['href'] === undefined).map(({ text }) => text),
    ...[...html, ...atom].map(({ given }) => given['href']),
  ]
  const permalink =
    fields.find(({ name }) => name === 'guid')?.given['isPermaLink'] !== 'false' && /^https?:/i.test(guid ?? '') ? [guid] : []
  return [...new Set([...candidates, ...permalink].flatMap((one) => absolute(one, base) ?? []))]
}

/** A date that is there and cannot be read is told of; it is not passed over for a lesser one. */
function datedBy(fields: readonly Field[], names: readonly string[], beijing: boolean): Dated {
  const found = firstText(fields, names)
  return found === null ? UNKNOWN_DATE : feedDate(found, beijing)
}

type Texts = Pick<Reading, 'body' | 'fullness' | 'summary'>

function textsOf(fields: readonly Field[], base: string | null): Texts {
  const full = longest(fields, FULL, base)
  const short = longest(fields, SHORT, base)
  if (full !== null && full.plain.length >= (short?.plain.length ?? 0)) {
    const summary = short === null || short.plain === full.plain ? null : short.plain
    return { body: full.body, fullness: isCut(full.plain) ? 'cut' : 'full', summary }
  }
  const found = short ?? full
  if (found === null) return { body: { text: '' }, fullness: 'none', summary: null }
  // Atom says of its summary that it is one.
  const isSummary = found.name === 'summary' || found.name === 'dcterms:abstract'
  const fullness: Fullness = isSummary || isCut(found.plain) ? 'cut' : 'unknown'
  return { body: found.body, fullness, summary: null }
}

interface TextFound {
  readonly name: string
  readonly body: Page['body']
  readonly plain: string
}

function longest(fields: readonly Field[], names: readonly string[], base: string | null): TextFound | null {
  let best: TextFound | null = null
  for (const field of fields) {
    if (!names.includes(field.name)) continue
    const body = fieldBody(field, base)
    const plain = plainOf(body)
    const isMore = plain.length > (best?.plain.length ?? 0) || (best === null && 'html' in body && body.html !== '')
    if (isMore) best = { name: field.name, body, plain }
  }
  return best
}

/** Atom says what its text is; where a feed says text and means HTML, HTML is what its readers saw. */
function fieldBody({ text, html, given, base: own }: Field, around: string | null): Page['body'] {
  const base = own ?? around
  const type = given['type'] ?? ''
  if (html !== null) return { html: absoluteHtml(html, base) }
  if (/^(?:image|audio|video|application)\//i.test(type) && !/x(?:ht)?ml/i.test(type)) return { text: '' }
  if (/html/i.test(type)) return { html: absoluteHtml(text.trim(), base) }
  return bodyOf(text, base)
}

function topicsOf(fields: readonly Field[]): readonly string[] {
  const found = fields
    .filter(({ name }) => TOPICS.includes(name))
    .flatMap(({ given, text }) => lineOf(given['label'] ?? given['term'] ?? text)?.replace(/\/+$/, '') ?? [])
  return [...new Set(found)].slice(0, 50)
}

function mediaOf(fields: readonly Field[], base: string | null): readonly PageMedia[] {
  const found = new Map<string, PageMedia>()
  const add = (address: string | undefined, role: PageMedia['role'], field: Field): void => {
    const ref = absolute(address, base)
    if (ref === null || found.has(ref)) return
    const kind = role === 'cover' ? 'image' : mediaKind(field.given['type'] ?? field.given['medium'] ?? null, ref)
    found.set(ref, { kind, ref, role, title: lineOf(field.given['title']) ?? undefined })
  }
  for (const field of fields) {
    if (field.name === 'enclosure') add(field.given['url'], 'attachment', field)
    if (field.name === 'link' && field.given['rel'] === 'enclosure') add(field.given['href'], 'attachment', field)
    if (/(?:^|\/)media:content$/.test(field.name)) add(field.given['url'], 'attachment', field)
    if (COVERS.includes(field.name)) add(field.given['url'] ?? field.given['href'], 'cover', field)
  }
  return [...found.values()]
}
