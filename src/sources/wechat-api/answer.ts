// An answer of the interface → the object it is, or the bytes of a picture or sound. Always UTF-8, whatever its header says.
import { Failure } from '../../domain/failures.ts'
import type { WebAnswer } from '../../domain/web.ts'
import { both } from '../../domain/words.ts'
import { readJson, wordOf } from '../text/json.ts'
import type { JsonObject } from '../text/json.ts'
import type { ErrorAnswer } from './errors.ts'

export type Answer = { readonly is: 'object'; readonly object: JsonObject } | { readonly is: 'bytes'; readonly bytes: Uint8Array }

const utf8 = new TextDecoder('utf-8')

/** Pictures and voices come where an object is documented for others: told apart by the first character, not by the header. */
export function answerOf({ bytes, contentType }: Pick<WebAnswer, 'bytes' | 'contentType'>, path: string): Answer {
  const looksLikeJson = /^[\s\ufeff]*[{[]/.test(utf8.decode(bytes.subarray(0, 64)))
  const object = looksLikeJson ? readJson(utf8.decode(bytes)) : null
  if (object !== null) return { is: 'object', object }
  const saysText = /^\s*(?:text\/html|application\/json)/i.test(contentType ?? '')
  if (looksLikeJson || saysText || bytes.length === 0)
    throw new Failure('net-malformed', both(`${path} 的应答不是完整的 JSON`, `the answer of ${path} is no whole JSON`))
  return { is: 'bytes', bytes }
}

/** Null when the answer is a success: those mostly have no `errcode` at all. */
export function errorIn(object: JsonObject): ErrorAnswer | null {
  const number = Number(object['errcode'] ?? 0)
  return number === 0 ? null : { number: Number.isInteger(number) ? number : -2, words: wordOf(object['errmsg']) ?? '' }
}
