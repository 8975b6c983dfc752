// One call of the interface against the local server: tokens, calls counted to the last, every error number, and what it never lets out.
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { discoverAll, fetchAll } from '../../kits/source-kit.ts'
import { half } from '../../../src/domain/words.ts'
import { Failure } from '../../../src/domain/failures.ts'
import { message, messages, opened } from './room.ts'

const LIST = '/cgi-bin/freepublish/batchget'
const TOKEN = '/cgi-bin/stable_token'
const QUOTA = '/cgi-bin/openapi/quota/get'

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (error instanceof Failure) return error
  throw new Error(`no Failure but ${inspect(error)}`)
}

describe('the token', () => {
  it('is asked for once, by stable_token alone and never by force, however many requests need it', async () => {
    const { server, source } = await opened({ published: messages(45) })
    await discoverAll(source)
    expect(server.count(TOKEN)).toBe(1)
    expect(server.count('/cgi-bin/token')).toBe(0)
    expect(server.calls[0]).toMatchObject({ path: TOKEN, method: 'POST', body: { grant_type: 'client_credential', force_refresh: false } })
  })

  it.each([40001, 40014, 42001])('that is refused with %i is replaced once, and the request is sent again', async (number) => {
    const { server, source } = await opened({ published: messages(30) })
    const posts = source.discover()[Symbol.asyncIterator]()
    const first = await posts.next()
    server.expire(number)
    const more: string[] = []
    for (let next = await posts.next(); next.done !== true; next = await posts.next()) more.push(next.value.key)
    expect(first.done).toBe(false)
    expect(1 + more.length).toBe(messages(30).flatMap(({ articles }) => articles).length)
    expect(server.tokens).toHaveLength(2)
    expect(server.calls.filter(({ path, body }) => path === TOKEN && body['force_refresh'] === true)).toEqual([])
  })

  it('is forced anew only when the platform goes on giving out one that it refuses', async () => {
    const { server, source } = await opened({ published: messages(30) })
    const posts = source.discover()[Symbol.asyncIterator]()
    await posts.next()
    server.isolate()
    let count = 1
    for (let next = await posts.next(); next.done !== true; next = await posts.next()) count += 1
    expect(count).toBe(messages(30).flatMap(({ articles }) => articles).length)
    expect(server.calls.filter(({ path }) => path === TOKEN).map(({ body }) => body['force_refresh'])).toEqual([false, false, true])
  })

  it('that is refused again and again halts, and is not forced without end', async () => {
    const { server, source } = await opened({ published: messages(3) })
    server.oddly(LIST, ...Array.from({ length: 9 }, () => ({ errcode: 40001 })))
    expect(await failureOf(discoverAll(source))).toMatchObject({ code: 'api-denied', fate: 'halt' })
    expect(await failureOf(discoverAll(source))).toMatchObject({ code: 'api-denied' })
    expect(server.calls.filter(({ path, body }) => path === TOKEN && body['force_refresh'] === true)).toHaveLength(1)
  })

  it('is asked for anew before it ends, and shared by all that wait for it', async () => {
    const { server, source, clock } = await opened({ published: messages(3) })
    const posts = await discoverAll(source)
    clock.now += 7000 * 1000
    server.account.published.push(message(99))
    await Promise.all(posts.slice(0, 6).map((post) => fetchAll(source, { ...post, ref: { ...(post.ref as object), row: 'lost' } })))
    expect(server.count(TOKEN)).toBe(2)
  })
})

