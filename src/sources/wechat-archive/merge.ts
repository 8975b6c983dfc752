// Several readings of one post → one Page: the best copy wins field by field, disagreements become remarks. Pure.
import type { Page, Remark } from '../../domain/page.ts'
import { contradict, firstKnown } from '../text/dates.ts'
import { RANK } from './reading.ts'
import type { Reading } from './reading.ts'

/** All that decides which copy is best; small enough to keep for every file of an archive. */
export interface Rated {
  readonly name: string
  readonly ok: boolean
  readonly cut: boolean
  readonly rank: number
  /** When it was edited last; of two copies the later is the post. */
  readonly edited: string
  /** Length of the body, or -1 without one. */
  readonly size: number
}

export function rate({ name, state, rank, body, remarks, modified }: Reading): Rated {
  const cut = remarks.some((remark) => remark.code === 'file-truncated' || remark.code === 'charset-doubt')
  return {
    name,
    ok: state === 'ok',
    cut,
    rank,
    edited: modified.value ?? '',
    size: body === null ? -1 : 'html' in body ? body.html.length : body.text.length,
  }
}

/**
 * Best copy first: a good page before an error page, a whole one before a cut one, then the better
 * kind, then the later edition, then the longer body.
 */
export function bestFirst(a: Rated, b: Rated): number {
  return (
    Number(b.ok) - Number(a.ok) ||
    Number(b.size >= 0) - Number(a.size >= 0) ||
    Number(b.size > 0) - Number(a.size > 0) ||
    Number(a.cut) - Number(b.cut) ||
    b.rank - a.rank ||
    (a.edited < b.edited ? 1 : a.edited > b.edited ? -1 : 0) ||
    b.size - a.size ||
    (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
  )
}

export function mergeReadings(readings: readonly Reading[], key: string): Page {
  const sorted = readings
    .map((reading) => ({ reading, rated: rate(reading) }))
    .sort((a, b) => bestFirst(a.rated, b.rated))
    .map(({ reading }) => reading)
  const [best] = sorted
  if (best === undefined) return unreadable('归档中没有这篇文章的内容')
  if (best.state !== 'ok' || best.body === null) return withoutBody(sorted, key)
  return { ...fields(sorted), state: 'ok', kind: best.kind ?? 'article', body: best.body, remarks: remarksOf(sorted, best, key) }
}

/** No copy of the post: an error page says why; a list at least says what it was and whether it was taken away. */
function withoutBody(sorted: readonly Reading[], key: string): Page {
  const error = sorted.find((reading) => reading.state !== 'ok')
  const deleted = sorted.some((reading) => reading.deleted)
  const state = error?.state ?? (deleted ? 'deleted' : 'absent')
  const stateText = error?.stateText ?? (deleted ? '清单注明该内容已被发布者删除' : '归档中只有清单条目,没有这篇文章的页面')
  const moved = error?.movedTo === undefined ? {} : { movedTo: error.movedTo }
  return { ...fields(sorted), state, stateText, ...moved, kind: 'article', body: { text: '' }, remarks: remarksOf(sorted, null, key) }
}

type Fields = Omit<Page, 'state' | 'stateText' | 'movedTo' | 'kind' | 'body' | 'remarks'>

function fields(sorted: readonly Reading[]): Fields {
  const first = <T>(read: (reading: Reading) => T | null): T | null => sorted.map(read).find((value) => value !== null) ?? null
  const facts = Object.assign({}, ...sorted.map((reading) => reading.facts).toReversed()) as Page['facts']
  return {
    platform: 'wechat',
    title: titleOf(sorted),
    account: first((reading) => reading.account),
    author: first((reading) => reading.author),
    source: null,
    published: firstKnown(...sorted.map((reading) => reading.published)),
    modified: firstKnown(...sorted.map((reading) => reading.modified)),
    summary: first((reading) => reading.summary),
    url: first((reading) => reading.url),
    readMore: first((reading) => reading.readMore),
    origin: first((reading) => reading.origin),
    topics: [...new Set(sorted.flatMap((reading) => reading.topics))],
    media: sorted.find((reading) => reading.media.length > 0)?.media ?? [],
    facts: sorted.some((reading) => reading.deleted || reading.state === 'deleted') ? { ...facts, deleted_at_platform: true } : facts,
  }
}

/** Lists give a text post its whole text as title: that is no title. */
function titleOf(sorted: readonly Reading[]): string | null {
  const [best] = sorted
  const title = sorted.find((reading) => reading.title !== null)?.title ?? null
  if (best === undefined || best.title !== null || best.kind !== 'text' || best.body === null || title === null) return title
  const text = plain('html' in best.body ? best.body.html : best.body.text)
  return text.includes(plain(title).slice(0, 40)) ? null : title
}

function remarksOf(sorted: readonly Reading[], best: Reading | null, key: string): readonly Remark[] {
  const remarks: Remark[] = [...(best?.remarks ?? sorted[0]?.remarks ?? [])]
  if (key.startsWith('wechat:file:') && (sorted[0]?.state ?? 'ok') === 'ok')
    remarks.push({ code: 'identity-weak', about: key.slice('wechat:file:'.length) })
  if (best !== null && (best.rank === RANK.markdown || best.rank === RANK.exported)) remarks.push({ code: 'lesser-copy', about: best.name })
  const copies = sorted.filter((reading) => reading !== best && reading.rank >= RANK.data && reading.state === 'ok')
  if (best !== null) remarks.push(...copies.map((copy) => ({ code: 'duplicate-copy', about: copy.name })))
  return [...remarks, ...conflicts(sorted)]
}

function conflicts(sorted: readonly Reading[]): readonly Remark[] {
  const dated = sorted.filter((reading) => reading.published.value !== null)
  const other = dated.find((reading) => dated[0] !== undefined && contradict(dated[0].published, reading.published))
  const titled = sorted.filter((reading) => reading.title !== null)
  const named = titled.find((reading) => plain(reading.title) !== plain(titled[0]?.title ?? null))
  return [
    ...(other === undefined ? [] : [{ code: 'date-conflict', about: `${dated[0]?.published.raw ?? ''} / ${other.published.raw ?? ''}` }]),
    ...(named === undefined ? [] : [{ code: 'title-conflict', about: named.title ?? '' }]),
  ]
}

function plain(title: string | null): string {
  return (title ?? '').normalize('NFKC').replaceAll(/\s+/g, '')
}

export function unreadable(stateText: string): Page {
  return { ...fields([]), state: 'unreadable', stateText, kind: 'article', body: { text: '' }, remarks: [] }
}
