// Hostile bodies cost in proportion to their length, and bodies of very many parts are written whole.
import { describe, expect, it } from 'vitest'
import { inspect } from '../../src/inspect/inspect.ts'
import { normalize } from '../../src/transform/normalize.ts'
import { expectLinear } from '../kits/growth.ts'
import { mappingOf, nearOf, pageOf } from '../kits/step-kit.ts'

const near = nearOf({ mapping: mappingOf({ drop: [{ name: 'banner', text: '^扫码$' }] }) })
const work = (html: string): void => void inspect(normalize(pageOf(html), near).draft)

const BODIES: readonly (readonly [string, number, (size: number) => string])[] = [
  ['rules', 8000, (n) => '字<hr>'.repeat(n)],
  ['lists', 8000, (n) => '<ul><li>字</li></ul>'.repeat(n)],
  ['tables', 4000, (n) => '<table><tr><td>字</td><td>字</td></tr></table>'.repeat(n)],
  ['links behind a long text', 4000, (n) => '字'.repeat(20 * n) + '<a href="https://a.cn/">字</a>'.repeat(n)],
  ['controls behind a long text', 4000, (n) => '字'.repeat(20 * n) + '<button>字</button>'.repeat(n)],
  ['a style of many backgrounds', 1700, (n) => `<p style="${'background:'.repeat(n)}url(">字</p>`],
  ['styles of open brackets', 2300, (n) => Array.from({ length: 8 }, (_, at) => `<p style="a${at}:${'('.repeat(n)}">字</p>`).join('')],
  ['lines of code with blank ends', 8000, (n) => `<pre><code>${'\n '.repeat(n)}x</code><code>y</code></pre>`],
  ['many lines of code', 8000, (n) => `<pre>${'<code>a\n</code>'.repeat(n)}</pre>`],
  ['joiners', 8000, (n) => `<p>${'\u200D '.repeat(n)}x</p>`],
  ['a banner of empty elements', 8000, (n) => `<p>扫码关注我们${'<b></b>'.repeat(n)}</p>`],
  ['a quotation of empty elements', 8000, (n) => `<section style="border-left:3px solid red">${'<b></b>'.repeat(n)}字</section>`],
  ['open brackets beside a picture', 8000, (n) => `${'〔'.repeat(n)}<img src="assets/b.jpg">`],
  ['empty lines before a secrecy word', 8000, (n) => `<pre>x${'\n'.repeat(n)}x机密</pre>`],
  ['blocks in open elements', 1000, (n) => '<span>'.repeat(n) + '<span style="display:block">字</span>'.repeat(4 * n)],
  ['digits', 8000, (n) => `<p>${'1990 '.repeat(n)}</p>`],
]

describe('the work of a hostile body', () => {
  it.each(BODIES)('grows with its length and no faster: %s', (_name, size, make) => {
    expectLinear((n) => work(make(n)), size)
  })
})

describe('a body of very many parts', () => {
  it('is written whole: a code block of many fences', () => {
    const { draft } = normalize(pageOf(`<pre>${'```` '.repeat(300_000)}x</pre>`), near)
    expect(draft.markdown.startsWith('`````\n')).toBe(true)
  })
  it('is written whole: a table of many rows, and one of very different rows without filling them up', () => {
    const long = normalize(pageOf(`<table>${'<tr><td>一</td></tr>'.repeat(60_000)}</table>`), near).draft
    expect(long.text.length).toBe(119_999)
    const ragged = normalize(
      pageOf(`<table><tr>${'<td>一</td>'.repeat(5000)}</tr>${'<tr><td>二</td></tr>'.repeat(5000)}</table>`),
      near,
    ).draft
    expect(ragged.markdown.length).toBeLessThan(2 * ragged.html.length)
    expect(ragged.conservation.lost).toEqual([])
  })
  it('is written whole: code after millions of empty lines, a block of very many children', () => {
    expect(normalize(pageOf(`<pre>${'\n'.repeat(5_000_000)}x</pre>`), near).draft.text).toBe('x')
    const { draft } = normalize(pageOf(`<div style="font-size:20px">${'<b>x</b>'.repeat(150_000)}</div>`), near)
    expect(draft.text.length).toBe(150_000)
  })
})
