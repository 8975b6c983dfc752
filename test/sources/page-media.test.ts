// What a body of the web shows, by markup that somebody made to break the reader.
import { expect, it } from 'vitest'
import { mediaOf } from '../../src/sources/page-media.ts'

const needs = (html: string) => mediaOf({ body: { html }, media: [] }, 'https://www.qingshi.example/a/b.html')

it('reads pictures by their lazy attribute, files by their address, and backgrounds', () => {
  const found = needs(
    '<img data-src="x.png" src="blank.gif"><a href="/f/表.docx">表</a><a href="/c.html">c</a><p style="background:url(bg.jpg)">.</p>',
  )
  expect(found.map(({ kind, name, url }) => [kind, name, url])).toEqual([
    ['image', 'x.png', 'https://www.qingshi.example/a/x.png'],
    ['file', '/f/表.docx', 'https://www.qingshi.example/f/%E8%A1%A8.docx'],
    ['image', 'bg.jpg', 'https://www.qingshi.example/a/bg.jpg'],
  ])
})

it.each(['constructor', 'tostring', 'valueof'])('takes a <%s> for an element that shows nothing', (name) => {
  expect(needs(`<${name} src="a.png" style="x:url(b.png)">`)).toMatchObject([{ name: 'b.png' }])
})

it.each(['url(', "url('", 'url("', 'url( '])('costs in proportion to its length for a style of %s', (piece) => {
  const cost = (times: number): number => {
    const from = process.cpuUsage()
    needs(`<p style='${piece.repeat(times).replaceAll("'", '"')}'>`)
    const { user, system } = process.cpuUsage(from)
    return user + system
  }
  cost(1000)
  expect(cost(80_000) / Math.max(cost(10_000), 4000)).toBeLessThan(40)
})
