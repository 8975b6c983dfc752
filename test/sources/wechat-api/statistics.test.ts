// The owner's statistics as evidence of what the account has, with what the lists do not tell; and the check before a run.
import { describe, expect, it } from 'vitest'
import { half } from '../../../src/domain/words.ts'
import { discoverAll, fetchAll, materialOf } from '../../kits/source-kit.ts'
import { BIZ, keyOf, message, messages, opened } from './room.ts'

const PATH = '/datacube/getarticletotaldetail'

/** Noon on 2025-11-20 is now: the day before is the last that is told. */
function row(place: string, day: string, reads: number): Record<string, unknown> {
  const sums = [
    { stat_date: '2025-11-19', read_user: reads, share_user: 7, like_user: 3, zaikan_user: 2, comment_count: 1, read_user_source: [] },
    { stat_date: '2025-11-18', read_user: 1, share_user: 1 },
  ]
  return { ref_date: day, msgid: place, publish_type: 0, detail_list: sums }
}

const STATISTICS = new Map([
  ['2025-11-18', [row('2247480000_1', '2025-11-18', 4123), row('2247499999_1', '2025-11-18', 9), row('2247499999_2', '2025-11-18', 8)]],
  ['2025-11-01', [row('2247490098_1', '2025-11-01', 5)]],
])

describe('the statistics', () => {
  it('claim every post by its key and every day by its number, those the lists never give too', async () => {
    const { server, source } = await opened({ published: messages(3), statistics: STATISTICS }, { statistics: true })
    await discoverAll(source)
    const claims = source.claims?.() ?? []
    expect(claims.filter(({ scope }) => scope === 'post').map(({ of, count }) => [of, count])).toEqual([
      [keyOf(2_247_480_000, 1), 1],
      [keyOf(2_247_499_999, 1), 1],
      [keyOf(2_247_499_999, 2), 1],
      [keyOf(2_247_490_098, 1), 1],
    ])
    const days = claims.filter(({ scope }) => scope === 'day')
    expect(days).toHaveLength(30)
    expect(days.filter(({ count }) => count > 0).map(({ of, count }) => [of, count])).toEqual([
      ['2025-11-18', 3],
      ['2025-11-01', 1],
    ])
    expect(server.calls.filter(({ path }) => path === PATH).every(({ body }) => body['begin_date'] === body['end_date'])).toBe(true)
    expect(source.leftovers()).toEqual([])
  })

  it('tell how often a post was read, of the last sum alone', async () => {
    const { source } = await opened({ published: messages(2), statistics: STATISTICS }, { statistics: true })
    const [first, second] = await discoverAll(source)
    const page = async (post: typeof first) => source.parse(materialOf(post!, (await fetchAll(source, post!)).parts))
    expect((await page(first)).facts).toEqual({
      read_users: 4123,
      share_users: 7,
      like_users: 3,
      wow_users: 2,
      comment_num: 1,
      statistics_until: '2025-11-19',
    })
    expect((await page(second)).facts).toEqual({})
  })

  it('name posts of an account that publishes nothing without notification, when the job tells its number', async () => {
    const { source, again } = await opened({ statistics: STATISTICS }, { statistics: true })
    expect(await discoverAll(source)).toEqual([])
    expect((source.claims?.() ?? []).filter(({ scope }) => scope === 'post')).toEqual([])
    const other = await again({ biz: BIZ })
    await discoverAll(other)
    expect((other.claims?.() ?? []).filter(({ scope }) => scope === 'post')).toHaveLength(4)
  })

  it('of days that cannot change any more are asked for once', async () => {
    const { server, again } = await opened({ statistics: STATISTICS }, { statistics: true, statisticsFrom: '2025-08-01' })
    const first = await again()
    await discoverAll(first)
    const before = server.count(PATH)
    expect(before).toBe(111)
    const second = await again()
    await discoverAll(second)
    expect(server.count(PATH) - before).toBe(35)
    expect(second.claims?.()).toEqual(first.claims?.())
  })

  it('are read as far as the calls of the day go, and the next day further', async () => {
    const { server, again, clock } = await opened(
      { published: messages(3), statistics: STATISTICS },
      { statistics: true, statisticsFrom: '2025-08-01' },
    )
    server.limits.set(PATH, 60)
    const first = await again()
    expect(await discoverAll(first)).toHaveLength(6)
    expect(first.leftovers()).toEqual([{ name: PATH, why: 'not read for 2025-09-20 and before: api-quota' }])
    server.nextDay()
    clock.now += 24 * 3_600_000
    const second = await again()
    await discoverAll(second)
    expect(second.leftovers()).toEqual([{ name: PATH, why: 'not read for 2025-08-27 and before: api-quota' }])
    expect(server.over()).toBe(0)
  })

  it('end where the platform does not reach back, and where the account has no right to them', async () => {
    const { server, source } = await opened({ statistics: STATISTICS, statisticsFrom: '2025-11-10' }, { statistics: true })
    await discoverAll(source)
    expect(source.leftovers()).toEqual([{ name: PATH, why: 'not read for 2025-11-09 and before: none' }])
    server.oddly(PATH, { errcode: 48001 })
    await discoverAll(source)
    expect(source.leftovers()).toEqual([{ name: PATH, why: 'not read for 2025-11-19 and before: api-unauthorized' }])
  })

  it('that are not ready for the last days are passed over, and those days claim nothing', async () => {
    const { server, source } = await opened({ statistics: STATISTICS }, { statistics: true })
    const late = Buffer.from(JSON.stringify({ list: [], is_delay: true }))
    server.oddly(PATH, { errcode: 61503 }, { bytes: late })
    await discoverAll(source)
    const days = (source.claims?.() ?? []).map(({ of }) => of)
    expect(days).not.toContain('2025-11-19')
    expect(days).not.toContain('2025-11-18')
    expect(days).toContain('2025-11-17')
    expect(source.leftovers()).toEqual([])
  })
})

describe('the check', () => {
  it('tells how much is listed, how many calls are left, and what is never listed', async () => {
    const { server, source } = await opened({ published: messages(45) })
    const [account, pictures, never] = await source.check()
    expect([account?.ok, half('en', account!.detail)]).toEqual([
      true,
      'the interface lists 45 published messages; 99 of 100 calls are left today',
    ])
    expect(pictures).toMatchObject({ ok: true, detail: expect.stringContaining('mmbiz.qpic.cn') })
    expect(never).toMatchObject({ ok: true, detail: expect.stringMatching(/群发.*话题.*视频.*wechat-archive.*joined/s) })
    expect(server.count('/cgi-bin/freepublish/batchget')).toBe(1)
  })

  it.each([
    [{ errcode: 48001 }, /api-unauthorized.*wechat-archive/s],
    [{ errcode: 50002 }, /api-frozen/],
    [{ errcode: 45009 }, /api-quota.*midnight in Beijing/s],
    [{ status: 404 }, /net-missing/],
  ])('explains %o and does not throw', async (oddity, words) => {
    const { server, source } = await opened({ published: [message(1)] })
    server.oddly('/cgi-bin/freepublish/batchget', oddity)
    const [account] = await source.check()
    expect(account).toMatchObject({ ok: false, detail: expect.stringMatching(words) })
  })

  it('asks nobody when the job does not allow the host, and says so', async () => {
    const { server, again } = await opened({})
    const other = await again({ api: 'https://api.weixin.qq.com' })
    expect((await other.check())[0]).toMatchObject({ ok: false, detail: expect.stringContaining('api.weixin.qq.com') })
    expect(server.calls).toEqual([])
  })
})
