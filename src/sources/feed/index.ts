// The source kind `feed`: RSS, RDF, Atom and JSON feeds, saved in a folder, zip or file, or asked from the web → their posts.
import { resolve as absolutePath } from 'node:path'
import { z } from 'zod'
import type { Check } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import type { Leftover } from '../files/archive-files.ts'
import { checkArchive, lazyArchive } from '../files/open-archive.ts'
import type { LazyArchive } from '../files/open-archive.ts'
import type { Source, SourceKind, SourceKit } from '../source.ts'
import { through as readThrough } from '../web-archive/through.ts'
import { addressesOf, keysOf } from './addresses.ts'
import { posts, survey, unusedFiles } from './discover.ts'
import type { FeedRef } from './discover.ts'
import { feedsOf } from './feeds.ts'
import { fetchParts } from './fetch.ts'
import { parseMaterial } from './parse.ts'
import type { Reckoning } from './reading.ts'
import { webFeed } from './walk-feed.ts'

const address = z.url({ protocol: /^https?$/ })

const options = z
  .strictObject({
    kind: z.literal('feed').optional(),
    path: z.string().min(1).optional().describe('Folder, .zip or single file of saved feeds, relative to the job file.'),
    url: address.optional().describe('Address of a feed; its host must be in `limits.hosts`.'),
    urls: z.array(address).min(1).optional().describe('Addresses of several feeds of one site.'),
    through: z.string().min(1).optional().describe('Read the addresses from this web archive instead of the network.'),
    pages: z.number().int().min(1).max(10_000).default(500).describe('Most documents one feed is followed through to its older posts.'),
    complete: z
      .enum(['short', 'all', 'never'])
      .default('short')
      .describe('Whose page is asked for besides: of posts whose text is perhaps cut, of all, of none. The host must be allowed.'),
    zone: z.literal('Asia/Shanghai').optional().describe('Zone of times that name none, where the feed does not say that it is Chinese.'),
    updatedAsPublished: z
      .boolean()
      .default(false)
      .describe('Take the time of the last change for the publish time where an entry has no other; without it a person gives the date.'),
  })
  .refine((given) => [given.path, given.url, given.urls].some((one) => one !== undefined), {
    error: both('需要 path、url 或 urls', 'needs path, url or urls'),
  })

export type FeedOptions = z.output<typeof options>

export const feed: SourceKind<FeedOptions> = { name: 'feed', version: 1, options, open }

async function open(given: FeedOptions, ownKit: SourceKit): Promise<Source> {
  const web = given.through === undefined ? null : await readThrough(ownKit, given.through)
  const kit = web ?? ownKit
  const urls = [...new Set([...(given.url === undefined ? [] : [given.url]), ...(given.urls ?? [])])]
  const archive = given.path === undefined ? null : lazyArchive(absolutePath(kit.base, given.path), kit.limits.inflatedBytes)
  const reckoning: Reckoning = { beijing: given.zone !== undefined, updatedAsPublished: given.updatedAsPublished }
  const feeds = feedsOf(kit, { archive, urls, most: given.pages })
  let leftovers: Leftover[] = []
  return {
    check: () => checks(kit, { archive, urls }),
    async *discover(since) {
      // a worker lives long: what it opened for an earlier run may have been replaced since
      await archive?.again()
      await web?.again()
      feeds.forget()
      leftovers = []
      const found = await survey(
        feeds.all((one) => void leftovers.push(one)),
        reckoning,
      )
      const used = new Set<string>()
      for await (const post of posts(found, kit.memory)) {
        used.add((post.ref as unknown as FeedRef).from)
        const day = post.listed.value?.slice(0, 10)
        if (since === undefined || day === undefined || day >= since.slice(0, 10)) yield post
      }
      leftovers.push(...unusedFiles(found, used))
    },
    leftovers: () => leftovers,
    async *fetch(ref) {
      yield* fetchParts({ kit, reckoning, feeds, pages: given.complete }, ref)
    },
    parse: parseMaterial,
    keysOf,
    addressesOf,
    // Neither ids nor addresses tell whose a post is.
    sameAccount: () => null,
    async close() {
      await archive?.close()
      await web?.close()
    },
  }
}

interface Looked {
  readonly archive: LazyArchive | null
  readonly urls: readonly string[]
}

async function checks(kit: SourceKit, { archive, urls }: Looked): Promise<readonly Check[]> {
  const lines = archive === null ? [] : [...(await checkArchive(archive))]
  for (const url of urls) lines.push(await checkAddress(kit, url))
  return lines
}

async function checkAddress(kit: SourceKit, url: string): Promise<Check> {
  try {
    const { facts, entries } = await webFeed(kit, url)
    const what = `${facts.form} ${facts.version}`.trim()
    return { what: url, ok: true, detail: both(`${what},${entries.length} 篇`, `${what}, ${entries.length} posts`) }
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure
    return { what: url, ok: false, detail: failure.message }
  }
}
