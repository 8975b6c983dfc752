// What the Weibo API refuses, and what is done about it: calls counted to the last one and kept over runs, errors by number, log-in pages, answers
// that make no sense; and that the token is never seen.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Failure } from '../../../src/domain/failures.ts'
import type { Discovered } from '../../../src/domain/archive.ts'
import { shortKeep } from '../../../src/source-keep.ts'
import type { Source } from '../../../src/sources/source.ts'
import { openWeiboApi } from '../../../src/sources/weibo-api/index.ts'
import { weiboApiOptions } from '../../../src/sources/weibo-api/options.ts'
import { madePost } from '../../kits/made-accounts/weibo-posts.ts'
import { truthOf } from '../../kits/made-accounts/weibo-truth.ts'
import { discoverAll, fetchAll, materialOf, onlineKit, shortMemory } from '../../kits/source-kit.ts'
import { startWeiboApi } from '../../kits/weibo-api.ts'
import type { Override, WeiboApiServer } from '../../kits/weibo-api.ts'

const POSTS = Array.from({ length: 330 }, (_, n) => madePost(3, n, 330))
const TRUE_KEYS = POSTS.map((post) => truthOf(post).key).toSorted()
const ENV = 'GUIJI_SECRET_WEIBO'
const MORNING = Date.parse('2026-03-10T10:20:00+08:00')

let api: WeiboApiServer
let base = ''
let ends: (() => Promise<void>)[] = []
let now = MORNING
let naps: number[] = []
beforeEach(async () => {
  api = await startWeiboApi(POSTS)
  base = mkdtempSync(join(tmpdir(), 'guiji-weibo-api-'))
  now = MORNING
  naps = []
})
afterEach(async () => {
  for (const end of ends) await end()
  ends = []
  await api.close()
  rmSync(base, { recursive: true, force: true })
})

const clock = { now: () => now, nap: async (ms: number) => void naps.push(ms) }

interface Lasting {
  readonly memory: ReturnType<typeof shortMemory>
  readonly keep: ReturnType<typeof shortKeep>
}

const lasting = (): Lasting => ({ memory: shortMemory(), keep: shortKeep() })

/** A process of its own: what lasts is lent. */
function opened(options: Record<string, unknown> = {}, lent: Lasting = lasting()): Source {
  const kit = onlineKit(base, [api.host], { env: { [ENV]: api.token }, net: { timeoutMs: 2000 }, ...lent })
  const source = openWeiboApi(
    weiboApiOptions.parse({ uid: '3053400001', token: { env: ENV }, address: api.url, shortLinks: false, ...options }),
    kit,
    clock,
  )
  ends.push(async () => {
    await source.close()
    await kit.close()
  })
  return source
}

async function upToFailure(source: Source): Promise<{ readonly found: readonly Discovered[]; readonly failure: Failure | null }> {
  const found: Discovered[] = []
  try {
    for await (const post of source.discover()) found.push(post)
    return { found, failure: null }
  } catch (failure) {
    if (failure instanceof Failure) return { found, failure }
    throw failure
  }
}

const sorted = (found: Iterable<Discovered>): readonly string[] => [...new Set([...found].map(({ key }) => key))].toSorted()
const failing = async (source: Source): Promise<string | undefined> => (await upToFailure(source)).failure?.code
const answering = (override: Override) => (api.before = () => override)

