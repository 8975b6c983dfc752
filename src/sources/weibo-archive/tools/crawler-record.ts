// One record of dataabc/weibo-crawler, the same in its JSON, CSV and SQLite → Status. Numbers that a spreadsheet has spoilt are mended from
// the bid, which says the same; nothing else is mended.
import type { Json } from '../../../domain/archive.ts'
import { isObject, wordOf } from '../../text/json.ts'
import type { JsonObject } from '../../text/json.ts'
import { goneKind, goneWords } from '../../weibo/gone.ts'
import { midOf } from '../../weibo/ids.ts'
import { countOf, digitsOf, wordsOf } from '../../weibo/json-words.ts'
import { escaped } from '../../weibo/render.ts'
import { UNTOLD } from '../../weibo/status.ts'
import type { QuotedGone, Status, WeiboPicture } from '../../weibo/status.ts'
import type { From } from '../../weibo/telling.ts'
import { addressesIn, articleAt, countsBy, forwarding, namesIn, pictureAt, toldWord, toolText, videoAt } from './tool-words.ts'

const DEPTH = 2

/** Null for a record that names no post and says nothing. */
export function crawlerStatus(record: JsonObject, from: From, depth = 0): Status | null {
  const text = typeof record['text'] === 'string' ? record['text'] : ''
  const { mid, bid } = numbersIn(record)
  if (mid === null && bid === null && text === '') return null
  const films = filmsIn(record)
  const pictures = addressesIn(record['pics'], ',').map(pictureAt)
  const moving = withMoving(pictures, films.moving)
  return {
    ...UNTOLD,
    ...withLinks(toolText(text), wordsOf(record['links'])),
    ...forwarding(quotedIn(record, from, depth), text),
    mid,
    bid,
    uid: digitsOf(record['user_id']),
    account: toldWord(record['screen_name']),
    created: toldWord(record['full_created_at']) ?? toldWord(record['created_at']),
    told: 'list',
    capturedAt: from.capturedAt,
    pictures: moving.pictures,
    videos: [...films.videos, ...moving.left].map(videoAt),
    article: articleAt(addressesIn(record['article_url'], ',')[0] ?? null),
    topics: namesIn(record['topics']),
    edits: editsIn(record),
    client: toldWord(record['source']),
    region: toldWord(record['location']),
    counts: countsBy(record, { reposts: 'reposts_count', comments: 'comments_count', likes: 'attitudes_count' }),
    gone: goneWords(text),
  }
}

const LINK_WORDS = '网页链接'

/** The tool keeps only the words of links in a text and their addresses beside it, in order: as many of each belong together one by one. */
function withLinks(read: Pick<Status, 'text' | 'textState'>, links: readonly string[]): Pick<Status, 'text' | 'textState'> {
  if (read.text === null || !('plain' in read.text)) return read
  const led = links.filter((url) => /^https?:/i.test(url) && !/^https?:\/\/(?:m\.weibo\.cn\/status|video\.weibo\.com)\//i.test(url))
  const pieces = escaped(read.text.plain).split(LINK_WORDS)
  if (led.length === 0 || pieces.length !== led.length + 1) return read
  const html = pieces.map((piece, n) => (n === 0 ? piece : `<a href="${escaped(led[n - 1] ?? '')}">${LINK_WORDS}</a>${piece}`)).join('')
  return { ...read, text: { html: html.replaceAll('\n', '<br />') } }
}

/** A spreadsheet keeps fifteen digits of a mid, or writes it as 4.64615E+15; the bid beside it is a word and stays whole. */
function numbersIn(record: JsonObject): Pick<Status, 'mid' | 'bid'> {
  const said = digitsOf(wordOf(record['id'])?.trim().replace(/\.0$/, ''))
  const word = toldWord(record['bid'])
  const bid = word !== null && midOf(word) !== null ? word : null
  const meant = bid === null ? null : midOf(bid)
  const isSpoilt =
    said !== null && meant !== null && said !== meant && said.length === meant.length && said.slice(0, 14) === meant.slice(0, 14)
  return { mid: said === null || isSpoilt ? meant : said, bid }
}

function isMoving(url: string): boolean {
  return /livephoto|\.mov(?:[?#]|$)/i.test(url)
}

function filmsIn(record: JsonObject): { readonly videos: readonly string[]; readonly moving: readonly string[] } {
  // before November 2025 the moving parts of live photos stood among the films
  const all = addressesIn(record['video_url'], ';')
  return { videos: all.filter((url) => !isMoving(url)), moving: [...all.filter(isMoving), ...addressesIn(record['live_photo_url'], ';')] }
}

/** The tool does not say which picture moves: only where all of them do it is certain. */
function withMoving(
  pictures: readonly WeiboPicture[],
  moving: readonly string[],
): { pictures: readonly WeiboPicture[]; left: readonly string[] } {
  if (moving.length !== pictures.length) return { pictures, left: moving }
  return { pictures: pictures.map((picture, n) => ({ ...picture, kind: 'live', moving: moving[n] ?? null })), left: [] }
}

function quotedIn(record: JsonObject, from: From, depth: number): Status['quoted'] {
  const { retweet } = record
  if (!isObject(retweet)) {
    const other = digitsOf(record['retweet_id'])
    return other === null ? null : { ...UNTOLD, mid: other }
  }
  const words = typeof retweet['text'] === 'string' ? goneWords(retweet['text']) : null
  if (words !== null) return { gone: goneKind(words) }
  const hidden: QuotedGone = { gone: 'hidden' }
  return depth < DEPTH ? (crawlerStatus(retweet, from, depth + 1) ?? hidden) : hidden
}

function editsIn(record: JsonObject): number | null {
  return countOf(record['edit_count']) ?? (isNo(record['edited']) ? 0 : null)
}

function isNo(value: Json | undefined): boolean {
  return value === false || /^(?:false|0)$/i.test(wordOf(value) ?? '')
}
