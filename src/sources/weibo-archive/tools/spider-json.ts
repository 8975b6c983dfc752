// dataabc/weiboSpider, `<uid>.json`: {user, weibo: […]} → its records, each with the account that only the head names.
import type { Decoded } from '../../text/charset.ts'
import { digitsOf, firstWord } from '../../weibo/json-words.ts'
import type { Format, OneFile, Told } from '../format.ts'
import { toldAccount, toldCount } from './account-claim.ts'
import { memberObject, membersOfFile, pieceAt, recordsOf } from './json-document.ts'
import type { Members } from './json-document.ts'
import { tellingLostEmoji } from './lost-emoji.ts'
import { ownedBy, ownedStatus } from './owned-record.ts'
import type { Owner } from './owned-record.ts'
import { spiderStatus } from './spider-record.ts'

export const SPIDER_JSON: Format = {
  name: 'weibo-spider-json',
  recognize: ({ head }) => /^\s*\ufeff?\s*\{\s*"user"\s*:\s*\{[^{}]*"(?:nickname|weibo_num)"/.test(head.toString('utf8')),
  read,
  again: async (file, at) => {
    const decoded = await file.text()
    const piece = pieceAt(decoded.text, at)
    return piece === null ? null : ownedBy(ownerIn(headOf(decoded)))(piece)
  },
  status: (raw, from) => ownedStatus(raw, (post) => spiderStatus(post, from)),
}

function headOf(decoded: Decoded): Members {
  return membersOfFile(decoded, ['user', 'weibo'])
}

function ownerIn(head: Members): Owner {
  const user = memberObject(head, 'user') ?? {}
  return { uid: digitsOf(user['id']), name: firstWord(user, 'nickname') }
}

async function* read(file: OneFile): AsyncGenerator<Told> {
  const decoded = await file.text()
  const head = headOf(decoded)
  const owner = ownerIn(head)
  yield* toldAccount(owner)
  yield* toldCount(`${file.name}: user.weibo_num`, memberObject(head, 'user')?.['weibo_num'], owner.uid)
  const list = head.get('weibo')
  if (list === undefined) yield { kind: 'loss', mid: null, why: 'a file of weiboSpider without its list of posts' }
  else yield* tellingLostEmoji(recordsOf(list, ownedBy(owner)), decoded)
}
