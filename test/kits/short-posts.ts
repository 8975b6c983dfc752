// A made account of short posts as a JSON feed: what is in it is told by the test. In: posts; out: a file that the source `feed` reads.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mappingSchema } from '../../src/domain/mapping.ts'
import type { Mapping } from '../../src/domain/mapping.ts'
import { feed } from '../../src/sources/feed/index.ts'
import { gathered } from '../../src/sources/gather/gathered.ts'
import type { Source, SourceKind, SourceKit } from '../../src/sources/source.ts'
import { isWrittenOff } from '../../src/transform/facts/routes.ts'

export interface Short {
  readonly n: number
  /** 2021-05-03T09:12 in Beijing; null = the feed does not say. */
  readonly at: string | null
  readonly html: string
  readonly title?: string
  readonly tags?: readonly string[]
}

const HOST = 'wb.qingshi.example'

export function addressOf(n: number): string {
  return `https://${HOST}/${n}`
}

export function keyOf(n: number): string {
  return `feed:${HOST}/${n}`
}

export function writeShorts(folder: string, posts: readonly Short[], name = 'feed.json'): string {
  mkdirSync(folder, { recursive: true })
  const items = posts.map(({ n, at, html, title, tags }) => ({
    id: addressOf(n),
    url: addressOf(n),
    content_html: html,
    ...(title === undefined ? {} : { title }),
    ...(tags === undefined ? {} : { tags }),
    ...(at === null ? {} : { date_published: `${at}:00+08:00` }),
  }))
  const text = JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', title: '青石发布', home_page_url: `https://${HOST}/`, items })
  writeFileSync(join(folder, name), text)
  return folder
}

export const BY_MONTH = {
  name: 'short',
  when: { withoutTitle: true, maxCharacters: 140 },
  by: 'month',
  title: '{account}{year}年{month}月微博汇编',
  column: 'short',
}

/** A mapping with these gather rules and whatever else is given. */
export function mappingWith(rules: readonly object[], more: object = {}): Mapping {
  const column = { description: '短文', keywords: ['短文'], type: '工作动态' }
  const columns = [
    { id: 'short', name: '微博汇编', ...column },
    { id: 'news', name: '工作动态', ...column },
  ]
  return mappingSchema.parse({ mapping: 'short', columns, routes: [{ column: 'news' }], gather: rules, ...more })
}

const ACCOUNT = 'website-qingshi'

export function gather(inner: Source, mapping: Mapping): Source {
  return gathered(inner, { rules: mapping.gather, account: ACCOUNT, isWrittenOff: (page) => isWrittenOff(page, mapping) })
}

/** Any kind of source, gathered: for the conformance kit. */
export function gatheredKind<Options>(kind: SourceKind<Options>, mapping: Mapping): SourceKind<Options> {
  return { ...kind, open: async (options, kit) => gather(await kind.open(options, kit), mapping) }
}

export async function openShorts(folder: string, mapping: Mapping, kit: SourceKit): Promise<Source> {
  return gather(await feed.open(feed.options.parse({ path: folder }), kit), mapping)
}
