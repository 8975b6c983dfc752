// The notes that the platform shows in the place of a post that is gone or shut. They are never content.
import { isObject, wordOf } from '../text/json.ts'
import type { JsonObject } from '../text/json.ts'
import { textOf } from '../text/text-of.ts'
import type { QuotedGone } from './status.ts'

const NOTE =
  /^(?:抱歉[,\uff0c]?\s*)?(?:此微博已被(?:原)?作者删除|该微博因被多人(?:举报|投诉)|此微博(?:已)?不可见|该微博不存在|微博不存在|由于作者设置[,\uff0c]?\s*你暂时没有|作者已设置|此微博因(?:违反|作者)|该账号因|该微博已(?:不存在|被删除)|你访问的微博|此内容因违反|根据相关法律)/

/** The note without its link to the help pages; null when the text is a post's own. */
export function goneWords(text: string): string | null {
  const words = (text.includes('<') ? textOf(text) : text).trim()
  if (!NOTE.test(words) || words.length > 160) return null
  return words.replace(/\s*(?:查看帮助|帮助|详情)?\s*[:\uff1a]?\s*(?:网页链接|https?:\/\/\S+)\s*$/u, '').trim()
}

export function goneKind(words: string): QuotedGone['gone'] {
  if (/举报|投诉|违反|法律|账号因/.test(words)) return 'reported'
  return /删除|不存在/.test(words) ? 'deleted' : 'hidden'
}

/** Null when the quoted post is there. */
export function quotedGone(other: JsonObject): QuotedGone | null {
  const text = wordOf(other['text']) ?? wordOf(other['text_raw']) ?? ''
  const words = goneWords(text)
  if (words !== null) return { gone: goneKind(words) }
  const state = wordOf(other['state'])
  if (state === '7' || wordOf(other['deleted']) === '1') return { gone: 'deleted' }
  if (state === '8') return { gone: 'reported' }
  return isObject(other['user']) || wordOf(other['user_id']) !== null || wordOf(other['uid']) !== null
    ? null
    : text === ''
      ? { gone: 'hidden' }
      : null
}
