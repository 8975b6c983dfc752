// Several tellings of one post are joined field by field.
import { describe, expect, it } from 'vitest'
import { mergeStatuses } from '../../../src/sources/weibo/merge.ts'
import { UNTOLD } from '../../../src/sources/weibo/status.ts'
import type { Status, WeiboPicture } from '../../../src/sources/weibo/status.ts'

const status = (of: Partial<Status>): Status => ({ ...UNTOLD, mid: '4645748019299849', ...of })
const picture = (pid: string, more: Partial<WeiboPicture> = {}): WeiboPicture => ({
  pid,
  url: `https://wx1.sinaimg.cn/large/${pid}.jpg`,
  file: null,
  kind: 'picture',
  moving: null,
  ...more,
})

/** Whatever order the files were read in. */
function both(a: Partial<Status>, b: Partial<Status>): Status {
  const there = mergeStatuses([status(a), status(b)])
  const back = mergeStatuses([status(b), status(a)])
  expect(back).toEqual(there)
  return there
}

describe('two tellings of one post', () => {
  it('give the whole text, not the cut one of a later edit', () => {
    const whole = { text: { plain: 'all of it' }, textState: 'full' } as const
    expect(both(whole, { text: { html: 'all …' }, textState: 'truncated', edits: 3 })).toMatchObject({ ...whole, edits: 3 })
    expect(both(whole, { text: { plain: 'all' }, textState: 'unknown' })).toMatchObject(whole)
  })
  it('give the text of the latest edit where both are whole', () => {
    expect(
      both({ text: { plain: 'old' }, textState: 'full', edits: 1 }, { text: { plain: 'new' }, textState: 'full', edits: 2 }).text,
    ).toEqual({
      plain: 'new',
    })
  })
  it('give the text with markup, which says where links lead', () => {
    expect(both({ text: { plain: 'a' }, textState: 'full' }, { text: { html: '<a>a</a>' }, textState: 'full' }).text).toEqual({
      html: '<a>a</a>',
    })
  })
  it('give the longer list of pictures, each with what either knows of it', () => {
    const file = picture('b', { file: 'img/b.jpg', url: null, kind: 'live', moving: 'b.mov' })
    const merged = both({ pictures: [picture('a'), picture('b')], pictureCount: 2 }, { pictures: [file], pictureCount: 4 })
    expect(merged.pictureCount).toBe(4)
    expect(merged.pictures).toEqual([picture('a'), picture('b', { file: 'img/b.jpg', kind: 'live', moving: 'b.mov' })])
  })
  it('give the fuller date', () => {
    expect(both({ created: '06-08', told: 'page' }, { created: '2021-06-08 09:35' }).created).toBe('2021-06-08 09:35')
    expect(both({ created: '2021-06-08 09:35' }, { created: 'Tue Jun 08 09:35:04 +0800 2021', told: 'api' })).toMatchObject({ told: 'api' })
  })
  it('keep a post that one of them still saw, though it is gone for the other', () => {
    expect(both({ gone: '该微博不存在' }, { text: { plain: 'words' }, textState: 'full' }).gone).toBeNull()
    expect(both({ gone: '该微博不存在' }, {}).gone).toBe('该微博不存在')
  })
  it('keep the forwarded post that one of them still saw', () => {
    const seen = status({ mid: '4645748019299000', text: { plain: 'original' } })
    expect(both({ quoted: { gone: 'deleted' } }, { quoted: seen }).quoted).toMatchObject({ text: { plain: 'original' } })
    expect(both({ quoted: { gone: 'deleted' } }, { quoted: null }).quoted).toEqual({ gone: 'deleted' })
  })
  it('give the highest counts, and all topics and short links', () => {
    expect(both({ counts: { likes: 3, reads: 9 } }, { counts: { likes: 5 } }).counts).toEqual({ likes: 5, reads: 9 })
    const link = { short: 'http://t.cn/a', long: 'http://www.qingshi.gov.cn/', title: null }
    expect(mergeStatuses([status({ topics: ['a'], links: [link] }), status({ topics: ['b', 'a'], links: [link] })])).toMatchObject({
      topics: ['a', 'b'],
      links: [link],
    })
  })
})
