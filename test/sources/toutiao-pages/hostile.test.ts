// Saved pages made to hurt: what they cost grows as they grow, and no script in them is run.
import { describe, expect, it } from 'vitest'
import { readPage } from '../../../src/sources/toutiao-pages/read-page.ts'

function time(work: () => void): number {
  const from = process.cpuUsage().user / 1000
  work()
  return process.cpuUsage().user / 1000 - from
}

const base = (inside: string): string => `<html><script>var BASE_DATA = {${inside}}</script></html>`

describe('a page made to hurt', () => {
  it.each<readonly [string, (n: number) => string]>([
    ['braces that never close', (n) => base('a:{'.repeat(n))],
    ['a literal that never ends', (n) => base(`articleInfo: { content: '${'&quot;'.repeat(n)}`)],
    [
      'escapes in the content',
      (n) => base(`articleInfo: { itemId: '6700000000000000001', content: '&quot;${String.raw`\"`.repeat(n)}&quot;' }`),
    ],
    ['many objects of one name', (n) => base('').repeat(n / 10)],
    ['calls on calls', (n) => base(`articleInfo: { title: 'x'${'.slice(1)'.repeat(n / 10)} }`)],
    ['JSON that never closes', (n) => `<html><script>"isBjh";window.jsonData = ${'{"superlanding":'.repeat(n)}</script></html>`],
    ['bodies in bodies', (n) => `<p class="bjh-p">${'<div class="article-content">'.repeat(n)}`],
    ['metas without end', (n) => `<p class="bjh-p">${'<meta itemprop='.repeat(n)}`],
    ['data in percent signs', (n) => `<html>toutiao<script id="RENDER_DATA">${'%7B'.repeat(n)}</script></html>`],
  ])('of %s costs as much as it is long, and is an item all the same', (_name, make) => {
    const work = (n: number) => (): void => expect(readPage(Buffer.from(make(n)))?.platform).toBeDefined()
    work(2000)()
    const small = Math.min(time(work(4000)), time(work(4000)), time(work(4000))) + 3
    expect(Math.min(time(work(32_000)), time(work(32_000))) / small).toBeLessThan(40)
  })

  it('runs nothing', () => {
    const page = `<html><script>var BASE_DATA = { articleInfo: { itemId: '6700000000000000001', title: (globalThis.ran = 1, 'x'), content: (() => { globalThis.ran = 1 })() } }</script></html>`
    expect(readPage(Buffer.from(page))).toMatchObject({ state: 'unreadable', title: null })
    expect(Object.hasOwn(globalThis, 'ran')).toBe(false)
  })
})
