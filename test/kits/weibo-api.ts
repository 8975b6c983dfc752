// A server that acts as the Weibo API does by its documents: calls by the hour and the day, tokens that run out, errors by number as text or
// digits, lists that leave posts out and cut long texts, posts that go while they are read. In: made posts. Out: its address and all it was asked.
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { apiStatus } from './made-accounts/weibo-dialects.ts'
import { madePicture } from './made-accounts/picture.ts'
import type { MadePost } from './made-accounts/weibo-posts.ts'
import { UID } from './made-accounts/weibo-posts.ts'

interface WeiboCall {
  readonly path: string
  readonly params: URLSearchParams
  readonly authorization: string
}

/** What is answered instead. */
export type Override =
  | { readonly status: number; readonly body?: string | Buffer; readonly headers?: Readonly<Record<string, string>> }
  | 'hang-up'
  | 'silence'
  | null

export interface WeiboApiServer {
  /** `127.0.0.1:port` */
  readonly host: string
  readonly url: string
  /** Every call of the API, in order; pictures are not among them. */
  readonly calls: WeiboCall[]
  /** What was asked with a token that stood anywhere but in the header. */
  readonly leaked: string[]
  readonly pictures: string[]
  /** By mid; newest first. */
  posts: MadePost[]
  /** The account whose token it is. */
  owner: string
  token: string
  limits: { perHour: number; perDay: number }
  /** Mids that lists of this page size leave out; `ids` for the list of numbers. */
  readonly omits: Map<number | 'ids', ReadonlySet<string>>
  readonly pinned: Set<string>
  /** Gone for all but who asks for them alone: then 20101, or 20112. */
  readonly deleted: Map<string, '20101' | '20112'>
  /** No older posts in lists than so many. */
  depth: number
  /** Called before each answer. */
  before: (call: WeiboCall, n: number) => Override
  nextHour: () => void
  nextDay: () => void
  readonly close: () => Promise<void>
}

interface Counts {
  hour: number
  day: number
}

export async function startWeiboApi(posts: readonly MadePost[]): Promise<WeiboApiServer> {
  const counts: Counts = { hour: 0, day: 0 }
  const server = createServer((request, response) => {
    answer(api, counts, { request, response })
  })
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done)
  })
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const api: WeiboApiServer = {
    host,
    url: `http://${host}`,
    calls: [],
    leaked: [],
    pictures: [],
    posts: posts.toSorted((a, b) => b.mid.length - a.mid.length || (a.mid < b.mid ? 1 : -1)),
    owner: UID,
    token: '2.00canary_TOKEN_must_never_be_seen',
    limits: { perHour: Infinity, perDay: Infinity },
    omits: new Map(),
    pinned: new Set(),
    deleted: new Map(),
    depth: Infinity,
    before: () => null,
    nextHour: () => void (counts.hour = 0),
    nextDay: () => void Object.assign(counts, { hour: 0, day: 0 }),
    close: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
  return api
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

function answer(api: WeiboApiServer, counts: Counts, { request, response }: Exchange): void {
  const url = new URL(request.url ?? '/', api.url)
  if (url.pathname.endsWith('.jpg')) return picture(api, url, response)
  const call: WeiboCall = { path: url.pathname, params: url.searchParams, authorization: request.headers.authorization ?? '' }
  api.calls.push(call)
  if (`${url.href}${JSON.stringify({ ...request.headers, authorization: '' })}`.includes(api.token)) api.leaked.push(url.pathname)
  const instead = api.before(call, api.calls.length)
  if (instead === 'silence') return
  if (instead === 'hang-up') return void response.destroy()
  if (instead !== null) return void response.writeHead(instead.status, instead.headers).end(instead.body ?? '')
  // one and the same error comes with its number as text and as digits
  const refuse = (code: string, status = 400): void => {
    const number = api.calls.length % 2 === 0 ? code : Number(code)
    json(response, { request: url.pathname, error_code: number, error: 'said in English' }, status)
  }
  if (call.authorization !== `OAuth2 ${api.token}`) return refuse('21332', 403)
  counts.hour += 1
  counts.day += 1
  if (counts.hour > api.limits.perHour || counts.day > api.limits.perDay) return refuse('10023', 403)
  const handler = Object.hasOwn(HANDLERS, url.pathname) ? HANDLERS[url.pathname] : undefined
  const said = handler?.(api, call, counts) ?? '10020'
  if (typeof said === 'string') refuse(said)
  else json(response, said)
}

function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json;charset=UTF-8' }).end(JSON.stringify(body))
}

function picture(api: WeiboApiServer, url: URL, response: ServerResponse): void {
  api.pictures.push(url.pathname)
  response.writeHead(200, { 'content-type': 'image/jpeg' }).end(madePicture(api.pictures.length, 0))
}

type Handler = (api: WeiboApiServer, call: WeiboCall, counts: Counts) => object | string

