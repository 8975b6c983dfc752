// Pages and posts that are made to break their reader: each takes time in proportion to its size, and gives what can be read.
import { describe, expect, it } from 'vitest'
import { htmlOfCode } from '../../../src/sources/forum/bbcode.ts'
import { readPage } from '../../../src/sources/forum/read-page.ts'
import { parseMaterial } from '../../../src/sources/forum/material.ts'
import { forumOf } from '../../../src/sources/forum/options.ts'
import { optionsOf } from './archives.ts'

const CODE = { isHtml: false, hasCode: true, attachments: new Map(), whole: (address: string) => address }
const N = 100_000
/** A quadratic reader needs minutes for these, a linear one well under a second. */
const LIMIT = 20_000

const CODES: Readonly<Record<string, string>> = {
  'opening tags only': '[b]'.repeat(N),
  'opened and closed': '[b]'.repeat(N) + '字' + '[/b]'.repeat(N),
  crossed: '[b][i]'.repeat(N / 2) + '[/b][/i]'.repeat(N / 2),
  'one closer for many': '[url=http://a.cn/]'.repeat(N) + '[/url]',
  'addresses without values': '[url]'.repeat(N) + '[/url]',
  'pictures without end': '[img]'.repeat(N) + '[/IMG]',
  'pairs in small letters': '[img]a.png[/img]'.repeat(N / 4),
  'half closers': '[/'.repeat(N) + ']',
  brackets: '['.repeat(N),
  'values without end': '[color='.repeat(N),
  'lists in lists': '[list][*]'.repeat(N / 4),
  quotes: '[quote]'.repeat(N) + '[/quote]'.repeat(N),
  breaks: '<br>'.repeat(N),
  smilies: '{:1_1:}'.repeat(N / 4),
  tables: '[table][tr][td]'.repeat(N / 4),
}

const floor = (body: string): string =>
  `<html><body><h1 class="ts"><span id="thread_subject">题</span></h1><div id="post_1"><table><tr><td class="t_f" id="postmessage_1">${body}</td></tr></table></div></body></html>`
const PAGES: Readonly<Record<string, string>> = {
  'deep blocks': floor('<div>'.repeat(N) + '字'),
  'closers of nothing': floor('<div>'.repeat(N) + '</span>'.repeat(N)),
  'tables in tables': floor('<table><tr><td>'.repeat(N / 4)),
  'many posts without a body': `<html><body><span id="thread_subject">题</span>${'<div id="post_9"></div>'.repeat(N / 10)}</body></html>`,
  'posts in posts': `<html><body><span id="thread_subject">题</span>${Array.from({ length: 20_000 }, (_, n) => `<div id="post_${n}">`).join('')}</body></html>`,
  'code without end': floor(`<div class="blockcode"><ol>${'<li <'.repeat(N)}`),
  attributes: floor(`<font ${'a=b '.repeat(N)} class=jammer>x</font>字`),
  'locks in locks': floor('<div class="locked">'.repeat(N / 5)),
  'shown locks in each other': floor('<div class="showhide">'.repeat(N / 5)),
  'links in links': floor('<a href="forum.php?mod=attachment&aid=1">'.repeat(N / 10)),
  'authors in authors': `<html><body><span id="thread_subject">题</span><div id="post_1">${'<div class="authi"><a class="xw1">'.repeat(N / 10)}<td id="postmessage_1">字</td></div></body></html>`,
  blanks: floor(`<i class="pstatus">${' '.repeat(N)}</i>字`),
  entities: floor('&amp'.repeat(N)),
  links: floor('<a href="read.php?tid=1&page=2">1</a>'.repeat(N / 10)),
  pictures: floor('<img zoomfile="a.png">'.repeat(N / 10)),
  'half tags': floor('<'.repeat(N)),
  'printer rules': `<html><body><a onclick="window.print()">x</a>${'<hr noshade>'.repeat(N / 4)}</body></html>`,
  'archiver heads': `<html><body><div id="content">${'<p class="author"><strong>a</strong></p>'.repeat(5000)}</div></body></html>`,
  'archiver heads in each other': `<html><body>${'<p class="author">'.repeat(N / 2)}`,
  'lists of files in each other': floor('字').replace(
    '</table>',
    `</table>${'<div class="pattl">'.repeat(N / 20)}${'<img src="a.jpg">'.repeat(N / 20)}`,
  ),
  'lines of text without an end': `[复制链接]\n${'UID: 1\n'.repeat(N)}`,
  'text lines': `[复制链接]\n${'UID: 1\n'.repeat(N / 10)}`,
  json: `{"Variables":${'['.repeat(N)}`,
}

describe('hostile code', () => {
  it.each(Object.entries(CODES))('of %s is read in linear time, flat', (_name, text) => {
    const started = process.cpuUsage().user / 1000
    const { html } = htmlOfCode(text, CODE)
    expect(process.cpuUsage().user / 1000 - started).toBeLessThan(LIMIT)
    expect(html.length).toBeLessThan(text.length * 12 + 1000)
    expect(deepest(html)).toBeLessThanOrEqual(70)
  })
  it('loses no letter of the text in however deep a nest', () => {
    const { html } = htmlOfCode(Array.from({ length: 5000 }, (_, n) => `[b]${n},`).join('') + '[/b]'.repeat(5000), CODE)
    expect(html.replaceAll(/<[^>]*>/g, '')).toBe(Array.from({ length: 5000 }, (_, n) => `${n},`).join(''))
  })
  it('writes no markup that a post did not earn by a tag', () => {
    const { html } = htmlOfCode(
      '<script>x</script>[img]javascript:alert(1)[/img][url=javascript:alert(1)]y[/url][img]"onerror=x[/img][color="><b>]z[/color]',
      CODE,
    )
    expect(html).not.toMatch(/<script|<img|<a |"onerror=x"/)
    expect(html).toContain('&lt;script&gt;')
  })
})

describe('pages that forget to close', () => {
  it('keep every post to itself', () => {
    const post = (n: number): string => `<div id="post_${n}"><table><tr><td class="t_f" id="postmessage_${n}"><div><b>第${n}层`
    const { view } = readPage({
      bytes: Buffer.from(`<html><body><span id="thread_subject">题</span>${post(1)}${post(2)}${post(3)}</body></html>`),
      url: 'http://b.cn/thread-1-1-1.html',
      contentType: null,
      home: null,
    })
    expect(view?.floors.map(({ html }) => html)).toEqual(['<div><b>第1层', '<div><b>第2层', expect.stringContaining('<div><b>第3层')])
  })
})

describe('hostile pages', () => {
  it.each(Object.entries(PAGES))('of %s are read in linear time', (_name, text) => {
    const started = process.cpuUsage().user / 1000
    const bytes = Buffer.from(text)
    readPage({ bytes, url: 'http://b.cn/thread-1-1-1.html', contentType: null, home: null })
    const page = parseMaterial(
      { key: 'k', ref: null, parts: [{ role: 'page', name: 'a', also: [], digest: null, missing: null, bytes }] },
      forumOf(optionsOf({ path: '.' })),
    )
    expect(process.cpuUsage().user / 1000 - started).toBeLessThan(LIMIT)
    expect(page.platform).toBe('forum')
  })
})

/** How deep elements nest in html that closes all it opens. */
function deepest(html: string): number {
  let depth = 0
  let most = 0
  for (const [tag] of html.matchAll(/<\/?(?!br|hr|img)[a-z][^>]*>/g)) {
    depth += tag.startsWith('</') ? -1 : 1
    most = Math.max(most, depth)
  }
  return most
}