describe('the calls that are allowed', () => {
  it('are used to the last one, and the account is taken up the next day where it was left, with nothing asked twice', async () => {
    const lent = lasting()
    const all: Discovered[] = []
    const days: number[] = []
    for (; days.length < 7; now += 86_400_000) {
      api.calls.length = 0
      const { found, failure } = await upToFailure(opened({ calls: { perDay: 5 } }, lent))
      all.push(...found)
      days.push(api.calls.length)
      if (failure === null) break
      expect([failure.code, failure.retryAfterMs]).toEqual(['api-quota', Date.parse('2026-03-11T00:00:00+08:00') - MORNING])
      // once more on the same day: not a single call leaves
      expect((await upToFailure(opened({ calls: { perDay: 5 } }, lent))).failure?.code).toBe('api-quota')
      expect(api.calls).toHaveLength(5)
    }
    expect(sorted(all)).toEqual(TRUE_KEYS)
    expect(days.slice(0, -1).every((calls) => calls === 5)).toBe(true)
    // 5 pages of 100, 8 of 50, 5 of numbers; of a list that was begun the newest page is asked for again each day
    expect(days.reduce((sum, calls) => sum + calls, 0)).toBeLessThanOrEqual(18 + 3 * (days.length - 1))
  })

  it('are counted for the hour, too, whatever process makes them', async () => {
    const lent = lasting()
    await upToFailure(opened({ calls: { perHour: 4 } }, lent))
    expect(api.calls).toHaveLength(4)
    now += 40 * 60_000 - 1
    expect((await upToFailure(opened({ calls: { perHour: 4 } }, lent))).failure?.retryAfterMs).toBe(1)
    expect(api.calls).toHaveLength(4)
    now += 1
    await upToFailure(opened({ calls: { perHour: 4 } }, lent))
    expect(api.calls).toHaveLength(8)
  })

  it('may be fewer than we think: a refusal is believed, and nothing more leaves in this hour', async () => {
    const lent = lasting()
    api.limits.perHour = 7
    const source = opened({}, lent)
    const { found, failure } = await upToFailure(source)
    expect([failure?.code, failure?.retryAfterMs]).toEqual(['api-quota', 40 * 60_000])
    expect(found.length).toBe(330)
    expect(api.calls).toHaveLength(8)
    const cut = found.filter(({ ref }) => (ref as { show: boolean }).show)
    for (const post of cut) expect((await fetchAll(source, post)).failure?.code).toBe('api-quota')
    expect(api.calls).toHaveLength(8)
    // what lists told whole needs no call
    const [whole] = found.filter(({ ref }) => !(ref as { show: boolean }).show)
    expect((await fetchAll(source, whole!)).failure).toBeNull()
    const rest: Discovered[] = []
    for (let hours = 0, isWhole = false; hours < 4 && !isWhole; hours += 1) {
      api.nextHour()
      now += 3_600_000
      const next = await upToFailure(source)
      rest.push(...next.found)
      isWhole = next.failure === null
    }
    expect(sorted(rest)).toEqual(TRUE_KEYS)
  })

  it('are not used for what was read lately: only for what is new', async () => {
    const lent = lasting()
    const first = await discoverAll(opened({}, lent))
    const { length } = api.calls
    api.posts = [...Array.from({ length: 3 }, (_, n) => madePost(3, 330 + n, 330)).toReversed(), ...api.posts]
    api.calls.length = 0
    const second = await discoverAll(opened({}, lent))
    expect(api.calls).toHaveLength(3)
    const versions = new Map(second.map(({ key, version }) => [key, version]))
    expect(first.filter(({ key, version }) => versions.get(key) !== version)).toEqual([])
    expect(second).toHaveLength(333)
    // what was new then is old now
    api.calls.length = 0
    expect(await discoverAll(opened({}, lent))).toHaveLength(333)
    expect(api.calls).toHaveLength(3)
    now += 8 * 86_400_000
    api.calls.length = 0
    expect(await discoverAll(opened({}, lent))).toHaveLength(333)
    expect(api.calls.length).toBeGreaterThanOrEqual(length)
  })

  it('are not used again for pages whose reader stopped listening in the middle', async () => {
    const lent = lasting()
    const first: Discovered[] = []
    for await (const post of opened({ ids: false }, lent).discover()) {
      first.push(post)
      if (first.length === 150) break
    }
    expect(api.calls).toHaveLength(2)
    expect(sorted(await discoverAll(opened({ ids: false }, lent)))).toEqual(TRUE_KEYS)
    // the newest page of 100 once more, then from the third on; and all of 50
    expect(api.calls).toHaveLength(2 + 1 + 3 + 8)
  })

  it('are told by check', async () => {
    const checks = await opened({ calls: { perDay: 50 } }).check()
    expect(checks.map(({ ok }) => ok)).toEqual([true, true])
    expect(checks[1]?.detail).toContain('998 of 1000')
    expect(checks[1]?.detail).toContain('2 today')
  })
})

