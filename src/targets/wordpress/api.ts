// One question to the REST interface goes in, its JSON or the failure that says what is known comes out. It never puts the site's text
// into a failure: only method, path, status and WordPress's own short code.
import { z } from 'zod'
import type { HttpAnswer, HttpRequest } from '../../domain/http.ts'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import { answerOf, jsonOf, placeOf, retryAfterMs } from '../answers.ts'
import { isLate, tooLate } from '../in-time.ts'
import type { TargetKit } from '../target.ts'
import type { WordpressOptions } from './options.ts'

type Query = Readonly<Record<string, string | number | readonly (string | number)[]>>

export interface Question {
  /** Into the bin, or for good with `force`. */
  readonly method?: 'DELETE'
  /** After the REST root: `/wp/v2/posts`. */
  readonly path: string
  readonly query?: Query
  readonly json?: unknown
  readonly file?: { readonly bytes: Uint8Array; readonly headers: Readonly<Record<string, string>> }
  /** As a reader, without log-in. */
  readonly anonymous?: boolean
  /** By `performance.now()`; after it nothing is sent. For what makes or changes something. */
  readonly leaveBy?: number
}

export interface Told {
  readonly status: number
  /** Null when the answer was no JSON. */
  readonly json: unknown
  /** WordPress's own word for an error, as `rest_cannot_create`; empty when it gave none. */
  readonly code: string
  readonly headers: HttpAnswer['headers']
  readonly request: HttpRequest
}

export interface Api {
  readonly options: WordpressOptions
  readonly kit: TargetKit
  /** Any answer. */
  ask(question: Question): Promise<Told>
  /** A good answer in its shape; everything else is the failure it means. */
  get<T>(question: Question, shape: z.ZodType<T>): Promise<T>
}

export function openApi(options: WordpressOptions, kit: TargetKit): Api {
  let authorization: string | null = null
  const ask = async (question: Question): Promise<Told> => {
    // asked for at the first use: a preview needs no password
    authorization ??= `Basic ${Buffer.from(`${options.user}:${kit.secret(options.password)}`).toString('base64')}`
    const request = requestOf(question, options, authorization)
    if (isLate(question.leaveBy ?? Infinity)) throw tooLate()
    const answer = answerOf(await kit.send(request), request)
    return toldBy(answer, request)
  }
  return { options, kit, ask, get: async (question, shape) => shaped(await ask(question), shape) }
}

function requestOf(question: Question, options: WordpressOptions, authorization: string): HttpRequest {
  const { json, file } = question
  const body = json === undefined ? file?.bytes : JSON.stringify(json)
  return {
    method: question.method !== undefined || body !== undefined ? 'POST' : 'GET',
    url: addressOf(question, options),
    headers: {
      accept: 'application/json',
      ...(question.anonymous === true ? {} : { authorization }),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...file?.headers,
    },
    ...(body === undefined ? {} : { body }),
    timeoutMs: (file === undefined ? options.requestSeconds : options.uploadSeconds) * 1000,
  }
}

function addressOf({ path, method, query = {} }: Question, { url, plainAddresses }: WordpressOptions): string {
  const words = new URLSearchParams(plainAddresses ? { rest_route: path } : {})
  // many web servers and firewalls let through only GET and POST; WordPress takes the word for the deed
  if (method !== undefined) words.set('_method', method)
  for (const [name, value] of Object.entries(query)) {
    if (Array.isArray(value)) for (const one of value) words.append(`${name}[]`, String(one))
    else words.append(name, String(value))
  }
  const tail = words.size === 0 ? '' : `?${words.toString()}`
  return plainAddresses ? `${url}/${tail}` : `${url}/wp-json${path}${tail}`
}

const errorShape = z.object({ code: z.string() })

function toldBy(answer: HttpAnswer, request: HttpRequest): Told {
  const { status, headers } = answer
  if (status >= 200 && status < 300) return { status, headers, request, json: jsonOf(answer, request), code: '' }
  let json: unknown = null
  try {
    json = JSON.parse(new TextDecoder().decode(answer.bytes))
  } catch {
    // a page of the web server or a firewall; its status says all there is
  }
  const code = errorShape.safeParse(json).data?.code ?? ''
  return { status, headers, request, json, code: /^[a-z0-9_-]{1,60}$/i.test(code) ? code : '' }
}

export function shaped<T>(told: Told, shape: z.ZodType<T>): T {
  if (told.status < 200 || told.status > 299) throw failureOf(told)
  const parsed = shape.safeParse(told.json)
  if (parsed.success) return parsed.data
  const what = both(
    `${placeOf(told.request)} 的应答不是 WordPress 的格式`,
    `the answer of ${placeOf(told.request)} is not what WordPress answers`,
  )
  throw new Failure(asks(told.request) ? 'target-unreachable' : 'target-unknown-outcome', what)
}

/** What an answer other than 2xx means. */
export function failureOf(told: Told): Failure {
  const { status, code, request } = told
  const shown = `${placeOf(request)} → ${status}${code === '' ? '' : ` ${code}`}`
  const wait = retryAfterMs(told, Date.now())
  if (status === 429) return new Failure('target-busy', shown, wait)
  if (status === 401 || (status === 403 && code !== '') || forbidden(told)) return new Failure('target-denied', shown)
  if (code === 'rest_post_invalid_id' || status === 410)
    return new Failure('target-attention', both(`${shown}(条目已被站点删除)`, `${shown} (the entry is gone from the site)`))
  // nothing in this run can succeed: the address or the plugin is not there
  if (status === 404 && (code === '' || code === 'rest_no_route'))
    return new Failure(
      'target-denied',
      both(`${shown}(站点没有该接口;请运行 guiji check)`, `${shown} (the site has no such interface; run guiji check)`),
    )
  if (status >= 300 && status < 400)
    return new Failure(
      'target-denied',
      both(`${shown}(站点把请求转往别处;请改正 url)`, `${shown} (the site sends requests elsewhere; correct url)`),
    )
  if (status >= 400 && status < 500 && status !== 408) return new Failure('target-refused', shown)
  return new Failure(asks(request) ? 'target-unreachable' : 'target-unknown-outcome', shown, wait)
}

const detailsShape = z.object({ data: z.object({ details: z.record(z.string(), errorShape) }) })

/** Asked for states it may not see, WordPress calls the question itself wrong. */
function forbidden({ json }: Told): boolean {
  const details = detailsShape.safeParse(json).data?.data.details ?? {}
  return Object.values(details).some((one) => one.code.startsWith('rest_forbidden'))
}

function asks(request: HttpRequest): boolean {
  return request.method === 'GET' || request.method === 'HEAD'
}
