// Reading data out of scripts without running them, and pages made to hurt a reader.
import { describe, expect, it } from 'vitest'
import { readPageText } from '../../../src/sources/wechat-archive/read-page.ts'
import { fieldTexts } from '../../../src/sources/wechat-archive/object-fields.ts'
import { fieldsAt, valueAt } from '../../../src/sources/text/script-values.ts'
import { walkTags } from '../../../src/sources/text/tags.ts'

describe('a value in a script', () => {
  it.each([
    [`'a' + "b" + \`c\${1}\``, 'abc1'],
    [`"" || '' || "x"`, 'x'],
    [`'12' * 1`, 12],
    [`-3`, -3],
    [`!0`, true],
    [`[1, , 'a']`, [1, undefined, 'a']],
    [`JsDecode('\\x26lt;\\x5cx26')`, '&lt;&'],
    [`htmlDecode("a &amp;lt; &quot;")`, 'a &lt; "'],
    [`'it\\'s &amp;'.html(false)`, "it's &"],
    [`{a: {'b': 1}}`, { a: { b: 1 } }],
  ])('%s is read', (script, value) => {
    expect(valueAt(script, 0)).toEqual(value)
  })

  it.each([
    'process.exit(1)',
    '(() => 1)()',
    'globalThis',
    'new Date()',
    `'a'.constructor('x')`,
    'import("x")',
    '{',
    'eval("1")',
    '`${x.y}`.z',
  ])('%s is not data, and is not run', (script) => {
    expect(valueAt(script, 0)).toBeUndefined()
  })
  it('does not touch prototypes', () => {
    expect(fieldsAt(`{ __proto__: { polluted: 1 }, 'constructor': 2 }`, 0, new Set(['polluted', 'constructor']))).toEqual({
      constructor: 2,
    })
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })
  it('gives up on nesting deeper than the stack', () => {
    expect(valueAt('['.repeat(200_000), 0)).toBeUndefined()
  })
})

describe('the fields of a big literal', () => {
  it('are found between strings full of brackets and quotes', () => {
    const found = fieldTexts(`{ a: f('},"\\'{'), 'b' : [1, {c: "]"}], d: 3, }; rest`, new Set(['a', 'b', 'd']))
    expect(found).toEqual(
      new Map([
        ['a', `f('},"\\'{')`],
        ['b', '[1, {c: "]"}]'],
        ['d', '3'],
      ]),
    )
  })
  it('are left to the parser when something unexpected stands there', () => {
    expect(fieldTexts('{ a: 1 /* } */ }', new Set(['a']))).toBeNull()
    expect(fieldTexts('{ a: "cut', new Set(['a']))).toBeNull()
  })
})

describe('tags', () => {
  it('inside scripts, comments and attribute values are not tags', () => {
    const seen: string[] = []
    walkTags(`<p title="<b>" x='>'>1 < 2<script>"<i>"</script ><!-- <u> --><SPAN a=b>`, (tag) => {
      seen.push((tag.closing ? '/' : '') + tag.name)
    })
    expect(seen).toEqual(['p', 'script', '/script', 'span'])
  })
})

describe('a page made to hurt', () => {
  const frame = (body: string): string => `<html><body><div id="js_article"><div id="js_content">${body}</div></div></body></html>`
  it.each([
    ['50,000 nested divs', frame('<div>'.repeat(50_000) + 'x' + '</div>'.repeat(50_000))],
    ['a million open brackets', frame('<'.repeat(1_000_000))],
    ['200,000 containers', '<div id="js_content">'.repeat(200_000)],
    ['200,000 message blocks', '<div class="mesg-block">'.repeat(200_000)],
    ['a million nested divs', frame('<div>'.repeat(1_000_000))],
    ['a million unclosed comments', frame('<!--'.repeat(1_000_000))],
    ['an endless attribute', `<div id="js_content" x="${'a'.repeat(2_000_000)}`],
    ['100,000 data marks', `<div id="js_content">x</div><script>${'window.cgiDataNew = {'.repeat(100_000)}</script>`],
  ])('of %s is read within seconds', (_, html) => {
    const from = process.cpuUsage().user
    expect(readPageText(html, 'x').state).toMatch(/^(ok|unavailable|blocked|unreadable)$/)
    expect((process.cpuUsage().user - from) / 1e6).toBeLessThan(10)
  })
  it('with an unclosed div in its body keeps all of the body', () => {
    const { body } = readPageText(frame('<p>a</p><div>b</div></br><p>c</p>'), 'x')
    expect(body).toEqual({ html: '<p>a</p><div>b</div></br><p>c</p>' })
  })
})
