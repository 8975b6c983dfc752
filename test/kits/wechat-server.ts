// A server that acts as api.weixin.qq.com for one account, from the documented shapes: tokens that expire and are isolated, calls counted by day
// and by minute, every error number, slow, broken and binary answers, lists that move while they are read. It serves the account's pictures too.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { crc32, deflateSync } from 'node:zlib'

type Thing = Record<string, unknown>

/** One article as the platform stores it; what is left out has a usual value. */
export type Article = Partial<{
  title: string
  author: string
  digest: string
  content: string
  content_source_url: string
  thumb_media_id: string
  thumb_url: string
  url: string
  is_deleted: boolean
  need_open_comment: number
  article_type: string
  image_info: unknown
}>

export interface Message {
  readonly id: string
  readonly create_time: number
  readonly update_time?: number
  readonly articles: readonly Article[]
}

export interface Account {
  appid: string
  secret: string
  published: Message[]
  materials: Message[]
  drafts: Message[]
  library: Record<'image' | 'voice' | 'video', Thing[]>
  /** Bytes, or the object that stands for a film, by id; permanent and temporary ones. */
  files: Map<string, Buffer | Thing>
  temporary: Map<string, Buffer | Thing>
  selfmenu: Thing | null
  menu: Thing | null
  autoreply: Thing | null
  /** By `<mid>_<idx>`. */
  comments: Map<string, readonly Thing[]>
  /** Rows by day. */
  statistics: Map<string, readonly Thing[]>
  /** First day the statistics reach back to. */
  statisticsFrom: string
}

/** What a request gets instead of its usual answer. */
type Oddity =
  | { readonly errcode: number; readonly errmsg?: string }
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | { readonly bytes: Buffer; readonly type?: string }
  | { readonly slowMs: number }
  | { readonly hangUp: true }

interface Call {
  readonly path: string
  readonly body: Thing
  readonly token: string | null
  readonly method: string
}

export interface WechatServer {
  readonly url: string
  readonly host: string
  readonly account: Account
  readonly calls: readonly Call[]
  /** Calls of a path, answered or not. */
  readonly count: (path: string) => number
  /** Calls that came though none was left. */
  readonly over: () => number
  /** Limits of a day by path; those not named have none. */
  readonly limits: Map<string, number>
  readonly used: Map<string, number>
  /** Midnight in Beijing: everybody may call again. */
  readonly nextDay: () => void
  /** The next answers of a path. */
  readonly oddly: (path: string, ...oddities: readonly Oddity[]) => void
  /** Before each answer of a path. */
  readonly before: (path: string, hook: ((body: Thing) => void) | null) => void
  /** The token in use is refused from now on; the next request for one gives another. */
  readonly expire: (number?: number) => void
  /** The token is refused, and still given out until somebody forces another. */
  readonly isolate: () => void
  readonly tokens: readonly string[]
  readonly close: () => Promise<void>
}

/** Documented for a new account. */
const USUAL_LIMITS: Readonly<Record<string, number>> = {
  '/cgi-bin/freepublish/batchget': 100,
  '/cgi-bin/freepublish/getarticle': 100,
  '/cgi-bin/draft/batchget': 1000,
  '/cgi-bin/draft/get': 500,
  '/cgi-bin/menu/get': 10_000,
}

function emptyAccount(over: Partial<Account> = {}): Account {
  return {
    appid: 'wx00c0ffee00c0ffee',
    secret: 'canary-appsecret-0123456789abcdef',
    published: [],
    materials: [],
    drafts: [],
    library: { image: [], voice: [], video: [] },
    files: new Map(),
    temporary: new Map(),
    selfmenu: null,
    menu: null,
    autoreply: null,
    comments: new Map(),
    statistics: new Map(),
    statisticsFrom: '2000-01-01',
    ...over,
  }
}

interface Room {
  readonly account: Account
  readonly calls: Call[]
  readonly limits: Map<string, number>
  readonly used: Map<string, number>
  readonly odd: Map<string, Oddity[]>
  readonly hooks: Map<string, (body: Thing) => void>
  readonly tokens: string[]
  refused: { token: string; number: number; stuck: boolean } | null
  over: number
}

