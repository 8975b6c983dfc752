// Feeds made to hurt: what they cost grows as they grow, and nothing they declare is fetched or expanded.
import { describe, expect, it } from 'vitest'
import { openFeed, readEntry } from '../../../src/sources/feed/open-feed.ts'
import type { OpenFeed } from '../../../src/sources/feed/open-feed.ts'
import { postsOf } from '../../../src/sources/feed/identity.ts'
import type { Found } from '../../../src/sources/feed/identity.ts'

const RECKONING = { beijing: false, updatedAsPublished: false }

function open(text: string): OpenFeed | null {
  return openFeed(Buffer.from(text), null)
}

function readAll(text: string): number {
  const feed = open(text)
  for (const entry of feed?.entries ?? []) readEntry({ facts: (feed as OpenFeed).facts, entry, reckoning: RECKONING })
  return feed?.entries.length ?? -1
}

function time(work: () => void): number {
  const from = process.cpuUsage().user / 1000
  work()
  return process.cpuUsage().user / 1000 - from
}

/** Eight times the input may cost forty times the time of the small one, on a busy machine; a square would cost sixty-four. */
function grows(work: (n: number) => void, n: number): void {
  work(n / 4)
  const small =
    Math.min(
      time(() => work(n)),
      time(() => work(n)),
      time(() => work(n)),
    ) + 3
  expect(
    Math.min(
      time(() => work(n * 8)),
      time(() => work(n * 8)),
    ) / small,
  ).toBeLessThan(40)
}

const rss = (inside: string): string => `<rss version="2.0"><channel><title>x</title>${inside}</channel></rss>`

describe('a feed made to hurt', () => {
  it.each<readonly [string, (n: number) => string]>([
    ['elements that never close', (n) => `<rss><channel>${'<a>'.repeat(n)}`],
    ['entries inside entries', (n) => `<rss><channel>${'<item>'.repeat(n)}`],
    ['elements inside an entry that never close', (n) => rss(`<item><description>${'<b>'.repeat(n)}</description></item>`)],
    ['closing tags of nothing', (n) => rss(`<item>${'</x>'.repeat(n)}</item>`)],
    ['many attributes', (n) => rss(`<item ${Array.from({ length: n }, (_, k) => `a${k}="1"`).join(' ')}><title>t</title></item>`)],
    ['many namespaces', (n) => rss(`<item>${Array.from({ length: n / 10 }, (_, k) => `<p:a xmlns:p="http://x/${k}"/>`).join('')}</item>`)],
    [
      'namespaces of the whole declared anew by each element',
      (n) => `<rss ${Array.from({ length: n / 20 }, (_, k) => `xmlns:a${k}="u"`).join(' ')}>${'<x xmlns:b="c"/>'.repeat(n / 20)}</rss>`,
    ],
    [
      'namespaces of an entry declared anew by each element',
      (n) =>
        rss(`<item ${Array.from({ length: n / 20 }, (_, k) => `xmlns:a${k}="u"`).join(' ')}>${'<x xmlns:b="c"/>'.repeat(n / 20)}</item>`),
    ],
    ['one open bracket after another', (n) => rss(`<item><description>${'&lt;'.repeat(n)}</description></item>`)],
    [
      'quotes of HTML that never close',
      (n) => rss(`<item><link>http://x.example/</link><description>${'&lt;a href="'.repeat(n / 4)}</description></item>`),
    ],
    ['ampersands', (n) => rss(`<item><title>${'&'.repeat(n)}</title></item>`)],
    ['dots at the end', (n) => rss(`<item><description>${'.'.repeat(n)}</description></item>`)],
    ['spaces in a date', (n) => rss(`<item><pubDate>1 Jan 2020${' '.repeat(n)}x</pubDate></item>`)],
    ['many texts', (n) => rss(`<item>${'<description>a</description>'.repeat(n / 10)}</item>`)],
    ['many comments', (n) => rss(`<item>${'<!-- -->'.repeat(n / 4)}</item>`)],
  ])('of %s costs as much as it is long', (_name, make) => {
    grows((n) => void readAll(make(n)), 8000)
  })

  it('nested deeper than anybody writes gives what stands before, and is said to be cut', () => {
    const feed = open(rss(`<item><title>1</title></item>${'<a>'.repeat(5000)}<item><title>2</title></item>`))
    expect(feed).toMatchObject({ cut: true, entries: ['<item><title>1</title></item>'] })
  })

  it('declares entities in vain: none is expanded, and none is asked for', () => {
    const laughs = Array.from({ length: 30 }, (_, n) => `<!ENTITY l${n + 1} "&l${n};&l${n};&l${n};&l${n};">`).join('')
    const text = `<?xml version="1.0"?><!DOCTYPE rss SYSTEM "http://evil.example/x.dtd" [<!ENTITY l0 "ha">${laughs}<!ENTITY f SYSTEM "file:///etc/passwd">]>`
    const feed = open(`${text}${rss('<item><title>&l30;&f;</title><description>&l30;</description></item>')}`)
    expect(feed?.entries).toHaveLength(1)
    const read = readEntry({ facts: (feed as OpenFeed).facts, entry: feed?.entries[0] ?? '', reckoning: RECKONING })
    expect(read).toMatchObject({ title: '&l30;&f;' })
    expect(JSON.stringify(read).length).toBeLessThan(2000)
  })

  it('names of the language itself are names like others', () => {
    const feed = open(
      rss(
        '<item __proto__="x" constructor="y"><__proto__>1</__proto__><title>t</title><x:y xmlns:__proto__="z" xmlns:x="constructor">2</x:y></item>',
      ),
    )
    expect(readEntry({ facts: (feed as OpenFeed).facts, entry: feed?.entries[0] ?? '', reckoning: RECKONING }).title).toBe('t')
    expect(open('<constructor><item><title>t</title></item></constructor>')).toBeNull()
    expect(
      open('{"version":"https://jsonfeed.org/version/1","__proto__":{"items":[1]},"items":[{"id":"1","__proto__":{"title":"x"}}]}')
        ?.entries,
    ).toHaveLength(1)
  })

  it('of JSON nested without end is no feed', () => {
    expect(open(`{"version":"https://jsonfeed.org/version/1","items":[${'['.repeat(200_000)}`)).toBeNull()
    expect(open(`{"version":"https://jsonfeed.org/version/1","items":[{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}]}`)).toBeNull()
  })
})

