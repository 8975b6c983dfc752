// Which saved pages are one post, and that none takes the place of another.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toutiaoPages } from '../../../src/sources/toutiao-pages/index.ts'
import { discoverAll, fetchAll, materialOf, offlineKit } from '../../kits/source-kit.ts'

let base = ''
beforeEach(() => void (base = mkdtempSync(join(tmpdir(), 'guiji-toutiao-'))))
afterEach(() => rmSync(base, { recursive: true, force: true }))

function write(name: string, text: string): void {
  mkdirSync(dirname(join(base, name)), { recursive: true })
  writeFileSync(join(base, name), text)
}

async function read(): Promise<readonly (readonly [key: string, title: string | null, codes: readonly string[]])[]> {
  const source = await toutiaoPages.open(toutiaoPages.options.parse({ path: base }), offlineKit('/'))
  const found: (readonly [string, string | null, readonly string[]])[] = []
  for (const post of await discoverAll(source)) {
    const { parts } = await fetchAll(source, post)
    const { title, remarks } = source.parse(materialOf(post, parts))
    found.push([post.key, title, remarks.map(({ code }) => code)])
  }
  await source.close()
  return found
}

const article = (item: string, group: string, title: string): string =>
  `<html><script>var BASE_DATA = {articleInfo:{title:'&quot;${title}&quot;'.slice(6,-6),content:'&quot;正文&quot;'.slice(6,-6),itemId:'${item}',groupId:'${group}',subInfo:{time:'2019-01-02 10:00:00'}}}</script></html>`
const saved = (id: string, nid: string, title: string): string =>
  `<!-- saved from url=(0046)https://baijiahao.baidu.com/s?id=${id} --><html><body><h2 class="article-title">${title}</h2><div class="article-content">正文</div><script>{"recommend":[{"nid":"news_${nid}"}]}</script></body></html>`

describe('saved pages', () => {
  it('of two posts stay two though both name the same third', async () => {
    write('a.html', saved('1600000000000000001', '9000000000000000009', '甲'))
    write('b.html', saved('1600000000000000002', '9000000000000000009', '乙'))
    write('c.html', article('6700000000000000001', '6700000000000000009', '丙'))
    write('d.html', article('6700000000000000002', '6700000000000000009', '丁'))
    expect(await read()).toEqual([
      ['baijiahao:1600000000000000001', '甲', []],
      ['baijiahao:1600000000000000002', '乙', []],
      ['toutiao:6700000000000000001', '丙', []],
      ['toutiao:6700000000000000002', '丁', []],
    ])
  })
  it('of one post with two titles say so', async () => {
    write('a.html', article('6700000000000000001', '6700000000000000001', '旧题'))
    write('b.html', article('6700000000000000001', '6700000000000000001', '新题'))
    expect(await read()).toEqual([['toutiao:6700000000000000001', '旧题', ['duplicate-copy', 'title-conflict']]])
  })
  it('with many pictures cost as much as there are, beside the page and inside of it', async () => {
    const many = 4000
    const body = `<html><article class="tt-article-content">${Array.from({ length: many }, (_, n) => `<img src="http://p.example/${n}/abcdefgh${n}.jpg">`).join('')}</article></html>`
    const parts = Array.from(
      { length: many },
      (_, n) => `--B\r\nContent-Type: image/png\r\nContent-Location: http://q.example/${n}.png\r\n\r\nx\r\n`,
    )
    write(
      'm.mht',
      `From: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="B"\r\n\r\n--B\r\nContent-Type: text/html\r\nContent-Location: http://www.toutiao.com/a6700000000000000003/\r\n\r\n${body}\r\n${parts.join('')}--B--\r\n`,
    )
    write('a.html', `<!-- saved from url=(0042)http://www.toutiao.com/a6700000000000000001/ -->${body}`)
    for (let n = 0; n < many; n += 1) write(`a_files/other-${n}.png`, 'x')
    const source = await toutiaoPages.open(toutiaoPages.options.parse({ path: base }), offlineKit('/'))
    const started = process.cpuUsage().user / 1000
    expect(await discoverAll(source)).toHaveLength(2)
    expect(process.cpuUsage().user / 1000 - started).toBeLessThan(8000)
    await source.close()
  })
})
