// The capture of a gathered article in, its page out: every post of it is read by its own source, and stands in the body or is told of. Pure,
// never throws. The page has no title: the mapping's rule makes one.
import type { Material, StoredPart } from '../../domain/archive.ts'
import { UNKNOWN_DATE } from '../../domain/page.ts'
import type { Member, Page, Remark } from '../../domain/page.ts'
import type { Source } from '../source.ts'
import { markOf, partsOf } from './fetch.ts'
import type { GatherRef } from './member.ts'
import { sectionOf } from './section.ts'

interface Read {
  readonly member: Member
  readonly page: Page
  readonly renamed: ReadonlyMap<string, string>
}

export function parseGathered(source: Pick<Source, 'parse'>, ref: GatherRef, material: Material): Page {
  const owned = partsOf<StoredPart>(material.parts)
  const all = ref.posts.map((post): Read => {
    const { parts = [], renamed = new Map<string, string>() } = owned.get(markOf(post.key)) ?? {}
    const page = source.parse({ key: post.key, ref: post.ref, parts })
    return { page, renamed, member: { key: post.key, url: page.url ?? post.url, published: page.published, state: page.state } }
  })
  const shown = all.filter(({ page }) => page.state === 'ok')
  const last = (shown.at(-1) ?? all.at(-1))?.page
  if (last === undefined) throw new RangeError('a gathered article has posts')
  const isPost = shown.length > 0
  const pages = shown.map(({ page }) => page)
  return {
    state: isPost ? 'ok' : last.state,
    ...(isPost || last.stateText === undefined ? {} : { stateText: last.stateText }),
    platform: last.platform,
    kind: 'article',
    title: null,
    account: last.account,
    author: sameIn(pages, ({ author }) => author),
    source: sameIn(pages, ({ source: stated }) => stated),
    published: isPost ? last.published : UNKNOWN_DATE,
    modified: UNKNOWN_DATE,
    summary: null,
    url: null,
    readMore: null,
    origin: null,
    topics: topicsOf(pages),
    body: { html: shown.map(({ page, renamed }) => sectionOf(page, renamed)).join('<hr>') },
    media: coverOf(shown),
    remarks: all.flatMap(remarksOf),
    facts: factsOf(pages),
    gathering: { ...ref.gather, members: all.map(({ member }) => member) },
  }
}

/** What all of them state, and nothing when they differ. */
function sameIn(pages: readonly Page[], of: (page: Page) => string | null): string | null {
  const said = new Set(pages.map(of))
  const [only = null] = said
  return said.size === 1 ? only : null
}

const MOST_TOPICS = 20

/** The most frequent first. */
function topicsOf(pages: readonly Page[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const { topics } of pages) for (const topic of new Set(topics)) counts.set(topic, (counts.get(topic) ?? 0) + 1)
  const ranked = [...counts].toSorted((a, b) => b[1] - a[1])
  return ranked.slice(0, MOST_TOPICS).map(([topic]) => topic)
}

function coverOf(shown: readonly Read[]): Page['media'] {
  for (const { page, renamed } of shown) {
    const cover = page.media.find(({ role }) => role === 'cover')
    if (cover !== undefined) return [{ ...cover, ref: renamed.get(cover.ref) ?? cover.ref }]
  }
  return []
}

/** Words of facts that stand for a finding about a single post. */
const SAID = { edited: 'edited-after-publish', paid: 'paid-content', reprint: 'reprint', truncated: 'file-truncated' } as const

/** What its source noticed of a post, with the post's key; and a post that cannot be shown. */
function remarksOf({ page, member }: Read): readonly Remark[] {
  const about = (more: string | undefined): string => [member.key, more ?? ''].filter((part) => part !== '').join(' ')
  if (page.state !== 'ok') return [{ code: 'gathered-missing', about: about(page.state) }]
  const own = page.remarks.map(({ code, about: more }): Remark => ({ code, about: about(more) }))
  const codes = new Set(own.map(({ code }) => code))
  const more = new Set<string>(Object.entries(SAID).flatMap(([word, code]) => (page.facts[word] === true ? [code] : [])))
  if (page.kind === 'reprint') more.add('reprint')
  if (page.modified.value !== null && page.modified.value !== page.published.value) more.add('edited-after-publish')
  if (page.published.value === null) more.add('date-unknown')
  return [...own, ...[...more].filter((code) => !codes.has(code)).map((code): Remark => ({ code, about: about(undefined) }))]
}

/** Counts of the platform, added up. Where one post's count is not known, the sum is not: it would say too little. */
function factsOf(pages: readonly Page[]): Page['facts'] {
  const sums: Record<string, number> = {}
  for (const [name, value] of Object.entries(pages[0]?.facts ?? {}))
    if (typeof value === 'number' && /read|view|play|like|attitude|digg|share|repost|forward|comment|repl/i.test(name))
      sums[name] = pages.reduce((sum, { facts }) => sum + (typeof facts[name] === 'number' ? facts[name] : NaN), 0)
  const known = Object.entries(sums).filter(([, sum]) => Number.isFinite(sum))
  return { ...Object.fromEntries(known), posts: pages.length }
}
