// A capture → the post: its rows, the fuller first, and the plan of its files. Works from the material alone; never throws.
import type { Material } from '../../domain/archive.ts'
import { UNKNOWN_DATE } from '../../domain/page.ts'
import type { Page, PageMedia, Remark } from '../../domain/page.ts'
import { contradict, firstKnown } from '../text/dates.ts'
import { dateOf } from './dates.ts'
import { PLAN } from './fetch.ts'
import type { Planned } from './fetch.ts'
import { plainWords } from './file-index.ts'
import { EMPTY_ROW } from './row.ts'
import type { VideoRow } from './row.ts'

export function parseMaterial({ key, parts }: Material): Page {
  const rows = parts.flatMap(({ role, name, bytes }) => (role === 'row' && name !== PLAN && bytes !== null ? (rowIn(bytes) ?? []) : []))
  const plan = parts.find(({ role, name }) => role === 'row' && name === PLAN)?.bytes ?? null
  const media = plan === null ? [] : mediaIn(plan)
  // what the platform answered before what somebody wrote down
  const sorted = rows.toSorted((a, b) => Number(b.from === 'api') - Number(a.from === 'api'))
  return sorted.length === 0
    ? pageOf([EMPTY_ROW], { state: 'unreadable', media: [], key })
    : pageOf(sorted, { state: stateOf(sorted), media, key })
}

interface Around {
  readonly state: Page['state']
  readonly media: readonly PageMedia[]
  readonly key: string
}

function pageOf(rows: readonly VideoRow[], { state, media, key }: Around): Page {
  const first = <T>(of: (row: VideoRow) => T | null): T | null => rows.map(of).find((value) => value !== null) ?? null
  const title = first((row) => row.title)
  const id = first((row) => row.id)
  return {
    state,
    ...(state === 'ok' ? {} : { stateText: STATE_WORDS[state] ?? '清单注明该作品不可见' }),
    platform: 'douyin',
    kind: media.some(({ kind, role }) => kind === 'image' && role === 'body') || rows.some((row) => row.isImages) ? 'images' : 'video',
    title,
    account: first((row) => row.account),
    author: null,
    source: null,
    published: firstKnown(...rows.map(dateOf)),
    modified: UNKNOWN_DATE,
    summary: null,
    url: id === null ? first((row) => row.link) : `https://www.douyin.com/video/${id}`,
    readMore: null,
    origin: null,
    topics: [...new Set(rows.flatMap((row) => row.topics))],
    body: { text: first((row) => row.caption) ?? '' },
    media,
    remarks: [...conflicts(rows), ...(key.startsWith('douyin:file:') ? [{ code: 'identity-weak' }] : [])],
    facts: Object.assign({}, ...rows.map(({ counts }) => counts).toReversed()) as Page['facts'],
  }
}

const STATE_WORDS: Readonly<Partial<Record<Page['state'], string>>> = {
  deleted: '清单注明该作品已删除',
  private: '清单注明该作品仅部分人可见',
  violation: '清单注明该作品未通过审核或已下架',
  unavailable: '清单注明该作品尚未发布',
  unreadable: '清单行无法读取',
}

function stateOf(rows: readonly VideoRow[]): Page['state'] {
  return rows.map(({ state }) => state).find((state) => state !== 'ok') ?? 'ok'
}

function conflicts(rows: readonly VideoRow[]): readonly Remark[] {
  const dates = rows.map(dateOf).filter(({ value }) => value !== null)
  const other = dates.find((date) => dates[0] !== undefined && contradict(dates[0], date))
  return [
    ...(other === undefined ? [] : [{ code: 'date-conflict', about: `${dates[0]?.raw ?? ''} / ${other.raw ?? ''}` }]),
    ...(differ(rows.map((row) => row.title)) || differ(rows.map((row) => row.caption ?? row.title)) ? [{ code: 'title-conflict' }] : []),
  ]
}

/** A table may cut a caption off; that is no other caption. */
function differ(words: readonly (string | null)[]): boolean {
  const said = words.filter((one) => one !== null).map(plainWords)
  return said.some((one) => !one.startsWith(said[0] ?? '') && !(said[0] ?? '').startsWith(one))
}

function rowIn(bytes: Uint8Array): VideoRow | null {
  const read = jsonIn(bytes)
  if (typeof read !== 'object' || read === null || Array.isArray(read)) return null
  const given = { ...EMPTY_ROW, ...(read as Partial<VideoRow>) }
  const isSound =
    [given.id, given.item, given.title, given.caption, given.time, given.account, given.link].every(isWord) &&
    [given.topics, given.files, given.covers, given.images].every(
      (list) => Array.isArray(list) && list.every((one) => typeof one === 'string'),
    ) &&
    typeof given.counts === 'object' &&
    given.counts !== null &&
    STATES.has(given.state)
  return isSound ? given : null
}

function isWord(value: unknown): boolean {
  return value === null || typeof value === 'string'
}

const STATES: ReadonlySet<string> = new Set(['ok', 'deleted', 'private', 'violation', 'unavailable'])

function mediaIn(bytes: Uint8Array): readonly PageMedia[] {
  const read = jsonIn(bytes)
  if (!Array.isArray(read)) return []
  return (read as readonly Partial<Planned>[]).flatMap((one): readonly PageMedia[] =>
    typeof one?.name === 'string' && (one.kind === 'video' || one.kind === 'image')
      ? [{ kind: one.kind, ref: one.name, role: one.role === 'cover' ? 'cover' : 'body' }]
      : [],
  )
}

function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString())
  } catch {
    return null
  }
}
