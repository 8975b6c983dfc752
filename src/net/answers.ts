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

export function statusFailure(status: number, retryAfter: string | undefined, url: URL): Failure {
  if (status === 404 || status === 410)
    return new Failure('net-missing', both(`${nameOf(url)} 返回 ${status}`, `${nameOf(url)} answered ${status}`))
  const wait = waitOf(retryAfter)
  return new Failure(
    'net-status',
    both(`${nameOf(url)} 返回 ${status}`, `${nameOf(url)} answered ${status}`),
    wait === null ? {} : { retryAfterMs: wait },
  )
}

/** `Retry-After` is a number of seconds or a date; null when it is neither. */
function waitOf(retryAfter: string | undefined): number | null {
  if (retryAfter === undefined) return null
  const ms = /^\s*\d+\s*$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now()
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), LONGEST_WAIT_MS) : null
}

/** The Failure inside an error of got, or the one that a network error means; anything else comes back as it is. */
export function asFailure(error: unknown, url: URL): unknown {
  let code = ''
  for (let one: unknown = error; one instanceof Error; one = one.cause) {
    if (one instanceof Failure) return one
    if (one.name === 'TimeoutError')
      return new Failure('net-timeout', both(`${nameOf(url)} 未及时应答`, `${nameOf(url)} did not answer in time`), { cause: error })
    if ('code' in one && typeof one.code === 'string') code = one.code
  }
  if (code === 'ETIMEDOUT' || code === 'ESOCKETTIMEDOUT')
    return new Failure('net-timeout', both(`${nameOf(url)} 未及时应答`, `${nameOf(url)} did not answer in time`), { cause: error })
  if (
    /^(?:E[A-Z]+|ERR_(?:SSL|TLS|HTTP|STREAM_PREMATURE)[A-Z_]*|ERR_READING_RESPONSE_STREAM|HPE_[A-Z_]+|Z_[A-Z_]+|CERT_[A-Z_]+|[A-Z_]*CERT[A-Z_]*|UNABLE_[A-Z_]+)$/.test(
      code,
    )
  ) {
    return new Failure('net-unreachable', both(`${nameOf(url)} 无法读取(${code})`, `${nameOf(url)} could not be read (${code})`), {
      cause: error,
    })
  }
  return error
}
