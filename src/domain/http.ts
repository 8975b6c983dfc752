// One HTTP request as a target asks for it, and what became of it. The client tells apart what never left, what was answered, and what
// nobody can know: a target must not guess (house law 4).
import type { Failure } from './failures.ts'

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** Whole time from dialling to the last byte, ms. Default 30 000. After it the socket is closed. */
  readonly timeoutMs?: number
  /** Largest answer as unpacked. Default 16 MB. */
  readonly maxBytes?: number
}

export interface HttpAnswer {
  readonly status: number
  /** Names in lower case; of a repeated header the values joined by `, ` (`set-cookie`: by a line feed). */
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Uint8Array
}

/**
 * `answer`: the server answered, with whatever status; redirects are answers and are not followed.
 * `not-sent`: no byte of the request can have arrived (no such name, refused connection, certificate, a host that is not allowed).
 * `unknown`: it may have arrived and been carried out (time-out, reset, an answer that broke off or is too large).
 */
export type Sent =
  | { readonly kind: 'answer'; readonly answer: HttpAnswer }
  | { readonly kind: 'not-sent'; readonly failure: Failure }
  | { readonly kind: 'unknown'; readonly failure: Failure }

export type Send = (request: HttpRequest) => Promise<Sent>
