// Who reads which record of the platform. The names stand in captures for ever: a reader may grow, never change its name.
import { inside, isObject, readJson, wordOf } from '../text/json.ts'
import type { JsonObject } from '../text/json.ts'
import { numberInName } from './names.ts'
import { readArticle } from './read-article.ts'
import { readArticlePage } from './read-article-page.ts'
import { readLongText } from './read-longtext.ts'
import { readMblog } from './read-mblog.ts'
import { readTouch } from './read-touch.ts'
import { UNTOLD } from './status.ts'
import type { Status } from './status.ts'
import type { From, Reader } from './telling.ts'

export const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['mblog', (raw, from) => mblogIn(readJson(raw), from)],
  ['page', (raw, from) => fromPage(mblogIn(readJson(raw), from))],
  ['longtext', (raw, from) => withJson(raw, (json) => readLongText(json, from))],
  ['article', (raw, from) => withJson(raw, (json) => readArticle(json, from))],
  ['article-page', readArticlePage],
  ['touch', readTouch],
  ['gone', readGone],
  ['answer', readAny],
])

/** A record of a saved answer, whichever it is. */
function readAny(raw: string, from: From): Status | null {
  const json = readJson(raw)
  if (json === null) return null
  return readLongText(json, from) ?? readArticle(json, from) ?? mblogIn(json, from) ?? readGone(raw, from)
}

function withJson(raw: string, read: (json: JsonObject) => Status | null): Status | null {
  const json = readJson(raw)
  return json === null ? null : read(json)
}

/** The status alone, in its card, in an answer about it, or in the data of its page. */
function mblogIn(json: JsonObject | null, from: From): Status | null {
  if (json === null) return null
  const inner = [json['mblog'], json['status'], inside(json, 'data', 'mblog'), inside(json, 'data', 'status'), json['data']].find((one) =>
    isObject(one),
  )
  if (!isObject(inner)) return readMblog(json, from)
  // one archiver noted the seconds of the post's own page beside the post
  const { _created_at: exact } = json
  return readMblog(exact === undefined ? inner : { _created_at: exact, ...inner }, from)
}

function fromPage(status: Status | null): Status | null {
  return status === null ? null : { ...status, told: 'page' }
}

/** An answer that says in the place of a post that it is gone; which post, its address says. */
function readGone(raw: string, from: From): Status | null {
  const mid = numberInName(from.name)
  const json = readJson(raw)
  const words = json === null ? null : (wordOf(json['msg']) ?? wordOf(json['message']) ?? wordOf(json['error']))
  return mid === null || words === null ? null : { ...UNTOLD, mid, told: 'api', capturedAt: from.capturedAt, gone: words }
}
