// What an address names, whatever way it was escaped.
import { describe, expect, it } from 'vitest'
import { cleanMediaAddress, keysOf } from '../../../src/sources/wechat-archive/addresses.ts'

const KEY = ['wechat:MzA5OTkwMDAwMQ==:2650001:2']

describe('the keys of an address', () => {
  it.each([
    'http://mp.weixin.qq.com/s?__biz=MzA5OTkwMDAwMQ==&mid=2650001&idx=2&sn=ab&chksm=cd#rd',
    'https://mp.weixin.qq.com/s?__biz=MzA5OTkwMDAwMQ%3D%3D&mid=2650001&idx=2',
    'http://mp.weixin.qq.com/s?__biz=MzA5OTkwMDAwMQ==&amp;mid=2650001&amp;idx=2',
    'http://mp.weixin.qq.com/s?__biz=MzA5OTkwMDAwMQ==&amp;amp;mid=2650001&amp;amp;idx=2',
    'http://mp.weixin.qq.com/s?__biz=MzA5OTkwMDAwMQ==\\x26amp;mid=2650001\\x26amp;idx=2',
    'http:\\/\\/mp.weixin.qq.com\\/s?__biz=MzA5OTkwMDAwMQ==&amp;mid=2650001&amp;idx=2',
    '//mp.weixin.qq.com/s?__biz=MzA5OTkwMDAwMQ==&mid=2650001&idx=2',
    ' https://mp.weixin.qq.com/mp/appmsg/show?__biz=MzA5OTkwMDAwMQ==&appmsgid=2650001&itemidx=2&sign=ab ',
  ])('are the account, message and position of %s', (address) => {
    expect(keysOf(address)).toEqual(KEY)
  })

  it('are the id of a short link, without its query', () => {
    expect(keysOf('https://mp.weixin.qq.com/s/AbCd-_fGhIjKlMnOpQrStU?scene=1#x')).toEqual(['wechat:s:AbCd-_fGhIjKlMnOpQrStU'])
  })
  it.each([
    'https://mp.weixin.qq.com/s?src=11&timestamp=1&ver=1&signature=x',
    'https://mp.weixin.qq.com/mp/profile_ext?action=home&__biz=MzA5OTkwMDAwMQ==',
    'https://mp.weixin.qq.com.evil.example/s/AbCd-_fGhIjKlMnOpQrStU',
    'https://example.gov.cn/s/AbCd-_fGhIjKlMnOpQrStU',
    'javascript:;',
    '',
    '/s/AbCdEfGhIj',
    'http://mp.weixin.qq.com/s?__biz=MzA5OTkwMDAwMQ==&mid=0&idx=1',
  ])('are none for %s', (address) => {
    expect(keysOf(address)).toEqual([])
  })
})

describe('a picture address', () => {
  it('loses what only tunes its delivery', () => {
    expect(cleanMediaAddress('https://mmbiz.qpic.cn/a/b/640?wx_fmt=png&tp=webp&wxfrom=5&wx_lazy=1&wx_co=1&from=appmsg#imgIndex=0')).toBe(
      'https://mmbiz.qpic.cn/a/b/640?wx_fmt=png',
    )
  })
  it('has no clean form when it is a path', () => {
    expect(cleanMediaAddress('./a_files/640')).toBeNull()
  })
})
