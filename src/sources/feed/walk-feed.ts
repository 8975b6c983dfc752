// Where feeds come from: files of an archive, or addresses with the older documents they lead to. One document at a time is in memory.
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { readHead, readWhole } from '../files/archive-files.ts'
import type { ArchiveFiles, Leftover } from '../files/archive-files.ts'
import type { SourceKit } from '../source.ts'
import { absolute } from './addresses.ts'
import { mayBeFeed, openFeed } from './open-feed.ts'
import type { OpenFeed } from './open-feed.ts'

/** `name`: path in the archive, or the address as it was asked for. */
export interface Named {
  readonly name: string
  readonly feed: OpenFeed
}

const HEAD = 16_384
/** Its whole entries are posts all the same. */
const CUT = 'ends in the middle or goes beyond a limit: entries may be missing'

export async function fileFeed(files: ArchiveFiles, path: string, limit: number): Promise<OpenFeed | null> {
  return openFeed(await readWhole(files, path, limit), null)
}

export async function* fileFeeds(files: ArchiveFiles, limit: number, left: (one: Leftover) => void): AsyncGenerator<Named> {
  const { list, refused } = await files.all()
  for (const one of refused) left(one)
  for (const { path } of list) {
    const feed = await orWhy(files, path, limit)
    if (typeof feed === 'string') left({ name: path, why: feed })
    else {
      if (feed.cut) left({ name: `${path} (end)`, why: CUT })
      yield { name: path, feed }
    }
  }
}

/** One file that cannot be read never stops the others. */
async function orWhy(files: ArchiveFiles, path: string, limit: number): Promise<OpenFeed | string> {
  try {
    if (!mayBeFeed(await readHead(files, path, HEAD))) return 'no feed'
    const feed = await fileFeed(files, path, limit)
    if (feed === null) return 'no feed'
    return feed.entries.length === 0 ? 'a feed without entries' : feed
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'source-changed') throw error
    return `cannot be read (${error.code})`
  }
}

export async function webFeed(kit: SourceKit, url: string): Promise<OpenFeed & { readonly url: string }> {
  const answer = await kit.get(url, { maxBytes: kit.limits.fileBytes, patient: true })
  const feed = openFeed(answer.bytes, answer.contentType)
  if (feed === null)
    // a page of a lock-in or an error in its place must not look like a feed that lost all its posts
    throw new Failure('source-unreadable', both(`${url} 返回的不是订阅源`, `${url} does not answer with a feed`))
  return { ...feed, url: answer.url }
}

/** From the newest document to the oldest; never the same twice, never more than `most`. */
export async function* webFeeds(
  kit: SourceKit,
  { url, most }: { readonly url: string; readonly most: number },
  left: (one: Leftover) => void,
): AsyncGenerator<Named> {
  const seen = new Set<string>()
  const waiting = [url]
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (seen.has(next)) continue
    if (seen.size >= most) {
      left({ name: next, why: `not followed: the feed goes on for more than ${most} documents (option pages)` })
      return
    }
    if (seen.size > 0 && !kit.mayGet(next)) {
      left({ name: next, why: 'not followed: the job does not allow this host' })
      continue
    }
    seen.add(next)
    const feed = await webFeed(kit, next)
    for (const older of feed.older) waiting.push(...[absolute(older, feed.url)].filter((one) => one !== null))
    if (feed.cut) left({ name: `${next} (end)`, why: CUT })
    yield { name: next, feed }
  }
}