const HANDLERS: Readonly<Record<string, Handler>> = {
  '/2/statuses/user_timeline.json': (api, { params }) => (api.owner === UID ? timeline(api, params) : newest(api)),
  '/2/statuses/user_timeline/ids.json': (api, { params }) => {
    const { list, total } = listed(api, params, 'ids')
    return { statuses: list.map(({ mid }) => mid), previous_cursor: 0, next_cursor: 0, total_number: total }
  },
  '/2/statuses/show.json': (api, { params }) => show(api, params.get('id') ?? ''),
  '/2/statuses/user_timeline/biz.json': (api, { params }) => timeline(api, params),
  '/2/statuses/show_batch/biz.json': (api, { params }) => {
    const said = show(api, params.get('ids') ?? '')
    return typeof said === 'string'
      ? { statuses: [{ id: Number(params.get('ids')), text: '此微博已被原作者删除。', deleted: '1' }] }
      : { statuses: [said] }
  },
  '/2/short_url/expand.json': ({ posts }, { params }) => {
    const links = new Map(
      posts.flatMap(({ pieces }) => pieces.flatMap((piece) => (piece.is === 'link' ? [[piece.short, piece.long]] : []))),
    )
    const asked = params.getAll('url_short')
    if (asked.length > 20) return '10008'
    return { urls: asked.map((short) => ({ result: links.has(short), url_short: short, url_long: links.get(short) ?? '', type: 0 })) }
  },
  '/2/account/get_uid.json': (api) => ({ uid: Number(api.owner) }),
  '/2/account/rate_limit_status.json': ({ limits }, _, { hour }) => ({
    user_limit: Number.isFinite(limits.perHour) ? limits.perHour : 1000,
    remaining_user_hits: (Number.isFinite(limits.perHour) ? limits.perHour : 1000) - hour,
    reset_time_in_seconds: 1000,
  }),
}

function show(api: WeiboApiServer, id: string): object | string {
  const post = api.posts.find(({ mid }) => mid === id)
  return api.deleted.get(id) ?? (post === undefined ? '20101' : apiStatus(post, { whole: true, picture: pictureOf(api) }))
}

function pictureOf(api: WeiboApiServer): (pid: string) => string {
  return (pid) => `${api.url}/large/${pid}.jpg`
}

function timeline(api: WeiboApiServer, params: URLSearchParams): object {
  const { list, total } = listed(api, params, Number(params.get('count')))
  const shape = { whole: false, picture: pictureOf(api) }
  const statuses = list.map((post) => ({ ...apiStatus(post, shape), ...(api.pinned.has(post.mid) ? { isTop: 1, mblogtype: 2 } : {}) }))
  const advertisement = {
    ...apiStatus(api.posts[0] ?? never(), shape),
    id: 999,
    mid: '3999999999999999',
    idstr: '3999999999999999',
    user: { id: 1000000001 },
  }
  return {
    statuses: statuses.length > 3 ? [...statuses.slice(0, 2), advertisement, ...statuses.slice(2)] : statuses,
    advertises: [],
    ad: [{ id: 3_999_999_999_999_998, mark: 'x' }],
    hasvisible: false,
    previous_cursor: 0,
    next_cursor: 0,
    total_number: total,
  }
}

function never(): never {
  throw new RangeError('an account without posts')
}

/** Of other people's accounts. */
function newest(api: WeiboApiServer): object {
  return {
    statuses: api.posts.slice(0, 5).map((post) => apiStatus(post, { whole: false })),
    total_number: api.posts.length,
    next_cursor: 0,
  }
}

/** Filtered after the page is cut, as the platform does: pages are shorter than asked for. */
function listed(
  api: WeiboApiServer,
  params: URLSearchParams,
  size: number | 'ids',
): { readonly list: readonly MadePost[]; readonly total: number } {
  const count = Number(params.get('count') ?? 20)
  const most = BigInt(params.get('max_id') ?? 0)
  const [from, to] = ['start_time', 'end_time'].map((name) => Number(params.get(name) ?? 0))
  const inTime = (post: MadePost): boolean => (from ?? 0) <= post.seconds && (to === 0 || post.seconds <= (to ?? 0))
  const start = params.get('start_time') ?? '0'
  const inWindow = api.posts.slice(0, api.depth).filter(({ seconds }) => start === '0' || seconds >= Number(start))
  const window = inWindow.filter((post) => inTime(post) && (most === 0n || BigInt(post.mid) <= most))
  const gone = (post: MadePost): boolean => api.deleted.has(post.mid) || api.omits.get(size)?.has(post.mid) === true
  const page = window.slice(0, count).filter((post) => !gone(post))
  const isFirst = most === 0n && params.get('start_time') === null
  const pins = isFirst && size !== 'ids' ? api.posts.filter(({ mid }) => api.pinned.has(mid)) : []
  return { list: [...pins, ...page.filter((post) => !pins.includes(post))], total: inWindow.filter(inTime).length }
}
