// Short posts that a mapping gathers: which article each stands in, under which key, and that none is lost, doubled or altered on the way.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Discovered, Json, Material, Part } from '../../../src/domain/archive.ts'
import { UNKNOWN_DATE } from '../../../src/domain/page.ts'
import type { Page } from '../../../src/domain/page.ts'
import { feed } from '../../../src/sources/feed/index.ts'
import { markOf } from '../../../src/sources/gather/fetch.ts'
import { normalize } from '../../../src/transform/normalize.ts'
import { BY_MONTH, gather, keyOf, mappingWith, openShorts, type Short, writeShorts } from '../../kits/short-posts.ts'
import { discoverAll, fetchAll, materialOf, offlineKit } from '../../kits/source-kit.ts'

const folder = mkdtempSync(join(tmpdir(), 'guiji-gather-'))
afterAll(() => rmSync(folder, { recursive: true }))

let count = 0
async function open(posts: readonly Short[], mapping = mappingWith([BY_MONTH])) {
  count += 1
  const path = writeShorts(join(folder, String(count)), posts)
  return openShorts(path, mapping, offlineKit('/'))
}

function short(n: number, at: string | null, more: Partial<Short> = {}): Short {
  return { n, at, html: `<p>第${n}条：今天的通知。</p>`, ...more }
}

const named = (found: readonly Discovered[]) => new Map(found.map((one) => [one.key, one.holds ?? null]))
const MAY = 'gather:short:website-qingshi:2021-05'

describe('gathering by month', () => {
  it('puts the posts of a month into one article and leaves all others as they are', async () => {
    const posts = [
      short(1, '2021-05-03T09:12'),
      short(2, '2021-05-01T08:00'),
      short(3, '2021-06-01T00:10'),
      short(4, '2021-05-09T10:00', { title: '关于停水的通知' }),
      short(5, '2021-05-09T10:00', { html: `<p>${'长'.repeat(200)}</p>` }),
      short(6, null),
    ]
    const found = named(await discoverAll(await open(posts)))
    expect(found).toEqual(
      new Map<string, readonly string[] | null>([
        [keyOf(4), null],
        [keyOf(5), null],
        [keyOf(6), null],
        [MAY, [keyOf(2), keyOf(1)]],
        ['gather:short:website-qingshi:2021-06', [keyOf(3)]],
      ]),
    )
    const plain = await feed.open(feed.options.parse({ path: join(folder, String(count)) }), offlineKit('/'))
    const alone = (await discoverAll(plain)).filter(({ key }) => found.has(key))
    expect((await discoverAll(await open(posts))).slice(0, 3)).toEqual(alone)
  })

  it('knows a month by Beijing time', async () => {
    const [first] = await discoverAll(await open([short(1, '2021-05-31T23:59'), short(2, '2021-06-01T00:00')]))
    expect(first?.holds).toEqual([keyOf(1)])
  })

  it('keeps the key and changes the version of the one month that gets a post more', async () => {
    const posts = [short(1, '2021-05-03T09:12'), short(2, '2021-06-03T09:12')]
    const before = await discoverAll(await open(posts))
    const after = await discoverAll(await open([...posts, short(3, '2021-06-09T09:12')]))
    expect(after.map(({ key }) => key)).toEqual(before.map(({ key }) => key))
    expect(after[0]?.version).toBe(before[0]?.version)
    expect(after[1]?.version).not.toBe(before[1]?.version)
  })

  it('splits a large month, and a newer post changes its last part only', async () => {
    const mapping = mappingWith([{ ...BY_MONTH, most: 3 }])
    const posts = Array.from({ length: 7 }, (_, n) => short(n, `2021-05-${String(n + 10)}T08:00`))
    const before = await discoverAll(await open(posts, mapping))
    expect(before.map(({ key, holds }) => [key, holds?.length])).toEqual([
      [MAY, 3],
      [`${MAY}:2`, 3],
      [`${MAY}:3`, 1],
    ])
    const after = await discoverAll(await open([...posts, short(8, '2021-05-28T08:00')], mapping))
    expect(after.map(({ version }, n) => version === before[n]?.version)).toEqual([true, true, false])
  })

  it('gives whole months when only newer posts are wanted', async () => {
    const source = await open([short(1, '2021-05-03T09:12'), short(2, '2021-05-20T09:12'), short(3, '2021-04-20T09:12')])
    const found = await discoverAll(source, '2021-05-10')
    expect(named(found)).toEqual(new Map([[MAY, [keyOf(1), keyOf(2)]]]))
  })

  it('never gathers what another rule keeps from being published', async () => {
    const outcomes = [{ when: { text: '测试' }, to: 'excluded', reason: '测试稿', by: '王建国' }]
    const found = await discoverAll(
      await open(
        [short(1, '2021-05-03T09:12'), short(2, '2021-05-03T09:13', { html: '<p>测试</p>' })],
        mappingWith([BY_MONTH], { outcomes }),
      ),
    )
    expect(named(found)).toEqual(
      new Map<string, readonly string[] | null>([
        [keyOf(2), null],
        [MAY, [keyOf(1)]],
      ]),
    )
  })
})

