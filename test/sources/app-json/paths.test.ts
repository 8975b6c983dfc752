// The small languages of declarations, by themselves: paths, dates, templates, documents, Markdown.
import { describe, expect, it } from 'vitest'
import { dateFormatFault, readDate } from '../../../src/sources/app-json/item-dates.ts'
import { documentsOf } from '../../../src/sources/app-json/json-documents.ts'
import { itemsOf } from '../../../src/sources/app-json/json-items.ts'
import { openItem, stepsOf } from '../../../src/sources/app-json/json-path.ts'
import { rawText } from '../../../src/sources/app-json/json-scan.ts'
import { addressFault, fill, listFault, readerOf, requestFault } from '../../../src/sources/app-json/templates.ts'
import { readExact } from '../../../src/sources/app-json/exact-json.ts'
import { markdownHtml } from '../../../src/sources/text/markdown.ts'

describe('a path', () => {
  const item = {
    a: {
      b: [
        { c: 1, t: 'x' },
        { c: 2, t: 'y' },
      ],
      'odd.key': 3,
      中文: 4,
    },
    s: '{"in":{"deep":"[{\\"u\\":5}]"}}',
    n: null,
  }
  it.each([
    ['a.b[].c', [1, 2]],
    ['$.a.b[*].c', [1, 2]],
    ['a.b[1].c', [2]],
    ['a["odd.key"]', [3]],
    ["a['odd.key']", [3]],
    ['a.中文', [4]],
    ['a.b[t=y].c', [2]],
    ['a.b[t="y"].c', [2]],
    ['s.in.deep[].u', [5]],
    ['a.b[7].c', []],
    ['n.x', []],
    ['a.constructor', []],
    ['a.b.length', []],
    ['__proto__.toString', []],
    ['', [item]],
  ])('%s leads to %j', (path, values) => {
    expect(openItem(item)(path)).toEqual(values)
  })

  it.each(['a..b', 'a.', '.a', 'a[', 'a[-1]', 'a]b', 'a b', "a['x]", `${'a.'.repeat(40)}a`, 'a'.repeat(600)])('cannot be %s', (path) => {
    expect(stepsOf(path)).toBeNull()
  })
})

describe('a date', () => {
  it.each([
    ['1500000000', {}, '2017-07-14T10:40:00+08:00'],
    ['1500000000000', {}, '2017-07-14T10:40:00+08:00'],
    ['1500000000000000', {}, '2017-07-14T10:40:00+08:00'],
    ['20170714104000', {}, '2017-07-14T10:40:00+08:00'],
    ['2017/7/4 9:05', {}, '2017-07-04T09:05:00+08:00'],
    ['2017-07-14T02:40:00.123Z', {}, '2017-07-14T10:40:00+08:00'],
    ['2017-07-14 10:40:00.0', {}, '2017-07-14T10:40:00+08:00'],
    ['2017年7月4日 9时5分', {}, '2017-07-04T09:05:00+08:00'],
    ['Fri, 14 Jul 2017 02:40:00 GMT', {}, '2017-07-14T10:40:00+08:00'],
    ['2017-07-14 02:40:00', { zone: 'UTC' }, '2017-07-14T10:40:00+08:00'],
    ['2017-07-14T02:40:00Z', { zone: '-05:00' }, '2017-07-14T10:40:00+08:00'],
    ['14.07.2017', { format: 'DD.MM.YYYY' }, '2017-07-14T00:00:00+08:00'],
    ['1500000000', { format: 'YYYY-MM-DD' }, null],
    ['07-14', {}, null],
    ['昨天 10:40', {}, null],
    ['Fri, 14 Jul 2017 02:40:00', {}, null],
    ['2017-13-01', {}, null],
    ['2017-07-14 25:00', {}, null],
    ['0', {}, null],
    ['9999999999999', {}, null],
    ['1'.repeat(10_000), {}, null],
  ])('%s %j is %s', (raw, form, value) => {
    expect(readDate(raw, form).value).toBe(value)
  })

  it('keeps what it cannot read, and takes a form apart only where that makes sense', () => {
    expect(readDate('3小时前')).toMatchObject({ raw: '3小时前', precision: 'unknown' })
    expect(dateFormatFault('HH:mm')).not.toBeNull()
    expect(dateFormatFault('YYYY-MM-YYYY')).not.toBeNull()
    expect(dateFormatFault('YYYY-MM-DD HH:mm:ss')).toBeNull()
  })
})

