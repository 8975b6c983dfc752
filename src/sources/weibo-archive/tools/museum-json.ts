// z1a/weibo-backup-museum, `posts/<uid>.json`: {<mid>: status of m.weibo.cn without its author and without the post it forwards, which lies in
// the file of the account that wrote it}. Files of accounts that are only forwarded belong to the posts that forward them.
import { children, rawText } from '../../app-json/json-scan.ts'
import type { Spot } from '../../app-json/json-scan.ts'
import type { Json } from '../../../domain/archive.ts'
import type { ArchiveFiles } from '../../files/archive-files.ts'
import { decode } from '../../text/charset.ts'
import { isObject } from '../../text/json.ts'
import type { JsonObject } from '../../text/json.ts'
import { digitsOf, firstWord } from '../../weibo/json-words.ts'
import { readMblog } from '../../weibo/read-mblog.ts'
import type { Format, OneFile, Told } from '../format.ts'
import { toldAccount } from './account-claim.ts'
import { objectIn, pieceAt, placeOf, rootOf } from './json-document.ts'
import { uidInName } from './tool-words.ts'

export const MUSEUM_JSON: Format = {
  name: 'weibo-museum-json',
  recognize: ({ head }) => /^\s*\ufeff?\s*\{\s*"\d{9,19}"\s*:\s*\{/.test(head.toString('utf8')) && head.includes('"museum_'),
  read,
  again: async (file, at) => {
    const piece = pieceAt((await file.text()).text, at)
    return piece === null ? null : await withQuoted(file, piece)
  },
  status: (raw, from) => {
    const told = objectIn(raw)
    const post = told?.['post']
    if (!isObject(post)) return null
    const quoted = isObject(told?.['quoted']) ? told['quoted'] : null
    const names = isObject(told?.['names']) ? told['names'] : {}
    const other = quoted === null ? {} : { retweeted_status: withUser(quoted, names['quoted']) }
    return readMblog({ ...withUser(post, names['own']), ...other }, from)
  },
}

/** The tool takes the author out of every post and keeps all of them in one file of their own. */
function withUser(post: JsonObject, name: Json | undefined): JsonObject {
  const id = digitsOf(post['museum_user_id'])
  return id === null ? post : { ...post, user: { id, screen_name: name ?? null } }
}

/** Only the account's own posts know which one comes after them. */
const OWN = /"museum_(?:next_id|is_earliest_post)"/

async function* read(file: OneFile): AsyncGenerator<Told> {
  const { text } = await file.text()
  const root = rootOf(text)
  if (root === null || !OWN.test(text)) {
    yield { kind: 'loss', mid: null, why: 'posts of an account that is only forwarded; they are read with the posts that forward them' }
    return
  }
  const uid = uidInName(file.name)
  yield* toldAccount({ uid, name: await nameOf(file, uid) })
  for await (const told of recordsIn(file, root)) yield told
}

async function* recordsIn(file: OneFile, root: Spot): AsyncGenerator<Told> {
  for (const { key, value } of children(root)) {
    const raw = rawText(value)
    if (value.cut || objectIn(raw) === null)
      yield { kind: 'loss', mid: key, why: value.cut ? 'the file ends in the middle of this record' : 'a record that is no proper JSON' }
    else yield { kind: 'post', at: placeOf(value), raw: await withQuoted(file, raw) }
  }
}

/** `posts/undefined.json` is where the tool puts forwarded posts whose author is gone. */
async function withQuoted(file: OneFile, raw: string): Promise<string> {
  const post = objectIn(raw) ?? {}
  const mid = digitsOf(post['museum_retweeted_status_id'])
  const own = await nameOf(file, digitsOf(post['museum_user_id']))
  if (mid === null) return `{"names":${JSON.stringify({ own })},"post":${raw}}`
  const author = digitsOf(post['museum_retweeted_user_id'])
  const quoted = (await recordsBeside(file, `${folderOf(file.name)}${author ?? 'undefined'}.json`)).get(mid)
  return `{"names":${JSON.stringify({ own, quoted: await nameOf(file, author) })},"post":${raw},"quoted":${quoted ?? `{"id":"${mid}"}`}}`
}

function folderOf(name: string): string {
  return name.slice(0, name.lastIndexOf('/') + 1)
}

/** `users.json` lies beside the folder of the posts. */
function usersFile(name: string): string {
  return `${folderOf(folderOf(name).slice(0, -1))}users.json`
}

async function nameOf(file: OneFile, uid: string | null): Promise<string | null> {
  const user = uid === null ? undefined : (await recordsBeside(file, usersFile(file.name))).get(uid)
  return user === undefined ? null : firstWord(objectIn(user) ?? {}, 'screen_name')
}

type Records = ReadonlyMap<string, string>

/** The files read last: a post mostly forwards the same few accounts. */
const kept = new WeakMap<object, Map<string, Records>>()
const MOST_KEPT = 16
const MOST_BYTES = 16 * 1024 * 1024

async function recordsBeside({ files }: OneFile, path: string): Promise<Records> {
  if (files === null) return new Map()
  const known = kept.get(files) ?? new Map<string, Records>()
  kept.set(files, known)
  const records = known.get(path) ?? (await recordsOfFile(files, path))
  // what was asked for last is let go of last
  known.delete(path)
  known.set(path, records)
  const [oldest] = known.keys()
  if (known.size > MOST_KEPT && oldest !== undefined) known.delete(oldest)
  return records
}

async function recordsOfFile(files: ArchiveFiles, path: string): Promise<Records> {
  const size = (await files.size(path)) ?? 0
  return size === 0 || size > MOST_BYTES ? new Map() : recordsOfText(decode(await files.whole(path, MOST_BYTES)).text)
}

function recordsOfText(text: string): Records {
  const root = rootOf(text)
  const found = new Map<string, string>()
  for (const { key, value } of root === null ? [] : children(root)) {
    const raw = rawText(value)
    if (key !== null && !value.cut && objectIn(raw) !== null) found.set(key, raw)
  }
  return found
}
