// What the text says of its origin and of its day of signing.
import { describe, expect, it } from 'vitest'
import { inspect } from '../../src/inspect/inspect.ts'
import { sound } from '../kits/step-kit.ts'

const found = (text: string, day = '2024-03-08') => {
  const base = sound({ text: '' }).draft
  return inspect({ ...base, text, published: { value: `${day}T09:00:00+08:00`, precision: 'second', provenance: 'page', raw: day } })
    .filter(({ code }) => code === 'reprint-stated' || code === 'date-signed-differs')
    .map(({ code, about }) => `${code} ${about}`)
}

describe('origin', () => {
  it.each([
    ['正文。\n转自:青石发布', 'reprint-stated 转自:青石发布'],
    ['文章来源:县融媒体中心', 'reprint-stated 文章来源:县融媒体中心'],
    ['新华社北京3月5日电 会议指出', 'reprint-stated 新华社北京3月5日电'],
    ['图片来源:网络', 'reprint-stated 图片来源:网络'],
  ])('tells of %j', (text, hit) => {
    expect(found(text)).toEqual([hit])
  })
  it.each(['本单位收入来源于财政拨款,水源地保护来源清楚。'.replace('来源于', '来自'), '今日新闻一则。'])('says nothing of %j', (text) => {
    expect(found(text)).toEqual([])
  })
})

describe('the date of signing', () => {
  it.each([
    ['青石县卫生健康局\n2024年3月5日', '2024-03-05'],
    ['青石县卫生健康局\n二〇二四年三月五日\n(此件公开发布)', '2024-03-05'],
    ['青石县人民政府办公室 二○一九年十二月二十一日', '2019-12-21'],
    ['会议于2010年1月1日召开,产生了广泛影响。', ''],
  ])('is read from %j', (text, signed) => {
    const far = found(text, '2026-01-01')
    expect(far).toEqual(signed === '' ? [] : [`date-signed-differs ${signed} / 2026-01-01`])
  })
  it('is left alone when the post follows within weeks, and told when the post is older than its document', () => {
    expect(found('局\n2024年3月5日')).toEqual([])
    expect(found('局\n2024年3月5日', '2024-03-01')).toEqual(['date-signed-differs 2024-03-05 / 2024-03-01'])
  })
  it('is no date when the calendar has no such day', () => {
    expect(found('局\n2024年2月31日', '2026-01-01')).toEqual([])
  })
})
