// Real feeds of many years and charsets: every entry is read, none with a hole, and their dates are what they say.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { feed } from '../../../src/sources/feed/index.ts'
import type { FeedOptions } from '../../../src/sources/feed/index.ts'
import { discoverAll, fetchAll, filesBelow, materialOf, offlineKit, sourceKit } from '../../kits/source-kit.ts'

const FEEDS = join(import.meta.dirname, '../../../../shared/samples/feeds')
const skip = existsSync(FEEDS) ? undefined : 'no real samples beside the checkout'

/** Entries, and how many of them have a publish time that is known. */
const COUNTS: Readonly<Record<string, readonly [entries: number, dated: number]>> = {
  'big5_coolloud.org.tw.xml': [20, 20],
  'big5_digitalwall.com.xml': [1, 1],
  'feedparser_iconv.xml': [10, 10],
  'gb2312_acnnewswire.net.xml': [8, 8],
  'gb2312_chen56.blogcn.com.xml': [15, 0],
  'gb2312_luciferwang.blogcn.com.xml': [20, 0],
  'gb2312_w3cn.org.xml': [20, 20],
  'gb2312_xy15400.blogcn.com.xml': [20, 0],
  'github_atom.xml': [5, 0],
  'guid_dupes.xml': [1, 1],
  'rss2_encoding.rss': [40, 40],
  'ruanyifeng_atom.xml': [3, 3],
}

function options(given: Partial<FeedOptions>): FeedOptions {
  return feed.options.parse(given)
}

describe(skip === undefined ? 'real feeds' : `real feeds (SKIPPED: ${skip})`, () => {
  it.skipIf(skip !== undefined)('are all known to this test', () => {
    expect(readdirSync(FEEDS).toSorted()).toEqual(Object.keys(COUNTS).toSorted())
  })

  it.skipIf(skip !== undefined).each(Object.entries(COUNTS))('%s has %j entries and dates', async (name, [entries, dated]) => {
    const source = await feed.open(options({ path: join(FEEDS, name) }), offlineKit('/'))
    const found = await discoverAll(source)
    expect(found).toHaveLength(entries)
    const pages = []
    for (const post of found) pages.push(source.parse(materialOf(post, (await fetchAll(source, post)).parts)))
    await source.close()
    expect(JSON.stringify(pages)).not.toContain('\ufffd')
    expect(pages.filter(({ published }) => published.value !== null)).toHaveLength(dated)
    for (const page of pages) expect([page.state, page.title === '', page.url === null], page.title ?? '').toEqual(['ok', false, false])
  })

  it.skipIf(skip !== undefined)('take the last change for the publish time only where the job says so', async () => {
    const path = join(FEEDS, 'github_atom.xml')
    const source = await feed.open(options({ path, updatedAsPublished: true }), offlineKit('/'))
    expect((await discoverAll(source)).every(({ listed }) => listed.value !== null)).toBe(true)
    expect(readFileSync(path, 'utf8')).not.toContain('<published>')
    await source.close()
  })
})

sourceKit({
  name: 'real feeds',
  kind: feed,
  options: options({ path: FEEDS }),
  kit: offlineKit('/'),
  files: () => filesBelow(FEEDS),
  filesOf: (ref) => [(ref as { readonly from: string }).from],
  skip,
})
