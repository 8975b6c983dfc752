// A site read through a web archive, and addresses from files: nothing leaves, and what the archive lacks is said.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { webPages } from '../../../src/sources/web-pages/index.ts'
import { discoverAll, fetchAll, offlineKit, sourceKit } from '../../kits/source-kit.ts'
import { article, htmlOf, listPage, readAll } from './site.ts'

const HOME = 'http://www.qingshi.example'
const folder = mkdtempSync(join(tmpdir(), 'guiji-through-'))

function record(path: string, type: string, body: string): string {
  const http = `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\n\r\n${body}`
  const head = [
    'WARC/1.0',
    'WARC-Type: response',
    `WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-${Buffer.from(path).toString('hex').padStart(12, '0').slice(-12)}>`,
    'WARC-Date: 2026-02-01T00:00:00Z',
    `WARC-Target-URI: ${HOME}${path}`,
    'Content-Type: application/http; msgtype=response',
    `Content-Length: ${Buffer.byteLength(http)}`,
  ]
  return `${head.join('\r\n')}\r\n\r\n${http}\r\n\r\n`
}

beforeAll(() => {
  const html = 'text/html; charset=utf-8'
  const records = [
    record(
      '/l.html',
      html,
      listPage([
        ['/1.html', '第一条通知', '2026-01-03'],
        ['/2.html', '第二条通知', '2026-01-02'],
      ]),
    ),
    record('/1.html', html, article('第一条通知', '<p>正文在归档中。<a href="/f.pdf">附件</a></p>')),
    record('/f.pdf', 'application/pdf', '%PDF-1.4 x'),
  ]
  writeFileSync(join(folder, 'site.warc'), records.join(''))
  writeFileSync(join(folder, 'addresses.csv'), `\ufeff标题,网址,发布日期\n"第一条,通知",${HOME}/1.html,2026年1月3日\n坏行,不是网址,\n`)
  writeFileSync(join(folder, 'addresses.txt'), `# 地址\n${HOME}/1.html?utm_source=x\n\nnot an address\n${HOME}/1.html\n`)
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

async function open(options: object) {
  return await webPages.open(webPages.options.parse({ through: 'site.warc', ...options }), offlineKit(folder))
}

describe('a site read through a web archive', () => {
  it('gives list, page and attachment from the archive, and says what it lacks', async () => {
    const source = await open({ lists: [{ url: `${HOME}/l.html`, item: 'li' }] })
    const [first, second] = await discoverAll(source)
    const { parts } = await fetchAll(source, first!)
    expect(parts.filter(({ role }) => role === 'media').map(({ bytes }) => bytes?.length)).toEqual([10])
    expect((await fetchAll(source, second!)).failure?.code).toBe('net-missing')
    await source.close()
  })
})

describe('addresses from a file', () => {
  it('are read from a table with Chinese headings, with titles and dates; other lines are told', async () => {
    const source = await open({ urlFile: 'addresses.csv' })
    const [read] = await readAll(source)
    expect([read!.post.title, read!.post.listed.value, read!.page.published.provenance]).toEqual([
      '第一条,通知',
      '2026-01-03T00:00:00+08:00',
      'list',
    ])
    expect(htmlOf(read!.page)).toContain('正文在归档中')
    expect(source.leftovers()).toEqual([{ name: 'row 3', why: 'a row without an address' }])
    expect(source.keysOf(`${HOME}/2.html`)).toEqual(['web:www.qingshi.example/2.html'])
    await source.close()
  })
  it('are read from lines, each post once', async () => {
    const source = await open({ urlFile: 'addresses.txt' })
    expect((await discoverAll(source)).map(({ key }) => key)).toEqual(['web:www.qingshi.example/1.html'])
    expect(source.leftovers()).toEqual([{ name: 'line 4', why: 'a line that is no address' }])
    await source.close()
  })
  it('that is not there fails the check and no more', async () => {
    const source = await open({ urlFile: 'none.csv' })
    expect(await source.check()).toMatchObject([{ what: 'none.csv', ok: false }])
    await source.close()
  })
})

sourceKit({
  name: 'a site in a web archive',
  kind: webPages,
  options: webPages.options.parse({ through: 'site.warc', lists: [{ url: `${HOME}/l.html`, item: 'li' }] }),
  kit: offlineKit(folder),
})
