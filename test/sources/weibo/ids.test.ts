// Numbers of posts, their short form, the time in them, and addresses.
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { join } from 'node:path'
import { addressesOf, bidOf, midOf, numberOf, ownerOf, pidOf, sameAccount, secondsOf } from '../../../src/sources/weibo/ids.ts'
import { keysOf } from '../../../src/sources/weibo/links.ts'

describe('the numbers of Weibo', () => {
  it.each([
    ['4645748019299849', 'Kjc77D1jz'],
    ['730379578', '1b1AKe'],
  ])('turn %s into %s and back', (mid, bid) => {
    expect(bidOf(mid)).toBe(bid)
    expect(midOf(bid)).toBe(mid)
  })
  it('survive the round trip for thousands of mids, with zeros inside', () => {
    for (let n = 0n; n < 3000n; n += 1n) {
      const mid = String(3_300_000_000_000_000n + n * 616_161_616_161n + (n % 7n) * 10_000_000n)
      const bid = bidOf(mid) ?? ''
      expect(midOf(bid), mid).toBe(mid)
    }
    expect(midOf(bidOf('4000000000000001') ?? '')).toBe('4000000000000001')
  })
  it.each(['', 'x', '0', 'Kjc7-D1jz', 'ZZZZZZZZZ', 'a'.repeat(40)])('make nothing of %j', (word) => {
    expect(midOf(word)).toBeNull()
  })
  it('tell a long number from a short word', () => {
    expect(numberOf('4645748019299849')).toBe('4645748019299849')
    expect(numberOf('15485654663')).toBe('15485654663')
    expect(numberOf('Kjc77D1jz')).toBe('4645748019299849')
  })
  it('hold the second in which a post was made, from 2011 on', () => {
    expect(secondsOf('4645748019299849')).toBe(Date.parse('2021-06-08T09:35:04+08:00') / 1000)
    expect(secondsOf('20110061812539159')).toBeNull()
    expect(secondsOf('730379578')).toBeNull()
  })
  it('say in a picture who uploaded it: base62 behind 00, else hex', () => {
    expect(ownerOf('006QZngZly1gq8sa16csgj30u00u0akt')).toBe('6279793937')
    expect(ownerOf('b5ff8eb1jw1f0dlvx59dij20c80y60xc')).toBe('3053424305')
    expect(ownerOf('unknown')).toBeNull()
    expect(pidOf('https://wx1.sinaimg.cn/orj360/006QZngZly1gq8sa16csgj30u00u0akt.jpg?x=1')).toBe('006QZngZly1gq8sa16csgj30u00u0akt')
    expect(pidOf('https://wx1.sinaimg.cn/large/short.jpg')).toBeNull()
  })
  it('make keys that know their account', () => {
    expect(sameAccount('weibo:6150000001:1', 'weibo:6150000001:2')).toBe(true)
    expect(sameAccount('weibo:6150000001:1', 'weibo:6150000002:2')).toBe(false)
    expect(sameAccount('weibo:6150000001:1', 'weibo:mid:2')).toBeNull()
  })
})

const KEYS = ['weibo:6279793937:4645748019299849', 'weibo:mid:4645748019299849']

describe('an address of the platform', () => {
  it.each([
    'https://weibo.com/6279793937/Kjc77D1jz',
    'http://www.weibo.com/6279793937/Kjc77D1jz?from=page_1005056279793937_profile&type=comment#_rnd1',
    'https://m.weibo.cn/6279793937/4645748019299849',
    'https://weibo.cn/sinaurl?u=https%3A%2F%2Fweibo.com%2F6279793937%2FKjc77D1jz',
  ])('%s leads to the post of its account', (url) => {
    expect(keysOf(url)).toEqual(KEYS)
  })
  it.each([
    'https://m.weibo.cn/status/4645748019299849',
    'https://m.weibo.cn/status/Kjc77D1jz?mblogid=Kjc77D1jz&luicode=10000011',
    'https://m.weibo.cn/detail/4645748019299849',
    'https://weibo.cn/comment/Kjc77D1jz?uid=6279793937&rl=0#cmtfrm',
    'https://weibo.com/someaccount/Kjc77D1jz',
    'https://m.weibo.cn/statuses/show?id=Kjc77D1jz',
    'https://weibo.com/ajax/statuses/show?id=Kjc77D1jz',
    'sinaweibo://detail?mblogid=4645748019299849',
  ])('%s leads to the post by its number alone', (url) => {
    expect(keysOf(url)).toEqual(KEYS.slice(1))
  })
  it.each([
    ['https://weibo.com/ttarticle/p/show?id=2309404462905064161281', 'weibo:object:2309404462905064161281'],
    ['https://card.weibo.com/article/m/show/id/2309404462905064161281', 'weibo:object:2309404462905064161281'],
    ['https://media.weibo.cn/article?id=2309404462905064161281', 'weibo:object:2309404462905064161281'],
    ['https://weibo.com/p/1001603800000000000001', 'weibo:object:1001603800000000000001'],
    [
      'sinaweibo://articlebrowser?url=https%3A%2F%2Fweibo.com%2Fttarticle%2Fp%2Fshow%3Fid%3D2309404462905064161281',
      'weibo:object:2309404462905064161281',
    ],
    ['https://video.weibo.com/show?fid=1034:4645779462357001', 'weibo:object:1034:4645779462357001'],
    ['https://weibo.com/tv/show/1034:4645779462357001', 'weibo:object:1034:4645779462357001'],
  ])('%s leads to what a post carries', (url, key) => {
    expect(keysOf(url)).toEqual([key])
  })
  it.each([
    'https://weibo.com/u/6279793937',
    'https://weibo.com/6279793937',
    'https://weibo.com/6279793937/profile',
    'https://s.weibo.com/weibo?q=%23x%23',
    'https://weibo.com/p/1001018008653000000000000',
    'https://weibo.com/n/someone',
    'http://t.cn/A6VRxRhv',
    'https://www.example.org/6279793937/Kjc77D1jz',
    'https://notweibo.com/6279793937/Kjc77D1jz',
    'not an address',
    '',
  ])('%s leads to no post', (url) => {
    expect(keysOf(url)).toEqual([])
  })
  it('is one of those of a key, and each of them leads back to it', () => {
    const all = addressesOf(KEYS[0] ?? '')
    expect(all[0]).toBe('https://weibo.com/6279793937/Kjc77D1jz')
    for (const url of all) expect(keysOf(url), url).toContain('weibo:mid:4645748019299849')
    expect(addressesOf('weibo:mid:1')).toEqual([])
  })
})

const LIST = join(import.meta.dirname, '../../../../shared/samples/weibo/m_getIndex_list_0.json')

it.skipIf(!existsSync(LIST))('agree on every post of a real list (SKIPPED without ../shared/samples)', () => {
  const { data } = JSON.parse(readFileSync(LIST, 'utf8')) as {
    data: { cards: { mblog?: { mid: string; bid: string; created_at: string } }[] }
  }
  const posts = data.cards.flatMap(({ mblog }) => mblog ?? [])
  expect(posts).toHaveLength(10)
  for (const { mid, bid, created_at: created } of posts) {
    expect([midOf(bid), bidOf(mid)]).toEqual([mid, bid])
    expect(Math.abs((secondsOf(mid) ?? 0) - Date.parse(created) / 1000)).toBeLessThanOrEqual(4)
  }
})
