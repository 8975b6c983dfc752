// All feed documents of a job, of its archive and of the web, by name; the last few are kept, since posts of one are fetched one after another.
import type { Leftover } from '../files/archive-files.ts'
import type { LazyArchive } from '../files/open-archive.ts'
import type { SourceKit } from '../source.ts'
import type { OpenFeed } from './open-feed.ts'
import { fileFeed, fileFeeds, webFeed, webFeeds } from './walk-feed.ts'
import type { Named } from './walk-feed.ts'

export interface Feeds {
  /** Every document once, as it is now. */
  readonly all: (left: (one: Leftover) => void) => AsyncIterable<Named>
  /** The document of this name; `again` = as it is now, not as it was kept. Null when it is no feed. Throws Failure `file-*`, `net-*`. */
  readonly document: (name: string, again: boolean) => Promise<OpenFeed | null>
  /** Names of the documents of the web, newest first; each can then be had without asking again. Files do not move. */
  readonly names: () => AsyncIterable<string>
  readonly forget: () => void
}

interface Places {
  readonly archive: LazyArchive | null
  readonly urls: readonly string[]
  /** Most documents one feed is followed through. */
  readonly most: number
}

const KEPT = 4

export function feedsOf(kit: SourceKit, { archive, urls, most }: Places): Feeds {
  const kept = new Map<string, OpenFeed>()
  const keep = (name: string, found: OpenFeed): void => {
    kept.delete(name)
    kept.set(name, found)
    const oldest = kept.keys().next().value
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest)
  }
  return {
    async *all(left) {
      if (archive !== null) yield* fileFeeds(await archive.files(), kit.limits.fileBytes, left)
      for (const url of urls) {
        for await (const one of webFeeds(kit, { url, most }, left)) {
          keep(one.name, one.feed)
          yield one
        }
      }
    },
    async document(name, again) {
      const had = kept.get(name)
      if (had !== undefined && !again) return had
      const found = isAddress(name)
        ? await webFeed(kit, name)
        : archive === null
          ? null
          : await fileFeed(await archive.files(), name, kit.limits.fileBytes)
      if (found !== null) keep(name, found)
      return found
    },
    async *names() {
      for (const url of urls) {
        for await (const { name, feed } of webFeeds(kit, { url, most }, () => undefined)) {
          keep(name, feed)
          yield name
        }
      }
    },
    forget: () => kept.clear(),
  }
}

function isAddress(name: string): boolean {
  return /^https?:\/\//i.test(name)
}
