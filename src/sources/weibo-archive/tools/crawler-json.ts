// dataabc/weibo-crawler, `<uid>.json`: {user, weibo: […]} → its records. Appended runs may hold one post twice; joining is not done here.
import { digitsOf, firstWord } from '../../weibo/json-words.ts'
import type { Format, OneFile, Told } from '../format.ts'
import { toldAccount, toldCount } from './account-claim.ts'
import { crawlerStatus } from './crawler-record.ts'
import { memberObject, membersOfFile, objectIn, pieceAt, recordsOf } from './json-document.ts'
import { tellingLostEmoji } from './lost-emoji.ts'

export const CRAWLER_JSON: Format = {
  name: 'weibo-crawler-json',
  recognize: ({ head }) => isCrawler(head.toString('utf8')),
  read,
  again: async (file, at) => pieceAt((await file.text()).text, at),
  status: (raw, from) => {
    const record = objectIn(raw)
    return record === null ? null : crawlerStatus(record, from)
  },
}

/** The account first, as this tool names its fields; or the posts first, with the fields of this tool. */
function isCrawler(head: string): boolean {
  if (!/^\s*\ufeff?\s*\{\s*"(?:user|weibo)"\s*:/.test(head)) return false
  return /"user"\s*:\s*\{[^{}]*"screen_name"/.test(head) || /"(?:full_created_at|attitudes_count|article_url)"\s*:/.test(head)
}

async function* read(file: OneFile): AsyncGenerator<Told> {
  const decoded = await file.text()
  const found = membersOfFile(decoded, ['user', 'weibo'])
  const user = memberObject(found, 'user') ?? {}
  const uid = digitsOf(user['id'])
  yield* toldAccount({ uid, name: firstWord(user, 'screen_name') })
  yield* toldCount(`${file.name}: user.statuses_count`, user['statuses_count'], uid)
  const list = found.get('weibo')
  if (list === undefined) yield { kind: 'loss', mid: null, why: 'a file of weibo-crawler without its list of posts' }
  else yield* tellingLostEmoji(recordsOf(list), decoded)
}
