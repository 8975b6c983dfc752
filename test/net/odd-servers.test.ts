// What real servers do against the rules, and what a stranger found: each case once went wrong.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, LookupFunction } from 'node:net'
import { setImmediate as tick, setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HostGate } from '../../src/domain/host-gate.ts'
import { asFailure } from '../../src/net/answers.ts'
import { gather } from '../../src/net/body.ts'
import { openNet, type NetOptions } from '../../src/net/client.ts'
import { openDeadline } from '../../src/net/deadline.ts'
import { localGate } from '../../src/net/local-gate.ts'
import { readRobots } from '../../src/net/robots-file.ts'
import { openTurns } from '../../src/net/turns.ts'

const MB = 1024 * 1024
const file = Buffer.alloc(2 * MB, 'a')
const promised = `bytes ${MB}-${2 * MB - 1}/${2 * MB}`
const gbkPath = Buffer.from([0xd0, 0xc2, 0xce, 0xc5])

/** Half of the file, then nothing; what comes to who asks for the rest, `rest` decides. */
const halves = (rest: (response: ServerResponse) => void) => (response: ServerResponse, request: IncomingMessage) => {
  if (request.headers.range !== undefined) return rest(response)
  response.writeHead(200, { 'content-length': String(file.length), etag: '"one"' })
  response.write(file.subarray(0, MB), () => setTimeout(() => response.destroy(), 20))
}
const location = (path: Buffer) => (response: ServerResponse) =>
  response.writeHead(302, { location: `/to/${path.toString('latin1')}` }).end()

const answers: Record<string, (response: ServerResponse, request: IncomingMessage) => void> = {
  '/utf-8-location': location(Buffer.from('新闻')),
  '/gbk-location': location(gbkPath),
  '/to/%E6%96%B0%E9%97%BB': (response) => response.end('utf-8'),
  '/to/%D0%C2%CE%C5': (response) => response.end('gbk'),
  '/429-at-once': (response) => response.writeHead(429, { 'retry-after': '0' }).end(),
  '/503-by-a-slow-clock': (response) => response.writeHead(503, { 'retry-after': new Date(Date.now() - 60_000).toUTCString() }).end(),
  '/304': (response) => response.writeHead(304).end(),
  '/charset-as-encoding': (response) => response.writeHead(200, { 'content-encoding': 'UTF-8' }).end('ok'),
  '/zstd': (response) => response.writeHead(200, { 'content-encoding': 'zstd' }).end('ok'),
  '/rest-too-short': halves((response) =>
    response.writeHead(206, { etag: '"one"', 'content-range': promised, 'content-length': '100' }).end(file.subarray(0, 100)),
  ),
  '/rest-too-long': halves((response) => response.writeHead(206, { etag: '"one"', 'content-range': promised }).end(file)),
  '/rest-of-another': halves((response) => response.writeHead(206, { etag: '"two"', 'content-range': promised }).end(file.subarray(MB))),
  '/rest-of-nobody-knows': halves((response) => response.writeHead(206, { 'content-range': promised }).end(file.subarray(MB))),
  '/rest': halves((response) => response.writeHead(206, { etag: '"one"', 'content-range': promised }).end(file.subarray(MB))),
  '/robots.txt': (response) => response.writeHead(404).end(),
  '/plain': (response) => response.end('ok'),
  '/silent': () => {},
}

const server = createServer((request, response) => answers[request.url ?? '']?.(response, request))
let host: string
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const open = (more: Partial<NetOptions> = {}) =>
  openNet({ hosts: [host], allowPrivate: [host], requestsPerSecond: 1000, maxBytes: 20 * MB, ...more })
const textOf = async (path: string) => Buffer.from((await open().get(`http://${host}${path}`)).bytes).toString()

describe('an odd server', () => {
  it('that does not encode where it sends us is followed to the bytes it means', async () => {
    expect([await textOf('/utf-8-location'), await textOf('/gbk-location')]).toEqual(['utf-8', 'gbk'])
  })

  it('that names a charset as its encoding is read; an encoding that nobody asked for is not', async () => {
    expect(await textOf('/charset-as-encoding')).toBe('ok')
    await expect(textOf('/zstd')).rejects.toMatchObject({ code: 'net-malformed' })
  })

  it.each(['/429-at-once', '/503-by-a-slow-clock'])('that says no and asks for no wait (%s) does not make us hurry', async (path) => {
    await expect(textOf(path)).rejects.toMatchObject({ code: 'net-status', retryAfterMs: undefined })
  })

  it('that says 304 to a question without a condition said nothing of any content', async () => {
    const ask = (etag: string | null) => open().get(`http://${host}/304`, { known: { etag, lastModified: null } })
    await expect(ask(null)).rejects.toMatchObject({ code: 'net-status' })
    expect(await ask('"one"')).toBeNull()
  })

  it.each([
    ['/rest-too-short', 'net-malformed'],
    ['/rest-too-long', 'net-malformed'],
    ['/rest-of-another', 'net-unreachable'],
    ['/rest-of-nobody-knows', 'net-unreachable'],
  ])('whose rest of a file is not what it promised (%s) gives no file', async (path, code) => {
    await expect(textOf(path)).rejects.toMatchObject({ code, fate: 'retry' })
    expect(await textOf('/rest')).toBe(file.toString())
  })

  it('that sends byte by byte takes no more memory than one that does not', async () => {
    async function* bytewise() {
      for (let n = 0; n < 125; n++) {
        const packet = Buffer.alloc(65_536, 'x')
        for (let at = 0; at < 8000; at++) yield packet.subarray(at, at + 1)
        most = Math.max(most, process.memoryUsage().rss)
        await tick()
      }
    }
    const before = process.memoryUsage().rss
    let most = before
    const body = await gather(bytewise(), { encoding: undefined, limit: { maxBytes: 2 * MB, tooLarge: () => new Error('x') } })
    expect(body.equals(Buffer.alloc(1_000_000, 'x'))).toBe(true)
    expect((most - before) / MB).toBeLessThan(100)
  })
})

