// Several tellings of one post → one Page: each field from the telling that is best for it, and which one that was. Pure.
import type { Dated, Page, PageState, Remark } from '../../domain/page.ts'
import { UNKNOWN_DATE } from '../../domain/page.ts'
import { bestFirst, isWhole } from './best.ts'
import type { Standing } from './best.ts'
import { disagreements, plain, textOfBody } from './disagree.ts'

export interface ReadTelling extends Standing {
  readonly of: string
  readonly slot: number
  readonly page: Page
}

/** `best`: the slot whose body the capture's media belong to. */
export function mergeTellings(
  read: readonly ReadTelling[],
  best: number,
  failed: readonly { readonly of: string; readonly code: string }[],
): Page {
  const sorted = read.toSorted((a, b) => Number(b.slot === best) - Number(a.slot === best) || bestFirst(a, b))
  const [main] = sorted
  if (main === undefined) throw new RangeError('nothing was told')
  const chosen = fieldsOf(sorted, main)
  const state = main.page.state === 'ok' ? main : worstOf(sorted)
  const { movedTo, stateText } = state.page
  return {
    ...values(chosen),
    state: state.page.state,
    ...(stateText === undefined ? {} : { stateText }),
    ...(movedTo === undefined ? {} : { movedTo }),
    platform: main.page.platform,
    kind: kindOf(sorted, main),
    topics: [...new Set(sorted.flatMap(({ page }) => page.topics))],
    body: main.page.body,
    media: mediaOf(sorted, main),
    remarks: [
      ...remarksOf(sorted, main),
      ...failed.map(({ of, code }) => ({ code: 'telling-missing', about: `${of}: ${code}` })),
      ...disagreements(sorted, main),
    ],
    facts: Object.assign({}, ...sorted.map(({ page }) => page.facts).toReversed()) as Page['facts'],
    from: { ...fromOf(chosen), ...(isWhole(main.page) ? { body: main.of } : {}) },
  }
}

const FIELDS = ['title', 'account', 'author', 'source', 'summary', 'url', 'readMore', 'origin', 'published', 'modified'] as const
type Field = (typeof FIELDS)[number]
/** Who told it, and what; null = nobody did. */
type Chosen = { readonly [Name in Field]: { readonly of: string; readonly value: Page[Name] } | null }

function fieldsOf(sorted: readonly ReadTelling[], main: ReadTelling): Chosen {
  const first = <Name extends Field>(name: Name, from = sorted): { of: string; value: Page[Name] } | null => {
    const found = from.find(({ page }) => page[name] !== null)
    return found === undefined ? null : { of: found.of, value: found.page[name] }
  }
  return {
    title: first('title', titled(sorted, main)),
    account: first('account'),
    author: first('author'),
    source: first('source'),
    summary: first('summary'),
    url: first('url'),
    readMore: first('readMore'),
    origin: first('origin'),
    published: dateOf(sorted, 'published'),
    modified: dateOf(sorted, 'modified'),
  }
}

function values(chosen: Chosen): Pick<Page, Field> {
  return {
    title: chosen.title?.value ?? null,
    account: chosen.account?.value ?? null,
    author: chosen.author?.value ?? null,
    source: chosen.source?.value ?? null,
    summary: chosen.summary?.value ?? null,
    url: chosen.url?.value ?? null,
    readMore: chosen.readMore?.value ?? null,
    origin: chosen.origin?.value ?? null,
    published: chosen.published?.value ?? UNKNOWN_DATE,
    modified: chosen.modified?.value ?? UNKNOWN_DATE,
  }
}

function fromOf(chosen: Chosen): Record<string, string> {
  return Object.fromEntries(FIELDS.flatMap((name) => (chosen[name] === null ? [] : [[name, chosen[name].of]])))
}

