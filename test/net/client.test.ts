// The polite client against real servers on this machine: what it sends, what it refuses, how it waits, and where it never dials.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, LookupFunction } from 'node:net'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isPublic } from '../../src/net/address.ts'
import { openNet, type NetOptions } from '../../src/net/client.ts'
import type { HostGate } from '../../src/domain/host-gate.ts'
import { localGate } from '../../src/net/local-gate.ts'
import { hostAllowed } from '../../src/net/hosts.ts'

const body = Buffer.from('归集'.repeat(100))
const seen: IncomingMessage[] = []
let server: Server
let port: number
let here: string

const answers: Record<string, (response: ServerResponse, request: IncomingMessage) => void> = {
  '/plain': (response) => response.end(body),
  '/headers': (response, request) => response.setHeader('set-cookie', 'a=b').end(JSON.stringify(request.headers)),
  '/gzip': (response) => response.setHeader('content-encoding', 'gzip').end(gzipSync(body)),
  '/br': (response) => response.setHeader('content-encoding', 'br').end(brotliCompressSync(body)),
  '/deflate': (response) => response.setHeader('content-encoding', 'deflate').end(deflateSync(body)),
  '/deflate-raw': (response) => response.setHeader('content-encoding', 'deflate').end(deflateRawSync(body)),
  '/both': (response) => response.setHeader('content-encoding', 'br, gzip').end(gzipSync(brotliCompressSync(body))),
  '/bomb': (response) => response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(50_000_000))),
  '/broken-gzip': (response) => response.setHeader('content-encoding', 'gzip').end(gzipSync(body).subarray(0, 20)),
  '/large': (response) => response.setHeader('content-length', '5000000').write('x'),
  '/endless': (response) => {
    const more = () => {
      while (response.write(randomBytes(20_000))) {
        /* until it is full */
      }
    }
    response.on('drain', more)
    more()
  },
  '/drip': (response) => {
    const timer = setInterval(() => response.write('x'), 50)
    response.on('close', () => clearInterval(timer))
  },
  '/silent': () => {},
  '/hang-up': (response) => response.writeHead(200, { 'content-length': '100' }).write('x', () => response.destroy()),
  '/404': (response) => response.writeHead(404).end(),
  '/410': (response) => response.writeHead(410).end(),
  '/500': (response) => response.writeHead(500).end('不可泄露'),
  '/204': (response) => response.writeHead(204).end(),
  '/429': (response) => response.writeHead(429, { 'retry-after': '7' }).end(),
  '/503-date': (response) => response.writeHead(503, { 'retry-after': new Date(Date.now() + 60_000).toUTCString() }).end(),
  '/503-odd': (response) => response.writeHead(503, { 'retry-after': 'soon' }).end(),
  '/to': (response, request) => response.writeHead(302, { location: new URL(request.url ?? '', here).searchParams.get('url') ?? '' }).end(),
  '/loop': (response) => response.writeHead(301, { location: '/loop' }).end(),
}

beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(request)
    const answer = answers[new URL(request.url ?? '/', 'http://x').pathname]
    if (answer) answer(response, request)
    else response.writeHead(404).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
  here = `http://127.0.0.1:${port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const open = (options: Partial<NetOptions> = {}) =>
  openNet({
    hosts: [`127.0.0.1:${port}`],
    allowPrivate: [`127.0.0.1:${port}`],
    requestsPerSecond: 1000,
    maxBytes: 1_000_000,
    ...options,
  })

/** A resolver that says the next of these addresses each time. */
const resolver = (...told: string[][]): LookupFunction => {
  let turn = 0
  return (_, options, done) => {
    const addresses = (told[Math.min(turn++, told.length - 1)] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    if (options.all) done(null, addresses)
    else done(null, addresses[0]?.address ?? '', addresses[0]?.family)
  }
}

describe('the client', () => {
  it.each(['/plain', '/gzip', '/br', '/deflate', '/deflate-raw', '/both'])('gives the bytes of %s as they are meant', async (path) => {
    expect(Buffer.from((await open().get(here + path)).bytes).equals(body)).toBe(true)
  })

  it('sends no cookie, no Referer and no name of its own library, and asks for Chinese', async () => {
    const net = open()
    await net.get(`${here}/headers`)
    const sent = JSON.parse(Buffer.from((await net.get(`${here}/to?url=/headers`)).bytes).toString()) as Record<string, string>
    expect(sent['accept-language']).toContain('zh-CN')
    expect(Object.keys(sent).sort()).toEqual(['accept', 'accept-encoding', 'accept-language', 'connection', 'host', 'user-agent'])
    expect(sent['user-agent']).not.toContain('got')
  })

  it('takes no proxy from the environment', async () => {
    for (const name of ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'NODE_USE_ENV_PROXY'])
      process.env[name] = name.startsWith('NODE') ? '1' : 'http://127.0.0.1:9'
    expect(Buffer.from((await open().get(`${here}/plain`)).bytes).equals(body)).toBe(true)
    for (const name of ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'NODE_USE_ENV_PROXY']) delete process.env[name]
  })

  it.each([
    ['/404', 'net-missing'],
    ['/410', 'net-missing'],
    ['/500', 'net-status'],
    ['/204', 'net-status'],
    ['/429', 'net-status'],
    ['/503-odd', 'net-status'],
    ['/large', 'net-too-large'],
    ['/endless', 'net-too-large'],
    ['/bomb', 'net-too-large'],
    ['/broken-gzip', 'net-malformed'],
    ['/hang-up', 'net-unreachable'],
    ['/loop', 'net-redirects'],
  ])('answers %s with %s, once, and shows no query', async (path, code) => {
    const before = seen.length
    const failure: unknown = await open()
      .get(`${here}${path}?token=secret`)
      .catch((error: unknown) => error)
    expect(failure).toMatchObject({ name: 'Failure', code, message: expect.stringContaining(`${here}${path}`) })
    expect(failure).not.toMatchObject({ message: expect.stringMatching(/secret|不可泄露/) })
    expect(seen.length - before).toBe(path === '/loop' ? 2 : 1)
  })

  it('tells how long the server wants us to wait', async () => {
    await expect(open().get(`${here}/429`)).rejects.toMatchObject({ retryAfterMs: 7000 })
    await expect(open().get(`${here}/503-odd`)).rejects.toMatchObject({ retryAfterMs: undefined })
    const { retryAfterMs } = (await open()
      .get(`${here}/503-date`)
      .catch((error: unknown) => error)) as { retryAfterMs: number }
    expect(retryAfterMs).toBeGreaterThan(30_000)
    expect(retryAfterMs).toBeLessThanOrEqual(60_000)
  })

  it.each(['/drip', '/silent'])('gives up %s after the whole time allowed', async (path) => {
    await expect(open({ timeoutMs: 400 }).get(here + path)).rejects.toMatchObject({ code: 'net-timeout' })
  })

  it('does not count the waiting for its turn into the whole time', async () => {
    const net = open({ timeoutMs: 400, perHost: 1 })
    const results = await Promise.allSettled([net.get(`${here}/silent`), net.get(`${here}/plain`)])
    expect(results).toMatchObject([{ status: 'rejected', reason: { code: 'net-timeout' } }, { status: 'fulfilled' }])
  })

  it('lets a caller ask for less, never for more', async () => {
    const net = open({ maxBytes: 1000 })
    expect((await net.get(`${here}/plain`, { maxBytes: 1_000_000 })).bytes.length).toBe(600)
    await expect(net.get(`${here}/plain`, { maxBytes: 599 })).rejects.toMatchObject({ code: 'net-too-large' })
    await expect(net.get(`${here}/gzip`, { maxBytes: 599 })).rejects.toMatchObject({ code: 'net-too-large' })
    expect((await net.get(`${here}/gzip`, { maxBytes: 600 })).bytes.length).toBe(600)
  })

  it('says that nobody listens, and that a name is unknown', async () => {
    const nobody = createServer().listen(0, '127.0.0.1')
    await once(nobody, 'listening')
    const free = `127.0.0.1:${(nobody.address() as AddressInfo).port}`
    nobody.close()
    await once(nobody, 'close')
    await expect(open({ hosts: [free], allowPrivate: [free] }).get(`http://${free}/`)).rejects.toMatchObject({ code: 'net-unreachable' })
    const unknown: LookupFunction = (host, _, done) =>
      done(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' }), [])
    await expect(open({ hosts: ['a.test'], lookup: unknown }).get('http://a.test/')).rejects.toMatchObject({ code: 'net-unreachable' })
  })

  it('takes a turn at the gate before every request, redirects too, and gives every turn back', async () => {
    const gate = localGate()
    const asked: string[] = []
    const enter: HostGate['enter'] = async (host, ask) => {
      asked.push(host)
      return gate.enter(host, ask)
    }
    const net = open({ gate: { ...gate, enter }, perHost: 1 })
    await net.get(`${here}/to?url=/plain`)
    await net.get(`${here}/404`).catch(() => {})
    await net.get(`${here}/plain`)
    expect(asked).toEqual(Array.from({ length: 4 }, () => `127.0.0.1:${port}`))
  })

  it('keeps its own pace per host without a gate', async () => {
    const net = open({ requestsPerSecond: 20, perHost: 5 })
    const start = performance.now()
    await Promise.all([1, 2, 3, 4].map(() => net.get(`${here}/plain`)))
    expect(performance.now() - start).toBeGreaterThanOrEqual(145)
  })

  it('ends what is under way when it is closed', async () => {
    const net = open()
    const asked = net.get(`${here}/silent`).catch((error: unknown) => error)
    while (seen.at(-1)?.url !== '/silent') await new Promise((resolve) => setTimeout(resolve, 5))
    await net.close()
    expect(await asked).toMatchObject({ code: 'interrupted' })
    await expect(net.get(`${here}/plain`)).rejects.toMatchObject({ code: 'interrupted' })
  })
})

