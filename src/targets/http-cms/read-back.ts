// An entry as the CMS gives it goes in; what a reader meets comes out, every file asked for over HTTP. It trusts no memory of what was
// sent: title, text, date, column and source are those of the entry now.
import type { Column, ReadBack } from '../../domain/article.ts'
import type { Send } from '../../domain/http.ts'
import { answerOf, mustHaveTime } from '../answers.ts'
import type { SiteFile } from '../site-file.ts'
import { dateFrom } from './dates.ts'
import { entryHtml, type EntryHtml, type Own } from './entry-html.ts'
import { pageParts } from './page-parts.ts'
import { holds } from './judge.ts'
import { plainText, valueAt } from './json-path.ts'
import type { EntrySpec, Preset } from './preset.ts'
import { openFileLook } from './site-files.ts'

export interface ReaderOptions {
  readonly preset: Preset
  readonly own: Own
  readonly columns: readonly Column[]
  /** Column id → channel id. */
  readonly channels: Readonly<Record<string, string | number | boolean>>
  /** Column id → what public pages call it. */
  readonly columnNames: Readonly<Record<string, string>>
  readonly send: Send
  readonly fileAt: (url: string) => Promise<SiteFile | string>
}

export interface Reader {
  of(entry: unknown): Promise<ReadBack>
  /** From the public page: its tags, and the element of this class. */
  ofPage(url: string, bodyClass: string): Promise<ReadBack>
  /** 200 when the public page answers and shows the title, else its status or 404. */
  shows(url: string, title: string): Promise<number>
  /** Whether readers see the entry: 200, 404 = a draft, 410 = withdrawn. */
  status(entry: unknown): number
}

export function openReader(options: ReaderOptions): Reader {
  const { own, send } = options
  const look = openFileLook(own, options.fileAt)
  const status = (entry: unknown): number => statusOf(options.preset.entry, entry)
  return {
    status,
    ofPage: async (url, bodyClass) => {
      const page = await pageAt(own.absolute(url) ?? url, send)
      if (page.status !== 200) return { ...GONE, status: page.status }
      const { tags, body } = pageParts(page.html, bodyClass)
      const met = entryHtml(body, own)
      return {
        status: 200,
        title: tags.get('ArticleTitle') ?? '',
        text: met.text,
        publishedAt: tags.get('PubDate') ?? met.note?.date ?? '',
        source: tags.get('ContentSource') ?? met.note?.source ?? null,
        column: columnCalled(options, tags.get('ColumnName') ?? ''),
        links: met.links,
        media: await Promise.all([...met.files].map(look)),
        foreign: met.foreign,
      }
    },
    shows: async (url, title) => {
      const page = await pageAt(url, send)
      if (page.status !== 200) return page.status
      return squeezed(entryHtml(page.html, own).text).includes(squeezed(title)) ? 200 : 404
    },
    async of(entry) {
      const spec = options.preset.entry
      const html = plainText(valueAt(entry, spec.html ?? 'html')) ?? ''
      const met = entryHtml(html, own)
      const files = new Set([...met.files, ...listed(spec, entry, own)])
      return {
        status: status(entry),
        title: spec.title === undefined ? '' : (plainText(valueAt(entry, spec.title)) ?? ''),
        text: met.text,
        publishedAt: dateOf(options.preset, entry, met),
        source: spec.source === undefined ? (met.note?.source ?? null) : plainText(valueAt(entry, spec.source)),
        column: columnOf(options, entry),
        links: met.links,
        media: await Promise.all([...files].map(look)),
        foreign: met.foreign,
      }
    },
  }
}

export const GONE: ReadBack = {
  status: 404,
  title: '',
  text: '',
  publishedAt: '',
  source: null,
  column: '',
  links: [],
  media: [],
  foreign: [],
}

function squeezed(text: string): string {
  return text.replaceAll(/\s+/g, '')
}

/** As a reader asks for it. */
async function pageAt(url: string, send: Send): Promise<{ readonly status: number; readonly html: string }> {
  const request = { method: 'GET', url } as const
  const answer = answerOf(await send(request), request)
  mustHaveTime(answer, request)
  return { status: answer.status, html: new TextDecoder().decode(answer.bytes) }
}

function statusOf(spec: EntrySpec, entry: unknown): number {
  if (spec.withdrawn !== undefined && holds(spec.withdrawn, entry, {})) return 410
  if (spec.draft !== undefined && holds(spec.draft, entry, {})) return 404
  return spec.shown === undefined || holds(spec.shown, entry, {}) ? 200 : 404
}

function dateOf({ entry: spec, dates, can }: Preset, entry: unknown, met: EntryHtml): string {
  if (spec.date === undefined || !can.backdate) return met.note?.date ?? ''
  const words = plainText(valueAt(entry, spec.date)) ?? ''
  // what does not follow the pattern is shown as it stands: it differs, and a person sees why
  return dateFrom(words, spec.datePattern ?? dates.pattern, dates.zone) ?? words.slice(0, 40)
}

/** Where a channel that comes back as an object has its name. */
const NAMED = ['id', 'documentId', 'slug', 'metadata.name']

function columnCalled({ columns, columnNames }: ReaderOptions, name: string): string {
  return columns.find((one) => (columnNames[one.id] ?? one.name) === name)?.name ?? name
}

function columnOf({ preset, columns, channels }: ReaderOptions, entry: unknown): string {
  if (preset.entry.column === undefined) return ''
  const found = valueAt(entry, preset.entry.column)
  const all: readonly unknown[] = Array.isArray(found) ? found : [found]
  const ids = all
    .flatMap((one) => [one, ...NAMED.map((name) => valueAt(one, name))])
    .map((one) => plainText(one) ?? '')
    .filter((id) => id !== '')
  const column = columns.find((one) => ids.includes(plainText(channels[one.id]) ?? '\0'))
  return column?.name ?? ids.join(', ')
}

function listed(spec: EntrySpec, entry: unknown, own: Own): string[] {
  const found = spec.files === undefined ? [] : valueAt(entry, spec.files)
  const parsed: unknown = typeof found === 'string' ? listFrom(found) : found
  if (!Array.isArray(parsed)) return []
  return parsed.flatMap((one: unknown) => {
    const url = own.absolute(plainText(one) ?? plainText(valueAt(one, spec.fileUrl ?? 'url')) ?? '')
    return url === null ? [] : [url]
  })
}

function listFrom(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return []
  }
}
