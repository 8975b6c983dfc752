// nghuyong/WeiboSpider, `tweet_*.jsonl`: one post a line → its records. Its other files (comments, reposts, fans, accounts) are about other
// people and are no posts of this account.
import type { JsonObject } from '../../text/json.ts'
import { isObject } from '../../text/json.ts'
import { midOf } from '../../weibo/ids.ts'
import { addressIn, countOf, digitsOf, firstWord, wordsOf } from '../../weibo/json-words.ts'
import { UNTOLD } from '../../weibo/status.ts'
import type { Status } from '../../weibo/status.ts'
import type { From } from '../../weibo/telling.ts'
import type { Format, OneFile, Told } from '../format.ts'
import { objectIn, pieceAt } from './json-document.ts'
import { countsBy, forwarding, pictureAt, toolText, videoAt } from './tool-words.ts'

export const TWEETS_JSONL: Format = {
  name: 'weibo-tweets-jsonl',
  recognize: ({ head }) => {
    const first = head.toString('utf8').replace('\ufeff', '').split('\n', 1)[0] ?? ''
    return /^\{.*"mblogid"\s*:/.test(first) && /"_id"\s*:/.test(first) && /"pic_num"|"content"\s*:/.test(first)
  },
  read,
  again: async (file, at) => pieceAt((await file.text()).text, at),
  status: (raw, from) => {
    const record = objectIn(raw)
    return record === null ? null : tweetStatus(record, from)
  },
}

async function* read(file: OneFile): AsyncGenerator<Told> {
  const { text } = await file.text()
  let line = 0
  for (let start = text.startsWith('\ufeff') ? 1 : 0; start < text.length;) {
    const feed = text.indexOf('\n', start)
    const end = feed < 0 ? text.length : feed
    const raw = text.slice(start, end).trimEnd()
    line += 1
    if (raw !== '') yield toldOf(raw, { start, line })
    start = end + 1
  }
}

function toldOf(raw: string, { start, line }: { readonly start: number; readonly line: number }): Told {
  const mid = /"_id"\s*:\s*"?([1-9]\d{15})\b/.exec(raw)?.[1] ?? null
  if (objectIn(raw) === null) return { kind: 'loss', mid, why: `line ${line} is no proper JSON` }
  return { kind: 'post', at: `${start.toString(36)}-${(start + raw.length).toString(36)}`, raw }
}

function tweetStatus(record: JsonObject, from: From): Status | null {
  const bid = firstWord(record, 'mblogid')
  const mid = digitsOf(record['_id']) ?? (bid === null ? null : midOf(bid))
  if (mid === null) return null
  const user = isObject(record['user']) ? record['user'] : {}
  const other = digitsOf(record['retweet_id'])
  const video = addressIn(record['video'])
  const text = typeof record['content'] === 'string' ? record['content'] : ''
  const shown = toolText(text)
  return {
    ...UNTOLD,
    ...shown,
    // what the platform called long was asked for again, and a post that was not got was not written
    ...(record['isLongText'] === true && shown.textState === 'unknown' ? { textState: 'full' } : {}),
    mid,
    bid,
    uid: digitsOf(user['_id']) ?? /weibo\.com\/(\d{5,11})\//.exec(firstWord(record, 'url') ?? '')?.[1] ?? null,
    account: firstWord(user, 'nick_name'),
    created: firstWord(record, 'created_at'),
    told: 'api',
    capturedAt: crawledAt(record) ?? from.capturedAt,
    pictures: wordsOf(record['pic_urls'])
      .flatMap((url) => addressIn(url) ?? [])
      .map(pictureAt),
    pictureCount: countOf(record['pic_num']),
    videos: video === null ? [] : [videoAt(video)],
    ...forwarding(other === null ? null : { ...UNTOLD, mid: other }, text),
    client: firstWord(record, 'source'),
    region: firstWord(record, 'ip_location')?.replace(/^发布于\s*/, '') ?? null,
    counts: countsBy(record, { reads: 'reads_count', reposts: 'reposts_count', comments: 'comments_count', likes: 'attitudes_count' }),
  }
}

function crawledAt(record: JsonObject): string | null {
  const seconds = record['crawl_time']
  return typeof seconds === 'number' && seconds > 1_200_000_000 && seconds < 4_000_000_000 ? new Date(seconds * 1000).toISOString() : null
}