describe('a refusal', () => {
  it.each(['21327', '21315', '21332', '10006'])('of the token (%s) ends everything at once and says what to do', async (code) => {
    answering({ status: 400, body: JSON.stringify({ error_code: code, error: 'expired_token', request: '/2/x' }) })
    const { failure } = await upToFailure(opened())
    expect([failure?.code, failure?.fate, api.calls.length]).toEqual(['api-denied', 'halt', 1])
    expect(failure?.message).toContain(code)
    expect(failure?.message).toContain('authorize anew')
  })

  it('of the right to a call is one of the app', async () => {
    answering({ status: 403, body: '{"error_code":10014,"error":"Insufficient app permissions!"}' })
    expect(await failing(opened())).toBe('api-unauthorized')
  })

  it('by a page to log in is one of the token: with status 200, by redirect, or as a visitor', async () => {
    const page = '<!DOCTYPE html><html><head><title>登录 - 微博</title></head><script>wbBotDetector</script></html>'
    answering({ status: 200, body: page, headers: { 'content-type': 'text/html; charset=utf-8' } })
    expect(await failing(opened())).toBe('api-denied')
    answering({ status: 302, headers: { location: 'https://passport.weibo.com/visitor/visitor?entry=miniblog' } })
    expect(await failing(opened())).toBe('api-denied')
    expect(api.calls).toHaveLength(2)
  })

  it('in GBK is read by its number', async () => {
    const body = Buffer.concat([
      Buffer.from('{"request":"/2/statuses","error_code":"21327","error":"'),
      Buffer.from('c1eec5c6d2d1b9fdc6da', 'hex'),
      Buffer.from('"}'),
    ])
    answering({ status: 400, body, headers: { 'content-type': 'text/html;charset=GBK' } })
    expect(await failing(opened())).toBe('api-denied')
  })

  it('by status 429 is one of calls', async () => {
    answering({ status: 429 })
    const { failure } = await upToFailure(opened())
    expect([failure?.code, api.calls.length]).toEqual(['api-quota', 1])
  })

  it('that nobody foresaw is told by its number, without the platform’s words', async () => {
    answering({ status: 400, body: '{"error_code":29999,"error":"13800000000 张三"}' })
    const { failure } = await upToFailure(opened())
    expect(failure?.code).toBe('api-refused')
    expect(failure?.message).toContain('29999')
    expect(failure?.message).not.toContain('张三')
  })

  it('to show more than the newest five says whose token it is, and nothing looks like a whole account', async () => {
    api.owner = '3053400999'
    const source = opened()
    const { found, failure } = await upToFailure(source)
    expect([found.length, failure?.code]).toEqual([0, 'api-denied'])
    expect(failure?.message).toContain('newest 5')
    expect((await source.check()).map(({ ok }) => ok)).toEqual([false, true])
  })
})

