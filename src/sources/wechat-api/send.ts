// One request to the interface and its answer, once. What goes wrong leaves here with its words alone: the client's errors carry the request
// they are about, with token and secret.
import { Failure } from '../../domain/failures.ts'
import type { SourceKit } from '../source.ts'
import type { JsonObject } from '../text/json.ts'
import { answerOf } from './answer.ts'
import type { Answer } from './answer.ts'

export interface Ask {
  /** Sent by POST as JSON; without it the request is a GET. */
  readonly body?: JsonObject
  readonly query?: Readonly<Record<string, string>>
  /** For lists: waits and tries again here, before a failure is thrown. */
  readonly patient?: boolean
}

export type Send = (path: string, ask: Ask) => Promise<Answer>

export function sender(base: string, kit: Pick<SourceKit, 'get' | 'limits'>): Send {
  return async (path, { body, query }) => {
    const url = new URL(`${base}${path}`)
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value)
    const sent = body === undefined ? {} : { body: { type: 'application/json; charset=utf-8', bytes: Buffer.from(JSON.stringify(body)) } }
    try {
      return answerOf(await kit.get(url.href, { ...sent, maxBytes: kit.limits.fileBytes }), path)
    } catch (error) {
      throw harmless(error, path)
    }
  }
}

function harmless(error: unknown, path: string): Error {
  if (error instanceof Failure)
    return new Failure(error.code, error.message, error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs })
  return new Error(`${error instanceof Error ? error.name : 'unknown error'} while ${path} was asked`)
}
