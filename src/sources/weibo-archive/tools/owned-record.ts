// A record that does not name its account, with the account that its file names: what such a record is kept as. Nothing else of the account
// (birthday, schools, the town it lives in) is taken along.
import type { JsonObject } from '../../text/json.ts'
import { isObject } from '../../text/json.ts'
import { digitsOf, firstWord } from '../../weibo/json-words.ts'
import type { Status } from '../../weibo/status.ts'
import { objectIn } from './json-document.ts'

export interface Owner {
  readonly uid: string | null
  readonly name: string | null
}

export function ownedBy({ uid, name }: Owner): (raw: string) => string {
  const head = `{"owner":${JSON.stringify({ uid, name })},"post":`
  return (raw) => `${head}${raw}}`
}

/** The post in such a record, read by `read`, with the account where the post itself names none. */
export function ownedStatus(raw: string, read: (post: JsonObject) => Status | null): Status | null {
  const told = objectIn(raw)
  const post = told?.['post']
  const owner = told?.['owner']
  if (!isObject(post)) return null
  const status = read(post)
  if (status === null || !isObject(owner)) return status
  const uid = digitsOf(owner['uid'])
  return {
    ...status,
    uid: status.uid ?? uid,
    account: status.account ?? (status.uid === null || status.uid === uid ? firstWord(owner, 'name') : null),
  }
}
