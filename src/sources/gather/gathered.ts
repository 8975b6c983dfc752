// A source and the `gather` rules of a mapping in; a source out that gives the posts a rule takes as one article per day, month or topic,
// and all others as they are. No post is in two articles, and none is in no article.
import { Failure } from '../../domain/failures.ts'
import type { Discovered } from '../../domain/archive.ts'
import type { GatherRule } from '../../domain/mapping.ts'
import type { Page } from '../../domain/page.ts'
import type { Source } from '../source.ts'
import { fetchGathered, pagesOf } from './fetch.ts'
import { openGroups } from './groups.ts'
import { gatherRefOf } from './member.ts'
import { parseGathered } from './parse.ts'
import { openSorter } from './sort.ts'

export interface Gathers {
  readonly rules: readonly GatherRule[]
  /** Names the account in the keys of gathered articles: the same for ever. */
  readonly account: string
  /** Whether another rule of the mapping keeps this post from being published. */
  readonly isWrittenOff: (page: Page) => boolean
}

export function gathered(inner: Source, { rules, account, isWrittenOff }: Gathers): Source {
  const sort = openSorter(rules, isWrittenOff)
  return {
    ...inner,
    async *discover(since) {
      const groups = openGroups(account)
      // a part of a month is no article: all posts are looked at, whatever is asked for
      for await (const found of inner.discover()) {
        const page = await pageOf(inner, found)
        const sorted = page === null ? null : sort(page)
        if (sorted === null || page === null) {
          if (isWanted(found, since)) yield found
        } else {
          const { key, aliases, ref, version } = found
          groups.add(sorted, { key, aliases, ref, version, url: page.url ?? found.url, published: page.published, kind: page.kind })
        }
      }
      yield* groups.articles(since)
    },
    async *fetch(ref, what) {
      const gather = gatherRefOf(ref)
      if (gather === null) yield* inner.fetch(ref, what)
      else yield* fetchGathered(inner, gather)
    },
    parse(material) {
      const gather = gatherRefOf(material.ref)
      return gather === null ? inner.parse(material) : parseGathered(inner, gather, material)
    },
  }
}

/** Null = its files are missing or damaged: it stays a post of its own, so that this is told of it. */
async function pageOf(inner: Source, found: Discovered): Promise<Page | null> {
  try {
    const parts = (await pagesOf(inner, found.ref)).map((part) => ({
      ...part,
      also: part.also ?? [],
      digest: null,
      missing: part.missing ?? null,
    }))
    return inner.parse({ key: found.key, ref: found.ref, parts })
  } catch (error) {
    // what may answer in a moment is no reason to take a post out of its article
    if (error instanceof Failure && (error.fate === 'hold' || error.fate === 'stop')) return null
    throw error
  }
}

function isWanted({ listed }: Discovered, since: string | undefined): boolean {
  const day = listed.value?.slice(0, 10)
  return since === undefined || day === undefined || day >= since.slice(0, 10)
}