it('gathers by day and by topic; the first rule that matches takes the post', async () => {
  const mapping = mappingWith([
    { name: 'flood', when: { topic: '防汛' }, by: 'topic', title: '{account}：{topic}' },
    { name: 'daily', by: 'day', title: '{account}{year}年{month}月{day}日' },
  ])
  const source = await open(
    [
      short(1, '2021-07-03T09:12', { tags: ['青石天气', '防汛一线'] }),
      short(2, '2021-07-03T10:12'),
      short(3, '2021-08-03T10:12', { tags: ['防汛一线'] }),
    ],
    mapping,
  )
  expect(named(await discoverAll(source))).toEqual(
    new Map([
      ['gather:daily:website-qingshi:2021-07-03', [keyOf(2)]],
      ['gather:flood:website-qingshi:防汛一线', [keyOf(1), keyOf(3)]],
    ]),
  )
})

describe('the page of a gathered article', () => {
  const read = async (posts: readonly Short[]) => {
    const source = await open(posts)
    const [post] = await discoverAll(source)
    if (post === undefined) throw new TypeError('nothing was found')
    const { parts } = await fetchAll(source, post)
    return { source, post, parts, page: source.parse(materialOf(post, parts)) }
  }

  it('shows every post with its time, in order, and dates itself by the last one', async () => {
    const { page } = await read([short(2, '2021-05-03T09:12'), short(1, '2021-05-01T08:00')])
    expect(page.body).toEqual({
      html: '<h2>2021年5月1日 08:00</h2><p>第1条：今天的通知。</p><hr><h2>2021年5月3日 09:12</h2><p>第2条：今天的通知。</p>',
    })
    expect(page.published).toMatchObject({ value: '2021-05-03T09:12:00+08:00', precision: 'second', provenance: 'api' })
    expect(page.gathering).toMatchObject({ rule: 'short', of: '2021-05', part: 1 })
    expect(page.gathering?.members.map(({ key, url, state }) => [key, url, state])).toEqual([
      [keyOf(1), 'https://wb.qingshi.example/1', 'ok'],
      [keyOf(2), 'https://wb.qingshi.example/2', 'ok'],
    ])
  })

  it('lets no post swallow the next, however its markup ends', async () => {
    const endings = [
      '<div style="display:none">',
      '<!-- ',
      '</div></div>',
      '<table><tr><td>',
      '<textarea>',
      '<plaintext>',
      '<a href="',
      '<b',
      '<',
    ]
    const posts = endings.map((end, n) => short(n, `2021-05-0${n + 1}T08:00`, { html: `<p>开头${n}</p>${end}` }))
    const { page } = await read([...posts, short(99, '2021-05-30T08:00')])
    const html = 'html' in page.body ? page.body.html : ''
    expect(html.endsWith('<hr><h2>2021年5月30日 08:00</h2><p>第99条：今天的通知。</p>')).toBe(true)
    for (const n of endings.keys()) expect(html).toContain(`<h2>2021年5月${n + 1}日 08:00</h2><p>开头${n}</p>`)
    expect(html.split('<hr>')).toHaveLength(10)
    const { draft } = normalize(page, { mapping: mappingWith([BY_MONTH]), organ: '青石县', media: new Map(), keysOf: () => [] })
    for (const n of endings.keys()) expect(draft.text).toContain(`开头${n}`)
    expect(draft.text).toContain('第99条：今天的通知。')
    expect(draft.conservation.lost).toEqual([])
  })

  it('names a post that cannot be read any more, and keeps the others', async () => {
    const { source, post, parts } = await read([short(1, '2021-05-01T08:00'), short(2, '2021-05-03T09:12')])
    const broken = parts.map((part) => (part.name.startsWith(`${markOf(keyOf(2))}:`) ? { ...part, bytes: new Uint8Array() } : part))
    const page = source.parse(materialOf(post, broken))
    expect(page.state).toBe('ok')
    expect(page.remarks).toContainEqual({ code: 'gathered-missing', about: `${keyOf(2)} unreadable` })
    expect(page.gathering?.members.map(({ state }) => state)).toEqual(['ok', 'unreadable'])
    expect(page.published.value).toBe('2021-05-01T08:00:00+08:00')
  })
})

