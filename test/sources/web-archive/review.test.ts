// What a hostile reader found in web archives: pages lost behind the notices of a closing site, addresses that met, secrets that stayed.
import { describe, expect, it } from 'vitest'
import { hideSecrets, looseAddress } from '../../../src/sources/web-archive/address.ts'
import { webArchive } from '../../../src/sources/web-archive/index.ts'
import { through } from '../../../src/sources/web-archive/through.ts'
import { discoverAll, fetchAll, materialOf, offlineKit } from '../../kits/source-kit.ts'
import { folderOf } from './places.ts'

const AT = 'http://a.example/art/1.html'

function response(url: string, date: string, body: string, type = 'Content-Type: text/html; charset=utf-8\r\n'): string {
  const http = `HTTP/1.1 200 OK\r\n${type}\r\n${body}`
  return (
    `WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: ${url}\r\nWARC-Date: ${date}\r\n` +
    `Content-Type: application/http; msgtype=response\r\nContent-Length: ${Buffer.byteLength(http)}\r\n\r\n${http}\r\n\r\n`
  )
}

const page = (title: string, text: string, head = ''): string =>
  `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${title}</title>${head}</head><body><h1>${title}</h1><div id="zoom"><p>${text}</p></div></body></html>`
const GOOD = page('关于供水检查的通知', '各单位要在本周内完成检查,并把结果报县水利局。')

async function readAll(files: Readonly<Record<string, string>>) {
  const source = await webArchive.open({ path: await folderOf(files) }, offlineKit('/'))
  const found = []
  for (const post of await discoverAll(source)) {
    const { parts, failure } = await fetchAll(source, post)
    found.push({ post, failure, page: source.parse(materialOf(post, parts)) })
  }
  await source.close()
  return { found, leftovers: source.leftovers() }
}

describe('a page', () => {
  it.each([
    ['a notice', page('404 Not Found', '您访问的页面不存在')],
    ['a captcha', page('安全验证', '请输入验证码')],
    ['nothing', ''],
  ])('is not lost behind a later capture in good status that gives %s', async (_, later) => {
    const { found } = await readAll({
      'a.warc': response(AT, '2020-01-01T00:00:00Z', GOOD) + response(AT, '2026-01-01T00:00:00Z', later),
    })
    expect(found.map(({ page: { state, title } }) => [state, title])).toEqual([['ok', '关于供水检查的通知']])
  })
  it('is the latest where several captures give it, and a notice where none does', async () => {
    const { found } = await readAll({
      'a.warc':
        response(AT, '2020-01-01T00:00:00Z', GOOD) +
        response(AT, '2021-01-01T00:00:00Z', GOOD.replaceAll('检查', '抽查')) +
        response('http://a.example/2', '2021-01-01T00:00:00Z', page('404 Not Found', '您访问的页面不存在')),
    })
    expect(found.map(({ page: { state, title } }) => [state, title])).toEqual([
      ['ok', '关于供水抽查的通知'],
      ['unavailable', '404 Not Found'],
    ])
  })
  it('is found without a type, behind a mark of its charset or the length of a chunk', async () => {
    const chunked = `${Buffer.byteLength(GOOD).toString(16)}\r\n${GOOD}\r\n0\r\n\r\n`
    const { found } = await readAll({
      'a.warc':
        response(AT, '2020-01-01T00:00:00Z', `\ufeff${GOOD}`, '') +
        response('http://a.example/2', '2020-01-01T00:00:00Z', chunked, 'Transfer-Encoding: chunked\r\n'),
    })
    expect(found.map(({ page: { state } }) => state)).toEqual(['ok', 'ok'])
  })
})

it('read through, an address gives the latest page before the notices of a closing site', async () => {
  const folder = await folderOf({
    'a.warc': response(AT, '2020-01-01T00:00:00Z', GOOD) + response(AT, '2026-01-01T00:00:00Z', page('系统维护', '网站已关闭,系统维护中')),
    'b.warc':
      response(`${AT}?l`, '2020-01-01T00:00:00Z', '<html><ul><li><a href="/1">一</a></li></ul></html>') +
      response(`${AT}?l`, '2021-01-01T00:00:00Z', '<html><ul><li><a href="/2">二</a></li></ul></html>'),
  })
  const kit = await through(offlineKit(folder), '.')
  expect(Buffer.from((await kit.get(AT)).bytes).toString()).toBe(GOOD)
  expect(Buffer.from((await kit.get(`${AT}?l`)).bytes).toString()).toContain('/2')
  await kit.close()
})

it('saved pages that all name the front page as their address are posts of their own', async () => {
  const head = '<link rel="canonical" href="https://a.example/">'
  const { found } = await readAll({ '1.html': page('甲', '甲的文字,说了一些。', head), '2.html': page('乙', '乙的文字,说了一些。', head) })
  expect(found.map(({ post }) => post.key)).toEqual(['web-archive:file:1.html', 'web-archive:file:2.html'])
})

describe('a HAR', () => {
  it('that is cut off is named', async () => {
    const { leftovers } = await readAll({ 'a.har': '{"log": {"entries": [{"request"' })
    expect(leftovers).toEqual([{ name: 'a.har', why: 'cannot be read (file-unreadable)' }])
  })
  it('counts the answers whose content it lacks', async () => {
    const entry = { request: { url: AT, method: 'GET' }, response: { status: 200, content: { mimeType: 'text/html' } } }
    const { leftovers } = await readAll({ 'a.har': JSON.stringify({ log: { entries: [entry, entry] } }) })
    expect(leftovers).toEqual([expect.objectContaining({ why: expect.stringMatching(/^2 /) })])
  })
})

describe('addresses', () => {
  it('do not meet because of a number that is long, or a parameter that elsewhere speaks of a picture', () => {
    expect(looseAddress('http://a/x?sid=20240101000001')).not.toBe(looseAddress('http://a/x?sid=20240101000002'))
    expect(looseAddress('http://a/x?tp=1&id=2')).not.toBe(looseAddress('http://a/x?tp=2&id=2'))
    expect(looseAddress('http://a/x.jpg?tp=webp')).toBe(looseAddress('http://a/x.jpg'))
  })
  it('show nothing of a password, whatever stands in it and wherever the address stands', () => {
    expect(hideSecrets('http://user:p@ss@host/a')).toBe('http://host/a')
    expect(hideSecrets('http://h/?url=https://user:pw@host/')).not.toContain('pw')
    expect(hideSecrets('http://h/?url=https%3A%2F%2Fuser%3Apw%40host%2F')).not.toContain('pw')
    expect(hideSecrets('http://host/a@b')).toBe('http://host/a@b')
  })
})
