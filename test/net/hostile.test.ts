// A hostile server: whatever it does, each case ends in a failure code of its own, within its limit, and takes no memory with it.
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer as createHttp, type ServerResponse } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { createServer, type AddressInfo, type LookupFunction, type Server, type Socket } from 'node:net'
import { brotliCompressSync, constants, createGzip, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openNet, type NetOptions } from '../../src/net/client.ts'

/** Key and certificate in one, or null where the machine cannot make them. */
const pem = madePem()
function madePem(): string | null {
  const args = 'req -x509 -newkey rsa:2048 -nodes -keyout - -out - -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1'.split(
    ' ',
  )
  const { status, stdout } = spawnSync('openssl', args, { encoding: 'utf8' })
  return status === 0 ? stdout : null
}

const MB = 1024 * 1024
const MAX_BYTES = 2 * MB

const bombs: Record<'gzip' | 'twice' | 'br', Buffer> = {
  gzip: Buffer.alloc(0),
  twice: Buffer.alloc(0),
  br: brotliCompressSync(Buffer.alloc(300 * MB), quick()),
}
function quick() {
  return { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }
}

/** Some 200 KB that unpack to 200 MB, made without holding those. */
async function gzipBomb(): Promise<Buffer> {
  const gzip = createGzip()
  const pieces: Buffer[] = []
  gzip.on('data', (piece: Buffer) => pieces.push(piece))
  const zeros = Buffer.alloc(MB)
  for (let n = 0; n < 200; n++) if (!gzip.write(zeros)) await once(gzip, 'drain')
  gzip.end()
  await once(gzip, 'end')
  return Buffer.concat(pieces)
}

const packed = (response: ServerResponse, encoding: string, bytes: Buffer) =>
  response.setHeader('content-encoding', encoding).setHeader('content-type', 'text/html').end(bytes)

const answers: Record<string, (response: ServerResponse) => void> = {
  '/fine': (response) => response.end('ok'),
  '/gzip-bomb': (response) => packed(response, 'gzip', bombs.gzip),
  '/gzip-twice': (response) => packed(response, 'gzip, gzip', bombs.twice),
  '/brotli-bomb': (response) => packed(response, 'br', bombs.br),
  '/packed-a-hundred-times': (response) => packed(response, Array.from({ length: 100 }, () => 'gzip').join(','), bombs.gzip),
  '/cut-gzip': (response) => packed(response, 'gzip', bombs.gzip.subarray(0, 1000)),
  '/no-gzip': (response) => packed(response, 'gzip', Buffer.from('<html>')),
  '/to-own-network': (response) => response.writeHead(302, { location: 'http://192.168.0.1/' }).end(),
  '/to-machine-data': (response) => response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end(),
  '/304': (response) => response.writeHead(304).end(),
  '/huge-promise': (response) => response.setHeader('content-length', String(50_000 * MB)).write('x'),
}

