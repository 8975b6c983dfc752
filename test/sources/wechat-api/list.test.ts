// The lists of the interface while they are read: pages, order, totals that move, a listing that stops and goes on, and whose key a post has.
import { describe, expect, it } from 'vitest'
import { discoverAll, fetchAll, materialOf } from '../../kits/source-kit.ts'
import type { Message } from '../../kits/wechat-server.ts'
import { article, keyOf, message, messages, opened } from './room.ts'

const LIST = '/cgi-bin/freepublish/batchget'
const keysOf = (list: readonly Message[]): string[] =>
  list.flatMap(({ id, articles }) => articles.map((_, i) => keyOf(2_247_480_000 + Number(id.split('-')[1]), i + 1)))

describe('the list', () => {
  it.each([0, 1, 19, 20, 21, 40, 45])('of %i messages is read in pages of twenty, every article of every message once', async (count) => {
    const { server, source } = await opened({ published: messages(count) })
    expect((await discoverAll(source)).map(({ key }) => key)).toEqual(keysOf(messages(count)))
    expect(server.count(LIST)).toBe(Math.max(1, Math.ceil(count / 20)))
    expect(server.calls.filter(({ path }) => path === LIST).every(({ body }) => body['count'] === 20 && body['no_content'] === 0)).toBe(
      true,
    )
  })

  it('that grows in front while it is read loses nothing and gives nothing twice', async () => {
    const { server, source } = await opened({ published: messages(50) })
    let asked = 0
    server.before(LIST, () => {
      asked += 1
      if (asked === 2 || asked === 3) server.account.published.unshift(message(100 + asked, 2))
    })
    const keys = (await discoverAll(source)).map(({ key }) => key)
    expect(keys.toSorted()).toEqual([...keysOf(messages(50)), ...keysOf([message(102, 2), message(103, 2)])].toSorted())
    expect(source.leftovers()).toEqual([])
  })

  it('that shrinks in front while it is read loses none of the others', async () => {
    const { server, source } = await opened({ published: messages(60) })
    let asked = 0
    server.before(LIST, () => {
      asked += 1
      if (asked === 2) server.account.published.splice(0, 3)
    })
    const keys = new Set((await discoverAll(source)).map(({ key }) => key))
    for (const key of keysOf(messages(60).slice(3))) expect(keys).toContain(key)
  })

  it('whose order changes from page to page is looked at again for what is missing, and what never comes is told', async () => {
    const { server, source } = await opened({ published: messages(45) })
    let asked = 0
    server.before(LIST, () => {
      asked += 1
      if (asked === 2) server.account.published.reverse()
    })
    expect((await discoverAll(source)).map(({ key }) => key).toSorted()).toEqual(keysOf(messages(45)).toSorted())
    // a message without an id or articles is announced and never comes
    server.before(LIST, null)
    const twin = { ...message(3, 4) }
    server.account.published.push(twin)
    await discoverAll(source)
    expect(source.leftovers()).toEqual([{ name: LIST, why: '1 of 46 announced never came' }])
  })

  it('is never asked without end when its total is wrong', async () => {
    const { server, source } = await opened({ published: messages(5) })
    const bytes = Buffer.from(JSON.stringify({ total_count: 100, item_count: 0, item: [] }))
    server.oddly(LIST, ...Array.from({ length: 500 }, () => ({ bytes })))
    expect(await discoverAll(source)).toEqual([])
    expect(server.count(LIST)).toBeLessThan(20)
    expect(source.leftovers()).toEqual([{ name: LIST, why: '100 of 100 announced never came' }])
  })

  it('whose pages are larger than one answer may be is read in smaller ones', async () => {
    const long = { content: `<p>${'长'.repeat(4000)}</p>` }
    const published = Array.from({ length: 25 }, (_, n) => message(n, 1, long))
    const { server, source } = await opened({ published }, {}, { limits: { fileBytes: 60_000 } })
    expect((await discoverAll(source)).map(({ key }) => key)).toEqual(keysOf(published))
    expect(
      server.calls
        .filter(({ path }) => path === LIST)
        .map(({ body }) => body['count'])
        .slice(0, 2),
    ).toEqual([20, 4])
  })

  it('claims how many messages the platform says there are', async () => {
    const { source } = await opened({ published: messages(45) })
    await discoverAll(source)
    expect(source.claims?.()).toEqual([{ by: 'freepublish/batchget', scope: 'all', of: '', count: 45, unit: 'messages' }])
  })

  it('leaves out what is certainly older than asked for', async () => {
    const { source } = await opened({ published: messages(45) })
    const all = await discoverAll(source)
    const some = await discoverAll(source, '2023-11-14')
    expect(some.length).toBeGreaterThan(0)
    expect(some).toEqual(all.filter(({ listed }) => (listed.value ?? '9') >= '2023-11-14'))
  })
})

