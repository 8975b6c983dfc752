// A joined capture → the post: every telling read by its own source, then the best of each field. Pure; never throws.
import type { Material } from '../../domain/archive.ts'
import { UNKNOWN_DATE } from '../../domain/page.ts'
import type { Page } from '../../domain/page.ts'
import { standingOf } from './best.ts'
import { hasManifest, manifestOf, materialOf } from './capture.ts'
import type { Manifest } from './capture.ts'
import { readerOf, tellingsOf } from './member.ts'
import type { Member } from './member.ts'
import { mergeTellings } from './merge.ts'
import type { ReadTelling } from './merge.ts'

export function parseJoined(material: Material, members: readonly Member[]): Page {
  try {
    const manifest = manifestOf(material)
    if (manifest !== null) return merged(material, manifest, members)
    return hasManifest(material) ? unreadable() : (before(material, members) ?? unreadable())
  } catch {
    return unreadable()
  }
}

function merged(material: Material, { tellings, best }: Manifest, members: readonly Member[]): Page {
  const read = tellings.flatMap((told, slot): readonly ReadTelling[] => {
    const source = readerOf(members, told.of)?.source
    if (source === undefined || told.failed !== null) return []
    const own = materialOf(material, slot, told)
    const page = source.parse(own)
    const hasPage = own.parts.some(({ role, bytes }) => role === 'page' && bytes !== null)
    return [{ of: told.of, slot, page, ...standingOf(page, { of: told.of, hasPage }) }]
  })
  const failed = tellings.flatMap(({ of, failed: code }) => (code === null ? [] : [{ of, code }]))
  const gone = read.every(({ slot }) => slot !== best)
  // the media were stored by that telling's names: another body would be given its pictures
  return read.length === 0 || gone ? unreadable() : mergeTellings(read, best, failed)
}

/** A capture made when the job had one of these sources alone. */
function before(material: Material, members: readonly Member[]): Page | null {
  const pages = (tellingsOf(material.ref) ?? []).flatMap(({ of, key, ref }) => {
    const source = readerOf(members, of)?.source
    return source === undefined ? [] : [source.parse({ key, ref, parts: material.parts })]
  })
  return pages.find(({ state }) => state === 'ok') ?? pages[0] ?? null
}

function unreadable(): Page {
  return {
    state: 'unreadable',
    stateText: '没有可读的来源',
    platform: 'joined',
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
}
