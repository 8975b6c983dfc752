// One answer and the rules of a preset go in; what it means comes out. HTTP 200 is no success until the rules say so, and what no rule
// understands is never taken for success or for failure.
import { Failure } from '../../domain/failures.ts'
import type { FailureCode } from '../../domain/failures.ts'
import type { HttpAnswer, HttpRequest } from '../../domain/http.ts'
import { both } from '../../domain/words.ts'
import { jsonOf, placeOf, retryAfterMs, shownAddress } from '../answers.ts'
import { plainText, valueAt } from './json-path.ts'
import type { Condition, ErrorRule, RequestSpec } from './request-schema.ts'
import { renderText, type Scope } from './template.ts'

/** `exists`: the key is taken · `gone`: there is no such entry · `twin`: made, but beside an older one · `login`: log in anew. */
export interface Told {
  readonly kind: 'done' | 'exists' | 'gone' | 'twin' | 'login'
  readonly data: unknown
  readonly id: string | null
  readonly url: string | null
  readonly keep: Readonly<Record<string, unknown>>
  /** Of `login`: what to say when logging in anew is no help. */
  readonly denied: Failure | null
}

export interface Case {
  readonly spec: RequestSpec
  readonly request: HttpRequest
  readonly answer: HttpAnswer
  readonly scope: Scope
  readonly rules: readonly ErrorRule[]
  /** The CMS's own fixed words about a refusal, if any; already without anything secret. */
  readonly words: (data: unknown) => string
}

export function judge(one: Case): Told {
  const { spec, answer } = one
  const data = dataOf(answer)
  const rule = [...spec.errors, ...one.rules].find((candidate) => ruleFits(candidate, data, one))
  if (rule !== undefined) return byRule(rule, data, one)
  if (!spec.answer.status.includes(answer.status)) {
    if (answer.status === 401) return told('login', data, one)
    throw byStatus(data, one)
  }
  const silent = answer.status === 204
  if (spec.answer.body === 'json' && data === undefined && !silent) jsonOf(answer, one.request)
  if (!spec.answer.success.every((condition) => holds(condition, data, one.scope))) throw failed(unknownCode(one), one, data)
  const done = told('done', data, one)
  // an answer that lacks what it must say is none
  if (done.id === null && (spec.answer.id !== undefined || spec.answer.idIs !== undefined) && !silent)
    throw failed(unknownCode(one), one, data)
  return done
}

const ABOUT_ENTRIES: readonly string[] = ['gone', 'exists', 'twin']

/** A rule over the body speaks only where there is one. */
function ruleFits(rule: ErrorRule, data: unknown, { answer, scope }: Case): boolean {
  if (rule.status !== undefined && !rule.status.includes(answer.status)) return false
  // a page that says "not found" may be of a proxy, or of maintenance: it says nothing of an entry
  if (ABOUT_ENTRIES.includes(rule.means) && data === undefined && answer.bytes.length > 0) return false
  const overBody =
    rule.path !== undefined || rule.in !== undefined || rule.has !== undefined || rule.equals !== undefined || rule.not !== undefined
  return overBody ? data !== undefined && holds(rule, data, scope) : true
}

export function holds(condition: Condition, data: unknown, scope: Scope): boolean {
  const value = valueAt(data, renderText(condition.path ?? '', scope)) ?? null
  if (condition.absent === true) return value === null
  const all: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (condition.in !== undefined) return condition.in.some((word) => all.includes(word))
  if (condition.not !== undefined) return plainText(value) !== renderText(condition.not, scope)
  if (condition.equals !== undefined) return plainText(value) === renderText(condition.equals, scope)
  if (condition.has !== undefined) return (plainText(value) ?? '').includes(condition.has)
  return value !== null
}

const CODES: Readonly<Record<Exclude<ErrorRule['means'], Told['kind']>, FailureCode>> = {
  retry: 'target-busy',
  refused: 'target-refused',
  person: 'target-attention',
  denied: 'target-denied',
  unknown: 'target-unknown-outcome',
}

function byRule(rule: ErrorRule, data: unknown, one: Case): Told {
  const { means } = rule
  if (means === 'exists' || means === 'gone' || means === 'twin' || means === 'login') return told(means, data, one)
  throw failed(means === 'unknown' ? unknownCode(one) : CODES[means], one, data)
}

function byStatus(data: unknown, one: Case): Failure {
  const { status } = one.answer
  if (status === 429) return failed('target-busy', one, data)
  if (status === 404 && data === undefined && isPage(one.answer)) return failed('target-unreachable', one, data)
  // a page instead of data with 403 is a firewall before the CMS: it is about this one request, and says nothing of the log-in
  if (status === 403 && data === undefined && isPage(one.answer)) return failed('target-refused', one, data)
  if (status === 403 || status === 407) return failed('target-denied', one, data)
  if (status === 408 || status === 425 || status >= 500 || status < 400) return failed(unknownCode(one), one, data)
  return failed('target-refused', one, data)
}

function isPage(answer: HttpAnswer): boolean {
  return /^text\/html/i.test(answer.headers['content-type'] ?? '')
}

/** A question that changes nothing may be asked again at any time. */
function unknownCode({ request }: Case): FailureCode {
  return request.method === 'GET' || request.method === 'HEAD' ? 'target-unreachable' : 'target-unknown-outcome'
}

function failed(code: FailureCode, one: Case, data: unknown): Failure {
  const { status } = one.answer
  const words = one.words(data) || elsewhere(one)
  const more = words === '' ? '' : `: ${words}`
  const [zh, en] = SAYING[code] ?? ['没有给出可理解的应答', 'did not give an answer that is understood']
  const what = both(`${placeOf(one.request)} ${zh}(状态 ${status}${more})`, `${placeOf(one.request)} ${en} (status ${status}${more})`)
  return new Failure(code, what, retryAfterMs(one.answer, Date.now()))
}

/** Where a redirect leads, without anything that may be secret. */
function elsewhere({ answer, request }: Case): string {
  const to = answer.headers['location']
  if (answer.status < 300 || answer.status > 399 || to === undefined || !URL.canParse(to, request.url)) return ''
  return `→ ${shownAddress(new URL(to, request.url))}`
}

const SAYING: Partial<Record<FailureCode, readonly [string, string]>> = {
  'target-busy': ['说现在太忙', 'says it is busy'],
  'target-refused': ['拒绝了请求', 'refused the request'],
  'target-denied': ['拒绝登录或无权操作', 'denies the log-in or the right'],
  'target-attention': ['的应答需要人工判断', 'gave an answer a person must judge'],
}

function told(kind: Told['kind'], data: unknown, one: Case): Told {
  const { spec, scope } = one
  const { answer } = spec
  const text = (path: string | undefined): string | null => (path === undefined ? null : plainText(valueAt(data, renderText(path, scope))))
  const keep = Object.fromEntries(Object.entries(answer.keep).map(([name, path]) => [name, valueAt(data, path) ?? null]))
  const partly = answer.idIs === undefined || Object.values(keep).includes(null)
  const id = partly ? text(answer.id) : renderText(answer.idIs ?? '', { ...scope, got: { ...record(scope['got']), ...keep } })
  return { kind, data, id, url: text(answer.url), keep, denied: kind === 'login' ? failed('target-denied', one, data) : null }
}

function record(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {}
}

/** Undefined when it is no JSON. */
function dataOf(answer: HttpAnswer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(answer.bytes))
  } catch {
    return undefined
  }
}
