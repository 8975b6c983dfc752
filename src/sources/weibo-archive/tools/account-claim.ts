// What the head of a tool's file says about the account: its number and name, and how many posts the platform said it has.
import type { Json } from '../../../domain/archive.ts'
import { countOf } from '../../weibo/json-words.ts'
import type { Told } from '../format.ts'
import type { Owner } from './owned-record.ts'

export function toldAccount({ uid, name }: Owner): readonly Told[] {
  return uid === null ? [] : [{ kind: 'account', uid, name }]
}

/** `where`: the file and the field in it that says so; `uid`: whose posts are counted. */
export function toldCount(where: string, value: Json | undefined, uid: string | null): readonly Told[] {
  const count = countOf(value)
  return count === null ? [] : [{ kind: 'claim', claim: { by: where, scope: 'all', of: '', count, unit: 'posts' }, uid }]
}
