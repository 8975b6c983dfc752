// Titles of posts that have none: made of their own words or their date, never cut within what belongs together, and always marked.
import { describe, expect, it } from 'vitest'
import type { Dated, Page } from '../../src/domain/page.ts'
import { normalize } from '../../src/transform/normalize.ts'
import { mappingWith } from '../kits/short-posts.ts'

const NOON: Dated = { value: '2021-05-03T12:00:00+08:00', precision: 'second', provenance: 'api', raw: null }

function page(text: string, more: Partial<Page> = {}): Page {
  return {
    state: 'ok',
    platform: 'weibo',
    kind: 'text',
    title: null,
    account: '青石发布',
    author: null,
    source: null,
    published: NOON,
    modified: { value: null, precision: 'unknown', provenance: 'none', raw: null },
    summary: null,
    url: null,
    readMore: null,
    origin: null,
    topics: [],
    body: { text },
    media: [],
    remarks: [],
    facts: {},
    ...more,
  }
}

function made(text: string, title: object = {}, more: Partial<Page> = {}) {
  return normalize(page(text, more), { mapping: mappingWith([], { title }), organ: '青石县人民政府', media: new Map(), keysOf: () => [] })
}
const titleOf = (text: string, title: object = {}, more: Partial<Page> = {}) => made(text, title, more).draft.title

describe('a title made by rule', () => {
  it('is marked as made, and told to the editor', () => {
    const { draft, findings } = made('今天停水。')
    expect(draft).toMatchObject({ title: '今天停水', titleFrom: 'made' })
    expect(findings).toContainEqual({ code: 'title-made', level: 'warn', about: '今天停水' })
  })

  it.each([
    ['the first brackets', '【青石县启动防汛四级响应】今天上午，县防指召开会议。', '青石县启动防汛四级响应'],
    ['brackets behind a topic', '#青石天气#【暴雨橙色预警】预计三小时内有雨', '暴雨橙色预警'],
    ['no brackets of a later line', '今天开会。\n【背景】很长', '今天开会'],
    ['the first sentence', '县医院明日停诊！请相互转告。', '县医院明日停诊'],
    ['words behind topics', '#青石发布# #早安青石# 早上好，新的一天！', '早上好，新的一天'],
    ['a topic that is part of the sentence', '今天#青石马拉松#开跑', '今天青石马拉松开跑'],
    ['the next sentence when the first is a bare topic', '#早安青石#\n今天晴。', '今天晴'],
    ['no address', '详情见 http://t.cn/A6xyz?x=1 。', '详情见'],
    ['no title of a bare topic', '#早安青石#', '无标题'],
    ['no title of signs', '……！！！', '无标题'],
  ])('takes %s', (_, text, title) => {
    expect(titleOf(text)).toBe(title)
  })

  it('follows the order of the mapping, and words by date come last where they are given', () => {
    const rules = { made: ['sentence', { words: '{account}{date}发布' }] }
    expect(titleOf('【通知】今天停水。', rules)).toBe('【通知】今天停水')
    expect(titleOf('#早安青石#', rules)).toBe('青石发布2021年5月3日发布')
    expect(titleOf('#早安青石#', rules, { account: null })).toBe('青石县人民政府2021年5月3日发布')
  })

  it('makes up no date', () => {
    const rules = { made: [{ words: '{account}{date}发布' }, { words: '{account}{year}年发布' }] }
    expect(titleOf('', rules, { published: { ...NOON, value: '2021-01-01T00:00:00+08:00', precision: 'year' } })).toBe('青石发布2021年发布')
    expect(titleOf('', rules, { published: { value: null, precision: 'unknown', provenance: 'none', raw: null } })).toBe('无标题')
  })

  it.each([
    [
      'at a pause',
      '县水利局、县应急管理局今天上午联合开展防汛演练，出动人员一百二十余人次',
      '县水利局、县应急管理局今天上午联合开展防汛演练…',
    ],
    ['before a number', '今年前三季度全县地区生产总值初步核算数据为1234567.89万元', '今年前三季度全县地区生产总值初步核算数据为…'],
    [
      'before a Latin word',
      '全县各乡镇街道今天起可以用手机登录办事大厅 QingshiOnlineService',
      '全县各乡镇街道今天起可以用手机登录办事大厅…',
    ],
    ['between characters as people see them', '😀'.repeat(13) + '👨‍👩‍👧'.repeat(13) + '今天真好', `${'😀'.repeat(13)}${'👨‍👩‍👧'.repeat(10)}…`],
  ])('is cut %s', (_, text, title) => {
    expect(titleOf(text, { madeLength: 24 })).toBe(title)
  })
})

describe('a gathered article', () => {
  const rule = { name: 'short', by: 'month', title: '{account}{year}年{month}月微博汇编', column: 'short' }
  const gathering = { rule: 'short', of: '2021-05', part: 1, members: [{ key: 'k', url: null, published: NOON, state: 'ok' as const }] }
  const read = (more: Partial<typeof gathering>, rules: object[] = [rule], by: Partial<Page> = {}) =>
    normalize(page('', { body: { html: '<h2>2021年5月3日 12:00</h2><p>一</p>' }, gathering: { ...gathering, ...more }, ...by }), {
      mapping: mappingWith(rules),
      organ: '青石县人民政府',
      media: new Map(),
      keysOf: () => [],
    }).draft

  it('is named and placed by its rule, and carries the list of its posts', () => {
    expect(read({})).toMatchObject({ title: '青石发布2021年5月微博汇编', titleFrom: 'made', column: 'short', members: gathering.members })
    expect(read({ part: 2 }).title).toBe('青石发布2021年5月微博汇编（2）')
    expect(read({}, [{ ...rule, column: undefined }]).column).toBe('news')
  })
  it('is named by day and by topic', () => {
    expect(read({ of: '2021-05-03' }, [{ ...rule, by: 'day', title: '{account}{month}月{day}日' }]).title).toBe('青石发布5月3日')
    expect(read({ of: '防汛' }, [{ ...rule, by: 'topic', title: '{account}：{topic}' }]).title).toBe('青石发布：防汛')
  })
  it('has a title of what is known when its rule is gone from the mapping', () => {
    expect(read({}, []).title).toBe('青石发布 2021年5月')
  })
})
