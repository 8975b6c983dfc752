// One status JSON of any dialect (m.weibo.cn, weibo.com/ajax, API v2, the old cards) → Status. Takes fields as they come, from wherever this
// dialect has them; drops everything about other people.
import type { Json } from '../../domain/archive.ts'
import { isObject, wordOf } from '../text/json.ts'
import type { JsonObject } from '../text/json.ts'
import { textOf } from '../text/text-of.ts'
import { midOf } from './ids.ts'
import { addressIn, countOf, digitsOf, firstWord, listOf } from './json-words.ts'
import { readArticle } from './read-article.ts'
import { cardOf } from './read-card.ts'
import { readPictures } from './read-pictures.ts'
import { goneWords, quotedGone } from './gone.ts'
import { UNTOLD } from './status.ts'
import type { Status } from './status.ts'
import type { From } from './telling.ts'

const DEPTH = 3

/** Null for what is no status: nothing in it names one. */
export function readMblog(mblog: JsonObject, from: From, depth = 0): Status | null {
  const numbers = numbersOf(mblog)
  if (numbers === null) return null
  const user = isObject(mblog['user']) ? mblog['user'] : {}
  const shown = readPictures(mblog)
  const info = isObject(mblog['page_info']) ? mblog['page_info'] : {}
  const boxes = cardOf(info, mblog)
  return {
    ...UNTOLD,
    ...numbers,
    ...textsOf(mblog),
    ...quotedOf(mblog, from, depth),
    uid: digitsOf(user['id']) ?? digitsOf(user['idstr']) ?? digitsOf(mblog['user_id']) ?? digitsOf(mblog['uid']),
    account: firstWord(user, 'screen_name', 'name'),
    created: createdOf(mblog),
    told: 'api',
    capturedAt: from.capturedAt,
    pictures: shown.pictures,
    pictureCount: pictureCount(mblog),
    videos: [...boxes.videos, ...shown.videos.filter(({ url }) => boxes.videos.every((one) => one.url !== url))],
    card: boxes.card,
    article: isObject(mblog['article']) ? (readArticle(mblog['article'])?.article ?? boxes.article) : boxes.article,
    links: listOf(mblog['url_struct']).flatMap(linkOf),
    topics: listOf(mblog['topic_struct']).flatMap((topic) => firstWord(topic, 'topic_title') ?? []),
    visible: visibleOf(mblog['visible']),
    edits: editsOf(mblog),
    pinned: isPinned(mblog),
    client: clientOf(mblog),
    region: firstWord(mblog, 'region_name')?.replace(/^发布于\s*/, '') ?? null,
    counts: countsOf(mblog),
    gone: goneOf(mblog),
  }
}

interface Numbers {
  readonly mid: string | null
  readonly id: string | null
  readonly bid: string | null
}

function numbersOf(mblog: JsonObject): Numbers | null {
  const bid = firstWord(mblog, 'bid', 'mblogid')
  const number = digitsOf(mblog['idstr']) ?? digitsOf(mblog['id'])
  const mid = digitsOf(mblog['mid']) ?? number ?? (bid === null ? null : midOf(bid))
  if (mid === null) return null
  return { mid, id: number === mid ? null : number, bid: bid !== null && midOf(bid) !== null ? bid : null }
}

const TAG = /<(?:a|br|img|span|i|p|div)\b/i

function textsOf(mblog: JsonObject): Pick<Status, 'text' | 'textState'> {
  const long = longText(mblog)
  if (long !== null) return { text: marked(long), textState: 'full' }
  const { text, text_raw: raw, raw_text: rawOther } = mblog
  const said = typeof text === 'string' ? text : typeof raw === 'string' ? raw : typeof rawOther === 'string' ? rawOther : null
  if (said === null) return { text: null, textState: 'unknown' }
  return { text: marked(said), textState: stateOf(said, mblog) }
}

function longText({ longText: long }: JsonObject): string | null {
  if (!isObject(long)) return null
  const content = long['longTextContent'] ?? long['content']
  return typeof content === 'string' && content.trim() !== '' ? content : null
}

