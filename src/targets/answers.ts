// What a CMS's answer, or its silence, means to the publication protocol. Shared by all targets that are asked over HTTP.
import { Failure } from '../domain/failures.ts'
import type { HttpAnswer, HttpRequest, Sent } from '../domain/http.ts'
import { both } from '../domain/words.ts'

/** The answer, or the failure that says what is known: `target-unreachable` = nothing was sent, `target-unknown-outcome` = perhaps. */
export function answerOf(sent: Sent, request: HttpRequest): HttpAnswer {
  if (sent.kind === 'answer') return sent.answer
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

/** Method and address without query: what a failure may show. */
export function placeOf(request: HttpRequest): string {
  const url = URL.canParse(request.url) ? new URL(request.url) : null
  return `${request.method} ${url === null ? '(no address)' : `${url.origin}${url.pathname}`.slice(0, 200)}`
}

/** How long a `Retry-After` asks us to wait, ms, at most a day; undefined when it says nothing. */
export function retryAfterMs(answer: HttpAnswer, now: number): { readonly retryAfterMs?: number } {
  const text = answer.headers['retry-after']
  if (text === undefined) return {}
  const ms = /^\s*\d+\s*$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now
  return Number.isFinite(ms) ? { retryAfterMs: Math.min(Math.max(ms, 0), 24 * 3_600_000) } : {}
}