describe('an address with names in it', () => {
  it('is filled with encoded values, never with more', () => {
    expect(fill('https://a.example/{{id}}?p={{ page }}', { id: '../x?y', page: 2 })).toBe('https://a.example/..%2Fx%3Fy?p=2')
  })
  it('is read backwards', () => {
    const read = readerOf('https://a.example/h5/{{within}}/{{id}}.html')
    expect(read('http://a.example/h5/news/12.html?share=1#top')).toEqual({ id: '12', within: 'news' })
    expect(read('https://a.example/h5/news/12/34.html')).toBeNull()
    expect(read('https://aXexample/h5/news/12.html')).toBeNull()
  })
  it('may not have them in its host, nor names that nobody fills', () => {
    expect(requestFault('https://{{id}}.example/')).not.toBeNull()
    expect(requestFault('https://a.example/{{page}}')).not.toBeNull()
    expect(requestFault('https://a.example/{{id}}')).toBeNull()
    expect(addressFault('https://a.example/')).not.toBeNull()
    expect(listFault('https://a.example/{{c}}', ['c'])).toBeNull()
    expect(listFault('file:///etc/{{c}}', ['c'])).not.toBeNull()
  })
})

describe('a text of JSON', () => {
  const values = (text: string) => documentsOf(text).spots.map(rawText)
  it.each([
    ['{"a":1}', ['{"a":1}']],
    ['\uFEFF {"a":1}\n', ['{"a":1}']],
    ['{"a":"}\\""}{"b":[2]} , [3]', ['{"a":"}\\""}', '{"b":[2]}', '[3]']],
    ['{"a":1}\n{"a":2}\r\n\n{"a":', ['{"a":1}', '{"a":2}', '{"a":']],
    ['cb({"a":1});', ['{"a":1}']],
    ["typeof cb === 'function' && cb([1])", ['[1]']],
    [")]}',\n[1]", ['[1]']],
    ['while(1);{"a":1}', ['{"a":1}']],
    ['window.x = {"a":1};', ['{"a":1}']],
    ['\u001e{"a":1}\n\u001e{"a":2}\n', ['{"a":1}', '{"a":2}']],
    ['<html>', []],
    ['12', []],
    ['', []],
  ])('%j holds %j', (text, found) => {
    expect(values(text)).toEqual(found)
  })

  it('keeps every digit and every raw control character', () => {
    expect(readExact('{"id":12345678901234567890,"n":1.5,"e":1e21,"s":"a\tb\nc"}')).toEqual({
      id: '12345678901234567890',
      n: 1.5,
      e: 1e21,
      s: 'a\tb\nc',
    })
    expect(readExact('{"id":-9007199254740993}')).toEqual({ id: '-9007199254740993' })
    expect(readExact('{"a":')).toBeUndefined()
  })

  it('gives the items of the first list that has any, as they stand in it', () => {
    const [spot] = documentsOf('{"x":[],"y":"[{\\"id\\":1e2},{\\"id\\":12345678901234567890}]","z":[{"id":3}]}').spots
    if (spot === undefined) throw new Error('no document')
    expect(itemsOf(spot, { list: ['x', 'y', 'z'], alsoLists: ['z'] }).map(rawText)).toEqual([
      '{"id":1e2}',
      '{"id":12345678901234567890}',
      '{"id":3}',
    ])
  })
})

describe('Markdown', () => {
  it.each([
    ['# 标题\n\n第一段\n续行  \n换行\n\n第二段', '<h1>标题</h1>\n<p>第一段\n续行<br>换行</p>\n<p>第二段</p>'],
    [
      '- 甲\n  续\n- **乙**\n\n3. 丙\n4. 丁',
      '<ul><li>甲\n续</li><li><strong>乙</strong></li></ul>\n<ol start="3"><li>丙</li><li>丁</li></ol>',
    ],
    [
      '![图](https://a.example/1.jpg "题") 和 [链接](https://a.example/(1).html)',
      '<p><img src="https://a.example/1.jpg" alt="图"> 和 <a href="https://a.example/(1).html">链接</a></p>',
    ],
    ['```\n<b>\n```\n> 引\n> 文', '<pre><code>&lt;b&gt;</code></pre>\n<blockquote><p>引<br>文</p></blockquote>'],
    [
      '| 站 | 时 |\n|---|:-:|\n| 东门 | 6:30 |',
      '<table><thead><tr><th>站</th><th>时</th></tr></thead><tbody><tr><td>东门</td><td>6:30</td></tr></tbody></table>',
    ],
    ['<div align="center">\n原样\n</div>\n\n2 * 3 * 4 = 24,a_b_c', '<div align="center">\n原样\n</div>\n<p>2 * 3 * 4 = 24,a_b_c</p>'],
    ['\\*不是斜体\\* `a<b`', '<p>*不是斜体* <code>a&lt;b</code></p>'],
    ['---\n\n未闭合 **粗 [链', '<hr>\n<p>未闭合 **粗 [链</p>'],
  ])('%j is %s', (markdown, html) => {
    expect(markdownHtml(markdown)).toBe(html)
  })
})
