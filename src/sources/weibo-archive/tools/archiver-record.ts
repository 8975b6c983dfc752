// One record of Chilfish/Weibo-archiver, with the names its fields have had over the years → Status.
import { isObject } from '../../text/json.ts'
import type { JsonObject } from '../../text/json.ts'
import { textOf } from '../../text/text-of.ts'
import { goneKind, goneWords } from '../../weibo/gone.ts'
import { midOf } from '../../weibo/ids.ts'
import { addressIn, digitsOf, firstWord, wordsOf } from '../../weibo/json-words.ts'
import { objectOf } from '../../weibo/links.ts'
import { NO_ARTICLE, articleId } from '../../weibo/read-card.ts'
import { UNTOLD } from '../../weibo/status.ts'
import type { Status } from '../../weibo/status.ts'
import type { From } from '../../weibo/telling.ts'
import { countsBy, forwarding, pictureAt, toolText } from './tool-words.ts'

const DEPTH = 2

export function archiverStatus(record: JsonObject, from: From, depth = 0): Status | null {
  const bid = firstWord(record, 'mblogid', 'bid')
  const mid = digitsOf(record['id']) ?? (bid === null ? null : midOf(bid))
  if (mid === null) return null
  const said = typeof record['text'] === 'string' ? record['text'] : ''
  const { text, pictures } = withoutMarks(said)
  const user = isObject(record['user']) ? record['user'] : {}
  const other = [record['retweet'], record['retweeted_status']].find((one) => isObject(one))
  const quoted = isObject(other) && depth < DEPTH ? quotedOf(other, { box: boxOf(record), from, depth }) : null
  return {
    ...UNTOLD,
    ...toolText(text),
    // what stands in the box of a forwarding post is the forwarded post's
    ...(quoted === null ? boxOf(record) : {}),
    mid,
    bid,
    uid: digitsOf(record['userId']) ?? digitsOf(user['uid']) ?? uidInAddress(firstWord(record, 'detail_url')),
    account: firstWord(user, 'name'),
    created: firstWord(record, 'createdAt', 'created_at'),
    told: 'api',
    capturedAt: from.capturedAt,
    pictures: [...wordsOf(record['imgs']), ...pictures].flatMap((url) => addressIn(url) ?? []).map(pictureAt),
    ...forwarding(quoted, text),
    client: sourceOf(record),
    region: firstWord(record, 'regionName', 'region_name')?.replace(/^发布于\s*/, '') ?? null,
    counts: countsBy(record, namesOf(record)),
    gone: goneWords(text),
  }
}

/** `[img://…]`: the tool's mark for a picture that a link in the text leads to. */
function withoutMarks(said: string): { readonly text: string; readonly pictures: readonly string[] } {
  const pictures = Array.from(said.matchAll(/\[img:\/\/([^\]\s]+)\]/g), ([, url]) => url ?? '')
  return { text: pictures.length === 0 ? said : said.replaceAll(/\s?\[img:\/\/[^\]\s]+\]/g, ''), pictures }
}

type Box = Pick<Status, 'card' | 'article' | 'videos'>

function boxOf({ card }: JsonObject): Box {
  const none: Box = { card: null, article: null, videos: [] }
  if (!isObject(card)) return none
  const url = addressIn(card['link'])
  const title = firstWord(card, 'title')?.replace(/ 的微博文章$/, '') ?? null
  const picture = addressIn(card['img'])
  const id = articleId(null, url ?? '')
  if (id !== null) return { ...none, article: { ...NO_ARTICLE, id, url, title, cover: picture } }
  const parsed = url === null ? null : URL.parse(url)
  const object = parsed === null ? null : objectOf(parsed)
  if (object !== null) return { ...none, videos: [{ url: null, file: null, poster: picture, title, object }] }
  return { ...none, card: { type: 'webpage', title, words: wordsOfCard(card), url, picture } }
}

function wordsOfCard(card: JsonObject): string | null {
  return firstWord(card, 'desc')?.replace(/^undefined(?: - )?/, '') ?? null
}

function quotedOf(other: JsonObject, given: { readonly box: Box; readonly from: From; readonly depth: number }): Status['quoted'] {
  const words = goneWords(firstWord(other, 'text') ?? '')
  if (words !== null) return { gone: goneKind(words) }
  const status = archiverStatus(other, given.from, given.depth + 1)
  return status === null ? { gone: 'hidden' } : { ...status, ...given.box }
}

function uidInAddress(address: string | null): string | null {
  return /weibo\.com\/(\d{5,11})\//.exec(address ?? '')?.[1] ?? null
}

function sourceOf(record: JsonObject): string | null {
  const source = firstWord(record, 'source')
  const words = source?.includes('<') === true ? textOf(source) : source
  return words === '' ? null : words
}

function namesOf(record: JsonObject): Parameters<typeof countsBy>[1] {
  return 'likesCount' in record
    ? { reposts: 'repostsCount', comments: 'commentsCount', likes: 'likesCount' }
    : { reposts: 'reposts_count', comments: 'comments_count', likes: 'like_count' }
}
