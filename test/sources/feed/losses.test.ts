// What a feed must never lose, invent or give away without a word: entries, times, addresses of mail.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addressKey } from '../../../src/sources/feed/addresses.ts'
import { feedDate } from '../../../src/sources/feed/dates.ts'
import { postsOf } from '../../../src/sources/feed/identity.ts'
import { feed } from '../../../src/sources/feed/index.ts'
import { openFeed, readEntry } from '../../../src/sources/feed/open-feed.ts'
import type { OpenFeed } from '../../../src/sources/feed/open-feed.ts'
import { discoverAll, fetchAll, materialOf, offlineKit, onlineKit } from '../../kits/source-kit.ts'

function opened(text: string): OpenFeed {
  return openFeed(Buffer.from(text), null) as OpenFeed
}

function authorOf(text: string): string | null {
  const { facts, entries } = opened(text)
  return readEntry({ facts, entry: entries[0] ?? '', reckoning: { beijing: true, updatedAsPublished: false } }).author
}

const rss = (inside: string): string => `<rss version="2.0"><channel><title>x</title>${inside}</channel></rss>`

describe('the entries of a feed', () => {
  let folder = ''
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'guiji-feed-'))))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('are all there, however many of them were never closed', () => {
    const { entries } = opened(rss(Array.from({ length: 20 }, (_, n) => `<item><title>${n}</title>`).join('')))
    expect(entries.map((entry) => /<title>(\d+)/.exec(entry)?.[1])).toEqual(Array.from({ length: 20 }, (_, n) => String(n)))
  })

  it('may be missing where a document ends between two of them, and that is told', async () => {
    const item = (n: number): string => `<item><guid>n-${n}</guid><title>${n}</title><description>正文</description></item>`
    writeFileSync(join(folder, 'cut.xml'), `<rss version="2.0"><channel><title>x</title>${item(1)}${item(2)}`)
    writeFileSync(join(folder, 'whole.xml'), rss(item(3)))
    const source = await feed.open(feed.options.parse({ path: folder }), offlineKit('/'))
    expect(await discoverAll(source)).toHaveLength(3)
    expect(source.leftovers()).toEqual([{ name: 'cut.xml (end)', why: expect.stringContaining('entries may be missing') }])
    await source.close()
  })

  it('are not one for the day that two sites share with an id of theirs', () => {
    const found = { n: 0, others: [], built: '', updated: '', published: '2005-05-28T00:00:00+08:00', guid: 'feed:id:1' }
    const two = [
      { ...found, doc: 0, link: 'feed:a.example/1', digest: 'a', title: '甲' },
      { ...found, doc: 1, link: 'feed:b.example/1', digest: 'b', title: '乙' },
    ]
    expect(postsOf(two, new Set()).map(({ names }) => names)).toEqual([['feed:a.example/1'], ['feed:b.example/1']])
  })

  it('never take the page of an address they share for their own', async () => {
    const body = '各单位:现将有关事项通知如下,请遵照执行,并于月底前报送。'
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' })
      response.end(`<html><body><div class="content"><p>${body}</p>${'<p>另一篇的文字,与本篇无关。</p>'.repeat(20)}</div></body></html>`)
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
    const item = (n: number): string =>
      `<item><guid isPermaLink="false">n-${n}</guid><title>通知 ${n}</title><link>http://${host}/</link><description>${n === 1 ? body : '另一篇的文字,与本篇无关。'}</description></item>`
    writeFileSync(join(folder, 'a.xml'), rss(item(1) + item(2)))
    const kit = onlineKit('/', [host])
    const source = await feed.open(feed.options.parse({ path: folder }), kit)
    const [first] = await discoverAll(source)
    if (first === undefined) throw new Error('no post')
    const { parts } = await fetchAll(source, first)
    const page = source.parse(materialOf(first, parts))
    expect(page.body).toEqual({ text: body })
    expect(page.remarks.map(({ code }) => code)).toContain('text-maybe-cut')
    await source.close()
    await kit.close()
    await new Promise((done) => server.close(done))
  })
})

describe('an address', () => {
  it('in the bytes of GBK stays itself when tracking is taken off', () => {
    expect(addressKey('http://a.example/v?n=%D0%C2&from=x')).toBe('feed:a.example/v?n=%D0%C2')
    expect(addressKey('http://a.example/v?from=x&n=%D0%C3')).toBe('feed:a.example/v?n=%D0%C3')
    expect(addressKey('http://a.example/v?utm_source=x#top')).toBe('feed:a.example/v#top')
  })
})

describe('a time', () => {
  it.each(['2005-05-28 04:05:06 PM', '2005-05-28 04:05 BST', 'Sat, 28 May 2005 04:05:06 CEST'])(
    'with letters behind that may move it stays unknown: %s',
    (raw) => {
      expect(feedDate(raw, true)).toMatchObject({ value: null, raw })
    },
  )
  it('in the zone that a Chinese feed calls its own is known', () => {
    expect(feedDate('Sat, 28 May 2005 04:05:06 CST', true).value).toBe('2005-05-28T04:05:06+08:00')
  })
})

describe('an author', () => {
  it.each([
    ['<dc:creator>zs@x.example (张三)</dc:creator>', '张三'],
    ['<author>张三 (zs@x.example)</author>', '张三'],
    ['<author>zs@x.example(张三)</author>', '张三'],
    ['<author><name>zs@x.example</name></author>', null],
    ['<dc:creator>张三 &lt;zs@x.example&gt;</dc:creator>', '张三'],
    ['<author>青石县(办公室)</author>', '青石县(办公室)'],
    ['<author>青石县 (办公室)</author>', '青石县 (办公室)'],
  ])('is a name, never an address of mail: %s', (field, name) => {
    expect(authorOf(rss(`<item>${field}</item>`))).toBe(name)
  })
  it('of a JSON feed neither', () => {
    const item = { id: '1', content_text: 'x', authors: [{ name: 'zs@x.example' }] }
    expect(authorOf(JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', items: [item] }))).toBeNull()
  })
})
