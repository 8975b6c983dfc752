// The platform's answers about a 头条文章 (a long text with a title of its own) → Status of the post that carries it, with the article in it.
import { inside, isObject, wordOf } from '../text/json.ts'
import type { JsonObject } from '../text/json.ts'
import { bareObject } from './ids.ts'
import { addressIn, countOf, digitsOf, firstWord } from './json-words.ts'
import { UNTOLD } from './status.ts'
import type { Status, WeiboArticle } from './status.ts'
import type { From } from './telling.ts'

type Read = Status & { readonly article: WeiboArticle }

/** `{code, data: {…}}`, the data alone, or the older `{article, config, title}`. Null for everything else. */
export function readArticle(answer: JsonObject, from?: From): Read | null {
  const data = isObject(answer['data']) ? answer['data'] : answer
  return readNow(data, from) ?? readOld(data, from)
}

function readNow(data: JsonObject, from?: From): Read | null {
  const { content } = data
  const id = firstWord(data, 'object_id', 'id')
  if (typeof content !== 'string' || id === null || !/^(?:1022:)?(?:2309|100160)\d+/.test(id)) return null
  const reads = countOf(data['read_count'])
  return {
    ...UNTOLD,
    mid: digitsOf(data['mid']),
    uid: digitsOf(data['uid']) ?? digitsOf(inside(data, 'userinfo', 'uid') ?? inside(data, 'userinfo', 'id')),
    account: wordOf(inside(data, 'userinfo', 'screen_name')),
    told: 'api',
    capturedAt: from?.capturedAt ?? null,
    counts: reads === null ? {} : { reads },
    article: {
      id: bareObject(id),
      url: addressIn(data['url']) ?? `https://weibo.com/ttarticle/p/show?id=${bareObject(id)}`,
      title: firstWord(data, 'title'),
      html: content,
      cover:
        addressIn(inside(data, 'cover_img', 'full_image')) ??
        addressIn(inside(data, 'cover_img', 'image', 'url')) ??
        addressIn(inside(data, 'cover_img', 'image')),
      summary: firstWord(data, 'summary'),
      created: firstWord(data, 'create_at'),
      locked: countOf(data['is_pay']) === 1 || data['is_pay'] === true || countOf(data['follow_to_read']) === 1,
    },
  }
}

/** Before June 2015: no date at all. */
function readOld(data: JsonObject, from?: From): Read | null {
  const { article: html, config } = data
  if (typeof html !== 'string' || !isObject(config)) return null
  const cid = firstWord(config, 'cid')
  return {
    ...UNTOLD,
    uid: digitsOf(config['uid']),
    account: firstWord(config, 'author'),
    told: 'api',
    capturedAt: from?.capturedAt ?? null,
    article: {
      id: cid,
      url: cid === null ? null : `https://weibo.com/p/${cid}`,
      title: firstWord(data, 'title'),
      html,
      cover: addressIn(config['image']),
      summary: firstWord(config, 'desc'),
      created: null,
      locked: false,
    },
  }
}
