// The template language: values stay values, nothing runs, and what is wrong is told when the preset is read.
import { describe, expect, it } from 'vitest'
import { dateFrom, dateWords } from '../../../src/targets/http-cms/dates.ts'
import { valueAt } from '../../../src/targets/http-cms/json-path.ts'
import { render, templateFault } from '../../../src/targets/http-cms/template.ts'
import { renderTree, treeFaults } from '../../../src/targets/http-cms/tree.ts'

const SCOPE = {
  title: '标题 "一"',
  html: '<p>{{title}}</p>',
  summary: null,
  keywords: ['疫苗', '接种'],
  publishedAt: '2023-09-14T18:02:11+08:00',
  column: { id: '12', name: '通知' },
  files: [
    { url: 'https://x/a.pdf', name: 'a' },
    { url: 'https://x/b.pdf', name: 'b' },
  ],
  status: { published: 10 },
  zone: 'Asia/Shanghai',
  pattern: 'YYYY-MM-DD HH:mm',
}

describe('a template', () => {
  it.each([
    ['{{title}}', '标题 "一"'],
    ['a {{column.id}} b', 'a 12 b'],
    ['{{html}}', '<p>{{title}}</p>'],
    ['{{keywords}}', ['疫苗', '接种']],
    ['{{keywords | join ";"}}', '疫苗;接种'],
    ['{{column.id | number}}', 12],
    ['{{status.published}}', 10],
    ['{{status.published | text}}', '10'],
    ['{{summary}}', null],
    ['{{summary | or "无"}}', '无'],
    ['x{{summary}}y', 'xy'],
    ['{{date "YYYY-MM-DD HH:mm" zone}}', '2023-09-14 18:02'],
    ['{{publishedAt | date}}', '2023-09-14 18:02'],
    ['{{date "YYYY-MM-DDTHH:mm:ssZ" UTC}}', '2023-09-14T10:02:11+00:00'],
    ['{{date "X"}}', '1694685731'],
    ['{{column | json}}', '{"id":"12","name":"通知"}'],
    ['{{title | escape}}', '标题 &#34;一&#34;'],
    ['{{column.name | encode}}', '%E9%80%9A%E7%9F%A5'],
    ['{{column.nothing.at.all}}', null],
    ['{{column.constructor}}', null],
    ['', ''],
  ])('%s gives %j', (template, value) => {
    expect(render(template, SCOPE)).toEqual(value)
  })

  it('leaves out what is optional and not known, and keeps what is known', () => {
    expect(renderTree({ a: '{{summary?}}', b: '{{title?}}', c: '{{summary}}' }, SCOPE)).toEqual({ b: '标题 "一"', c: null })
  })

  it('never reads a value as a template', () => {
    expect(render('{{html}} {{html}}', SCOPE)).toBe('<p>{{title}}</p> <p>{{title}}</p>')
  })

  it.each([
    ['{{titel}}', '没有“titel”这个值'],
    ['{{title', '不成对'],
    ['title}}', '不成对'],
    ['{{title | shout}}', '没有这样的过滤器'],
    ['{{keywords | join}}', '没有这样的过滤器'],
    ['{{title "x"}}', '不带参数'],
    ['{{process.exit()}}', '读不懂'],
    ['{{title + 1}}', '不带参数'],
    ['{{}}', '读不懂'],
  ])('%s is told as a mistake', (template, fault) => {
    expect(templateFault(template, Object.keys(SCOPE))).toContain(fault)
  })
})

describe('a tree', () => {
  it('repeats a part for every entry of a list, with its number', () => {
    expect(renderTree({ $each: 'files', url: '{{item.url}}', n: '{{index}}' }, SCOPE)).toEqual([
      { url: 'https://x/a.pdf', n: 1 },
      { url: 'https://x/b.pdf', n: 2 },
    ])
    expect(renderTree({ list: { $each: 'files', $value: '{{item.name}}' } }, SCOPE)).toEqual({ list: ['a', 'b'] })
    expect(renderTree({ list: { $each: 'nothing', $value: '{{item.name}}' } }, SCOPE)).toEqual({ list: [] })
  })

  it('takes over the keys of another tree, and puts JSON into text', () => {
    expect(renderTree({ $with: { a: 1, b: '{{title}}' }, a: 2 }, SCOPE)).toEqual({ a: 2, b: '标题 "一"' })
    expect(renderTree({ x: { $json: { t: '{{title}}' } } }, SCOPE)).toEqual({ x: '{"t":"标题 \\"一\\""}' })
  })

  it('says where its mistakes are', () => {
    expect(treeFaults({ a: [{ b: '{{nope}}' }], c: '{{title}}' }, ['title']).map((one) => one.path)).toEqual([['a', 0, 'b']])
  })
})

describe('a path', () => {
  it.each([
    ['a.b[1].c', 3],
    ['[0]', undefined],
    ['a.b', [{ c: 1 }, { c: 3 }]],
    ['a.x.y', undefined],
    ['__proto__', undefined],
    ['a.b.length', 2],
  ])('%s gives %j', (path, value) => {
    expect(valueAt({ a: { b: [{ c: 1 }, { c: 3 }] } }, path)).toEqual(value)
  })
})

describe('dates', () => {
  it.each([
    ['2023-09-14 18:02', 'YYYY-MM-DD HH:mm', 'Asia/Shanghai', '2023-09-14T10:02:00.000Z'],
    ['2023-09-14T18:02:11', 'YYYY-MM-DDTHH:mm:ss', 'Asia/Shanghai', '2023-09-14T10:02:11.000Z'],
    ['2023/9/4', 'YYYY/MM/DD', 'Asia/Shanghai', '2023-09-03T16:00:00.000Z'],
    ['1694685731', 'X', 'UTC', '2023-09-14T10:02:11.000Z'],
    ['1694685731000', 'x', 'UTC', '2023-09-14T10:02:11.000Z'],
    ['2023-09-14T18:02:11+0800', 'YYYY-MM-DDTHH:mm:ssZ', 'UTC', '2023-09-14T10:02:11.000Z'],
    ['2023-09-14T10:02:11.000Z', 'iso', 'UTC', '2023-09-14T10:02:11.000Z'],
    ['1988-07-01 12:00', 'YYYY-MM-DD HH:mm', 'Asia/Shanghai', '1988-07-01T03:00:00.000Z'],
    ['2023-02-30 10:00', 'YYYY-MM-DD HH:mm', 'Asia/Shanghai', null],
    ['14.09.2023', 'YYYY-MM-DD', 'UTC', null],
    ['2023-09-14T18:02', 'iso', 'UTC', null],
  ])('%s by %s in %s is %s', (words, pattern, zone, iso) => {
    expect(dateFrom(words, pattern, zone)).toBe(iso)
  })

  it('come back as they went, in every zone and pattern', () => {
    for (const zone of ['Asia/Shanghai', 'UTC', 'America/New_York'])
      for (const pattern of ['YYYY-MM-DD HH:mm:ss', 'X', 'iso', 'YYYY-MM-DDTHH:mm:ss.SSSZZ'])
        for (const iso of ['2023-09-14T10:02:11.000Z', '1999-12-31T23:59:59.000Z', '2024-02-29T00:00:00.000Z'])
          expect(dateFrom(dateWords(iso, pattern, zone), pattern, zone)).toBe(iso)
  })
})
