// Extraction of unknown pages: how near it comes to the known truth of the corpus, on pages it was tuned on and on pages set aside; and that
// no markup makes it slow, deep or loud.
import { describe, expect, it } from 'vitest'
import { extract } from '../../../src/sources/web-pages/extract.ts'
import { textOf } from '../../../src/sources/text/text-of.ts'
import { knownPages, mean, score } from '../../kits/extraction-score.ts'

describe('extraction', () => {
  it.each([
    { kind: 'article', heldOut: false, least: 24, f1: 0.9, recall: 0.99 },
    { kind: 'article', heldOut: true, least: 12, f1: 0.9, recall: 0.99 },
    { kind: 'thread', heldOut: false, least: 6, f1: 0.75, recall: 0.9 },
    { kind: 'thread', heldOut: true, least: 3, f1: 0.75, recall: 0.9 },
  ] as const)('finds the $kind pages (held out: $heldOut) with F1 over $f1 and recall over $recall', (goal) => {
    const pages = knownPages().filter(({ kind, heldOut }) => kind === goal.kind && heldOut === goal.heldOut)
    expect(pages.length).toBeGreaterThanOrEqual(goal.least)
    const scores = pages.map(({ html, truth }) => score(textOf(extract(html, null).html), truth))
    expect(mean(scores.map(({ f1 }) => f1))).toBeGreaterThanOrEqual(goal.f1)
    expect(mean(scores.map(({ recall }) => recall))).toBeGreaterThanOrEqual(goal.recall)
  })
  it('takes known containers whole, wherever they stand, and several of one kind together', () => {
    const inner = '<p>正文第一段。</p><p>正文第二段。</p>'
    for (const html of [
      `<div class="TRS_Editor">${inner}</div>`,
      `<div class="view trs_editor_view TRS_UEDITOR">${inner}</div>`,
      `<UCAPCONTENT>${inner}</UCAPCONTENT>`,
      `<div id="zoom">${inner}</div>`,
      `<td><!--ZJEG_RSS.content.begin-->${inner}<!--ZJEG_RSS.content.end--></td>`,
      `<div><META NAME="ContentStart"/>${inner}<meta name="ContentEnd"/></div>`,
      `<div class="TRS_Editor"><p>正文第一段。</p></div><p>广告</p><div class="TRS_Editor"><p>正文第二段。</p></div>`,
    ]) {
      const found = extract(
        `<html><body><div class="nav"><a href="/">首页</a></div>${html}<div class="footer">版权所有</div></body></html>`,
        null,
      )
      expect([found.by, textOf(found.html)], html).toEqual(['container', '正文第一段。\n正文第二段。'])
    }
  })
  it('passes over a known container that is an empty shell', () => {
    const html = `<body><div class="TRS_Editor"><script>fill()</script></div><div class="box"><p>${'正文里有完整的句子,还有标点。'.repeat(8)}</p></div></body>`
    expect(extract(html, null).by).toBe('weight')
  })
  it('keeps tables with merged cells as they stand', () => {
    const table = '<table><tr><td rowspan="2">乡镇</td><td colspan="2">低保</td></tr><tr><td>户数</td><td>金额</td></tr></table>'
    expect(extract(`<body><h1>公示</h1><div class="cont"><p>现将发放情况公示如下,请监督。</p>${table}</div></body>`, null).html).toContain(
      table,
    )
  })
  it('reads pages nested 50,000 deep, and loses none of their text', () => {
    for (const [open, close] of [
      ['<div>', '</div>'],
      ['<b>', ''],
      ['<table><tr><td>', ''],
      ['<p>', '</div>'],
      ['<i>', '</b>'],
    ] as const) {
      const html = `<body>${open.repeat(50_000)}正文在最深处,有一句完整的话。${close.repeat(50_000)}</body>`
      const found = extract(html, null)
      expect(textOf(found.html), open).toContain('正文在最深处')
    }
  })
  it('costs no more per page for four times the markup than about four times the time', () => {
    const shapes = [
      (n: number) => '<div class="a b" id="c"><p>一句话,两句话。</p>'.repeat(n),
      (n: number) => '<h1>标题文字<script>'.repeat(n),
      (n: number) => '<a href="x.html">链接</a> &nbsp;<!-- x -->'.repeat(n),
      (n: number) => `<meta name="a" content="${'x '.repeat(n * 20)}">`,
      (n: number) => '<!--ZJEG_RSS.content.begin--><div class="trs_editor">'.repeat(n),
      (n: number) => '<td>1<p>发布时间:'.repeat(n),
    ]
    for (const [at, shape] of shapes.entries()) {
      const spent = (n: number): number => {
        const html = shape(n)
        const tries = Array.from({ length: 3 }, () => {
          const start = process.cpuUsage()
          extract(html, null)
          const { user, system } = process.cpuUsage(start)
          return user + system
        })
        return Math.min(...tries)
      }
      spent(1000)
      // quadratic would be sixteen times
      expect(spent(16_000) / Math.max(1000, spent(4000)), `shape ${at}`).toBeLessThan(9)
    }
  })
  it('gives the same for any cut of any page, twice, and never throws', () => {
    for (const { html, name } of knownPages()) {
      for (let cut = 0; cut < 8; cut += 1) {
        const part = html.slice(0, Math.floor((html.length * cut) / 7))
        expect(extract(part, 'https://www.qingshi.example/a/b.html'), name).toEqual(extract(part, 'https://www.qingshi.example/a/b.html'))
      }
    }
  })
})
