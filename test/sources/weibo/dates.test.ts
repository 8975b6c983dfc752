// Publish times of every form, by their words and by the number of the post.
import { afterEach, describe, expect, it } from 'vitest'
import { articleDate, publishedOf, readCreated } from '../../../src/sources/weibo/dates.ts'

const CAPTURED = '2018-01-03T00:30:00+08:00'
const read = (created: string, capturedAt: string | null = CAPTURED) => {
  const { value, precision } = readCreated(created, { told: 'api', capturedAt })?.dated ?? { value: null, precision: 'unknown' }
  return [value, precision]
}

describe('what the platform says of time', () => {
  const zone = process.env['TZ']
  afterEach(() => {
    if (zone === undefined) delete process.env['TZ']
    else process.env['TZ'] = zone
  })
  it.each([
    ['2012-10-22 21:55', '2012-10-22T21:55:00+08:00', 'minute'],
    ['2020-06-01 20:35:07', '2020-06-01T20:35:07+08:00', 'second'],
    ['2020-06-01T20:35:07', '2020-06-01T20:35:07+08:00', 'second'],
    ['Tue May 31 17:46:55 +0800 2011', '2011-05-31T17:46:55+08:00', 'second'],
    ['Tue May 31 09:46:55 +0000 2011', '2011-05-31T17:46:55+08:00', 'second'],
    ['Tue, 31 May 2011 09:46:55 GMT', '2011-05-31T17:46:55+08:00', 'second'],
    ['2011-05-31T09:46:55.000Z', '2011-05-31T17:46:55+08:00', 'second'],
    ['1306835215', '2011-05-31T17:46:55+08:00', 'second'],
    ['1306835215000', '2011-05-31T17:46:55+08:00', 'second'],
    ['2017-12-27', '2017-12-27T00:00:00+08:00', 'day'],
    ['01-02 18:23', '2018-01-02T18:23:00+08:00', 'minute'],
    ['12-31 23:59', '2017-12-31T23:59:00+08:00', 'minute'],
    ['07-25', '2017-07-25T00:00:00+08:00', 'day'],
    ['06月17日 18:12', '2017-06-17T18:12:00+08:00', 'minute'],
    ['今天 00:12', '2018-01-03T00:12:00+08:00', 'minute'],
    ['昨天 14:50', '2018-01-02T14:50:00+08:00', 'minute'],
    ['9分钟前', '2018-01-03T00:21:00+08:00', 'minute'],
    ['30秒前', '2018-01-03T00:29:00+08:00', 'minute'],
    ['刚刚', '2018-01-03T00:30:00+08:00', 'minute'],
    ['14小时前', '2018-01-02T00:00:00+08:00', 'day'],
  ])('%s is read in Beijing time, wherever this machine stands', (created, value, precision) => {
    for (const tz of ['America/New_York', 'Asia/Shanghai']) {
      process.env['TZ'] = tz
      expect(read(created)).toEqual([value, precision])
    }
  })
  it.each(['', '胡说', '2018-02-30 10:00', '2018-01-01 25:00', '13-40', '今天 25:00', '99999999999999999999', '1200000000', '0小时前后'])(
    '%j stays unknown',
    (created) => {
      expect(read(created)).toEqual([null, 'unknown'])
    },
  )
  it.each(['昨天 14:50', '07-25', '3小时前', '刚刚', '06月17日 18:12'])('%s means nothing without the time of its capture', (created) => {
    expect(read(created, null)).toEqual([null, 'unknown'])
  })
  it('3 hours before half past midnight is no day at all, since the hour may lie on either side', () => {
    expect(read('1小时前', '2018-01-03T01:30:00+08:00')).toEqual([null, 'unknown'])
  })
  it('29 February without a year is looked for in the year before as well', () => {
    expect(read('02-29', '2021-01-01T00:00:00+08:00')).toEqual(['2020-02-29T00:00:00+08:00', 'day'])
    expect(read('02-29', '2023-01-01T00:00:00+08:00')).toEqual([null, 'unknown'])
  })
})

const MID = '4645748019299849'
const published = (created: string | null, capturedAt: string | null = null, mid: string | null = MID) =>
  publishedOf({ created, told: 'api', capturedAt, mid })

describe('the date of a post', () => {
  it('is what its record says in full', () => {
    expect(published('Tue Jun 08 09:35:04 +0800 2021')).toEqual({
      published: { value: '2021-06-08T09:35:04+08:00', precision: 'second', provenance: 'api', raw: 'Tue Jun 08 09:35:04 +0800 2021' },
      doubt: null,
    })
  })
  it.each([null, '昨天 09:35', '06-08', '2021-06-08', '刚刚'])('comes from its number where the record says only %s', (created) => {
    expect(published(created)).toMatchObject({
      published: { value: '2021-06-08T09:35:04+08:00', provenance: 'derived-from-id' },
      doubt: null,
    })
  })
  it('is in doubt when record and number are more than two minutes apart', () => {
    expect(published('2021-06-08 09:37:04').doubt).toBeNull()
    expect(published('2021-06-08 09:37:05').doubt).toContain(MID)
    expect(published('2021-06-08 09:38').doubt).toBeNull()
    expect(published('2021-06-08 09:39').doubt).toContain(MID)
    expect(published('2021-06-09').doubt).toContain(MID)
    expect(published('昨天 09:35', '2021-06-09T10:00:00+08:00').doubt).toBeNull()
    expect(published('昨天 09:35', '2021-06-20T10:00:00+08:00').doubt).toContain(MID)
  })
  it('stays unknown where neither tells, and is never the time of the import', () => {
    expect(published('昨天 09:35', null, '730379578').published).toMatchObject({ value: null, precision: 'unknown', raw: '昨天 09:35' })
    expect(published(null, null, null).published).toMatchObject({ value: null, provenance: 'none' })
  })
})

describe('the date of an article', () => {
  const seen = { told: 'api', capturedAt: null } as const
  it('takes its year from its number where both name one day', () => {
    expect(articleDate('06-08 09:30', `230940${MID}`, seen)).toMatchObject({
      value: '2021-06-08T09:30:00+08:00',
      provenance: 'derived-from-id',
    })
  })
  it('stays unknown where they do not, or where no number holds a time', () => {
    expect(articleDate('03-27 13:27', `230940${MID}`, seen)).toBeNull()
    expect(articleDate('03-27 13:27', '1001603800000000000001', seen)).toBeNull()
  })
})
