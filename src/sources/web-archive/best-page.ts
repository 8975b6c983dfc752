// The captures of one address → the one that its post is made of: the latest that shows a post. A site that closes answers everything with a
// notice or a log-in in the end, in good status; what was captured before must not be lost behind it. Looks at some, never judges alone.
import type { PageState } from '../../domain/page.ts'
import { isGood } from './capture-index.ts'
import { readCapture } from './read-capture.ts'
import type { Selectors } from './read-capture.ts'
import type { Found, Unreadable, WebArchive } from './web-archive.ts'

const MOST_LOOKED_AT = 20

/** What a site says in the place of a page. A list may have no body and is a page all the same. */
const NOTICES: ReadonlySet<PageState> = new Set(['unavailable', 'deleted', 'private', 'blocked'])

/** The same for a page that may be no post: the latest that is no notice. */
export async function bestAnswer(archive: WebArchive, { n, capture }: Found): Promise<Found | null> {
  const captures = [...archive.index.groupCaptures(archive.index.group(n))].filter((one) => isGood(archive.index.entry(one)))
  if (captures.length < 2 || !archive.index.entry(n).html) return null
  const found = await bestPage(archive, captures, { post: {}, isPoor: (state) => NOTICES.has(state) })
  return 'why' in found || found.capture === capture ? null : found
}

export interface Judging {
  readonly post: Selectors
  /** States of a page that an older capture is better than; all but a post, when left out. */
  readonly isPoor?: (state: PageState) => boolean
}

/** `captures`: best first. Where none shows a post, the first that can be read. */
export async function bestPage(
  archive: WebArchive,
  captures: Iterable<number>,
  { post, isPoor = (state) => state !== 'ok' }: Judging,
): Promise<Found | Unreadable> {
  const all = [...captures]
  // nothing to choose from: reading a page costs most
  if (all.filter((n) => isGood(archive.index.entry(n))).length < 2) return await archive.firstReadable(all)
  let first: Found | Unreadable | null = null
  let looked = 0
  for (const n of all) {
    if (first !== null && (looked >= MOST_LOOKED_AT || !isGood(archive.index.entry(n)))) break
    looked += 1
    const found = await archive.firstReadable([n])
    if ('why' in found) {
      first ??= found
      // an older one that fits the limit would stand for it in silence
      if (found.why === 'file-too-large') break
      continue
    }
    const { capture } = found
    if (capture.bytes.length > 0 && !isPoor(readCapture(capture, post).page.state)) return found
    if (first === null || 'why' in first) first = found
  }
  return first ?? { n: null, url: null, why: 'file-missing' }
}