/** What no HTTP library would send, byte by byte. */
const raw: Record<string, (socket: Socket) => void> = {
  '/drip': (socket) => every(socket, 'HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n', 'x'),
  '/slow-headers': (socket) => every(socket, 'HTTP/1.1 200 OK\r\n', 'x-a: 1\r\n'),
  '/endless': (socket) => flood(socket, 'HTTP/1.1 200 OK\r\n\r\n', 'x'.repeat(64 * 1024)),
  '/endless-chunks': (socket) =>
    flood(socket, 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n', `10000\r\n${'x'.repeat(0x10000)}\r\n`),
  '/header-flood': (socket) => flood(socket, 'HTTP/1.1 200 OK\r\n', `x-flood: ${'x'.repeat(1000)}\r\n`),
  '/informed-without-end': (socket) => every(socket, '', 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'),
  '/nul-in-header': (socket) => socket.write('HTTP/1.1 200 OK\r\nx-a: a\0b\r\ncontent-length: 2\r\n\r\nok'),
  '/two-lengths': (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 200\r\n\r\nok'),
  '/length-and-chunks': (socket) =>
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n'),
  '/too-short': (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nok'),
  '/cut-chunk': (socket) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\nok'),
  '/no-http': (socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'),
  '/nothing': (socket) => socket.end(),
  '/silence': () => {},
}

function every(socket: Socket, first: string, then: string): void {
  socket.write(first)
  const timer = setInterval(() => socket.write(then), 20)
  socket.on('close', () => clearInterval(timer))
}

function flood(socket: Socket, first: string, then: string): void {
  socket.write(first)
  const more = () => {
    while (!socket.destroyed && socket.write(then)) {
      /* until it is full */
    }
  }
  socket.on('drain', more)
  more()
}

let asked: string[] = []
const servers: Server[] = []
let here = ''
let other = ''
let deaf = ''

async function listening(server: Server): Promise<string> {
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

const sockets = new Set<Socket>()
const kept = (socket: Socket): void => {
  sockets.add(socket)
  socket.on('error', () => {}).on('close', () => sockets.delete(socket))
}

beforeAll(async () => {
  bombs.gzip = await gzipBomb()
  bombs.twice = gzipSync(bombs.gzip)
  const polite = createHttp((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x')
    asked.push(pathname)
    const hop = Number(searchParams.get('hop') ?? 0)
    if (pathname === '/fifty') response.writeHead(302, { location: `/fifty?hop=${hop + 1}` }).end(hop > 50 ? 'ok' : '')
    else if (pathname === '/round') response.writeHead(302, { location: '/round' }).end()
    else answers[pathname]?.(response)
  }).on('connection', kept)
  const rude = createServer((socket) => {
    kept(socket)
    socket.once('data', (request) => raw[request.toString('latin1').split(' ')[1] ?? '']?.(socket))
  })
  here = await listening(polite)
  other = await listening(rude)
  deaf = await listening(createServer(kept))
})

afterAll(() => {
  for (const socket of sockets) socket.destroy()
  for (const server of servers) server.close()
})

const open = (options: Partial<NetOptions> = {}) =>
  openNet({
    hosts: [here, other, deaf, '192.168.0.1', '169.254.169.254'],
    allowPrivate: [here, other, deaf],
    requestsPerSecond: 1000,
    maxBytes: MAX_BYTES,
    timeoutMs: 700,
    ...options,
  })

const codeOf = async (url: string, options: Partial<NetOptions> = {}): Promise<unknown> => {
  const net = open(options)
  try {
    await net.get(url)
    return 'no failure'
  } catch (failure) {
    return failure instanceof Error && 'code' in failure ? failure.code : failure
  } finally {
    await net.close()
  }
}

const cases: readonly (readonly [string, string])[] = [
  ['/gzip-bomb', 'net-too-large'],
  ['/gzip-twice', 'net-too-large'],
  ['/brotli-bomb', 'net-too-large'],
  ['/packed-a-hundred-times', 'net-malformed'],
  ['/cut-gzip', 'net-malformed'],
  ['/no-gzip', 'net-malformed'],
  ['/huge-promise', 'net-too-large'],
  ['/to-own-network', 'net-private'],
  ['/to-machine-data', 'net-private'],
  ['/fifty', 'net-redirects'],
  ['/round', 'net-redirects'],
  ['/304', 'net-status'],
]

const rawCases: readonly (readonly [string, string])[] = [
  ['/drip', 'net-timeout'],
  ['/slow-headers', 'net-timeout'],
  ['/informed-without-end', 'net-timeout'],
  ['/silence', 'net-timeout'],
  ['/endless', 'net-too-large'],
  ['/endless-chunks', 'net-too-large'],
  ['/header-flood', 'net-malformed'],
  ['/nul-in-header', 'net-malformed'],
  ['/two-lengths', 'net-malformed'],
  ['/length-and-chunks', 'net-malformed'],
  ['/no-http', 'net-malformed'],
  ['/too-short', 'net-unreachable'],
  ['/cut-chunk', 'net-unreachable'],
  ['/nothing', 'net-unreachable'],
]

describe('a hostile server', () => {
  it.each(cases)('that answers %s ends in %s', async (path, code) => {
    expect(await codeOf(`http://${here}${path}`)).toBe(code)
  })

  it.each(rawCases)('that sends %s on the wire ends in %s', async (path, code) => {
    expect(await codeOf(`http://${other}${path}`)).toBe(code)
  })

  it('that never ends its redirects is asked six times, and once more than nothing when it sends us round', async () => {
    asked = []
    await codeOf(`http://${here}/fifty`)
    await codeOf(`http://${here}/round`)
    expect(asked).toEqual([...Array.from({ length: 6 }, () => '/fifty'), '/round'])
  })

  it('that takes the connection and never speaks TLS ends in net-timeout, by the time for TLS and by the whole time', async () => {
    expect(await codeOf(`https://${deaf}/`)).toBe('net-timeout')
    expect(await codeOf(`https://${deaf}/`, { timeoutMs: 60_000, times: { secureConnect: 200 } })).toBe('net-timeout')
  })

  it('that answers TLS in plain text ends in net-unreachable', async () => {
    expect(await codeOf(`https://${here}/`, { timeoutMs: 60_000 })).toBe('net-unreachable')
  })

  it.skipIf(pem === null)(
    `that shows a certificate of its own making ends in net-certificate${pem === null ? ' (SKIPPED: no openssl)' : ''}`,
    async () => {
      const self = createHttps({ key: pem ?? '', cert: pem ?? '' }, (_, response) => response.end('ok'))
      const host = await listening(self.on('connection', kept))
      expect(await codeOf(`https://${host}/`, { hosts: [host], allowPrivate: [host], timeoutMs: 60_000 })).toBe('net-certificate')
    },
  )

  it('that is quiet between two packets ends in net-timeout before the whole time', async () => {
    expect(await codeOf(`http://${other}/silence`, { timeoutMs: 60_000, times: { socket: 150 } })).toBe('net-timeout')
    expect(await codeOf(`http://${other}/slow-headers`, { timeoutMs: 60_000, times: { response: 150 } })).toBe('net-timeout')
  })

  it('whose name resolves to the internet first and to the own network when it is dialled is not dialled', async () => {
    let turn = 0
    const rebinding: LookupFunction = (_, options, done) => {
      const address = turn++ === 0 ? '93.184.216.34' : '127.0.0.1'
      if (options.all) done(null, [{ address, family: 4 }])
      else done(null, address, 4)
    }
    const port = Number(here.split(':')[1])
    const options = { hosts: [`rebind.test:${port}`], allowPrivate: [], lookup: rebinding, times: { connect: 100 } }
    asked = []
    const net = open(options)
    const codes: unknown[] = []
    for (let n = 0; n < 3; n++)
      codes.push(await net.get(`http://rebind.test:${port}/fine`).catch((failure: { code: string }) => failure.code))
    await net.close()
    // the first look gave a public address, where nobody of ours answers; what was looked up then serves no later connection
    expect(codes[0]).toMatch(/^net-(timeout|unreachable)$/)
    expect(codes.slice(1)).toEqual(['net-private', 'net-private'])
    expect(asked).toEqual([])
  })

  it('still answers the next question well: no case leaves anything behind', async () => {
    const net = open({ perHost: 2 })
    for (const [path] of cases) await net.get(`http://${here}${path}`).catch(() => {})
    expect(Buffer.from((await net.get(`http://${here}/fine`)).bytes).toString()).toBe('ok')
    await net.close()
  })

  it('costs no more memory than the limit of an answer, whatever it sends and however often', async () => {
    const net = open({ perHost: 4, timeoutMs: 5000 })
    const heavy = [
      `http://${here}/gzip-bomb`,
      `http://${here}/gzip-twice`,
      `http://${here}/brotli-bomb`,
      `http://${other}/endless`,
      `http://${other}/header-flood`,
    ]
    const round = () => Promise.all(heavy.map((url) => net.get(url).catch(() => {})))
    await round()
    const before = process.memoryUsage().rss
    let most = 0
    for (let n = 0; n < 8; n++) {
      await round()
      most = Math.max(most, process.memoryUsage().rss)
    }
    await net.close()
    // 40 answers of 200 MB and more each
    expect((most - before) / MB).toBeLessThan(120)
  })
})