describe('a listing that stops', () => {
  it('for want of calls goes on the next day where it was, in another process, to the same set', async () => {
    const { server, source, again, clock, kept } = await opened({ published: messages(130) })
    const whole = (await discoverAll(source)).map(({ key, version, ref }) => ({ key, version, ref }))
    server.nextDay()
    server.limits.set(LIST, 3)
    const days: number[] = []
    let found: typeof whole = []
    for (let day = 1; day < 9 && found.length === 0; day += 1) {
      const before = server.count(LIST)
      const other = await again()
      found = await discoverAll(other).then(
        (posts) => posts.map(({ key, version, ref }) => ({ key, version, ref })),
        () => [],
      )
      days.push(server.count(LIST) - before)
      server.nextDay()
      clock.now += 24 * 3_600_000
    }
    expect(found).toEqual(whole)
    // seven pages, three a day
    expect(days).toEqual([3, 3, 1])
    expect(server.over()).toBe(0)
    const calls = server.count(LIST)
    for (const { ref } of whole.slice(0, 40)) for await (const part of source.fetch(ref)) expect(part.role).toBeDefined()
    expect(server.count(LIST)).toBe(calls)
    expect(kept.length).toBeGreaterThan(whole.length)
  })

  it('finds what was posted meanwhile', async () => {
    const { server, again, clock } = await opened({ published: messages(70) })
    server.limits.set(LIST, 2)
    await discoverAll(await again()).catch(() => {})
    server.nextDay()
    clock.now += 24 * 3_600_000
    server.limits.set(LIST, 100)
    server.account.published.unshift(message(900, 3), message(901, 1))
    const keys = (await discoverAll(await again())).map(({ key }) => key)
    expect(keys.toSorted()).toEqual([...keysOf(messages(70)), ...keysOf([message(900, 3), message(901)])].toSorted())
  })

  it('begins anew when it is too old, and after one that was whole', async () => {
    const { server, again, clock } = await opened({ published: messages(50) })
    await discoverAll(await again())
    await discoverAll(await again())
    expect(server.count(LIST)).toBe(6)
    server.limits.set(LIST, 8)
    await discoverAll(await again()).catch(() => {})
    clock.now += 5 * 24 * 3_600_000
    server.nextDay()
    server.limits.set(LIST, 100)
    const before = server.count(LIST)
    await discoverAll(await again())
    expect(server.count(LIST) - before).toBe(3)
  })
})

describe('a post of the list', () => {
  it('has the key of its address, and is known by its number in the list too', async () => {
    const short = 'https://mp.weixin.qq.com/s/AbCdEfGhIjKlMnOpQrStUv'
    const published = [
      message(7, 1),
      { ...message(8), articles: [article(1, 1, { url: short })] },
      { ...message(9), articles: [{ title: '无址' }] },
    ]
    const { source } = await opened({ published })
    const posts = await discoverAll(source)
    expect(posts.map(({ key }) => key)).toEqual([
      keyOf(2_247_480_007, 1),
      'wechat:s:AbCdEfGhIjKlMnOpQrStUv',
      `wechat:published:${published[2]!.id}:1`,
    ])
    expect(posts.map(({ aliases }) => aliases)).toEqual([
      [`wechat:published:${published[0]!.id}:1`],
      [`wechat:published:${published[1]!.id}:1`],
      [],
    ])
    for (const { key, url } of posts.slice(0, 2)) expect(source.keysOf(url!)).toEqual([key])
    expect(source.addressesOf(posts[0]!.key)).toHaveLength(1)
  })

  it('keeps its version when only its place, its numbers or its delivery change, and gets another when its words do', async () => {
    const { server, source } = await opened({ published: messages(3) })
    const before = new Map((await discoverAll(source)).map(({ key, version }) => [key, version]))
    server.account.published.unshift(message(50))
    Object.assign(server.account.published[1]!.articles[0]!, { thumb_url: 'http://127.0.0.1/other', need_open_comment: 1 })
    Object.assign(server.account.published[2]!.articles[0]!, { title: '更正' })
    const after = new Map((await discoverAll(source)).map(({ key, version }) => [key, version]))
    const changed = [...before].filter(([key, version]) => after.get(key) !== version).map(([key]) => key)
    expect(changed).toEqual([keyOf(2_247_480_001, 1)])
  })

  it('that lies in two lists is one, as it was published', async () => {
    const old = { ...message(5), id: 'media-5' }
    const { source } = await opened({ published: [message(5)], materials: [old, { ...message(6), id: 'media-6' }] }, { materials: true })
    const posts = await discoverAll(source)
    expect(posts.map(({ key, ref }) => [key, (ref as { in: string }).in])).toEqual([
      [keyOf(2_247_480_005, 1), 'published'],
      [keyOf(2_247_480_006, 1), 'material'],
    ])
  })

  it('is asked for again by the page it stood on when what the list told is lost, and its neighbours with it', async () => {
    const { server, source } = await opened({ published: messages(90) })
    const posts = await discoverAll(source)
    const lost = posts.filter(({ ref }) => (ref as { offset: number }).offset === 40)
    const [first, ...others] = lost
    server.account.published.unshift(...Array.from({ length: 25 }, (_, n) => message(300 + n)))
    const before = server.count(LIST)
    const { parts } = await fetchAll(source, { ...first!, ref: { ...(first!.ref as object), row: 'lost' } })
    expect(source.parse(materialOf(first!, parts))).toMatchObject({ state: 'ok', title: first!.title })
    expect(server.count(LIST) - before).toBe(2)
    for (const post of others) expect((await fetchAll(source, post)).failure).toBeNull()
    expect(server.count(LIST) - before).toBe(2)
    expect(server.count('/cgi-bin/freepublish/getarticle')).toBe(0)
  })
})
