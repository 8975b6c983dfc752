// One page's ref → all its bytes: the page as it was recorded, what is known of the recording, and everything that the page shows. Judges nothing.
import type { Json, Part } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { mediaParts, remoteMedia } from '../page-media.ts'
import type { SourceKit } from '../source.ts'
import { pageParts } from '../web-page.ts'
import { bestPage } from './best-page.ts'
import { isGood } from './capture-index.ts'
import type { CaptureIndex } from './capture-index.ts'
import type { PageRef } from './discover.ts'
import { readCapture } from './read-capture.ts'
import type { Selectors } from './read-capture.ts'
import { recordingPart } from './recording.ts'
import { lookInside, shownBy } from './shown.ts'
import type { Unreadable, WebArchive } from './web-archive.ts'

export interface Fetching {
  readonly archive: WebArchive
  readonly kit: SourceKit
  readonly post: Selectors
}

export async function* fetchParts({ archive, kit, post }: Fetching, ref: Json): AsyncGenerator<Part> {
  const address = (ref as Partial<PageRef> | null)?.address
  if (typeof address !== 'string')
    throw new Failure(
      'file-missing',
      both('该页在归档中的位置记录无法读取', 'the note where this page lies in the archive is not readable'),
    )
  const latest = await archive.findLoose(address)
  const found = 'why' in latest ? latest : await bestPage(archive, archive.index.groupCaptures(archive.index.group(latest.n)), { post })
  if ('why' in found) throw unreadable(found)
  const { capture } = found
  // an empty page is a page too, but nothing can be read from it
  if (capture.bytes.length === 0)
    throw new Failure('file-empty', both('归档中该页内容为空', 'the archive has this page without any content'))
  const name = capture.url ?? address
  yield* pageParts(name, { ...capture, url: name })
  yield recordingPart(name, capture, goodCaptures(archive.index, found.n))
  const read = readCapture(capture, post)
  const remote = remoteMedia(kit, capture.url ?? undefined)
  yield* mediaParts(shownBy(read), async (need) => {
    const inside = await lookInside(archive, found, { need, things: read.things })
    if (inside !== null) return { bytes: await inside.bytes() }
    // its server was asked then, and had nothing
    const gone = need.url !== null && !kit.mayGet(need.url) && archive.bestOf(need.url) !== null
    return gone ? { bytes: null, missing: 'media-missing' } : await remote(need)
  })
}

/** Redirects and failures of the same address are no copies of the page. */
function goodCaptures(index: CaptureIndex, n: number): number {
  return [...index.groupCaptures(index.group(n))].filter((one) => isGood(index.entry(one))).length
}

function unreadable({ why }: Unreadable): Failure {
  return why === 'file-too-large'
    ? new Failure(why, both('该页超过大小限制', 'the page is over the size limit'))
    : new Failure(
        why,
        both('归档中没有该页的内容(仅有对另一份的引用)', 'the archive lacks the page: it has only a note that it was as before'),
      )
}
