// One message of a list (up to eight articles) → its posts, each with the bytes it is made of, kept by digest. Keys are those of the
// article's address, the same that exports and saved pages give it.
import { createHash } from 'node:crypto'
import type { Discovered, Json } from '../../domain/archive.ts'
import { UNKNOWN_DATE } from '../../domain/page.ts'
import { fromEpoch } from '../text/dates.ts'
import { isObject, objectsOf, wordOf } from '../text/json.ts'
import type { JsonObject } from '../text/json.ts'
import { keyOf, keysOf, plainAddress } from '../wechat-archive/addresses.ts'
import type { SourceKit } from '../source.ts'
import { idOf } from './walk.ts'

/** Which list a post stands in: published, old permanent material, draft. */
export type ListedIn = 'published' | 'material' | 'draft'

/** How fetch finds an article again. `row`: what the list told, by digest; the rest is for asking again when that is lost. */
export interface ArticleRef {
  readonly in: ListedIn
  readonly row: string
  readonly id: string
  /** Place in its message, from 0. */
  readonly n: number
  readonly offset: number
  readonly numbers: Numbers | null
}

/** What the owner's statistics say of a post, up to a day. */
export type Numbers = Readonly<Record<'reads' | 'shares' | 'likes' | 'wows' | 'comments', number>> & { readonly until: string }

/** What one article is made of: the row of the list as it came, in the shape that `wechat-archive` reads too. */
export function rowOf(message: JsonObject, n: number, listed: ListedIn): Buffer | null {
  const content = contentOf(message)
  const row = objectsOf(content['news_item'])[n]
  if (row === undefined) return null
  const time = listed === 'published' ? (content['create_time'] ?? null) : null
  const changed = content['update_time'] ?? message['update_time'] ?? null
  return Buffer.from(JSON.stringify({ list: 'freepublish', in: listed, id: idOf(message), n, time, changed, row }))
}

/** `get_material` and `getarticle` give the inside of a message alone. */
function contentOf(message: JsonObject): JsonObject {
  const { content } = message
  return isObject(content) ? content : message
}

export interface Placing {
  readonly kit: Pick<SourceKit, 'keep'>
  readonly listed: ListedIn
  /** Numbers of a post by `<mid>_<idx>`. */
  readonly numbersOf: (place: string) => Numbers | null
}

export async function articlesOf(message: JsonObject, offset: number, placing: Placing): Promise<readonly Discovered[]> {
  const found: Discovered[] = []
  for (const [n, article] of objectsOf(contentOf(message)['news_item']).entries()) {
    const row = rowOf(message, n, placing.listed)
    if (row !== null) found.push(await postOf({ message, article, row, n, offset }, placing))
  }
  return found
}

interface Article {
  readonly message: JsonObject
  readonly article: JsonObject
  readonly row: Buffer
  readonly n: number
  readonly offset: number
}

async function postOf({ message, article, row, n, offset }: Article, { kit, listed, numbersOf }: Placing): Promise<Discovered> {
  const id = idOf(message)
  const address = wordOf(article['url'])
  const own = `wechat:${listed}:${id}:${n + 1}`
  // the address of a draft is a preview: it becomes another when the draft is published
  const [key = own] = address === null || listed === 'draft' ? [] : keysOf(address)
  const ref: ArticleRef = { in: listed, row: await kit.keep(row), id, n, offset, numbers: numbersOf(placeOf(key) ?? '') }
  return {
    key,
    aliases: key === own ? [] : [own],
    ref: ref as unknown as Json,
    version: versionOf(article, listed),
    title: wordOf(article['title']),
    url: address === null || listed === 'draft' ? null : plainAddress(address),
    listed: listed === 'published' ? fromEpoch(contentOf(message)['create_time'], 'api') : UNKNOWN_DATE,
  }
}

const CONTENT = ['title', 'author', 'digest', 'content', 'content_source_url', 'thumb_media_id', 'is_deleted', 'article_type', 'image_info']

/** Over what readers see: times of the list and addresses of delivery change without the post. */
function versionOf(article: JsonObject, listed: ListedIn): string {
  const seen = CONTENT.map((name) => article[name] ?? null)
  return createHash('sha256')
    .update(JSON.stringify([listed, ...seen]))
    .digest('hex')
}

/** `<mid>_<idx>` as the statistics name a post; null for a key that does not tell. */
export function placeOf(key: string): string | null {
  const [, mid, idx] = /^wechat:[\w+/=-]+:(\d+):(\d+)$/.exec(key) ?? []
  return mid === undefined ? null : `${mid}_${idx}`
}

/** The key of the post that the statistics name so, for the account of this number. */
export function keyAt(biz: string, place: string): string | null {
  const [mid, idx] = place.split('_')
  return keyOf(biz, mid, idx)[0] ?? null
}

/** The account's number in a key; null where it has none. */
export function bizOf(key: string): string | null {
  return /^wechat:([\w+/=-]+):\d+:\d+$/.exec(key)?.[1] ?? null
}
