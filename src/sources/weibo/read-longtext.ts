// The answer that holds the whole text of a long post. Such an answer rarely names its post: its address or file name does.
import { isObject } from '../text/json.ts'
import type { JsonObject } from '../text/json.ts'
import { numberInName } from './names.ts'
import { marked, readMblog } from './read-mblog.ts'
import { UNTOLD } from './status.ts'
import type { Status } from './status.ts'
import type { From } from './telling.ts'

/** Null when it holds no long text. A mid of null: nobody says whose it is. */
export function readLongText(answer: JsonObject, from: From): Status | null {
  const data = isObject(answer['data']) ? answer['data'] : answer
  // a status that brings its long text along is read as a status
  const inner = data['created_at'] === undefined && isObject(data['longText']) ? data['longText'] : data
  const content = inner['longTextContent'] ?? (inner === data ? undefined : inner['content'])
  if (typeof content !== 'string' || content.trim() === '') return null
  // what else such an answer says (links, topics, counts) it says in the words of a status
  const mid = numberInName(from.name)
  const said = readMblog({ ...data, mid: mid ?? '1000', text: content, longText: null, isLongText: false }, from) ?? UNTOLD
  return { ...said, mid, bid: null, id: null, text: marked(content), textState: 'full', created: null, gone: null, pictureCount: null }
}