it('reads an older capture by the keys of its posts, though others have joined since', async () => {
  const before = await open([short(2, '2021-05-02T08:00'), short(3, '2021-05-03T08:00')])
  const [old] = await discoverAll(before)
  const after = await open([short(1, '2021-05-01T08:00'), short(2, '2021-05-02T08:00'), short(3, '2021-05-03T08:00')])
  const [post] = await discoverAll(after)
  if (old === undefined || post === undefined) throw new TypeError('nothing was found')
  const page = after.parse(materialOf(post, (await fetchAll(before, old)).parts))
  expect(page.gathering?.members.map(({ key, state }) => [key, state])).toEqual([
    [keyOf(1), 'unreadable'],
    [keyOf(2), 'ok'],
    [keyOf(3), 'ok'],
  ])
  expect('html' in page.body ? page.body.html : '').toBe(
    '<h2>2021年5月2日 08:00</h2><p>第2条：今天的通知。</p><hr><h2>2021年5月3日 08:00</h2><p>第3条：今天的通知。</p>',
  )
})

it('keeps pictures of one name apart, each with its own post', async () => {
  // two pages in two folders, each with images/1.png beside it
  const parts = (n: number): Part[] => [
    { role: 'page', name: 'index.html', bytes: Buffer.from(`<p>第${n}条</p><img src="images/1.png" data-a='images/1.png'>`) },
    { role: 'media', name: 'images/1.png', also: ['1.png'], bytes: Buffer.from(`bytes of ${n}`) },
  ]
  const inner = {
    ...(await open([])),
    async *discover() {
      for (const n of [1, 2]) yield { key: `k${n}`, aliases: [], ref: n, version: 'v', title: null, url: null, listed: UNKNOWN_DATE }
    },
    async *fetch(ref: Json) {
      yield* parts(Number(ref))
    },
    parse: (material: Material): Page => ({
      ...EMPTY,
      published: { value: `2021-05-0${Number(material.ref)}T08:00:00+08:00`, precision: 'second', provenance: 'page', raw: null },
      body: { html: Buffer.from(material.parts[0]?.bytes ?? []).toString() },
    }),
  }
  const source = gather(inner, mappingWith([BY_MONTH]))
  const [post] = await discoverAll(source)
  if (post === undefined) throw new TypeError('nothing was found')
  const { parts: all } = await fetchAll(source, post)
  const [one, two] = [markOf('k1'), markOf('k2')]
  expect(all.filter(({ role }) => role === 'media').map(({ name, also }) => [name, also])).toEqual([
    [`${one}:images/1.png`, ['images/1.png', '1.png', `${one}:1.png`]],
    [`${two}:images/1.png`, [`${two}:1.png`]],
  ])
  const { body } = source.parse(materialOf(post, all))
  expect('html' in body ? body.html : '').toBe(
    `<h2>2021年5月1日 08:00</h2><p>第1条</p><img src="images/1.png" data-a='images/1.png'><hr>` +
      `<h2>2021年5月2日 08:00</h2><p>第2条</p><img src="${two}:images/1.png" data-a="${two}:images/1.png">`,
  )
})

const EMPTY: Omit<Page, 'published' | 'body'> = {
  state: 'ok',
  platform: 'weibo',
  kind: 'text',
  title: null,
  account: '青石发布',
  author: null,
  source: null,
  modified: UNKNOWN_DATE,
  summary: null,
  url: null,
  readMore: null,
  origin: null,
  topics: [],
  media: [],
  remarks: [],
  facts: {},
}
