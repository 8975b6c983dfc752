// The raw text of one item and its declaration → what it says, field by field. Pure and repeatable; null when it is no item that can be read.
import { createHash } from 'node:crypto'
import type { Dated, PageMedia, PageState, PostKind } from '../../domain/page.ts'
import type { Declared } from './declaration.ts'
import { readExact } from './exact-json.ts'
import { bodyOf, withFilms, withMarked } from './item-body.ts'
import type { Body } from './item-body.ts'
import { readDate } from './item-dates.ts'
import { mediaAt, withoutShown } from './item-media.ts'
import { openItem } from './json-path.ts'
import { ABSENT, textAt, textsAt } from './values.ts'
import type { Item, Paths } from './values.ts'

export interface Reading {
  readonly id: string | null
  readonly within: string | null
  readonly title: string | null
  readonly body: Body | null
  readonly published: Dated
  readonly released: Dated
  readonly modified: Dated
  readonly created: Dated
  readonly topics: readonly string[]
  readonly source: string | null
  readonly author: string | null
  readonly account: string | null
  readonly summary: string | null
  readonly url: string | null
  readonly link: string | null
  readonly media: readonly PageMedia[]
  readonly state: Exclude<PageState, 'unreadable'>
  readonly stateText: string | null
  readonly kind: PostKind | null
  readonly skipped: boolean
  readonly edition: string
  readonly facts: Readonly<Record<string, string | number>>
}

type DateRule = Declared['published']

/** Opens an item for asking what stands at its paths. Null: it is no JSON, or no object. */
export function openRaw(raw: string, declared: Declared): Item | null {
  const value = readExact(raw)
  if (typeof value !== 'object' || value === null) return null
  return { at: openItem(value), absent: new Set([...ABSENT, ...(declared.absent ?? [])]) }
}

export function readItem(raw: string, declared: Declared): Reading | null {
  const item = openRaw(raw, declared)
  return item === null ? null : readingOf(item, declared)
}

function readingOf(item: Item, declared: Declared): Reading {
  const text = (paths: Paths | undefined): string | null => textAt(item, paths)
  const date = (rule: DateRule): Dated => dateAt(item, rule)
  const { media, marked } = mediaAt(item, declared)
  const plainBody = bodyOf(item, declared)
  const body = plainBody === null ? null : withPlayed(withMarked(plainBody, marked), media, declared.video)
  const modified = date(declared.modified)
  const state = ruled(item, declared.states)
  return {
    id: text(declared.id),
    within: text(declared.within),
    title: text(declared.title),
    body,
    published: date(declared.published),
    released: date(declared.released),
    modified,
    created: date(declared.created),
    topics: textsAt(item, declared.topics),
    source: text(declared.source),
    author: text(declared.author),
    account: text(declared.account),
    summary: text(declared.summary),
    url: addressed(text(declared.url), declared.base),
    link: addressed(text(declared.link), declared.base),
    media: body === null ? media : withoutShown(media, body),
    state: state?.state ?? 'ok',
    stateText: state === null ? null : `${[state.path].flat().join(' ')} = ${state.in.join(' / ')}`,
    kind: ruled(item, declared.kinds)?.kind ?? null,
    skipped: ruled(item, declared.skip) !== null,
    edition: declared.edition === undefined ? (modified.value ?? '') : (text(declared.edition) ?? ''),
    facts: factsAt(item, declared.facts),
  }
}

function withPlayed(body: Body, media: readonly PageMedia[], rule: Declared['video']): Body {
  if (typeof rule !== 'object' || !('list' in rule) || rule.player === undefined) return body
  return withFilms(
    body,
    media.filter(({ kind }) => kind === 'video'),
    rule.player,
  )
}

function dateAt(item: Item, rule: DateRule): Dated {
  const isPlain = typeof rule === 'string' || Array.isArray(rule)
  const form = isPlain || rule === undefined ? {} : (rule as { format?: string; zone?: string })
  const paths = isPlain ? (rule as Paths) : (rule as { path: Paths } | undefined)?.path
  return readDate(textAt(item, paths), form)
}

interface Rule {
  readonly path: Paths
  readonly in: readonly (string | number | boolean)[]
}

/** The first rule one of whose values stands at its place. */
function ruled<R extends Rule>(item: Item, rules: readonly R[] | undefined): R | null {
  return rules?.find((rule) => fits(item, rule)) ?? null
}

export function fits({ at }: Pick<Item, 'at'>, rule: Rule): boolean {
  const wanted = new Set(rule.in.map(String))
  return [rule.path].flat().some((path) => at(path).some((value) => isScalar(value) && wanted.has(String(value).trim())))
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function addressed(address: string | null, base: string | undefined): string | null {
  if (address === null) return null
  const url = URL.parse(address.startsWith('//') ? `https:${address}` : address, base)
  return url !== null && /^https?:$/.test(url.protocol) ? url.href : null
}

const SHORT = 100

function factsAt(item: Item, facts: Declared['facts']): Readonly<Record<string, string | number>> {
  return Object.fromEntries(
    Object.entries(facts ?? {}).flatMap(([name, paths]) => {
      const text = textAt(item, paths)
      if (text === null || text.length > SHORT) return []
      return [[name, /^-?\d{1,15}(?:\.\d{1,6})?$/.test(text) ? Number(text) : text] as const]
    }),
  )
}

/** Names what an item says to readers: what only counts or orders (reads, editions) is left out. */
export function contentDigest(reading: Reading): string {
  const { edition: _, facts: __, skipped: ___, ...content } = reading
  return createHash('sha256').update(JSON.stringify(content)).digest('hex')
}

/** True when nothing of what makes a post was found: then it is none. */
export function isNothing(reading: Reading): boolean {
  const { id, title, body, url, link, media } = reading
  return id === null && title === null && body === null && url === null && link === null && media.length === 0
}
