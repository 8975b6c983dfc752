// The address of a file on the site goes in; what a reader gets there comes out: status, type, and the digest of its bytes, which pass by and
// are not kept. A site that has no time now is asked again later; a file that is too large is a fault of that file alone.
import { createHash } from 'node:crypto'
import pLimit from 'p-limit'
import type { HttpRequest, Send } from '../domain/http.ts'
import { answerOf, mustHaveTime } from './answers.ts'

export interface SiteFile {
  readonly status: number
  readonly type: string
  /** SHA-256, hex. */
  readonly digest: string
  readonly bytes: number
}

export interface FileLimits {
  readonly timeoutMs: number
  readonly maxBytes: number
}

/** Connections that one site spends on files; others wait. */
const AT_ONCE = 4

/** Throws Failure `target-unreachable`; a text is what is wrong with the file for good. */
export function openFiles(send: Send, { timeoutMs, maxBytes }: FileLimits): (url: string) => Promise<SiteFile | string> {
  const limit = pLimit(AT_ONCE)
  const look = async (url: string): Promise<SiteFile | string> => {
    const digest = createHash('sha256')
    let bytes = 0
    const into = (piece: Uint8Array): void => {
      digest.update(piece)
      bytes += piece.length
    }
    // unpacking would need the whole of it
    const headers = { 'accept-encoding': 'identity' }
    const request: HttpRequest = { method: 'GET', url, headers, timeoutMs, maxBytes, into }
    const sent = await send(request)
    if (sent.kind === 'unknown' && sent.failure.code === 'net-too-large') return `larger than ${maxBytes} bytes`
    const answer = answerOf(sent, request)
    mustHaveTime(answer, request)
    into(answer.bytes)
    return { status: answer.status, type: answer.headers['content-type'] ?? '', digest: digest.digest('hex'), bytes }
  }
  return async (url) => await limit(look, url)
}
