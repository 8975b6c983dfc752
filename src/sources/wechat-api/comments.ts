// The comments of one article → how many there are and what the account itself answered. Who commented, and what, is dropped here.
import { Failure } from '../../domain/failures.ts'
import { isObject, objectsOf, wordOf } from '../text/json.ts'
import type { JsonObject } from '../text/json.ts'
import type { Api } from './client.ts'

/** Fifty are refused. */
const AT_ONCE = 49
const MOST_PAGES = 100

/** The row of a capture; null when the account has no right to comments. */
export async function commentsRow(api: Api, place: string): Promise<Buffer | null> {
  const [mid = '', idx = ''] = place.split('_')
  const replies: JsonObject[] = []
  let [total, elected] = [0, 0]
  try {
    for (let begin = 0, n = 0; n < MOST_PAGES; n += 1, begin += AT_ONCE) {
      const body = { msg_data_id: Number(mid), index: Number(idx) - 1, begin, count: AT_ONCE, type: 0 }
      const answer = await api.object('/cgi-bin/comment/list', { body })
      if (answer === null) return null
      // `comment_cnt` counts hidden ones too, and is there when the list is empty
      total = Math.max(total, Number(answer['total']) || 0, Number(answer['comment_cnt']) || 0)
      const listed = objectsOf(answer['comment'])
      elected += listed.filter((one) => one['comment_type'] === 1).length
      for (const { reply } of listed)
        if (isObject(reply) && wordOf(reply['content']) !== null)
          replies.push({ content: reply['content'] ?? null, create_time: reply['create_time'] ?? null })
      if (listed.length === 0 || begin + AT_ONCE >= total) break
    }
  } catch (error) {
    if (error instanceof Failure && error.code === 'api-unauthorized') return null
    throw error
  }
  return Buffer.from(JSON.stringify({ in: 'comments', total, elected, replies }))
}
