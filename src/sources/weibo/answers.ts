// Any answer of the platform (a list, one post, an error, a profile), in any dialect → the records of posts in it as their own raw text, whose
// account it speaks of, how many posts it says there are, and what it says when it gives none. Finds; reads no post.
import type { Claim } from '../../domain/account.ts'
import { documentsOf } from '../app-json/json-documents.ts'
import { children, rawText } from '../app-json/json-scan.ts'
import type { Spot } from '../app-json/json-scan.ts'
import { isObject, readJson, wordOf } from '../text/json.ts'
import type { JsonObject } from '../text/json.ts'
import { countOf, digitsOf, firstWord } from './json-words.ts'
import { numberInName } from './names.ts'

interface AnsweredPost {
  /** Name of the reader (see readers.ts). */
  readonly reader: string
  /** `start-end` in the text. */
  readonly at: string
  readonly raw: string
}

/**
 * none = no answer of the platform at all · list = it holds posts · quiet = an answer without posts (a profile, an empty page) · end = "nothing here",
 * which may mean the end of a list, a closed account or a wrong number · login, limited, blocked, error = as the platform says · gone = one post is.
 */
type AnswerState = 'list' | 'quiet' | 'end' | 'login' | 'limited' | 'blocked' | 'gone' | 'error' | 'none'

export interface Answer {
  readonly state: AnswerState
  /** The platform's own words for a state that is an error; no addresses. */
  readonly words: string | null
  readonly posts: readonly AnsweredPost[]
  /** Of profiles; those who only wrote a post are none. */
  readonly accounts: readonly { readonly uid: string; readonly name: string | null }[]
  readonly claims: readonly { readonly claim: Claim; readonly uid: string | null }[]
  /** What of the text was no JSON. */
  readonly rest: string | null
}

interface Finding {
  readonly name: string
  readonly posts: AnsweredPost[]
  readonly accounts: Map<string, string | null>
  readonly claims: Map<string, { readonly claim: Claim; readonly uid: string | null }>
}

/** `name`: the address or file name of the answer. */
export function readAnswer(text: string, name: string): Answer {
  const { spots, rest } = documentsOf(text)
  const found: Finding = { name, posts: [], accounts: new Map(), claims: new Map() }
  for (const spot of spots) walk(spot, 0, found)
  const [first] = spots
  const said = found.posts.length > 0 ? { state: 'list' as const, words: null } : first === undefined ? NOTHING : stateOf(first)
  if (said.state === 'gone' && numberInName(name) !== null && first !== undefined) found.posts.push(postAt(first, 'gone'))
  return {
    ...said,
    posts: found.posts,
    accounts: [...found.accounts].map(([uid, named]) => ({ uid, name: named })),
    claims: [...found.claims.values()],
    rest: rest ?? (spots.some(({ cut }) => cut) ? CUT : null),
  }
}

const CUT = 'the file ends before its JSON does: what stood behind is lost'

const NOTHING: Pick<Answer, 'state' | 'words'> = { state: 'none', words: null }

/** Lists lie this deep in answers and in what keeps several of them. */
const DEPTH = 8

/** What holds lists, or one post, in the answers of all dialects. */
const HOLDERS = new Set([
  'data',
  'cards',
  'card_group',
  'statuses',
  'list',
  'status',
  'body',
  'mblog',
  'mblogs',
  'status_list',
  'items',
  'feed',
  'results',
])

function walk(spot: Spot, depth: number, found: Finding): void {
  const opening = spot.text[spot.start]
  if (depth > DEPTH || (opening !== '{' && opening !== '[')) return
  if (opening === '[') {
    for (const { value } of children(spot)) walk(value, depth + 1, found)
    return
  }
  const parts = new Map<string, Spot>()
  for (const { key, value } of children(spot)) if (key !== null) parts.set(key, value)
  const reader = parts.has('mblog') && parts.has('_created_at') ? 'mblog' : readerOf(parts)
  if (reader !== null) {
    found.posts.push(postAt(spot, reader))
    readUser(parts.get('user'), found, false)
    return
  }
  readIds(parts, found)
  readClaims(parts, found)
  for (const key of ['userInfo', 'user']) readUser(parts.get(key), found, true)
  if (parts.has('statuses_count')) readUser(spot, found, true)
  for (const [key, value] of parts) if (HOLDERS.has(key)) walk(value, depth + 1, found)
}

function postAt(spot: Spot, reader: string): AnsweredPost {
  return { reader, at: `${spot.start}-${spot.end}`, raw: rawText(spot) }
}

