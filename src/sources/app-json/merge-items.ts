// The readings of one post's copies, best first → the page it is. Fields that the best copy lacks come from the others; the latest edition
// says whether the post still stands. Pure; judges and corrects nothing.
import { UNKNOWN_DATE } from '../../domain/page.ts'
import type { Dated, Page, PageMedia, PostKind, Remark } from '../../domain/page.ts'
import { contradict } from '../text/dates.ts'
import { textOf } from '../text/text-of.ts'
import { readDate } from './item-dates.ts'
import { contentDigest } from './read-item.ts'
import type { Reading } from './read-item.ts'

/** The order of copies: the latest edition, then one with a body, then the later in the archive. */
export function bestFirst(a: Ranked, b: Ranked): number {
  return byEdition(b.edition, a.edition) || Number(b.hasBody) - Number(a.hasBody) || b.order - a.order
}

export interface Ranked {
  readonly edition: string
  readonly hasBody: boolean
  readonly order: number
}

function byEdition(a: string, b: string): number {
  if (a === b) return 0
  if (/^\d+$/.test(a) && /^\d+$/.test(b)) return a.length - b.length || (a < b ? -1 : 1)
  const [first, second] = [readDate(a).value ?? a, readDate(b).value ?? b]
  return first < second ? -1 : first > second ? 1 : 0
}

export interface Told {
  readonly weak: boolean
  /** Names of lists that the job gives. */
  readonly topics: readonly string[]
  /** Charsets that nothing vouches for. */
  readonly doubts: readonly string[]
}

export function pageOf(readings: readonly Reading[], told: Told): Page {
  const [best] = readings
  if (best === undefined) return NOTHING
  const first = <T>(field: (one: Reading) => T | null): T | null => readings.map(field).find((value) => value !== null) ?? null
  const date = (field: (one: Reading) => Dated): Dated => known(readings.map(field))
  const body = first((one) => (one.body !== null && !isEmpty(one.body) ? one.body : null)) ?? first((one) => one.body)
  const media = mediaOfAll(readings)
  const link = first((one) => one.link)
  const published = known([date((one) => one.published), date((one) => one.released)])
  const stated = stateOf(readings)
  const isAbsent = stated.state === 'ok' && body === null && link === null && !media.some(({ role }) => role !== 'cover')
  return {
    state: isAbsent ? 'absent' : stated.state,
    ...(stated.text === null ? {} : { stateText: stated.text }),
    platform: 'app',
    kind: first((one) => one.kind) ?? kindOf(body, media, link),
    title: first((one) => one.title),
    account: first((one) => one.account),
    author: first((one) => one.author),
    source: first((one) => one.source),
    published,
    modified: date((one) => one.modified),
    summary: first((one) => one.summary),
    url: first((one) => one.url),
    readMore: link,
    origin: null,
    topics: [...new Set([...told.topics, ...readings.flatMap((one) => one.topics)])],
    body: body ?? { text: '' },
    media,
    remarks: remarksOf(readings, told),
    facts: factsOf(readings),
  }
}

const NOTHING: Page = {
  state: 'unreadable',
  platform: 'app',
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
  body: { text: '' },
  media: [],
  remarks: [],
  facts: {},
}

function known(dates: readonly Dated[]): Dated {
  return dates.find(({ value }) => value !== null) ?? dates.find(({ raw }) => raw !== null) ?? UNKNOWN_DATE
}

function isEmpty(body: NonNullable<Reading['body']>): boolean {
  return 'html' in body ? body.html === '' : body.text === ''
}

/** Of the copy that has any: an older edition's pictures are not the post's any more. */
function mediaOfAll(readings: readonly Reading[]): readonly PageMedia[] {
  const shown = readings.map(({ media }) => media.filter(({ role }) => role !== 'cover')).find((media) => media.length > 0) ?? []
  const cover = readings.map(({ media }) => media.find(({ role }) => role === 'cover')).find((one) => one !== undefined)
  return cover === undefined ? shown : [cover, ...shown]
}

function stateOf(readings: readonly Reading[]): { readonly state: Page['state']; readonly text: string | null } {
  const top = readings[0]?.edition ?? ''
  const lost = readings.find(({ state, edition }) => state !== 'ok' && (edition === top || edition === ''))
  return { state: lost?.state ?? 'ok', text: lost?.stateText ?? null }
}

function kindOf(body: Reading['body'], media: readonly PageMedia[], link: string | null): PostKind {
  const words = wordsOf(body)
  const isMute = words === '' || (media.length > 0 && 'html' in (body ?? {}) && textOf(words) === '')
  if (!isMute) return 'article'
  const kinds = new Set(media.filter(({ role }) => role === 'body').map(({ kind }) => kind))
  if (kinds.has('video')) return 'video'
  if (kinds.has('audio')) return 'audio'
  if (kinds.has('image')) return 'images'
  return link !== null && words === '' ? 'share' : 'article'
}

function wordsOf(body: Reading['body']): string {
  return body === null ? '' : 'html' in body ? body.html : body.text
}

const HOLE = '\uFFFD'

function remarksOf(readings: readonly Reading[], { weak, doubts }: Told): readonly Remark[] {
  const remarks: Remark[] = weak ? [{ code: 'identity-weak' }] : []
  // a list's row beside the item itself is no second copy
  const copies = new Set(readings.filter(({ body }) => body !== null).map(contentDigest)).size
  if (copies > 1) remarks.push({ code: 'duplicate-copy', about: String(copies) })
  const isHoled = readings.some(({ title, body }) => title?.includes(HOLE) === true || wordsOf(body).includes(HOLE))
  if (isHoled || doubts.length > 0) remarks.push({ code: 'charset-doubt', about: [...new Set(doubts)].join(' ') })
  const [best] = readings
  const other = readings.find((one) => one.edition === best?.edition && contradict(one.published, best.published))
  if (other !== undefined) remarks.push({ code: 'date-conflict', about: `${best?.published.raw ?? ''} ≠ ${other.published.raw ?? ''}` })
  return remarks
}

function factsOf(readings: readonly Reading[]): Page['facts'] {
  const created = known(readings.map((one) => one.created)).value
  const released = known(readings.map((one) => one.released)).value
  return {
    ...Object.fromEntries(readings.toReversed().flatMap(({ facts }) => Object.entries(facts))),
    ...(created === null ? {} : { created }),
    ...(released === null ? {} : { released }),
  }
}
