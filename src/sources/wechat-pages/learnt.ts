// What pages told of themselves when they were asked: under which keys the platform knows them. Kept in the source's memory by address, so that
// a later run joins what is one; and by key, so that no article is taken twice meanwhile.
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import type { SourceKit } from '../source.ts'
import type { Reading } from '../wechat-archive/reading.ts'
import type { WechatPagesRef } from './ref.ts'
import type { Row } from './row.ts'

type Memory = Pick<SourceKit, 'memory'>

const BATCH = 500
const STRONG = /^wechat:[\w+/=-]{4,64}:\d+:\d+$/

/** By address: the keys that its page told. */
export async function learntOf({ memory }: Memory, rows: readonly Pick<Row, 'url'>[]): Promise<Map<string, readonly string[]>> {
  const urls = [...new Set(rows.map(({ url }) => url))]
  const known = new Map<string, readonly string[]>()
  for (let at = 0; at < urls.length; at += BATCH) {
    const found = await memory.recall(urls.slice(at, at + BATCH))
    for (const [url, { version }] of found)
      known.set(
        url,
        version.split(' ').filter((key) => key.startsWith('wechat:')),
      )
  }
  return known
}

/** A long link names its article already: a page of another number there is no second name of it. Returns what was learnt. */
export async function learn(
  { memory }: Memory,
  { url, key }: Pick<Row, 'url' | 'key'>,
  readings: readonly Reading[],
): Promise<readonly string[]> {
  const [first, ...moved] = readings
  const told = new Set([...(first?.keys ?? []), ...moved.flatMap(({ keys }) => keys)])
  const isOwn = !STRONG.test(key) || told.has(key) || moved.length > 0
  const keys = isOwn ? [...told].filter((one) => one !== key) : []
  await memory.remember(new Map([[url, { version: ['keys', ...keys].join(' '), etag: null, lastModified: null }]]))
  return keys
}

/**
 * The first that shows an article of this number has it; another one waits for a person, and the next look at the lists makes one of both.
 * Throws Failure `joined-twin`.
 */
export async function claim({ memory }: Memory, ref: WechatPagesRef, readings: readonly Reading[]): Promise<void> {
  const strong = [...new Set(readings.flatMap(({ keys }) => keys))].filter((key) => STRONG.test(key))
  const owners = await memory.recall(strong)
  const own = new Set([ref.key, ...ref.keys])
  for (const [key, { version: owner }] of owners)
    if (!own.has(owner)) throw new Failure('joined-twin', both(`与 ${owner} 是同一篇(${key})`, `it is one with ${owner} (${key})`))
  const free = strong.filter((key) => !owners.has(key))
  if (free.length > 0) await memory.remember(new Map(free.map((key) => [key, { version: ref.key, etag: null, lastModified: null }])))
}