export async function wechatServer(over: Partial<Account> = {}): Promise<WechatServer> {
  const room: Room = {
    account: emptyAccount(over),
    calls: [],
    limits: new Map(Object.entries(USUAL_LIMITS)),
    used: new Map(),
    odd: new Map(),
    hooks: new Map(),
    tokens: [],
    refused: null,
    over: 0,
  }
  const server = createServer((request, response) => {
    void answer(room, request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const current = (): string => room.tokens.at(-1) ?? ''
  return {
    url: `http://${host}`,
    host,
    account: room.account,
    calls: room.calls,
    count: (path) => room.calls.filter((call) => call.path === path).length,
    over: () => room.over,
    limits: room.limits,
    used: room.used,
    nextDay: () => room.used.clear(),
    oddly: (path, ...oddities) => void room.odd.set(path, [...(room.odd.get(path) ?? []), ...oddities]),
    before: (path, hook) => void (hook === null ? room.hooks.delete(path) : room.hooks.set(path, hook)),
    expire: (number = 42001) => {
      room.refused = { token: current(), number, stuck: false }
    },
    isolate: () => {
      room.refused = { token: current(), number: 40001, stuck: true }
    },
    tokens: room.tokens,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function answer(room: Room, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://x')
  const chunks: Buffer[] = []
  for await (const piece of request) chunks.push(piece as Buffer)
  const sent = Buffer.concat(chunks).toString('utf8')
  if (url.pathname.startsWith('/pic/')) return void response.setHeader('content-type', 'image/png').end(picture(url.pathname))
  const body: Thing = sent === '' ? Object.fromEntries(url.searchParams) : (JSON.parse(sent) as Thing)
  const call: Call = { path: url.pathname, body, token: url.searchParams.get('access_token'), method: request.method ?? '' }
  room.calls.push(call)
  if (await oddAnswer(room, call, response)) return
  room.hooks.get(call.path)?.(body)
  send(response, respond(room, call))
}

async function oddAnswer(room: Room, call: Call, response: ServerResponse): Promise<boolean> {
  const odd = room.odd.get(call.path)?.shift()
  if (odd === undefined) return false
  if ('slowMs' in odd) {
    await sleep(odd.slowMs)
    return false
  }
  if ('hangUp' in odd) response.destroy()
  else if ('status' in odd) response.writeHead(odd.status, odd.headers).end()
  else if ('bytes' in odd) response.setHeader('content-type', odd.type ?? 'application/json').end(odd.bytes)
  else send(response, failed(odd.errcode, odd.errmsg))
  return true
}

/** The header lies as the real one does: text/plain, and no charset. */
function send(response: ServerResponse, answered: Thing | Buffer): void {
  if (Buffer.isBuffer(answered)) response.setHeader('content-type', 'image/jpeg').end(answered)
  else response.setHeader('content-type', 'text/plain').end(JSON.stringify(answered))
}

function failed(errcode: number, errmsg = `error ${errcode} rid: 61f200cf-2e296b7b-4ba9accf`): Thing {
  return { errcode, errmsg }
}

function respond(room: Room, call: Call): Thing | Buffer {
  const { path, body } = call
  if (path === '/cgi-bin/stable_token') return tokenFor(room, body)
  const refused = tokenRefused(room, call)
  if (refused !== null) return refused
  if (path === '/cgi-bin/openapi/quota/get') return quotaOf(room, String(body['cgi_path']))
  const used = (room.used.get(path) ?? 0) + 1
  if (used > (room.limits.get(path) ?? Number.POSITIVE_INFINITY)) {
    room.over += 1
    return failed(45009, 'reach max api daily quota limit rid: 637c3b84-225eefe5-3bc9a348')
  }
  room.used.set(path, used)
  const answers = ANSWERS[path]
  return answers === undefined ? failed(43002) : answers(room.account, body)
}

function tokenFor(room: Room, body: Thing): Thing {
  if (body['appid'] !== room.account.appid) return failed(40013, 'invalid appid')
  if (body['secret'] !== room.account.secret) return failed(40125, 'invalid appsecret')
  const bad = room.refused
  const current = room.tokens.at(-1)
  const anew = current === undefined || body['force_refresh'] === true || (bad !== null && bad.token === current && !bad.stuck)
  if (anew)
    room.tokens.push(`canary-token-${room.tokens.length + 1}-${createHash('sha256').update(String(room.tokens.length)).digest('hex')}`)
  return { access_token: room.tokens.at(-1), expires_in: 7200 }
}

function tokenRefused(room: Room, { token }: Call): Thing | null {
  if (token === null) return failed(41001, 'access_token missing')
  if (room.refused?.token === token) return failed(room.refused.number, 'invalid credential, access_token is invalid or not latest')
  return room.tokens.at(-1) === token ? null : failed(40001, 'invalid credential, access_token is invalid or not latest')
}

function quotaOf(room: Room, path: string): Thing {
  const limit = room.limits.get(path)
  if (limit === undefined) return failed(76021, 'cgi_path not found, please check')
  const used = room.used.get(path) ?? 0
  return { errcode: 0, errmsg: 'ok', quota: { daily_limit: limit, used, remain: Math.max(0, limit - used) } }
}

const ANSWERS: Readonly<Record<string, (account: Account, body: Thing) => Thing | Buffer>> = {
  '/cgi-bin/freepublish/batchget': (account, body) => listOf(account.published, body, 'article_id'),
  '/cgi-bin/freepublish/getarticle': (account, body) => {
    const message = account.published.find(({ id }) => id === body['article_id'])
    return message === undefined ? failed(53600, 'Article ID 无效') : contentOf(message, 'article_id')
  },
  '/cgi-bin/draft/batchget': (account, body) => listOf(account.drafts, body, 'draft'),
  '/cgi-bin/draft/get': (account, body) => {
    const message = account.drafts.find(({ id }) => id === body['media_id'])
    return message === undefined ? failed(40007) : contentOf(message, 'draft')
  },
  '/cgi-bin/material/batchget_material': (account, body) => {
    const type = String(body['type'])
    if (type === 'news') return listOf(account.materials, body, 'news')
    return page(account.library[type as 'image'] ?? [], body)
  },
  '/cgi-bin/material/get_material': (account, body) => {
    const news = account.materials.find(({ id }) => id === body['media_id'])
    return news === undefined ? (account.files.get(String(body['media_id'])) ?? failed(40007)) : contentOf(news, 'news')
  },
  '/cgi-bin/media/get': (account, body) => account.temporary.get(String(body['media_id'])) ?? failed(40007),
  '/cgi-bin/get_current_selfmenu_info': (account) => account.selfmenu ?? { is_menu_open: 0 },
  '/cgi-bin/menu/get': (account) => account.menu ?? failed(46003, 'menu no exist'),
  '/cgi-bin/get_current_autoreply_info': (account) => account.autoreply ?? { is_add_friend_reply_open: 0, is_autoreply_open: 0 },
  '/cgi-bin/comment/list': (account, body) => commentsOf(account, body),
  '/datacube/getarticletotaldetail': (account, { begin_date: begin, end_date: end }) => {
    if (begin !== end) return failed(61501, 'date range error')
    if (String(begin) < account.statisticsFrom) return failed(61500, 'date format error')
    return { list: account.statistics.get(String(begin)) ?? [], is_delay: false }
  },
}

function page(items: readonly Thing[], { offset, count }: Thing): Thing {
  const from = Number(offset)
  const some = items.slice(from, from + Math.min(20, Number(count)))
  return { total_count: items.length, item_count: some.length, item: some }
}

type Kept = 'article_id' | 'draft' | 'news'

function listOf(messages: readonly Message[], body: Thing, kept: Kept): Thing {
  return page(
    messages.map((message) => ({
      [kept === 'article_id' ? 'article_id' : 'media_id']: message.id,
      content: contentOf(message, kept),
      update_time: message.update_time ?? message.create_time,
    })),
    body,
  )
}

function contentOf({ articles, create_time, update_time }: Message, kept: Kept): Thing {
  return {
    news_item: articles.map((article) => ({
      title: '',
      author: '',
      digest: '',
      content: '',
      content_source_url: '',
      thumb_media_id: '',
      show_cover_pic: 0,
      url: '',
      thumb_url: '',
      need_open_comment: 0,
      only_fans_can_comment: 0,
      ...(kept === 'article_id' ? { is_deleted: false } : {}),
      ...article,
    })),
    create_time,
    update_time: update_time ?? create_time,
  }
}

function commentsOf(account: Account, { msg_data_id: mid, index, begin, count }: Thing): Thing {
  if (Number(count) >= 50) return failed(88010, 'count range error')
  const all = account.comments.get(`${String(mid)}_${Number(index) + 1}`)
  if (all === undefined) return failed(88001, 'msg_data is not exists')
  return { errcode: 0, errmsg: 'ok', total: all.length, comment: all.slice(Number(begin), Number(begin) + Number(count)) }
}

/** A small picture, another for every address. */
export function picture(name: string): Buffer {
  const [red = 0, green = 0, blue = 0] = createHash('sha256').update(name).digest()
  const side = 8
  const line = Buffer.concat([Buffer.of(0), Buffer.concat(Array.from({ length: side }, () => Buffer.of(red, green, blue)))])
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const lines = deflateSync(Buffer.concat(Array.from({ length: side }, () => line)))
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', lines),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
