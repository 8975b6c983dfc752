// What the polite client sends by POST: one body, once, to one host, under the same limits as everything else.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openNet, type NetOptions } from '../../src/net/client.ts'

interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

const seen: Seen[] = []
let server: Server
let other: Server
let here: string
let there: string
let broken = 0

const BOMB = gzipSync(Buffer.alloc(50_000_000))
const answers: Record<string, (response: ServerResponse, body: string) => void> = {
  '/echo': (response, body) => response.end(body),
  '/gzip': (response, body) => response.setHeader('content-encoding', 'gzip').end(gzipSync(body)),
  '/bomb': (response) => response.setHeader('content-encoding', 'gzip').end(BOMB),
  '/500': (response) => response.writeHead(500).end(),
  '/404': (response) => response.writeHead(404).end(),
  '/silent': () => {},
  '/same-307': (response) => response.writeHead(307, { location: '/echo' }).end(),
  '/same-308': (response) => response.writeHead(308, { location: `${here}/echo` }).end(),
  '/same-302': (response) => response.writeHead(302, { location: '/echo' }).end(),
  '/away-307': (response) => response.writeHead(307, { location: `${there}/echo` }).end(),
  '/loop': (response) => response.writeHead(307, { location: '/loop' }).end(),
  // a large file whose connection breaks, with all that would let a GET go on
  '/breaks': (response) => {
    broken += 1
    response.writeHead(200, { 'content-length': '2000000', etag: '"a"', 'accept-ranges': 'bytes' })
    response.write(Buffer.alloc(1_000_000), () => response.destroy())
  },
}

async function listen(): Promise<Server> {
  const made = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString()
      seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body })
      const answer = answers[new URL(request.url ?? '/', 'http://x').pathname]
      if (answer) answer(response, body)
      else response.writeHead(404).end()
    })
  }).listen(0, '127.0.0.1')
  await once(made, 'listening')
  return made
}

beforeAll(async () => {
  server = await listen()
  other = await listen()
  here = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  there = `http://127.0.0.1:${(other.address() as AddressInfo).port}`
})
afterAll(() => {
  for (const one of [server, other]) {
    one.closeAllConnections()
    one.close()
  }
})

const open = (options: Partial<NetOptions> = {}) => {
  const hosts = [new URL(here).host, new URL(there).host]
  return openNet({ hosts, allowPrivate: hosts, requestsPerSecond: 1000, maxBytes: 3_000_000, firstWaitMs: 10, ...options })
}

const body = { type: 'application/json', bytes: Buffer.from('{"问":"答"}') }
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

describe('a POST of the client', () => {
  it.each(['/echo', '/gzip', '/same-307', '/same-308'])(
    'sends the body to %s as it is, with its type, and gives the answer',
    async (path) => {
      const { bytes, url } = await open().get(here + path, { body })
      expect(text(bytes)).toBe('{"问":"答"}')
      expect(new URL(url).origin).toBe(here)
      const { method, headers } = seen.at(-1)!
      expect(method).toBe('POST')
      expect(headers['content-type']).toBe('application/json')
      expect(Number(headers['content-length'])).toBe(body.bytes.length)
    },
  )

  it('is a GET again without a body', async () => {
    const net = open()
    await net.get(`${here}/echo`, { body })
    await net.get(`${here}/echo`)
    expect(seen.at(-1)).toMatchObject({ method: 'GET', body: '' })
  })

  it.each(['/away-307', '/same-302'])('is not carried on where %s sends it, though the job allows the host', async (path) => {
    const before = seen.length
    await expect(open().get(`${here}${path}?access_token=canary`, { body })).rejects.toMatchObject({
      code: 'net-redirects',
      message: expect.not.stringContaining('canary'),
    })
    expect(seen.slice(before).map(({ url }) => url)).toEqual([`${path}?access_token=canary`])
  })

  it('ends where it is sent round and round', async () => {
    await expect(open().get(`${here}/loop`, { body })).rejects.toMatchObject({ code: 'net-redirects' })
  })

  it('sends no validators', async () => {
    await open().get(`${here}/echo`, { body, known: { etag: '"a"', lastModified: 'Mon, 01 Jan 2024 00:00:00 GMT' } })
    expect(Object.keys(seen.at(-1)!.headers).filter((name) => name.startsWith('if-'))).toEqual([])
  })

  it.each([
    ['/500', 'net-status'],
    ['/404', 'net-missing'],
    ['/silent', 'net-timeout'],
    ['/bomb', 'net-too-large'],
  ])('is sent once and fails as a GET does when %s answers, patient or not', async (path, code) => {
    for (const patient of [true, false]) {
      const before = seen.length
      await expect(open({ timeoutMs: path === '/silent' ? 400 : 30_000 }).get(here + path, { body, patient })).rejects.toMatchObject({
        code,
      })
      expect(seen.length - before).toBe(1)
    }
  })

  it('is not sent again for the rest of an answer that broke off', async () => {
    broken = 0
    await expect(open().get(`${here}/breaks`, { body })).rejects.toMatchObject({ code: 'net-unreachable' })
    expect(broken).toBe(1)
  })

  it('asks only hosts that the job allows, and never the own network', async () => {
    await expect(open({ hosts: [] }).get(`${here}/echo`, { body })).rejects.toMatchObject({ code: 'net-refused' })
    await expect(open({ allowPrivate: [] }).get(`${here}/echo`, { body })).rejects.toMatchObject({ code: 'net-private' })
  })
})
