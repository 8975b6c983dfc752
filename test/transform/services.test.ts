// Services that posts lead to: mini-programs, votes, forms and service systems are found wherever a post names them; the rest is not.
import { describe, expect, it } from 'vitest'
import { mappingOf, nearOf, sound } from '../kits/step-kit.ts'

const servicesOf = (...given: Parameters<typeof sound>) => sound(...given).services.map(({ kind, key, name }) => [kind, key, name])

describe('the services of a post', () => {
  it('are its mini-programs, as cards and as words, each once', () => {
    const card = (path: string) =>
      `<mp-miniprogram data-miniprogram-appid="wx00c0ffee00420042" data-miniprogram-path="${path}" data-miniprogram-title="预约挂号"></mp-miniprogram>`
    const words = '<a class="weapp_text_link" data-miniprogram-appid="wx00c0ffee00420043" data-miniprogram-path="pages/q">查报告</a>'
    const nameless = '<mp-miniprogram data-miniprogram-nickname="青石健康"></mp-miniprogram>'
    expect(
      servicesOf(
        `<p>请点</p>${card('pages/a.html?x=1')}${card('pages/a')}<p>${words}</p>${nameless}<p>#小程序://青石政务/AbCdEf012345</p>`,
      ),
    ).toEqual([
      ['mini-program', 'mini-program:wx00c0ffee00420042/pages/a', '预约挂号'],
      ['mini-program', 'mini-program:wx00c0ffee00420043/pages/q', '查报告'],
      ['mini-program', expect.stringMatching(/^mini-program:words:[0-9a-f]{16}$/), '青石健康'],
      ['mini-program', 'mini-program:short:AbCdEf012345', '青石政务'],
    ])
  })

  it('are its votes, by their numbers where there are any', () => {
    const vote = (more: string) => `<p>投票</p><iframe class="vote_iframe" ${more}></iframe>`
    expect(
      servicesOf(
        vote('data-supervoteid="77"') + vote('data-src="/mp/newappmsgvote?action=show&amp;supervoteid=78#wechat_redirect"') + vote(''),
      ),
    ).toEqual([
      ['vote', 'vote:77', ''],
      ['vote', 'vote:78', ''],
      ['vote', 'vote', ''],
    ])
  })

  it('are forms behind 阅读原文, links and plain words', () => {
    const body = '<p><a href="https://www.wjx.cn/vj/abc.aspx">问卷</a>，或 https://wj.qq.com/s2/9/xy/。也可 www.jinshuju.net/f/q1</p>'
    expect(servicesOf(body, { readMore: 'https://jinshuju.net/f/aBcD?utm_source=x' })).toEqual([
      ['form', 'web:www.wjx.cn/vj/abc.aspx', '问卷'],
      ['form', 'web:jinshuju.net/f/aBcD', '阅读原文'],
      ['form', 'web:wj.qq.com/s2/9/xy', ''],
      ['form', 'web:www.jinshuju.net/f/q1', ''],
    ])
  })

  it.each([
    'https://zwfw.qingshi.example.gov.cn/item/1',
    'https://www.qszwfw.example.gov.cn/',
    'https://tyrz.example.gov.cn/login',
    'https://12345.example.gov.cn/',
    'https://hospital.example/yuyue/index.html',
    'https://www.qingshi.example.gov.cn/wsbs/list.html',
    'https://docs.qq.com/form/page/AbC',
  ])('include the service system at %s', (url) => {
    expect(servicesOf(`<p><a href="${url}">办理</a></p>`)).toHaveLength(1)
  })

  it.each([
    'https://www.qingshi.example.gov.cn/xwzx/2021/t1.html',
    'https://mp.weixin.qq.com/s/abcdefghijklmnopqrstuv',
    'https://docs.qq.com/doc/AbC',
    'https://news.example/2012345678.html',
    'https://a.example/notwjx.cn/',
    'https://evil.example/?u=wjx.cn',
    'https://wjx.cn@evil.example/',
    'mailto:wsbs@example.gov.cn',
    'javascript:location="//wjx.cn"',
  ])('do not include %s', (url) => {
    expect(servicesOf(`<p><a href="${url}">看</a></p>`, { readMore: url })).toEqual([])
  })

  it('never include own posts', () => {
    expect(servicesOf('<p><a href="https://mp.weixin.qq.com/s?__biz=A&mid=1&x=/wsbs/">上一篇</a></p>')).toEqual([])
  })

  it('are also what the mapping names', () => {
    const near = nearOf({ mapping: mappingOf({ services: ['^https://apps\\.qingshi\\.example/'] }) })
    const body = '<p><a href="https://apps.qingshi.example/hall">大厅</a><a href="https://other.example/">别处</a></p>'
    expect(servicesOf(body, {}, near)).toEqual([['link', 'web:apps.qingshi.example/hall', '大厅']])
  })

  it('change nothing of the draft', () => {
    const body = '<p>见 https://www.wjx.cn/vj/1.aspx</p>'
    expect(sound(body).draft.links).toEqual([])
  })

  it('are no more than an inventory can hold, and hostile posts are read in the time of the test', () => {
    const many = Array.from({ length: 5000 }, (_, n) => `<a href="https://www.wjx.cn/vj/${n}.aspx">${n}</a>`).join(' ')
    expect(servicesOf(`<p>${many}</p>`)).toHaveLength(200)
    for (const text of [
      '#小程序://'.repeat(20_000),
      `https://${'a.'.repeat(100_000)}`,
      'www.'.repeat(50_000),
      `https://a.example/${'wsbs'.repeat(50_000)}`,
    ])
      sound({ text })
  })
})
