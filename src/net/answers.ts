// What a server's answer, or its silence, means for us. In: a status or an error of the network. Out: a Failure with no query and no
// credentials in its words. Errors that nobody foresaw stay what they are.
import { Failure } from '../domain/failures.ts'
import { both } from '../domain/words.ts'
import { parse } from './hosts.ts'

const LONGEST_WAIT_MS = 24 * 3_600_000

/** An address as it may be shown: no query, no fragment, no name and password. */
export function nameOf(address: string | URL): string {
  const url = typeof address === 'string' ? parse(address) : address
  return url && /^https?:$/.test(url.protocol) ? `${url.origin}${url.pathname}`.slice(0, 200) : '(no web address)'
}

/** An answer that is none: what the server said by its status. */
export class StatusFailure extends Failure {
  readonly status: number

  constructor(status: number, retryAfterMs: number | null, url: URL) {
    const what = both(`${nameOf(url)} 返回 ${status}`, `${nameOf(url)} answered ${status}`)
    super(status === 404 || status === 410 ? 'net-missing' : 'net-status', what, retryAfterMs === null ? {} : { retryAfterMs })
    this.status = status
  }
}

export function statusFailure(status: number, retryAfter: string | undefined, url: URL): StatusFailure {
  return new StatusFailure(status, waitOf(retryAfter), url)
}

/** `Retry-After` is a number of seconds or a date; null when it is neither, or asks for no wait: then we choose our own. */
function waitOf(retryAfter: string | undefined): number | null {
  if (retryAfter === undefined) return null
  const ms = /^\s*\d+\s*$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now()
  return ms > 0 ? Math.min(ms, LONGEST_WAIT_MS) : null
}

/** What an error says of its host: it answers, it fails, it has enough of us, or nothing. */
export function meaningOf(error: unknown): 'answered' | 'failing' | 'rate-limited' | 'nothing' {
  if (error instanceof StatusFailure) {
    if (error.status === 429) return 'rate-limited'
    return error.status >= 500 ? 'failing' : 'answered'
  }
  if (!(error instanceof Failure)) return 'nothing'
  if (error.code === 'net-too-large') return 'answered'
  return error.code === 'net-timeout' || error.code === 'net-unreachable' || error.code === 'net-malformed' ? 'failing' : 'nothing'
}

/** The Failure inside an error of got, or the one that a network error means; anything else comes back as it is. */
export function asFailure(error: unknown, url: URL): unknown {
  let code = ''
  for (let one: unknown = error; one instanceof Error; one = one.cause) {
    if (one instanceof Failure) return one
    if (one.name === 'TimeoutError') return timedOut(url, error)
    if ('code' in one && typeof one.code === 'string') code = one.code
  }
  if (code === 'ETIMEDOUT' || code === 'ESOCKETTIMEDOUT') return timedOut(url, error)
  if (CERTIFICATE.test(code))
    return new Failure(
      'net-certificate',
      both(`${nameOf(url)} 的证书无效(${code})`, `the certificate of ${nameOf(url)} is not valid (${code})`),
      {
        cause: error,
      },
    )
  if (MALFORMED.test(code))
    return new Failure(
      'net-malformed',
      both(`${nameOf(url)} 的应答无法解读(${code})`, `the answer of ${nameOf(url)} makes no sense (${code})`),
      {
        cause: error,
      },
    )
  if (BROKEN.test(code))
    return new Failure('net-unreachable', both(`${nameOf(url)} 无法读取(${code})`, `${nameOf(url)} could not be read (${code})`), {
      cause: error,
    })
  return error
}

export function timedOut(url: URL, cause?: unknown): Failure {
  return new Failure('net-timeout', both(`${nameOf(url)} 未及时应答`, `${nameOf(url)} did not answer in time`), { cause })
}

const CERTIFICATE =
  /^(?:CERT_[A-Z_]+|[A-Z_]*SELF_SIGNED[A-Z_]*|UNABLE_TO_(?:GET_ISSUER|VERIFY)[A-Z_]*|ERR_TLS_CERT[A-Z_]*|HOSTNAME_MISMATCH|INVALID_(?:CA|PURPOSE)|PATH_LENGTH_EXCEEDED|UNSPECIFIED)$/
const MALFORMED = /^(?:HPE_[A-Z_]+|Z_[A-Z_]+|ERR_(?:_?BROTLI|BUFFER_TOO|PADDING|ZLIB)[A-Z_0-9]*)$/
// what the system says (ECONNRESET, EAI_AGAIN); of Node's own codes, which are mostly our mistakes, those that a connection can cause
const BROKEN =
  /^(?:E(?!RR_)[A-Z0-9_]+|ERR_(?:SSL|TLS|HTTP|SOCKET|STREAM_PREMATURE).*|ERR_READING_RESPONSE_STREAM|[A-Z_]*(?:CERT|CRL)[A-Z_]*|UNABLE_[A-Z_]+)$/
