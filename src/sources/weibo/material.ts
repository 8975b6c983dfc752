// A stored capture of one post → its page: every record is read again by the reader it was found by, the tellings are joined, the page is made.
// Never throws: material that tells nothing is an unreadable page.
import type { Material } from '../../domain/archive.ts'
import { UNKNOWN_DATE } from '../../domain/page.ts'
import type { Page } from '../../domain/page.ts'
import { numberOf } from './ids.ts'
import { mergeStatuses, withQuoted } from './merge.ts'
import { pageOf, PLATFORM } from './page.ts'
import type { PageRules } from './page.ts'
import type { Status } from './status.ts'
import { tellingsOf } from './telling.ts'
import type { Reader, Telling } from './telling.ts'

export function parseMaterial(material: Material, readers: ReadonlyMap<string, Reader>): Page {
  const { tellings, beside } = tellingsOf(material)
  const [, uid = null, mid = null] = /^weibo:(\d+):(\w[\w-]*)$/.exec(material.key) ?? []
  const statuses = readTellings(tellings, readers)
  const status = joinOf(statuses, mid)
  const rules: PageRules = { uid }
  return status === null ? unreadable() : pageOf(status, beside, rules)
}

/** Records that cannot be read any more are left out: the others may tell enough. */
export function readTellings(tellings: readonly Telling[], readers: ReadonlyMap<string, Reader>): readonly Status[] {
  return tellings.flatMap(({ reader, raw, name, capturedAt }) => readers.get(reader)?.(raw, { name, capturedAt }) ?? [])
}

/** Those about the post itself are one; those about the post it forwards go into that. Null when none is about it. */
export function joinOf(statuses: readonly Status[], mid: string | null): Status | null {
  const isOther = (one: Status): boolean =>
    statuses.some(({ quoted }) => quoted !== null && 'mid' in quoted && quoted.mid !== null && quoted.mid === one.mid && one.mid !== mid)
  const own = statuses.filter((one) => !isOther(one))
  if (own.length === 0) return null
  const joined = mergeStatuses(own)
  const whole = joined.mid === null && joined.bid !== null ? { ...joined, mid: numberOf(joined.bid) } : joined
  return withQuoted(whole, statuses)
}

function unreadable(): Page {
  return {
    state: 'unreadable',
    stateText: '没有可读取的微博记录',
    platform: PLATFORM,
    kind: 'text',
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
