// The account → its posts, each once: service functions first, since their files last three days, then the statistics, then every list. Keeps
// keys and ids; all content goes to where the job keeps it.
import type { Claim, ServiceFunction } from '../../domain/account.ts'
import type { Discovered } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import type { SourceKit } from '../source.ts'
import { PUBLISHED_PATH } from './again.ts'
import { articlesOf, bizOf } from './articles.ts'
import type { ListedIn } from './articles.ts'
import type { Api } from './client.ts'
import { libraryPost } from './library.ts'
import type { WechatApiOptions } from './options.ts'
import { readOffered, serviceItem } from './account-functions.ts'
import { NO_STATISTICS, readStatistics, STATISTICS_PATH } from './statistics.ts'
import type { Statistics } from './statistics.ts'
import type { Times } from './times.ts'
import { walk } from './walk.ts'
import type { Listing, Walked } from './walk.ts'

interface Leftover {
  readonly name: string
  readonly why: string
}

/** What one look at the account gave beside its posts. */
export interface Seen {
  functions: readonly ServiceFunction[]
  claims: readonly Claim[]
  readonly leftovers: Leftover[]
}

export interface Looking {
  readonly options: WechatApiOptions
  readonly api: Api
  readonly kit: SourceKit
  readonly times: Times
}

export async function* discover(looking: Looking, seen: Seen): AsyncGenerator<Discovered> {
  const { options, api, kit, times } = looking
  let service = false
  if (options.functions) {
    const offered = await readOffered(api)
    seen.functions = offered.functions
    for (const { name, code } of offered.refused) seen.leftovers.push({ name, why: `not read: ${code}` })
    const item = await serviceItem(offered, options.appid, kit)
    service = item !== null
    if (item !== null) yield item
  }
  const statistics = options.statistics ? await readStatistics({ api, kit, now: times.now }, options.statisticsFrom) : NO_STATISTICS
  if (statistics.cut !== null)
    seen.leftovers.push({ name: STATISTICS_PATH, why: `not read for ${statistics.cut.before} and before: ${statistics.cut.code}` })
  yield* lists(looking, seen, { statistics, service })
}

async function* lists(
  looking: Looking,
  seen: Seen,
  { statistics, service }: { readonly statistics: Statistics; readonly service: boolean },
): AsyncGenerator<Discovered> {
  const { options, api, kit, times } = looking
  const keys = new Set<string>()
  const claims: Claim[] = []
  let [biz, others] = [options.biz ?? null, 0]
  for (const listing of listingsOf(looking, statistics)) {
    const counted = (walked: Walked): void => {
      const { total, came } = walked
      if (total === null) return
      if (came < total) seen.leftovers.push({ name: listing.name, why: `${total - came} of ${total} announced never came` })
      if (listing.counts) claims.push({ by: listing.path.replace('/cgi-bin/', ''), scope: 'all', of: '', count: total, unit: 'messages' })
    }
    try {
      for await (const post of walk(listing, { api, kit, now: times.now }, counted)) {
        // one that stands in two lists is one post
        if ([post.key, ...post.aliases].some((key) => keys.has(key))) continue
        for (const key of [post.key, ...post.aliases]) keys.add(key)
        biz ??= bizOf(post.key)
        if (!listing.counts) others += 1
        yield post
      }
    } catch (error) {
      // the rights to each list are apart; without the main one nothing can be had
      if (listing.counts || !(error instanceof Failure) || error.code !== 'api-unauthorized') throw error
      seen.leftovers.push({ name: listing.name, why: `not read: ${error.code}` })
    }
  }
  // the platform's number speaks of what was published: beside anything else it would be compared with the wrong sum
  seen.claims = [...(others === 0 && !service ? claims : []), ...statistics.claims(biz)]
}

interface NamedListing extends Listing {
  readonly name: string
  /** The platform's count of it speaks of what was published. */
  readonly counts: boolean
}

function listingsOf({ options, kit }: Looking, { numbersOf }: Statistics): readonly NamedListing[] {
  const articles =
    (listed: ListedIn): Listing['postsOf'] =>
    (message, offset) =>
      articlesOf(message, offset, { kit, listed, numbersOf })
  const material = '/cgi-bin/material/batchget_material'
  return [
    ...(options.published
      ? [
          {
            name: PUBLISHED_PATH,
            path: PUBLISHED_PATH,
            detail: 'all',
            body: { no_content: 0 },
            counts: true,
            postsOf: articles('published'),
          },
        ]
      : []),
    ...(options.materials
      ? [
          {
            name: `${material} news`,
            path: material,
            detail: 'type=news',
            body: { type: 'news' },
            counts: false,
            postsOf: articles('material'),
          },
        ]
      : []),
    ...(options.drafts
      ? [
          {
            name: '/cgi-bin/draft/batchget',
            path: '/cgi-bin/draft/batchget',
            detail: 'all',
            body: { no_content: 0 },
            counts: false,
            postsOf: articles('draft'),
          },
        ]
      : []),
    ...options.library.map((type) => ({
      name: `${material} ${type}`,
      path: material,
      detail: `type=${type}`,
      body: { type },
      counts: false,
      postsOf: (message: Parameters<Listing['postsOf']>[0]) => libraryPost(type, message, kit),
    })),
  ]
}
