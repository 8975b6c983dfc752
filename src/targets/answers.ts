// What a CMS's answer, or its silence, means to the publication protocol. Shared by all targets that are asked over HTTP.
import { Failure, makesNothing } from '../domain/failures.ts'
import type { HttpAnswer, HttpRequest, Sent } from '../domain/http.ts'
import { both } from '../domain/words.ts'

/** The answer, or the failure that says what is known: `target-unreachable` = nothing was sent, `target-unknown-outcome` = perhaps. */
export function answerOf(sent: Sent, request: HttpRequest): HttpAnswer {
  if (sent.kind === 'answer') return sent.answer
  if (sent.kind === 'not-sent' && sent.failure.code === 'target-busy') throw sent.failure
  if (sent.kind === 'not-sent') throw new Failure('target-unreachable', sent.failure.message, { cause: sent.failure })
  // a question that changes nothing may be asked again at any time
  const code = request.method === 'GET' || request.method === 'HEAD' ? 'target-unreachable' : 'target-unknown-outcome'
  throw new Failure(code, sent.failure.message, { cause: sent.failure })
}

/** The body as JSON; an unparsable body means that nothing is known. */
export function jsonOf(answer: HttpAnswer, request: HttpRequest): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(answer.bytes))
  } catch {
    const code = request.method === 'GET' || request.method === 'HEAD' ? 'target-unreachable' : 'target-unknown-outcome'
    throw new Failure(
      code,
      both(
        `${placeOf(request)} 的应答不是 JSON(状态 ${answer.status})`,
        `the answer of ${placeOf(request)} is no JSON (status ${answer.status})`,
      ),
    )
  }
}

/** After something was made or changed, no refusal means any more that nothing was. */
export async function asUnknown<T>(later: Promise<T>): Promise<T> {
  try {
    return await later
  } catch (error) {
    if (!(error instanceof Failure) || !makesNothing(error.code)) throw error
    const wait = error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }
    throw new Failure('target-unknown-outcome', error.message, { cause: error, ...wait })
  }
}

/** A site that has no time now says nothing of what was asked for: it is asked again. */
export function mustHaveTime(answer: Pick<HttpAnswer, 'status' | 'headers'>, request: HttpRequest): void {
  if (answer.status !== 429 && answer.status < 500) return
  const what = `${placeOf(request)} → ${answer.status}`
  throw new Failure('target-unreachable', what, retryAfterMs(answer, Date.now()))
}

/** Method and address: what a failure may show. */
export function placeOf(request: HttpRequest): string {
  const url = URL.canParse(request.url) ? new URL(request.url) : null
  return `${request.method} ${url === null ? '(no address)' : shownAddress(url)}`
}

/** Without query, and without what Java servers write behind `;`, which is a log-in (`;jsessionid=…`). */
export function shownAddress(url: URL): string {
  return `${url.origin}${url.pathname.replaceAll(/(?:;|%3b)[^/]*/gi, '')}`.slice(0, 200)
}

/** How long a `Retry-After` asks us to wait, ms, at most a day; undefined when it says nothing. */
export function retryAfterMs(answer: Pick<HttpAnswer, 'headers'>, now: number): { readonly retryAfterMs?: number } {
  const text = answer.headers['retry-after']
  if (text === undefined) return {}
  const ms = /^\s*\d+\s*$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now
  return Number.isFinite(ms) ? { retryAfterMs: Math.min(Math.max(ms, 0), 24 * 3_600_000) } : {}
}