/** Whole titles before cut ones. A list gives a post of mere words its text as title: that is no title. */
function titled(sorted: readonly ReadTelling[], main: ReadTelling): readonly ReadTelling[] {
  const text = main.page.title === null && main.page.kind === 'text' ? plain(textOfBody(main.page)) : null
  const real = text === null ? sorted : sorted.filter(({ page }) => page.title === null || !text.startsWith(plain(page.title).slice(0, 40)))
  const cut = ({ page }: ReadTelling): boolean => page.remarks.some(({ code }) => code === 'title-cut')
  return real.toSorted((a, b) => Number(cut(a)) - Number(cut(b)))
}

/** The post's own page says it best, then the platform's interface, then a list, then what its number tells. */
const TRUST: Readonly<Record<Dated['provenance'], number>> = { person: 5, page: 4, api: 3, list: 2, 'derived-from-id': 1, none: 0 }
const KEPT: Readonly<Record<Dated['precision'], number>> = { second: 19, minute: 16, day: 10, month: 7, year: 4, unknown: 0 }

/** The most trusted date; or a more precise one that says the same. */
function dateOf(sorted: readonly ReadTelling[], name: 'published' | 'modified'): { of: string; value: Dated } | null {
  const known = sorted.flatMap(({ of, page }) => (page[name].value === null ? [] : [{ of, value: page[name] }]))
  const [trusted] = known.toSorted((a, b) => TRUST[b.value.provenance] - TRUST[a.value.provenance])
  if (trusted === undefined) return null
  const kept = KEPT[trusted.value.precision]
  const same = known.filter(({ value }) => value.value?.slice(0, kept) === trusted.value.value?.slice(0, kept))
  return same.reduce((best, one) => (KEPT[one.value.precision] > KEPT[best.value.precision] ? one : best), trusted)
}

/** Of pages that are not the post, the one that says most about its fate. */
const FATES: readonly PageState[] = [
  'violation',
  'deleted',
  'account-cancelled',
  'migrated',
  'private',
  'expired',
  'blocked',
  'unavailable',
  'unreadable',
  'absent',
]

function worstOf(sorted: readonly ReadTelling[]): ReadTelling {
  return sorted.toSorted((a, b) => FATES.indexOf(a.page.state) - FATES.indexOf(b.page.state))[0] as ReadTelling
}

/** Rights come first: what one calls a reprint is one. */
function kindOf(sorted: readonly ReadTelling[], main: ReadTelling): Page['kind'] {
  if (sorted.some(({ page }) => page.state === 'ok' && page.kind === 'reprint')) return 'reprint'
  return isWhole(main.page) ? main.page.kind : (sorted.find(({ page }) => page.kind !== 'article')?.page.kind ?? main.page.kind)
}

/** A cover may come from any telling, by a name that means the same on every page. */
function mediaOf(sorted: readonly ReadTelling[], { page }: ReadTelling): Page['media'] {
  if (page.media.some(({ role }) => role === 'cover')) return page.media
  const cover = sorted.flatMap((one) => one.page.media).find(({ role, ref }) => role === 'cover' && /^(https?:)?\/\//i.test(ref))
  return cover === undefined ? page.media : [cover, ...page.media]
}

/** Codes that speak of one copy, not of the post. */
const OF_A_COPY =
  /^(?:file-truncated|truncated|charset-doubt|lesser-copy|text-cut|text-maybe-cut|duplicate-copy|identity-weak|title-cut|title-made|date-unknown|thread-pages-missing|markup-limit|body-empty|media-.+)$/

function remarksOf(sorted: readonly ReadTelling[], main: ReadTelling): readonly Remark[] {
  const others = sorted
    .filter((one) => one !== main)
    .flatMap(({ of, page }) => page.remarks.filter(({ code }) => !OF_A_COPY.test(code)).map((one) => ({ one, of })))
  const said = new Set(main.page.remarks.map(({ code }) => code))
  return [...main.page.remarks, ...others.flatMap(({ one }) => (said.has(one.code) ? [] : [(said.add(one.code), one)]))]
}
