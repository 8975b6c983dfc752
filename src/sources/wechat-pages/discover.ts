// Lists of links → articles, each once, in the order of the lists. An article listed twice, or by its short and its long link, is one where
// anything says so: the links, or what its page told when it was asked. Keeps keys and rows only; asks for pages only with `resolve`.
import { createHash } from 'node:crypto'
import type { Discovered } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import { UNKNOWN_DATE } from '../../domain/page.ts'
import { keyOrder, unions } from '../wechat-archive/join.ts'
import { readRow } from '../wechat-archive/rows.ts'
import type { Leftover } from '../files/archive-files.ts'
import { askArticle } from './ask.ts'
import type { Asking } from './ask.ts'
import { learn, learntOf } from './learnt.ts'
import type { WechatPagesRef } from './ref.ts'
import type { Found, Row } from './row.ts'

export interface Discovering extends Asking {
  readonly resolve: boolean
  readonly again: string
  readonly since: string | null
  readonly leave: (leftover: Leftover) => void
}

export async function* articles(found: readonly Found[], at: Discovering): AsyncGenerator<Discovered> {
  const rows: Row[] = []
  for (const one of found) {
    if ('why' in one) at.leave(one)
    else rows.push(one)
  }
  const known = await learntOf(at.kit, rows)
  if (at.resolve) await resolveShort(rows, known, at)
  const joined = unions(rows.length)
  for (const [n, row] of rows.entries()) for (const key of [row.key, ...(known.get(row.url) ?? [])]) joined.join(n, key)
  // the same for all, and no part of any page: an article that was published is asked again only when a person wants it
  const version = createHash('sha256').update(`wechat-pages ${at.again}`).digest('hex')
  for (const numbers of joined.groups()) {
    const own = numbers.map((n) => rows[n]).filter((row) => row !== undefined)
    const post = described(own, known, version)
    const day = post.listed.value?.slice(0, 10)
    if (at.since === null || day === undefined || day >= at.since.slice(0, 10)) yield post
  }
}

type Known = Map<string, readonly string[]>

/** Short links tell nothing of the long ones beside them until their pages are asked. */
async function resolveShort(rows: readonly Row[], known: Known, at: Discovering): Promise<void> {
  const short = rows.filter(({ key }) => key.startsWith('wechat:s:'))
  if (short.length === 0 || short.length === rows.length) return
  for (const row of new Map(short.map((one) => [one.key, one])).values()) {
    if (known.has(row.url) || !at.kit.mayGet(row.url)) continue
    try {
      const { reading } = await askArticle(at, [row.url, row.listed])
      known.set(row.url, await learn(at.kit, row, [reading]))
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure
      // what one page refuses, its own fetch tells; a captcha would come for every other one too
      if (failure.code === 'page-blocked' || failure.code === 'net-resting') return
    }
  }
}

function described(rows: readonly Row[], known: Known, version: string): Discovered {
  const listed = [...new Set(rows.map(({ key }) => key))].sort(keyOrder)
  const [key = ''] = listed
  const learnt = rows.flatMap((row) => known.get(row.url) ?? [])
  const readings = rows.map((row) => readRow(row.entry, ''))
  // a captcha comes sooner for long links
  const byLength = [...new Map(rows.map((row) => [row.url, row])).values()].sort((a, b) => keyOrder(b.key, a.key))
  const ref: WechatPagesRef = {
    key,
    keys: listed,
    asked: byLength.map(({ url, listed: as }) => [url, as]),
    rows: rows.map(({ entry }) => entry),
  }
  return {
    key,
    aliases: [...new Set([...listed, ...learnt])].filter((one) => one !== key),
    ref: JSON.parse(JSON.stringify(ref)) as Discovered['ref'],
    version,
    title: readings.map(({ title }) => title).find((title) => title !== null) ?? null,
    url: byLength[0]?.url ?? null,
    listed: readings.map(({ published }) => published).find(({ value }) => value !== null) ?? UNKNOWN_DATE,
  }
}