describe('trouble on the way', () => {
  it.each([
    ['a busy platform', { status: 400, body: '{"error_code":"10009","error":"Too many pending tasks, system is busy!"}' }],
    ['a server in trouble', { status: 503 }],
    ['half an answer', { status: 200, body: '{"statuses":[{"mid":"38' }],
    ['a connection that breaks', 'hang-up'],
    ['a server that says nothing', 'silence'],
  ] as const)('(%s) is waited for, and every try is a call', async (_, override) => {
    api.before = (_call, n) => (n === 3 || n === 4 ? override : null)
    const found = await discoverAll(opened({ calls: { perDay: 25 } }))
    expect(sorted(found)).toEqual(TRUE_KEYS)
    expect(naps.length).toBeGreaterThanOrEqual(2)
    expect(api.calls.length).toBeLessThanOrEqual(21)
  })

  it('that one page makes every time leaves the page to the other passes, and is told', async () => {
    api.before = ({ params }) => (params.get('count') === '100' && params.has('max_id') ? { status: 200, body: 'null' } : null)
    const source = opened({ ids: false })
    expect(sorted(await discoverAll(source))).toEqual(TRUE_KEYS)
    expect(source.leftovers().find(({ name }) => name === 'user_timeline/100')?.why).toContain('net-status')
  })

  it('that every pass meets ends the run: nothing may look deleted', async () => {
    api.before = ({ params }) => (params.has('max_id') ? { status: 200, body: 'null' } : null)
    const { found, failure } = await upToFailure(opened())
    expect([found.length, failure?.code]).toEqual([100, 'net-status'])
  })

  it('an empty answer in the middle is not taken for the end', async () => {
    let empty = 0
    api.before = ({ params, path }) => {
      if (!path.endsWith('user_timeline.json') || params.get('count') !== '100' || !params.has('max_id') || empty > 0) return null
      empty += 1
      return { status: 200, body: '{"statuses":[],"total_number":330,"next_cursor":0}' }
    }
    expect(sorted(await discoverAll(opened({ ids: false, pageSizes: [100] })))).toEqual(TRUE_KEYS)
  })

  it('a list that is deaf to its mark is left, and is told', async () => {
    const page = { statuses: [] as unknown[], total_number: 330, next_cursor: 0 }
    let first = ''
    api.before = ({ path, params }) => {
      if (!path.endsWith('user_timeline.json')) return null
      if (!params.has('max_id')) return null
      return first === '' ? null : { status: 200, body: first }
    }
    first = JSON.stringify({
      ...page,
      statuses: [{ mid: '5116000000000000', id: 5_116_000_000_000_000, text: 'x', user: { id: 3_053_400_001 } }],
    })
    const source = opened({ pageSizes: [100], ids: true })
    await discoverAll(source)
    expect(source.leftovers().find(({ name }) => name === 'user_timeline/100')?.why).toContain('does not move on')
  })

  it('with short links leaves them as they are, and is told once; the posts are all there', async () => {
    api.before = ({ path }) => (path.endsWith('expand.json') ? { status: 400, body: '{"error_code":"10014"}' } : null)
    const source = opened({ shortLinks: true })
    const found = await discoverAll(source)
    expect(sorted(found)).toEqual(TRUE_KEYS)
    expect(source.leftovers()).toContainEqual({ name: 'short_url/expand', why: 'short links are not resolved (api-unauthorized)' })
    expect(api.calls.filter(({ path }) => path.endsWith('expand.json'))).toHaveLength(1)
  })

  it('in fetch costs one call and is tried later', async () => {
    const source = opened()
    const found = await discoverAll(source)
    const cut = found.find(({ ref }) => (ref as { show: boolean }).show)!
    api.calls.length = 0
    answering({ status: 400, body: '{"error_code":10011,"error":"RPC error!"}' })
    expect((await fetchAll(source, cut)).failure?.fate).toBe('retry')
    expect(api.calls).toHaveLength(1)
    api.before = () => null
    const { parts } = await fetchAll(source, cut)
    expect(source.parse(materialOf(cut, parts)).state).toBe('ok')
  })
})

describe('the token', () => {
  it('travels in a header and is never in an address, an error, a ref, a part or what is remembered', async () => {
    const lent = lasting()
    const seen: string[] = []
    const memory = {
      ...lent.memory,
      remember: async (all: Parameters<typeof lent.memory.remember>[0]) => (seen.push(JSON.stringify([...all])), lent.memory.remember(all)),
    }
    const keep = { ...lent.keep, keep: async (bytes: Uint8Array) => (seen.push(Buffer.from(bytes).toString()), lent.keep.keep(bytes)) }
    const source = opened({}, { memory, keep })
    const found = await discoverAll(source)
    for (const post of found.slice(0, 60)) {
      const { parts } = await fetchAll(source, post)
      seen.push(JSON.stringify(post), ...parts.map(({ name, bytes }) => `${name}${bytes === null ? '' : Buffer.from(bytes).toString()}`))
    }
    answering({ status: 400, body: `{"error_code":"21332","error":"${api.token}"}` })
    const { failure } = await upToFailure(opened())
    seen.push(String(failure), JSON.stringify(failure), failure?.stack ?? '')
    expect(api.calls.every(({ authorization }) => authorization === `OAuth2 ${api.token}`)).toBe(true)
    expect(api.leaked).toEqual([])
    expect(seen.filter((text) => text.includes('canary'))).toEqual([])
  })

  it('is asked for only when a call needs it', async () => {
    const kit = onlineKit(base, [api.host])
    ends.push(kit.close)
    const source = openWeiboApi(weiboApiOptions.parse({ uid: '3053400001', token: { env: ENV }, address: api.url }), kit, clock)
    expect(source.parse({ key: 'x', ref: null, parts: [] }).state).toBe('unreadable')
    await expect(discoverAll(source)).rejects.toMatchObject({ code: 'settings-invalid' })
    expect(api.calls).toHaveLength(0)
  })

  it('never travels in clear beyond this machine', () => {
    const given = { uid: '3053400001', token: { env: ENV }, address: 'http://api.weibo.com' }
    expect(weiboApiOptions.safeParse(given).success).toBe(false)
  })
})
