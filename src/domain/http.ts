// One HTTP request as a target asks for it, and what became of it. The client tells apart what never left, what was answered, and what
// nobody can know: a target must not guess (house law 4).
import type { Failure } from './failures.ts'

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /**
   * Whole time until the last byte, ms. Default 30 000. After it the socket is closed. Where requests wait for their turn (`perSecond`), GET
   * and HEAD count from their turn; others from now on, and one whose turn would take more than half of this time does not leave.
   */
  readonly timeoutMs?: number
  /** Largest answer as unpacked. Default 16 MB. */
  readonly maxBytes?: number
  /** Takes the body piece by piece as it comes; `bytes` of the answer then has only what had to be unpacked first. For files that need not be kept. */
  readonly into?: (piece: Uint8Array) => void
}

export interface HttpAnswer {
  readonly status: number
  /** Names in lower case; of a repeated header the values joined by `, ` (`set-cookie`: by a line feed). */
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Uint8Array
}

/**
 * `answer`: the server answered, with whatever status; redirects are answers and are not followed.
 * `not-sent`: no byte of the request can have arrived (no such name, refused connection, certificate, a host that is not allowed; or it was
 * never sent because too many wait for their turn: its failure is then `target-busy`).
 * `unknown`: it may have arrived and been carried out (time-out, reset, an answer that broke off or is too large).
 */
export type Sent =
  | { readonly kind: 'answer'; readonly answer: HttpAnswer }
  | { readonly kind: 'not-sent'; readonly failure: Failure }
  | { readonly kind: 'unknown'; readonly failure: Failure }

export type Send = (request: HttpRequest) => Promise<Sent>