/** Only API v2 and the raw texts of the others have no markup at all. */
export function marked(text: string): { readonly html: string } | { readonly plain: string } {
  return TAG.test(text) || (/&(?:[a-z]+|#\d+);/i.test(text) && !text.includes('\n')) ? { html: text } : { plain: text }
}

const CUT =
  /(?:<a[^>]*>\s*全文\s*<\/a>|<span[^>]*class=["']?expand["']?[^>]*>\s*展开\s*<\/span>|(?:…|\.\.\.)\s*全文[:\uff1a]?\s*(?:https?:\/\/m\.weibo\.cn\/\S*)?|\.\.\.\s*展开全文c?)[\s\u200b]*$/

export function isCut(text: string): boolean {
  return CUT.test(text)
}

/** API v2 says that there is more and gives it only when asked; the others give a sign at the end of what they cut. */
function stateOf(text: string, mblog: JsonObject): Status['textState'] {
  if (isCut(text) || mblog['truncated'] === true) return 'truncated'
  const isLong = mblog['isLongText'] === true || mblog['is_long_text'] === true
  if (isLong && mblog['bid'] === undefined)
    return mblog['mblogid'] !== undefined && mblog['continue_tag'] === undefined ? 'full' : 'truncated'
  return 'full'
}

export const BARE = /^(?:转发微博|轉發微博|快转微博|转发|Repost|Forward Weibo)?[。.\s\u200b]*$/i

function quotedOf(mblog: JsonObject, from: From, depth: number): Pick<Status, 'quoted' | 'bareForward'> {
  const { retweeted_status: other, ori_mid: fast } = mblog
  const text = wordOf(mblog['raw_text']) ?? wordOf(mblog['text_raw']) ?? wordOf(mblog['text']) ?? ''
  const fastMid = digitsOf(fast)
  if (isObject(other)) {
    const gone = quotedGone(other)
    const quoted = gone ?? (depth < DEPTH ? readMblog(other, from, depth + 1) : null)
    const isBare = fastMid !== null || BARE.test(text.includes('<') ? textOf(text) : text)
    return { quoted: quoted ?? { gone: 'hidden' }, bareForward: isBare }
  }
  if (fastMid !== null && fastMid !== wordOf(mblog['mid'])) return { quoted: { ...UNTOLD, mid: fastMid }, bareForward: true }
  return { quoted: null, bareForward: false }
}

/** Some archives keep, beside a short date, the seconds that the post's own page gave. */
function createdOf(mblog: JsonObject): string | null {
  const said = firstWord(mblog, 'created_at')
  if (said !== null && /\d{4}/.test(said) && said.includes(':')) return said
  return firstWord(mblog, '_created_at') ?? said
}

function pictureCount(mblog: JsonObject): number | null {
  const told = countOf(mblog['pic_num'])
  if (told !== null) return told
  const { pic_ids: ids, pic_urls: urls } = mblog
  return Array.isArray(ids) ? ids.length : Array.isArray(urls) ? urls.length : null
}

function linkOf(link: JsonObject): Status['links'] {
  const short = addressIn(link['short_url'])
  const long =
    [link['long_url'], link['ori_url'], link['h5_target_url']].map(addressIn).find((url) => url !== null && !isShort(url)) ?? null
  return short === null || long === null ? [] : [{ short, long, title: firstWord(link, 'url_title') }]
}

function isShort(url: string): boolean {
  return /^https?:\/\/t\.cn\//i.test(url)
}

function visibleOf(visible: Json | undefined): number | null {
  return isObject(visible) ? countOf(visible['type']) : countOf(visible)
}

function editsOf(mblog: JsonObject): number | null {
  const count = countOf(mblog['edit_count'])
  if (count !== null) return count
  const config = mblog['edit_config']
  const edited = isObject(config) ? config['edited'] : undefined
  return edited === true ? 1 : edited === false ? 0 : null
}

function isPinned(mblog: JsonObject): boolean | null {
  const { title } = mblog
  const told = mblog['isTop'] ?? mblog['mblogtype']
  const isTop = countOf(mblog['isTop']) === 1 || mblog['isTop'] === true || countOf(mblog['mblogtype']) === 2
  if (isTop || (isObject(title) && firstWord(title, 'text')?.includes('置顶') === true)) return true
  return told === undefined ? null : false
}

function clientOf(mblog: JsonObject): string | null {
  const source = firstWord(mblog, 'source')
  if (source === null) return null
  const words = source.includes('<') ? textOf(source) : source
  return words.replace(/^来自\s*/, '') === '' ? null : words.replace(/^来自\s*/, '')
}

function countsOf(mblog: JsonObject): Status['counts'] {
  const named = { reads: 'reads_count', reposts: 'reposts_count', comments: 'comments_count', likes: 'attitudes_count' }
  const found = Object.entries(named).flatMap(([what, name]) => {
    const count = countOf(mblog[name])
    return count === null ? [] : [[what, count] as const]
  })
  return Object.fromEntries(found)
}

function goneOf(mblog: JsonObject): string | null {
  const text = firstWord(mblog, 'text')
  const words = text === null ? null : goneWords(text)
  if (words !== null) return words
  return wordOf(mblog['deleted']) === '1' ? '此微博已被作者删除' : null
}
