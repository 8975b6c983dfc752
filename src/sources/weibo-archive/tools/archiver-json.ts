// Chilfish/Weibo-archiver, `weibo-data-<name>.json`: {weibo: […], user, …} of 2025, the same with the older names of its fields, or a bare list →
// its records. Favourites, followed accounts and comments are other people's and are not read.
import type { Decoded } from '../../text/charset.ts'
import { digitsOf, firstWord } from '../../weibo/json-words.ts'
import type { Format, OneFile, Told } from '../format.ts'
import { toldAccount, toldCount } from './account-claim.ts'
import { archiverStatus } from './archiver-record.ts'
import { memberObject, membersOfFile, pieceAt, recordsOf, rootOf } from './json-document.ts'
import { ownedBy, ownedStatus } from './owned-record.ts'
import type { Owner } from './owned-record.ts'

export const ARCHIVER_JSON: Format = {
  name: 'weibo-archiver-json',
  recognize: ({ head }) => isArchiver(head.toString('utf8')),
  read,
  again: async (file, at) => {
    const decoded = await file.text()
    const piece = pieceAt(decoded.text, at)
    return piece === null ? null : ownedBy(ownerIn(decoded))(piece)
  },
  status: (raw, from) => ownedStatus(raw, (post) => archiverStatus(post, from)),
}

function isArchiver(head: string): boolean {
  if (!/^\s*\ufeff?\s*(?:\{\s*"(?:weibo|user)"\s*:|\[\s*\{)/.test(head)) return false
  return (
    (/"imgs"\s*:\s*\[/.test(head) && /"(?:mblogid|regionName|region_name)"\s*:/.test(head)) ||
    /^\s*\ufeff?\s*\{\s*"user"\s*:\s*\{\s*"uid"\s*:/.test(head)
  )
}

function userIn(decoded: Decoded): ReturnType<typeof memberObject> {
  return decoded.text.trimStart().startsWith('[') ? null : memberObject(membersOfFile(decoded, ['weibo', 'user']), 'user')
}

function ownerIn(decoded: Decoded): Owner {
  const user = userIn(decoded) ?? {}
  return { uid: digitsOf(user['uid']), name: firstWord(user, 'name') }
}

async function* read(file: OneFile): AsyncGenerator<Told> {
  const decoded = await file.text()
  const owner = ownerIn(decoded)
  yield* toldAccount(owner)
  yield* toldCount(`${file.name}: user.postCount`, userIn(decoded)?.['postCount'], owner.uid)
  const root = rootOf(decoded.text)
  const list = root?.text[root.start] === '[' ? root : membersOfFile(decoded, ['weibo', 'user']).get('weibo')
  if (list === undefined) yield { kind: 'loss', mid: null, why: 'a file of Weibo-archiver without its list of posts' }
  else yield* recordsOf(list, ownedBy(owner))
}
