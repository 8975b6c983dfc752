// One answer of a list → the account's own posts in it, in their order, with what paging needs. Advertisements and other people's posts are
// told apart, never taken. Pure; keeps no text.
import { children, rawText, spotAt } from '../app-json/json-scan.ts'
import { inside, isObject, readJson, wordOf } from '../text/json.ts'
import type { JsonObject } from '../text/json.ts'
import { readMblog } from '../weibo/read-mblog.ts'
import type { Status } from '../weibo/status.ts'

/** The status as the answer has it, and what it says. */
export interface Listed {
  readonly raw: string
  readonly json: JsonObject
  readonly status: Status & { readonly mid: string }
  /** The number that paging goes by: the mid, but for posts before mid-2011. */
  readonly id: string
}

export interface ListPage {
  readonly own: readonly Listed[]
  /** Mids of posts in the list that are not the account's. */
  readonly foreign: readonly string[]
  /** Entries that are no post at all; how many. */
  readonly broken: number
  /** How many posts the platform says the whole list has. */
  readonly total: number | null
  /** How many posts the platform says the account has. */
  readonly accountTotal: number | null
  /** Where the platform says the next page begins; null when it says nothing. */
  readonly nextCursor: bigint | null
}

export function readListPage(text: string, json: JsonObject, uid: string): ListPage {
  const own: Listed[] = []
  const foreign: string[] = []
  let broken = 0
  for (const raw of rawStatuses(text)) {
    const one = listedOf(raw)
    if (one === null) broken += 1
    else if (isForeign(one, uid)) foreign.push(one.status.mid)
    else own.push(one)
  }
  const first = own.find(({ json: { user } }) => isObject(user))?.json
  return {
    own,
    foreign,
    broken,
    total: countIn(json['total_number']),
    accountTotal: countIn(inside(first, 'user', 'statuses_count')),
    nextCursor: cursorIn(json),
  }
}

/** The n-th status as the answer has it. */
export function rawStatus(text: string, mid: string): Listed | null {
  for (const raw of rawStatuses(text)) {
    const one = listedOf(raw)
    if (one?.status.mid === mid) return one
  }
  return null
}

/** One status answered alone. */
export function listedOf(raw: string): Listed | null {
  const json = readJson(raw)
  const status = json === null ? null : readMblog(json, { name: '', capturedAt: null })
  if (json === null || status === null) return null
  const { mid } = status
  return mid === null ? null : { raw, json, status: { ...status, mid }, id: status.id ?? mid }
}

/** `ad` and `advertises` beside it hold numbers of advertisements; those in the list itself have another user. */
function isForeign({ status: { uid: owner } }: Listed, uid: string): boolean {
  return owner !== null && owner !== uid
}

export function* rawStatuses(text: string): Generator<string> {
  const whole = spotAt(text, 0)
  if (whole === null) return
  for (const { key, value } of children(whole)) {
    if (key !== 'statuses') continue
    for (const one of children(value)) yield rawText(one.value)
  }
}

/** The numbers of `user_timeline/ids`. */
export function idsIn(json: JsonObject): readonly string[] {
  const { statuses } = json
  if (!Array.isArray(statuses)) return []
  return statuses.flatMap((one) => {
    const id = wordOf(isObject(one) ? one['id'] : one)
    return id !== null && /^[1-9]\d{4,18}$/.test(id) ? [id] : []
  })
}

export function countIn(value: JsonObject[string] | undefined): number | null {
  const word = wordOf(value)
  return word !== null && /^\d{1,9}$/.test(word) ? Number(word) : null
}

export function cursorIn(json: JsonObject): bigint | null {
  const word = wordOf(json['next_cursor'])
  return word !== null && /^[1-9]\d{0,18}$/.test(word) ? BigInt(word) : null
}

/** What `show` must be asked for: the list cuts long texts and shows nine pictures. */
export function needsShow({ status: { textState, pictureCount, pictures, gone } }: Listed): boolean {
  return gone === null && (textState === 'truncated' || (pictureCount !== null && pictureCount > pictures.length))
}