describe('the calls of a day', () => {
  it('are never exceeded, and what is left waits for midnight in Beijing', async () => {
    const { server, source, clock } = await opened({ published: messages(100) })
    server.limits.set(LIST, 3)
    const failure = await failureOf(discoverAll(source))
    expect(failure).toMatchObject({ code: 'api-quota', fate: 'retry' })
    // noon in Beijing: twelve hours, and a minute for clocks that differ
    expect(failure.retryAfterMs).toBe(12 * 3_600_000 + 60_000)
    expect([server.count(LIST), server.over()]).toEqual([3, 0])
    expect(await failureOf(discoverAll(source))).toMatchObject({ code: 'api-quota' })
    expect(server.count(LIST)).toBe(3)
    clock.now += 12 * 3_600_000 + 60_000
    server.nextDay()
    server.limits.set(LIST, 100)
    expect((await discoverAll(source)).length).toBeGreaterThan(100)
    expect(server.over()).toBe(0)
  })

  it('that others have used up are believed when the platform says so', async () => {
    const { server, source } = await opened({ published: messages(100) })
    server.oddly(QUOTA, { errcode: 76021 })
    server.limits.set(LIST, 2)
    expect(await failureOf(discoverAll(source))).toMatchObject({ code: 'api-quota', retryAfterMs: 12 * 3_600_000 + 60_000 })
    expect(server.over()).toBe(1)
    expect(await failureOf(discoverAll(source))).toMatchObject({ code: 'api-quota' })
    expect(server.over()).toBe(1)
  })

  it('are counted anew when the operator has had them cleared', async () => {
    const { server, source, clock } = await opened({ published: messages(60) })
    server.limits.set(LIST, 1)
    await failureOf(discoverAll(source))
    server.nextDay()
    server.limits.set(LIST, 100)
    expect(await failureOf(discoverAll(source))).toMatchObject({ code: 'api-quota' })
    clock.now += 11 * 60_000
    expect((await discoverAll(source)).length).toBeGreaterThan(60)
  })

  it('of the quota interface itself, used up, are no reason to stop', async () => {
    const { server, source } = await opened({ published: messages(10) })
    server.oddly(QUOTA, { errcode: 45009 })
    expect((await discoverAll(source)).length).toBeGreaterThan(10)
  })
})

describe('an error number', () => {
  it.each([
    [40013, 'api-denied', /AppID/],
    [40125, 'api-denied', /AppSecret/],
    [48001, 'api-unauthorized', /wechat-archive/],
    [48004, 'api-frozen', /blocked/],
    [50002, 'api-frozen', /frozen or limited/],
    [12345, 'api-refused', /12345/],
  ])('%i of the list is %s and says what to do', async (number, code, words) => {
    const { server, source } = await opened({ published: messages(3) })
    server.oddly(LIST, { errcode: number, errmsg: '平台的原话,不可外传' })
    const failure = await failureOf(discoverAll(source))
    expect(failure.code).toBe(code)
    expect(half('en', failure.message)).toMatch(words)
    expect(failure.message).toContain(String(number))
    expect(failure.message).not.toContain('不可外传')
  })

  it.each([
    ['invalid ip 203.0.113.9 ipv6 ::ffff:203.0.113.9, not in whitelist rid: 5fb21886', '203.0.113.9'],
    ['invalid ip ::ffff:203.0.113.9, not in whitelist rid: 5fb21886', '203.0.113.9'],
    ['invalid ip 2001:db8::7, not in whitelist', '2001:db8::7'],
  ])('40164 halts and shows the address to allow: %s', async (errmsg, shown) => {
    const { server, source } = await opened({})
    server.oddly(TOKEN, { errcode: 40164, errmsg }, { errcode: 40164, errmsg })
    const failure = await failureOf(discoverAll(source))
    expect(failure).toMatchObject({ code: 'api-address', fate: 'halt' })
    expect(failure.message).toContain(`Add ${shown} to the IP list`)
    expect(failure.message).not.toContain('::ffff:')
    const [check] = await source.check()
    expect(check).toMatchObject({ ok: false, detail: expect.stringContaining(shown) })
  })

  it('-1 is tried again with longer and longer waits, and then left for later', async () => {
    const { server, source, clock } = await opened({ published: messages(3) })
    server.oddly(LIST, { errcode: -1 }, { errcode: -1 })
    expect((await discoverAll(source)).length).toBe(6)
    expect(clock.slept).toEqual([1000, 4000])
    server.oddly(LIST, ...Array.from({ length: 4 }, () => ({ errcode: -1 })))
    expect(await failureOf(discoverAll(source))).toMatchObject({ code: 'api-busy', fate: 'retry' })
  })

  it('45011 waits a minute while a list is read, and lets one post be tried again later', async () => {
    const { server, source, clock } = await opened({ published: messages(3) })
    server.oddly(LIST, { errcode: 45011 })
    const [post] = await discoverAll(source)
    expect(clock.slept).toEqual([61_000])
    server.oddly(LIST, { errcode: 45011 })
    const { failure } = await fetchAll(source, { ...post!, ref: { ...(post!.ref as object), row: 'lost' } })
    expect(failure).toMatchObject({ code: 'api-busy', retryAfterMs: 61_000 })
    expect(clock.slept).toEqual([61_000])
  })

  it('53600 concerns one post alone', async () => {
    const { source } = await opened({ published: messages(3) })
    const [post] = await discoverAll(source)
    const ref = { ...(post!.ref as object), row: 'lost', id: 'no-such-article' }
    const { failure } = await fetchAll(source, { ...post!, ref })
    expect(failure).toMatchObject({ code: 'api-missing', fate: 'stop' })
  })
})

