// The small web server: gives out the folder, nothing but the folder.
import { request } from 'node:http'
import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openSiteServer, type SiteServer } from '../../src/targets/site-server.ts'

describe('the site server', () => {
  let data: string
  let server: SiteServer
  beforeAll(async () => {
    data = mkdtempSync(join(tmpdir(), 'guiji-server-'))
    const site = join(data, 'site')
    mkdirSync(join(site, '.tmp'), { recursive: true })
    mkdirSync(join(site, 'notice'))
    mkdirSync(join(site, 'media/ab'), { recursive: true })
    writeFileSync(join(data, 'secret.html'), 'secret')
    symlinkSync(join(data, 'secret.html'), join(site, 'link.html'))
    writeFileSync(join(site, '.tmp', 'half.html'), 'secret')
    mkdirSync(join(data, 'private'))
    for (const name of ['secret.html', 'index.html', '404.html']) writeFileSync(join(data, 'private', name), 'secret')
    mkdirSync(join(data, 'site-private'))
    writeFileSync(join(data, 'site-private/secret.html'), 'secret')
    symlinkSync(join(data, 'private'), join(site, 'linked'))
    symlinkSync(join(data, 'site-private'), join(site, 'namesake'))
    symlinkSync('../..', join(site, 'notice/up'))
    symlinkSync('.tmp', join(site, 'half'))
    symlinkSync('notice', join(site, 'same'))
    writeFileSync(join(site, 'index.html'), '<p>首页</p>')
    writeFileSync(join(site, 'notice', 'index.html'), '<p>公告</p>')
    writeFileSync(join(site, 'gone.html'), '<!doctype html><!--withdrawn--><p>撤</p>')
    writeFileSync(join(site, '404.html'), '<p>没有找到</p>')
    writeFileSync(join(site, 'media/ab/big.mp4'), Buffer.alloc(700_000, 7))
    writeFileSync(join(site, 'media/ab/x.bin'), '<script>')
    server = await openSiteServer(site)
  })
  afterAll(async () => {
    await server.close()
    rmSync(data, { recursive: true, force: true })
  })

  it('gives a page with its type and safe headers', async () => {
    const answer = await fetch(`${server.url}/`)
    expect(await answer.text()).toBe('<p>首页</p>')
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'self';(?!.*unsafe)/)
  })
  it('answers 304 when the reader has the same bytes', async () => {
    const tag = (await fetch(`${server.url}/`)).headers.get('etag') ?? ''
    expect((await raw(server, '/', { headers: { 'if-none-match': tag } })).status).toBe(304)
    expect((await raw(server, '/', { headers: { 'if-none-match': '"other"' } })).status).toBe(200)
  })
  it('answers HEAD without a body but with the length', async () => {
    expect(await raw(server, '/media/ab/big.mp4', { method: 'HEAD' })).toMatchObject({ status: 200, length: '700000', body: '' })
  })
  it('streams a large file whole', async () => {
    expect((await (await fetch(`${server.url}/media/ab/big.mp4`)).arrayBuffer()).byteLength).toBe(700_000)
  })
  it('offers unknown types for download only', async () => {
    const answer = await fetch(`${server.url}/media/ab/x.bin`)
    expect([answer.headers.get('content-type'), answer.headers.get('content-disposition')]).toEqual([
      'application/octet-stream',
      'attachment',
    ])
  })
  it('answers 404 with the site’s own page, 410 for what was withdrawn, 405 for writing', async () => {
    expect(await raw(server, '/nothing', {})).toMatchObject({ status: 404, body: '<p>没有找到</p>' })
    expect((await raw(server, '/gone.html', {})).status).toBe(410)
    expect((await raw(server, '/', { method: 'POST' })).status).toBe(405)
  })
  it('sends a folder without its slash to the one with it', async () => {
    expect(await raw(server, '/notice', {})).toMatchObject({ status: 301, location: '/notice/' })
  })
  it('follows a linked folder that stays inside', async () => {
    expect(await raw(server, '/same/', {})).toMatchObject({ status: 200, body: '<p>公告</p>' })
  })
  it('is alive at /healthz', async () => {
    expect(await raw(server, '/healthz', {})).toMatchObject({ status: 200, body: 'ok\n' })
  })
  it.each([
    '/../secret.html',
    '/%2e%2e/secret.html',
    '/notice/..%2f..%2fsecret.html',
    '/..%5csecret.html',
    '/%2e%2e%2fsecret.html',
    '/.tmp/half.html',
    '/%2etmp/half.html',
    '/link.html',
    '/linked/secret.html',
    '/linked/',
    '/linked',
    '/namesake/secret.html',
    '/notice/up/private/secret.html',
    '/half/half.html',
    '//secret.html',
    '/secret.html%00.html',
    '/%',
    '/notice//../../secret.html',
    'http://x/../secret.html',
  ])('gives nothing away at %s', async (path) => {
    const answer = await raw(server, path, {})
    expect([answer.status, answer.body.includes('secret')]).toEqual([404, false])
  })
})

describe('the site server of a folder that changes', () => {
  let data: string
  let server: SiteServer
  beforeEach(async () => {
    data = mkdtempSync(join(tmpdir(), 'guiji-server-'))
    for (const name of ['one', 'two']) {
      mkdirSync(join(data, name))
      writeFileSync(join(data, name, 'index.html'), name)
    }
    symlinkSync('one', join(data, 'site'))
    server = await openSiteServer(join(data, 'site'))
  })
  afterEach(async () => {
    await server.close()
    rmSync(data, { recursive: true, force: true })
  })

  it('follows the folder itself when it is a link, and to its next edition', async () => {
    expect((await raw(server, '/', {})).body).toBe('one')
    symlinkSync('two', join(data, 'next'))
    renameSync(join(data, 'next'), join(data, 'site'))
    expect((await raw(server, '/', {})).body).toBe('two')
  })
  it('shows nothing of a folder that a link took the place of', async () => {
    mkdirSync(join(data, 'one/notice'))
    writeFileSync(join(data, 'one/notice/index.html'), 'notice')
    expect((await raw(server, '/notice/', {})).body).toBe('notice')
    rmSync(join(data, 'one/notice'), { recursive: true })
    symlinkSync('../two', join(data, 'one/notice'))
    expect((await raw(server, '/notice/', {})).status).toBe(404)
  })
  it('breaks the answer off when the file became shorter, and never sends more than it said', async () => {
    const file = join(data, 'one/big.mp4')
    const read = async (change: () => void) => {
      writeFileSync(file, Buffer.alloc(40_000_000))
      const answer = await fetch(`${server.url}/big.mp4`)
      change()
      return await answer.arrayBuffer().then(
        (body) => body.byteLength,
        () => 'broken',
      )
    }
    expect(await read(() => truncateSync(file, 1000))).toBe('broken')
    expect(await read(() => appendFileSync(file, 'more'))).toBe(40_000_000)
  })
})

interface Answer {
  readonly status: number
  readonly body: string
  readonly length: string | undefined
  readonly location: string | undefined
}

/** fetch() tidies paths before it sends them; this does not. */
async function raw(server: SiteServer, path: string, options: { method?: string; headers?: Record<string, string> }): Promise<Answer> {
  const { port } = new URL(server.url)
  return await new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, ...options }, (answer) => {
      let body = ''
      answer
        .setEncoding('utf8')
        .on('data', (part: string) => {
          body += part
        })
        .on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            body,
            length: answer.headers['content-length'],
            location: answer.headers.location,
          }),
        )
    })
      .on('error', reject)
      .end()
  })
}