describe('the guard of the client', () => {
  const literals = [
    '127.0.0.1',
    '0x7f.1',
    '2130706433',
    '017700000001',
    '127.1',
    '127。0。0。1',
    '①②⑦.⓪.⓪.①',
    '0.0.0.0',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '10.0.0.1',
    '169.254.169.254',
    '192.168.0.1',
    '100.64.0.1',
    '[fe80::1]',
    '[fd00::1]',
  ]

  it.each(literals)('never dials %s, even when the job lists it as a host', async (host) => {
    const before = seen.length
    const url = `http://${host}:${port}/plain`
    const net = open({ hosts: [`${host}:${port}`], allowPrivate: [] })
    expect(net.mayGet(url)).toBe(true)
    await expect(net.get(url)).rejects.toMatchObject({
      code: 'net-private',
      message: expect.stringContaining('not on the public internet'),
    })
    expect(seen.length).toBe(before)
  })

  it.each([[['127.0.0.1']], [['93.184.216.34', '10.0.0.1']], [['::1']], [['::ffff:192.168.1.1']], [[]]])(
    'never dials a name that resolves to %j',
    async (addresses) => {
      const net = open({ hosts: [`a.test:${port}`], allowPrivate: [], lookup: resolver(addresses) })
      await expect(net.get(`http://a.test:${port}/plain`)).rejects.toMatchObject({ code: 'net-private' })
      await expect(net.get(`http://a.test:${port}/plain`)).rejects.toMatchObject({
        message: expect.not.stringMatching(/127\.0|10\.0|192\.168/),
      })
    },
  )

  it('guards https too', async () => {
    await expect(
      open({ hosts: ['a.test'], allowPrivate: [], lookup: resolver(['10.0.0.1']) }).get('https://a.test/'),
    ).rejects.toMatchObject({ code: 'net-private' })
    await expect(open({ hosts: ['10.0.0.1'], allowPrivate: [] }).get('https://10.0.0.1/')).rejects.toMatchObject({ code: 'net-private' })
  })

  it('looks where a listed name leads after a redirect, too', async () => {
    const net = open({ hosts: [`127.0.0.1:${port}`, `a.test:${port}`], lookup: resolver(['127.0.0.1']) })
    await expect(net.get(`${here}/to?url=http://a.test:${port}/plain`)).rejects.toMatchObject({ code: 'net-private' })
  })

  it('dials a private address only when its host and port are both named', async () => {
    const options = { hosts: [`a.test:${port}`], lookup: resolver(['127.0.0.1']) }
    expect(
      Buffer.from((await open({ ...options, allowPrivate: [`a.test:${port}`] }).get(`http://a.test:${port}/plain`)).bytes).equals(body),
    ).toBe(true)
    await expect(open({ ...options, allowPrivate: [`a.test:${port + 1}`] }).get(`http://a.test:${port}/plain`)).rejects.toMatchObject({
      code: 'net-private',
    })
  })

  it.each([
    'http://localhost/',
    'http://[::1]/',
    'file:///etc/passwd',
    'unix:/var/run/docker.sock:/x',
    'http://unix:/var/run/x:/y',
    'gopher://127.0.0.1/',
    '//other.test/',
    'http://u:p@127.0.0.1/',
    'http://',
  ])('does not follow a redirect to %s', async (target) => {
    const before = seen.length
    await expect(open().get(`${here}/to?url=${encodeURIComponent(target)}`)).rejects.toMatchObject({ code: 'net-refused' })
    expect(seen.length - before).toBe(1)
  })

  it('asks only listed hosts', () => {
    const hosts = ['mp.weixin.qq.com', '*.qpic.cn', 'archive.test:8080', '例子.cn', '[::1]:81']
    const yes = [
      'https://mp.weixin.qq.com/s/x',
      'http://MP.weixin.qq.com./',
      'https://mmbiz.qpic.cn/a',
      'https://a.b.qpic.cn:443/',
      'http://archive.test:8080/',
      'http://xn--fsqu00a.cn/',
      'http://[::1]:81/',
    ]
    const no = [
      'https://weixin.qq.com/',
      'https://qpic.cn/',
      'https://evilqpic.cn/',
      'https://mp.weixin.qq.com.evil.cn/',
      'https://mp.weixin.qq.com:8443/',
      'http://archive.test/',
      'ftp://mp.weixin.qq.com/',
      'https://u@mp.weixin.qq.com/',
      'https://mp.weixin.qq.com@evil.cn/',
      'mp.weixin.qq.com',
      '',
      'data:text/plain,x',
    ]
    expect(yes.filter((url) => !hostAllowed(hosts, url))).toEqual([])
    expect(no.filter((url) => hostAllowed(hosts, url))).toEqual([])
    expect(hostAllowed([], 'https://mp.weixin.qq.com/')).toBe(false)
    expect(hostAllowed(['*', '*.', '', '**'], 'https://mp.weixin.qq.com/')).toBe(false)
  })

  it('knows the public internet', () => {
    const yes = ['8.8.8.8', '93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946', '240e::1', '172.32.0.1', '100.128.0.1', '::ffff:8.8.8.8']
    const no = [
      '172.31.255.255',
      '198.19.0.1',
      '224.0.0.1',
      '255.255.255.255',
      '192.0.0.8',
      '::ffff:a00:1',
      'fe80::1%eth0',
      'ff02::1',
      '2001:db8::1',
      '2001::1',
      '64:ff9b:1::1',
      '::ffff:0:8.8.8.8',
      '4000::1',
      '168.63.129.16',
      '100.100.100.200',
      '',
      'localhost',
      '127.1',
    ]
    expect(yes.filter((address) => !isPublic(address))).toEqual([])
    expect(no.filter(isPublic)).toEqual([])
  })
})
