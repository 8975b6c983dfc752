// Reading through a web archive: a source that asks the web gets its answers from the archive instead. In: the source's kit and the path of the
// archive. Out: a kit of the same shape. No request leaves; what the archive lacks is `net-missing`.
import { resolve } from 'node:path'
import { Failure } from '../../domain/failures.ts'
import type { AskOptions, Get, Validators, WebAnswer } from '../../domain/web.ts'
import { both } from '../../domain/words.ts'
import type { SourceKit } from '../source.ts'
import { bestAnswer } from './best-page.ts'
import { cleanAddress } from './capture.ts'
import type { Capture } from './capture.ts'
import { follow } from './follow.ts'
import { lazyWebArchive } from './web-archive.ts'
import type { Found, WebArchive } from './web-archive.ts'

export interface ThroughKit extends SourceKit {
  /** When the captured answer to this address was recorded (ISO 8601, UTC): what "yesterday" on that page is relative to. Null when unknown. */
  readonly capturedAt: (url: string) => Promise<string | null>
  /** Reads the archive's files anew: to be called at the start of `discover`, since a worker lives longer than an archive stays the same. */
  readonly again: () => Promise<void>
  readonly close: () => Promise<void>
}

/**
 * `path`: folder, zip or single file of WARC, ARC, WACZ, MHTML, HAR or saved pages, relative to the job file. Opened when first asked; a missing
 * or unreadable archive is the Failure `source-unreadable` of that request.
 */
export async function through(kit: SourceKit, path: string): Promise<ThroughKit> {
  const lazy = lazyWebArchive(resolve(kit.base, path), kit.limits)
  const answer = async (url: string): Promise<Found> => await lazy.use((archive) => goodAnswer(archive, url))
  return {
    ...kit,
    mayGet: (url) => /^https?:\/\//i.test(url),
    get: (async (url: string, how?: AskOptions) => {
      const { capture } = await answer(url)
      if (how?.known !== undefined && isKnown(how.known, capture)) return null
      const limit = how?.maxBytes ?? kit.limits.fileBytes
      if (capture.bytes.length > limit)
        throw new Failure('net-too-large', both(`归档中的回答超过 ${limit} 字节`, `the archived answer is larger than ${limit} bytes`))
      return answerOf(capture, url)
    }) as Get,
    capturedAt: async (url) => (await answer(url)).capture.capturedAt,
    again: lazy.again,
    close: lazy.close,
  }
}

/** A redirect that leads out of the archive, or round in a circle, is an answer that is not there. */
async function goodAnswer(archive: WebArchive, address: string): Promise<Found> {
  const found = await follow(archive, address)
  if (found === 'file-missing') throw missing(address)
  if (found === 'file-too-large')
    throw new Failure('net-too-large', both('归档中的回答超过大小限制', 'the archived answer is over the size limit'))
  return (await bestAnswer(archive, found)) ?? found
}

function missing(address: string): Failure {
  const where = URL.canParse(address) ? new URL(address).host : ''
  return new Failure(
    'net-missing',
    both(`归档中没有 ${where} 的这个地址`, `the web archive has no good answer of this address at ${where}`),
  )
}

function isKnown(known: Validators, { etag, lastModified }: Capture): boolean {
  return known.etag !== null ? known.etag === etag : known.lastModified !== null && known.lastModified === lastModified
}

function answerOf({ url, contentType, etag, lastModified, bytes }: Capture, asked: string): WebAnswer {
  return { url: url ?? cleanAddress(asked), contentType, etag, lastModified, bytes }
}