describe('what may pass', () => {
  it.each(['EAI_AGAIN', 'EAI_FAIL', 'ESERVFAIL'])('a resolver that says %s is tried again', async (code) => {
    const lookup: LookupFunction = (name, _, done) => done(Object.assign(new Error(`getaddrinfo ${code} ${name}`), { code }), [])
    await expect(open({ hosts: ['a.test'], lookup }).get('http://a.test/')).rejects.toMatchObject({
      code: 'net-unreachable',
      fate: 'retry',
    })
  })

  it.each([
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'net-unreachable'],
    ['ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE', 'net-unreachable'],
    ['ERR_SOCKET_CONNECTION_TIMEOUT', 'net-unreachable'],
    ['INVALID_PURPOSE', 'net-certificate'],
    ['CERT_HAS_EXPIRED', 'net-certificate'],
    ['ERR_INVALID_ARG_TYPE', 'ERR_INVALID_ARG_TYPE'],
  ])('%s means %s', (code, meaning) => {
    expect(asFailure(Object.assign(new Error('x'), { code }), new URL('http://a.test/'))).toMatchObject({ code: meaning })
  })

  it('a host that rests before its robots.txt was read is waited for by who is patient', async () => {
    const gate = localGate()
    await gate.failed(host, { counts: false, restMs: 400 })
    const net = open({ gate, obeyRobots: true, patienceMs: 10 })
    await expect(net.get(`http://${host}/plain`)).rejects.toMatchObject({ code: 'net-resting' })
    expect((await net.get(`http://${host}/plain`, { patient: true })).bytes.length).toBe(2)
  })
})

describe('a turn', () => {
  it('is had even on a machine that is late for every one', async () => {
    const gate = localGate()
    let entered = 0
    const enter: HostGate['enter'] = async (name, ask) => {
      const answer = await gate.enter(name, ask)
      entered += 1
      // whoever waits for this turn wakes up too late
      const until = performance.now() + (answer.turn === null ? 0 : answer.waitMs) + 200
      if (entered > 1) setTimeout(() => busyUntil(until), 1)
      return answer
    }
    const turns = openTurns({ ...gate, enter })
    const ask = { gapMs: 300, most: 1, patienceMs: 0, signal: AbortSignal.timeout(4000) }
    await turns.take('a.test', ask, async () => {})
    await turns.take('a.test', ask, async () => {})
    expect(entered).toBeGreaterThan(1)
  })

  it('is back before a client that is closed says so', async () => {
    const gate = localGate()
    const told: string[] = []
    const net = open({
      gate: {
        ...gate,
        leave: (name, turn) => {
          told.push('leave')
          gate.leave(name, turn)
        },
        settle: async () => void told.push('settle'),
      },
    })
    const arrived = once(server, 'request')
    const asked = net.get(`http://${host}/silent`).catch((failure: unknown) => failure)
    await arrived
    await net.close()
    expect(told).toEqual(['leave', 'settle'])
    expect(await asked).toMatchObject({ code: 'interrupted' })
  })

  it('of a host with a dot behind its name is a turn of that host', async () => {
    const gate = localGate()
    const names: string[] = []
    const enter: HostGate['enter'] = (name, ask) => {
      names.push(name)
      return gate.enter(name, ask)
    }
    const lookup: LookupFunction = (_, __, done) => done(new Error('x'), [])
    const net = open({ hosts: ['a.test', 'a.test:81'], gate: { ...gate, enter }, lookup })
    for (const url of ['http://a.test/', 'http://a.test./', 'http://a.test.:81/']) await net.get(url).catch(() => {})
    expect(names).toEqual(['a.test', 'a.test', 'a.test:81'])
  })
})

describe('the whole time of an address', () => {
  it('stands while another turn is waited for, and runs on after it', async () => {
    const deadline = openDeadline(150, () => new Error('late'))
    await deadline.during(async () => {
      await deadline.aside(() => sleep(400))
      expect(deadline.signal.aborted).toBe(false)
      await sleep(400)
    })
    expect(deadline.signal.aborted).toBe(true)
  })
})

describe('a robots.txt', () => {
  it('of long rules is not read slower and slower as a path grows that no server would take', () => {
    const { allows } = readRobots(`User-agent: *\n${`Disallow: /*${'a'.repeat(900)}b${'a'.repeat(900)}\n`.repeat(50)}`)
    const timeOf = (length: number): number => {
      const start = performance.now()
      expect(allows(`/${'a'.repeat(length)}`)).toBe(true)
      return performance.now() - start
    }
    timeOf(20_000)
    expect(Math.min(timeOf(400_000), timeOf(400_000))).toBeLessThan(8 * (timeOf(20_000) + 5))
  })
})

function busyUntil(time: number): void {
  while (performance.now() < time) {
    /* keeps the whole process from everything else */
  }
}