describe('an answer', () => {
  it('is UTF-8 whatever its header says', async () => {
    const { server, source } = await opened({ published: [message(1)] })
    const bytes = Buffer.from(
      JSON.stringify({ total_count: 1, item_count: 1, item: [{ article_id: 'a', content: { news_item: [{ title: '通知😀' }] } }] }),
    )
    server.oddly(LIST, { bytes, type: 'text/plain; charset=iso-8859-1' })
    expect((await discoverAll(source)).map(({ title }) => title)).toEqual(['通知😀'])
  })

  it.each([
    ['cut off', { bytes: Buffer.from('{"total_count":1,"item":[{') }],
    ['empty', { bytes: Buffer.alloc(0) }],
    ['a page of a proxy', { bytes: Buffer.from('<html>502</html>'), type: 'text/html' }],
    ['a picture', { bytes: Buffer.from('89504e470d0a1a0a', 'hex'), type: 'image/png' }],
    ['a broken connection', { hangUp: true as const }],
    ['status 502', { status: 502 }],
    ['status 429 with a time', { status: 429, headers: { 'retry-after': '1' } }],
  ])('that is %s is asked for again', async (_, oddity) => {
    const { server, source, clock } = await opened({ published: messages(3) })
    server.oddly(LIST, oddity)
    expect((await discoverAll(source)).length).toBe(6)
    expect(clock.slept).toHaveLength(1)
  })

  it('that comes too late is asked for again', async () => {
    const { server, source } = await opened({ published: messages(3) }, {}, { net: { timeoutMs: 300, firstWaitMs: 1 } })
    server.oddly(LIST, { slowMs: 600 })
    expect((await discoverAll(source)).length).toBe(6)
    expect(server.count(LIST)).toBe(2)
  })
})

describe('secret and token', () => {
  it('stand in no error, whatever goes wrong, nor in what is kept, remembered or handed over', async () => {
    const { server, source, remembered, kept } = await opened({ published: messages(30) })
    const told: unknown[] = []
    const posts = await discoverAll(source)
    for (const post of posts.slice(0, 5)) told.push(post, await fetchAll(source, post))
    const odd = [{ errcode: 40164 }, { errcode: 48001 }, { status: 500 }, { hangUp: true as const }, { bytes: Buffer.from('{') }]
    for (const path of [TOKEN, LIST]) {
      for (const oddity of odd) {
        server.expire()
        server.oddly(path, ...Array.from({ length: 5 }, () => oddity))
        told.push(await discoverAll(source).catch((error: unknown) => error))
        server.oddly(path)
        for (let n = 0; n < 5; n += 1) await discoverAll(source).catch(() => {})
      }
    }
    told.push(await source.check(), source.leftovers(), source.claims?.(), [...remembered], kept.map(String))
    const all = inspect(told, { depth: 20, maxStringLength: null, maxArrayLength: null, showHidden: true, getters: true })
    expect(all).toContain('api-address')
    expect(all).not.toMatch(/canary-/)
    // the server did see them
    expect(server.calls.some(({ token }) => token?.startsWith('canary-token') === true)).toBe(true)
  })

  it('are not needed by whoever only looks at what was fetched', async () => {
    const { source } = await opened({}, {}, { env: {} })
    expect(source.parse({ key: 'x', ref: null, parts: [] }).state).toBe('unreadable')
    expect(await failureOf(discoverAll(source))).toMatchObject({ code: 'settings-invalid' })
    expect((await source.check())[0]).toMatchObject({ ok: false, detail: expect.stringContaining('GUIJI_SECRET_WECHAT') })
  })
})
