// Large files over connections that break, headers that platforms want to hear, and requests that are patient.
import { openReceiving } from '../../src/net/receiving.ts'
import type { Received } from '../../src/net/receiving.ts'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openNet, type NetOptions } from '../../src/net/client.ts'
import { headersFor } from '../../src/net/manners.ts'

const MB = 1024 * 1024
const file = randomBytes(5 * MB)
const other = randomBytes(5 * MB)
const OLD = 'Wed, 01 Jan 2020 00:00:00 GMT'

let seen: IncomingMessage[] = []
let failures = 0
let server: Server
let here: string

/** Sends the file, or the rest that is asked for, and breaks off after `most` bytes. */
function breaking(
  request: IncomingMessage,
  response: ServerResponse,
  how: { headers: Record<string, string>; most: number; body?: Buffer },
) {
  const body = how.body ?? file
  const [, from = '0'] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? []
  const rest = body.subarray(Number(from))
  const partial = request.headers.range !== undefined
  response.writeHead(partial ? 206 : 200, {
    ...how.headers,
    'content-length': String(rest.length),
    ...(partial ? { 'content-range': `bytes ${from}-${body.length - 1}/${body.length}` } : {}),
  })
  if (rest.length <= how.most) response.end(rest)
  else response.write(rest.subarray(0, how.most), () => setTimeout(() => response.destroy(), 20))
}

const answers: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {
  '/etag': (request, response) => breaking(request, response, { headers: { etag: '"one"' }, most: 2 * MB }),
  '/modified': (request, response) => breaking(request, response, { headers: { 'last-modified': OLD }, most: 2 * MB }),
  '/weak': (request, response) => breaking(request, response, { headers: { etag: 'W/"one"' }, most: 2 * MB }),
  '/just-now': (request, response) => breaking(request, response, { headers: { 'last-modified': new Date().toUTCString() }, most: 2 * MB }),
  '/unmarked': (request, response) => breaking(request, response, { headers: {}, most: 2 * MB }),
  '/soon': (request, response) => breaking(request, response, { headers: { etag: '"one"' }, most: 50_000 }),
  '/changed': (request, response) =>
    request.headers.range === undefined
      ? breaking(request, response, { headers: { etag: '"one"' }, most: 2 * MB })
      : response.writeHead(200, { etag: '"two"' }).end(other),
  '/other-place': (request, response) =>
    request.headers.range === undefined
      ? breaking(request, response, { headers: { etag: '"one"' }, most: 2 * MB })
      : response.writeHead(206, { 'content-range': `bytes 0-${file.length - 1}/${file.length}` }).end(file),
  '/other-length': (request, response) =>
    request.headers.range === undefined
      ? breaking(request, response, { headers: { etag: '"one"' }, most: 2 * MB })
      : breaking(request, response, { headers: {}, most: 9 * MB, body: Buffer.concat([file, file]) }),
  '/third-time': (_, response) => (++failures < 3 ? response.writeHead(503).end() : response.end('ok')),
  '/limited': (_, response) => (++failures < 2 ? response.writeHead(429, { 'retry-after': '1' }).end() : response.end('ok')),
  '/never': (_, response) => {
    failures += 1
    response.writeHead(404).end()
  },
  '/down': (_, response) => {
    failures += 1
    response.writeHead(502).end()
  },
}

beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(request)
    answers[request.url ?? '']?.(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  here = `127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  seen = []
  failures = 0
})

const open = (more: Partial<NetOptions> = {}) =>
  openNet({ hosts: [here], allowPrivate: [here], requestsPerSecond: 1000, maxBytes: 20 * MB, firstWaitMs: 10, ...more })

describe('a large file', () => {
  it.each(['/etag', '/modified'])('of %s goes on where its connection broke, and has no seam', async (path) => {
    const { bytes } = await open().get(`http://${here}${path}`)
    expect(Buffer.from(bytes).equals(file)).toBe(true)
    expect(seen.map(({ headers }) => headers.range)).toEqual([undefined, `bytes=${2 * MB}-`, `bytes=${4 * MB}-`])
    expect(seen.map(({ headers }) => headers['if-range'])).toEqual([
      undefined,
      ...Array.from({ length: 2 }, () => (path === '/etag' ? '"one"' : OLD)),
    ])
  })

  it.each(['/weak', '/just-now', '/unmarked', '/soon'])('of %s is not pieced together', async (path) => {
    await expect(open().get(`http://${here}${path}`)).rejects.toMatchObject({ code: 'net-unreachable' })
    expect(seen).toHaveLength(1)
  })

  it.each(['/changed', '/other-place', '/other-length'])('of %s is never mixed with what came before', async (path) => {
    await expect(open().get(`http://${here}${path}`)).rejects.toMatchObject({ code: 'net-unreachable' })
    expect(seen).toHaveLength(2)
  })

  it('waits for its turn before each connection', async () => {
    const net = open({ requestsPerSecond: 5 })
    const start = performance.now()
    await net.get(`http://${here}/etag`)
    expect(performance.now() - start).toBeGreaterThanOrEqual(395)
  })

  it('tells how far it is', async () => {
    const receiving = openReceiving()
    const told: Received[] = []
    const timer = setInterval(() => told.push(...receiving.now()))
    await open({ receiving }).get(`http://${here}/etag`)
    clearInterval(timer)
    expect(new Set(told.map(({ received }) => received)).size).toBeGreaterThanOrEqual(2)
    expect(
      told.every(({ host, whole, received }, n) => host === here && whole === file.length && received >= (told[n - 1]?.received ?? 0)),
    ).toBe(true)
    expect(receiving.now()).toEqual([])
  })

  it('that really comes may take longer than the whole time', async () => {
    const slow = createServer((_, response) => {
      response.writeHead(200, { 'content-length': String(20 * 64 * 1024) })
      let n = 0
      const timer = setInterval(() => {
        if (response.destroyed || n++ === 20) return clearInterval(timer)
        response.write(Buffer.alloc(64 * 1024))
      }, 30)
    }).listen(0, '127.0.0.1')
    await once(slow, 'listening')
    const host = `127.0.0.1:${(slow.address() as AddressInfo).port}`
    const { bytes } = await open({ hosts: [host], allowPrivate: [host], timeoutMs: 300 }).get(`http://${host}/`)
    expect(bytes.length).toBe(20 * 64 * 1024)
    slow.closeAllConnections()
    slow.close()
  })
})

describe('a patient request', () => {
  it('asks again when what failed may pass', async () => {
    expect(Buffer.from((await open().get(`http://${here}/third-time`, { patient: true })).bytes).toString()).toBe('ok')
    expect(failures).toBe(3)
  })

  it('waits as long as the server says', async () => {
    const start = performance.now()
    await open().get(`http://${here}/limited`, { patient: true })
    expect(performance.now() - start).toBeGreaterThanOrEqual(950)
  })

  it('does not ask again for what is not there, nor without end', async () => {
    await expect(open().get(`http://${here}/never`, { patient: true })).rejects.toMatchObject({ code: 'net-missing' })
    expect(failures).toBe(1)
    await expect(open().get(`http://${here}/down`, { patient: true })).rejects.toMatchObject({ code: 'net-status' })
    expect(failures).toBe(5)
  })

  it('ends when the client is closed', async () => {
    const net = open({ firstWaitMs: 60_000 })
    const asked = net.get(`http://${here}/down`, { patient: true }).catch((failure: unknown) => failure)
    while (failures === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    await new Promise((resolve) => setTimeout(resolve, 50))
    await net.close()
    expect(await asked).toMatchObject({ code: 'interrupted' })
  })
})

describe('the headers of a request', () => {
  const refererOf = (url: string, page?: string) => headersFor(new URL(url), page)['referer']

  it('name no page to WeChat, and a page of Weibo to its pictures', () => {
    expect(refererOf('https://mmbiz.qpic.cn/a', 'https://www.example.gov.cn/')).toBeUndefined()
    expect(refererOf('https://mp.weixin.qq.com/s/a', 'https://mp.weixin.qq.com/')).toBeUndefined()
    expect(refererOf('https://wx1.sinaimg.cn/large/a.jpg')).toBe('https://weibo.com/')
    expect(refererOf('https://evilsinaimg.cn/a.jpg')).toBeUndefined()
  })

  it('tell the whole page to its own site only, and nothing secret to others', () => {
    const page = 'https://u:p@bbs.example.cn/thread?id=1&sid=secret#top'
    expect(refererOf('https://bbs.example.cn/a.jpg', page)).toBe('https://bbs.example.cn/thread?id=1&sid=secret')
    expect(refererOf('https://img.example.cn/a.jpg', page)).toBe('https://bbs.example.cn/')
    expect(refererOf('http://img.example.cn/a.jpg', page)).toBeUndefined()
    expect(refererOf('http://img.example.cn/a.jpg', 'file:///etc/passwd')).toBeUndefined()
    expect(refererOf('http://img.example.cn/a.jpg', 'no address')).toBeUndefined()
  })
})