function readerOf(parts: ReadonlyMap<string, Spot>): string | null {
  if (parts.has('longTextContent')) return 'longtext'
  if (parts.has('content') && parts.has('title') && (parts.has('object_id') || parts.has('is_pay'))) return 'article'
  if (parts.has('article') && parts.has('config') && parts.get('article')?.text[parts.get('article')?.start ?? 0] === '"') return 'article'
  const isNamed = ['mid', 'id', 'idstr', 'bid', 'mblogid'].some((key) => parts.has(key))
  const isSaid = parts.has('text') || parts.has('text_raw') || parts.has('deleted')
  return isNamed && isSaid && (parts.has('created_at') || parts.has('user') || parts.has('deleted') || parts.has('mblogid'))
    ? 'mblog'
    : null
}

/** `statuses/user_timeline/ids`: numbers and nothing else. */
function readIds(parts: ReadonlyMap<string, Spot>, { posts }: Finding): void {
  const list = parts.get('statuses')
  if (list === undefined || list.text[list.start] !== '[') return
  for (const { value } of children(list)) {
    const mid = /^"?([3-9]\d{9,17})"?$/.exec(rawText(value))?.[1]
    if (mid !== undefined) posts.push({ reader: 'mblog', at: `${value.start}-${value.end}`, raw: JSON.stringify({ mid }) })
  }
}

function readClaims(parts: ReadonlyMap<string, Spot>, found: Finding): void {
  const info = jsonAt(parts.get('cardlistInfo'))
  const uid = /^(?:107603|230413)(\d{5,12})/.exec(info === null ? '' : (firstWord(info, 'containerid') ?? ''))?.[1] ?? null
  const total = info === null || uid === null ? null : countOf(info['total'])
  if (total !== null) claim(found, { by: 'm.weibo.cn cardlistInfo.total', count: total, uid })
  const listed = parts.has('list') && parts.has('total') ? countOf(wordAt(parts.get('total'))) : null
  if (listed !== null) claim(found, { by: 'weibo.com/ajax total', count: listed, uid: uidIn(found.name) })
  const isOwnList = /user_timeline/.test(found.name) && parts.has('statuses')
  const numbered = isOwnList ? countOf(wordAt(parts.get('total_number'))) : null
  if (numbered !== null) claim(found, { by: 'API v2 total_number', count: numbered, uid: uidIn(found.name) })
}

function uidIn(name: string): string | null {
  return digitsOf(URL.parse(name)?.searchParams.get('uid') ?? undefined)
}

function readUser(spot: Spot | undefined, found: Finding, isProfile: boolean): void {
  const user = jsonAt(spot)
  const uid = user === null ? null : (digitsOf(user['idstr']) ?? digitsOf(user['id']))
  if (user === null || uid === null) return
  if (isProfile) found.accounts.set(uid, firstWord(user, 'screen_name', 'name'))
  const count = countOf(user['statuses_count'])
  if (count !== null) claim(found, { by: 'user.statuses_count', count, uid })
}

function claim(found: Finding, { by, count, uid }: { readonly by: string; readonly count: number; readonly uid: string | null }): void {
  const key = `${by} ${uid ?? ''}`
  const before = found.claims.get(key)?.claim.count ?? -1
  if (count > before) found.claims.set(key, { claim: { by, scope: 'all', of: '', count, unit: 'posts' }, uid })
}

function jsonAt(spot: Spot | undefined): JsonObject | null {
  return spot === undefined || spot.text[spot.start] !== '{' ? null : readJson(rawText(spot))
}

function wordAt(spot: Spot | undefined): string | undefined {
  return spot === undefined ? undefined : rawText(spot).replaceAll('"', '')
}

function stateOf(spot: Spot): Pick<Answer, 'state' | 'words'> {
  const json = readJson(rawText(spot))
  if (json === null) return { state: spot.text[spot.start] === '[' ? 'quiet' : 'none', words: null }
  const words = (firstWord(json, 'msg', 'message', 'error', 'errmsg') ?? '').replaceAll(/https?:\/\/\S+/g, '').slice(0, 200)
  const code = wordOf(json['error_code']) ?? wordOf(json['errno'])
  const ok = wordOf(json['ok'])
  const state = code === null ? byOk(ok, words, json) : byCode(code)
  return { state, words: words === '' ? null : words }
}

function byOk(ok: string | null, words: string, json: JsonObject): AnswerState {
  if (ok === '-100' || /passport\.weibo|login\.sina/.test(firstWord(json, 'url') ?? '')) return 'login'
  if (/(?:该)?微博不存在|已被(?:原)?作者删除|暂无查看权限|不可见/.test(words)) return 'gone'
  if (/没有内容|暂无/.test(words)) return 'end'
  if (/频繁|繁忙|稍后/.test(words)) return 'limited'
  if (ok === '0') return 'error'
  return ok !== null || isObject(json['data']) || Array.isArray(json['statuses']) ? 'quiet' : 'none'
}

function byCode(code: string): AnswerState {
  if (/^(?:10004|1002[2-4])$/.test(code)) return 'limited'
  if (/^(?:10006|213(?:0[1-9]|1[0-6]|21|27|32))$/.test(code)) return 'login'
  return /^(?:20101|20112)$/.test(code) ? 'gone' : 'error'
}
