// One record of dataabc/weiboSpider (which reads weibo.cn's pages), the same in its JSON, CSV and SQLite → Status. Its texts end in the words
// of the page's buttons, and a forwarded post is glued behind the account's own words: both are taken apart by the marks the tool sets.
import type { JsonObject } from '../../text/json.ts'
import { goneKind, goneWords } from '../../weibo/gone.ts'
import { midOf, secondsOf } from '../../weibo/ids.ts'
import { digitsOf } from '../../weibo/json-words.ts'
import { UNTOLD } from '../../weibo/status.ts'
import type { Status } from '../../weibo/status.ts'
import type { From } from '../../weibo/telling.ts'
import { addressesIn, articleAt, countsBy, forwarding, pictureAt, toldWord, toolText, videoAt } from './tool-words.ts'

export function spiderStatus(record: JsonObject, from: From): Status | null {
  const content = typeof record['content'] === 'string' ? record['content'] : ''
  const numbers = numbersIn(record)
  if (numbers === null && content.trim() === '') return null
  const { own, other } = apart(content)
  return {
    ...UNTOLD,
    ...numbers,
    ...toolText(own),
    uid: digitsOf(record['user_id']),
    created: toldWord(record['publish_time']),
    told: 'list',
    capturedAt: from.capturedAt,
    pictures: addressesIn(record['original_pictures'], ',').map(pictureAt),
    videos: addressesIn(record['video_url'], ';').map(videoAt),
    article: articleAt(addressesIn(record['article_url'], ',')[0] ?? null),
    ...forwarding(quotedIn(other, record), own),
    client: toldWord(record['publish_tool']),
    region: toldWord(record['publish_place']),
    counts: countsBy(record, { reposts: 'retweet_num', comments: 'comment_num', likes: 'up_num' }),
    gone: goneWords(own),
  }
}

/** The tool names posts by their bid; before 2011 that is another number than the mid. */
function numbersIn(record: JsonObject): Pick<Status, 'mid' | 'id' | 'bid'> | null {
  const word = toldWord(record['id'])?.trim() ?? null
  if (word === null) return null
  if (/^\d{16,}$/.test(word)) return { mid: word, id: null, bid: null }
  const number = midOf(word)
  if (number === null) return null
  return secondsOf(number) === null ? { mid: null, id: number, bid: word } : { mid: number, id: null, bid: word }
}

interface Apart {
  readonly own: string
  readonly other: { readonly name: string | null; readonly text: string } | null
}

const FORWARDED = /^([\s\S]*?)\n(?:原始用户: ?([^\n]*)\n)?转发内容: ?([\s\S]*)$/

function apart(content: string): Apart {
  const [, reason, name, text] = FORWARDED.exec(content) ?? []
  if (reason === undefined || text === undefined) return { own: withoutButtons(content), other: null }
  return {
    own: withoutButtons(reason.replace(/^\s*转发理由[::]\s*/, '')),
    other: { name: toldWord(name?.trim() ?? ''), text: withoutButtons(text) },
  }
}

const BUTTONS =
  /[\s\u00a0\u200b]*(?:\[组图共\d+张\]|组图共\d+张|原图|查看全部图片\/视频|显示地图|赞\[\d+\][\s\S]{0,40}|原文转发\[\d+\][\s\S]{0,40}|收藏|操作)?[\s\u00a0\u200b]*$/

/** The words of buttons stand at the end of the text, one behind the other. */
function withoutButtons(text: string): string {
  let kept = text
  for (let next = kept.replace(BUTTONS, ''); next !== kept; next = kept.replace(BUTTONS, '')) kept = next
  return kept
}

function quotedIn(other: Apart['other'], record: JsonObject): Status['quoted'] {
  const pictures = addressesIn(record['retweet_pictures'], ',').map(pictureAt)
  if (other === null) return pictures.length === 0 ? null : { ...UNTOLD, pictures }
  const words = goneWords(other.text)
  if (words !== null) return { gone: goneKind(words) }
  return { ...UNTOLD, ...toolText(other.text), account: other.name, pictures }
}
