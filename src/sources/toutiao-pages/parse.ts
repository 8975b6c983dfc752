// A capture → the post: its best page, and what the others say of it. Works from the material alone; never throws.
import type { Material } from '../../domain/archive.ts'
import { UNKNOWN_DATE } from '../../domain/page.ts'
import type { Page } from '../../domain/page.ts'
import { contradict } from '../text/dates.ts'
import { rankOf } from './discover.ts'
import { readPage } from './read-page.ts'
import { emptyReading } from './reading.ts'
import type { Reading } from './reading.ts'

interface Copy {
  readonly name: string
  readonly reading: Reading
}

export function parseMaterial({ parts, key }: Material): Page {
  const copies = parts
    .flatMap(({ role, name, bytes }): Copy[] => {
      const reading = role !== 'page' || bytes === null ? null : readPage(bytes)
      return reading === null ? [] : [{ name, reading }]
    })
    .toSorted((a, b) => rankOf(a) - rankOf(b))
  const [best, ...others] = copies
  if (best === undefined) return pageOf({ ...emptyReading('toutiao', null), state: 'unreadable', stateText: 'no page of 头条号 or 百家号' })
  const isOtherTitle = others.some(
    ({ reading: { title } }) => title !== null && best.reading.title !== null && title !== best.reading.title,
  )
  const clash = others.find(({ reading }) => contradict(best.reading.published, reading.published))
  const page = pageOf(best.reading)
  return {
    ...page,
    remarks: [
      ...page.remarks,
      ...others.map(({ name }) => ({ code: 'duplicate-copy', about: name })),
      ...(isOtherTitle ? [{ code: 'title-conflict' }] : []),
      ...(clash === undefined
        ? []
        : [{ code: 'date-conflict', about: `${best.reading.published.raw ?? ''} / ${clash.reading.published.raw ?? ''}` }]),
      ...(key.startsWith('toutiao:file:') ? [{ code: 'identity-weak' }] : []),
    ],
  }
}

function pageOf(reading: Reading): Page {
  const { state, stateText, platform, kind, title, account, published, modified, summary, url, topics, body, media, remarks, facts } =
    reading
  return {
    state,
    ...(stateText === null ? {} : { stateText }),
    platform,
    kind,
    title,
    account,
    author: null,
    source: null,
    published: published.value === null && published.raw === null ? UNKNOWN_DATE : published,
    modified,
    summary,
    url,
    readMore: null,
    origin: null,
    topics,
    body,
    media,
    remarks,
    facts,
  }
}