describe('telling posts apart', () => {
  const found = (n: number, more: Partial<Found>): Found => ({
    doc: 0,
    n,
    guid: null,
    link: null,
    others: [],
    digest: String(n),
    title: null,
    published: null,
    updated: '',
    built: '',
    ...more,
  })

  it.each<readonly [string, (n: number) => readonly Found[]]>([
    ['one id for all', (n) => Array.from({ length: n }, (_, k) => found(k, { guid: 'feed:id:1', link: `feed:x/${k}` }))],
    ['one address for all', (n) => Array.from({ length: n }, (_, k) => found(k, { guid: `feed:id:${k}`, link: 'feed:x/' }))],
    [
      'a chain of names',
      (n) =>
        Array.from({ length: n }, (_, k) =>
          found(k, { doc: k, guid: `feed:id:${k}`, link: `feed:x/${k}`, others: [`feed:x/${n - k}`, `feed:x/${k + 1}`] }),
        ),
    ],
    ['nothing at all', (n) => Array.from({ length: n }, (_, k) => found(k, {}))],
  ])('by %s costs as much as there are entries', (_name, make) => {
    grows((n) => void postsOf(make(n), new Set()), 4000)
  })

  it('one post under two names that a third copy joins is one post', () => {
    const all = [
      found(0, { link: 'feed:x/a' }),
      found(1, { doc: 1, guid: 'feed:id:1' }),
      found(2, { doc: 2, guid: 'feed:id:1', link: 'feed:x/a', title: 't' }),
    ]
    expect(postsOf(all, new Set()).map(({ names, older }) => [names.toSorted(), older])).toEqual([[['feed:id:1', 'feed:x/a'], 2]])
  })
})
