// How far a listing has come, so that one that stopped (no calls left, a cut line) goes on the next day without asking for the same pages.
// In: pages as they are read. Out: the pages of the last, unfinished listing. Only addresses and digests go into the ledger.
import type { Discovered } from '../../domain/archive.ts'
import type { SourceKit } from '../source.ts'
import { isObject, readJson } from '../text/json.ts'
import { dayBefore } from './times.ts'

/** What one page gave: the messages on it and the posts they hold, and where to go on. */
export interface ReadPage {
  readonly messages: readonly string[]
  readonly posts: readonly Discovered[]
  readonly next: number
  readonly total: number
  /** 2 = the second look, for what was missed. */
  readonly pass: 1 | 2
}

export interface Progress {
  /** Pages of a listing that was begun within the last days and never ended; in their order. */
  readonly pages: () => AsyncIterable<ReadPage>
  readonly add: (page: ReadPage) => Promise<void>
  readonly done: () => Promise<void>
}

/** Older beginnings are not worth much: the account has moved on. */
const DAYS_KEPT = 3
const WHOLE = 'whole'

/** `place`: the listing, as an address without a token. */
export function openProgress(kit: Pick<SourceKit, 'memory' | 'keep' | 'kept'>, place: string, now: () => number): Progress {
  const head = `${place}#listing`
  const page = (n: number): string => `${place}#page-${n}`
  let [count, began] = [0, dayBefore(now(), 0)]
  const note = async (version: string, more: readonly (readonly [string, string])[] = []): Promise<void> => {
    const seen = [[head, version] as const, ...more]
    await kit.memory.remember(new Map(seen.map(([url, digest]) => [url, { version: digest, etag: null, lastModified: null }])))
  }
  return {
    async *pages() {
      const told = (await kit.memory.recall([head])).get(head)?.version ?? WHOLE
      const [, pages, day = ''] = /^(\d{1,6}) pages since (\d{4}-\d\d-\d\d)$/.exec(told) ?? []
      if (pages === undefined || day < dayBefore(now(), DAYS_KEPT)) return
      const known = await kit.memory.recall(Array.from({ length: Number(pages) }, (_, n) => page(n)))
      for (let n = 0; n < Number(pages); n += 1) {
        const read = await kept(kit, known.get(page(n))?.version)
        // what comes after a page that is lost is asked for again
        if (read === null) return
        ;[count, began] = [n + 1, day]
        yield read
      }
    },
    async add(read) {
      const digest = await kit.keep(Buffer.from(JSON.stringify(read)))
      count += 1
      await note(`${count} pages since ${began}`, [[page(count - 1), digest]])
    },
    done: () => note(WHOLE),
  }
}

async function kept(kit: Pick<SourceKit, 'kept'>, digest: string | undefined): Promise<ReadPage | null> {
  const bytes = digest === undefined ? null : await kit.kept(digest)
  const read = bytes === null ? null : readJson(Buffer.from(bytes).toString('utf8'))
  return isObject(read ?? undefined) && Array.isArray(read?.['posts']) ? (read as unknown as ReadPage) : null
}
