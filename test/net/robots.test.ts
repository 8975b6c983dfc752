// robots.txt: what a file forbids (RFC 9309 and what real files look like), and what the client does about it.
import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { openNet, type NetOptions } from '../../src/net/client.ts'
import { readRobots } from '../../src/net/robots-file.ts'

const allowed = (file: string, path: string) => readRobots(file).allows(path)

describe('a robots.txt', () => {
  it.each([
    ['', '/a', true],
    ['<!DOCTYPE html><html><body>404</body></html>', '/a', true],
    ['User-agent: *\nDisallow:', '/a', true],
    ['User-agent: *\nDisallow: /', '/a', false],
    ['User-agent: baiduspider\nDisallow: /', '/a', true],
    ['User-agent: guiji\nDisallow: /', '/a', false],
    ['User-agent: GuiJi/2.0\nDisallow: /', '/a', false],
    ['User-agent: guijibot\nDisallow: /', '/a', true],
    ['User-agent: *\nDisallow: /\n\nUser-agent: guiji\nAllow: /', '/a', true],
    ['User-agent: guiji\nDisallow:\n\nUser-agent: *\nDisallow: /', '/a', true],
    ['User-agent: baiduspider\nUser-agent: *\nDisallow: /x', '/x/y', false],
    ['User-agent: *\nCrawl-delay: 2\nDisallow: /x\nUser-agent: bingbot\nDisallow: /', '/a', true],
    ['\uFEFFuser-agent : *\r\ndisallow : /x # all of it\r\n', '/x', false],
    ['User-agent: *\rDisallow: /x', '/x', false],
    ['Disallow: /', '/a', true],
    ['User-agent: *\nDisallow: /a\nAllow: /a/b', '/a/b/c', true],
    ['User-agent: *\nAllow: /a/b\nDisallow: /a', '/a/c', false],
    ['User-agent: *\nDisallow: /a\nAllow: /a', '/a', true],
    ['User-agent: *\nDisallow: /*.php$', '/x/index.php', false],
    ['User-agent: *\nDisallow: /*.php$', '/x/index.php?id=1', true],
    ['User-agent: *\nDisallow: /*?', '/list?page=2', false],
    ['User-agent: *\nDisallow: /a*b*c$', '/aXbXcXc', false],
    ['User-agent: *\nDisallow: /a*b*c$', '/aXcXb', true],
    ['User-agent: *\nDisallow: /fish$', '/fish/', true],
    ['User-agent: *\nDisallow: /fish$', '/fish', false],
    ['User-agent: *\nDisallow: *', '/a', false],
    ['User-agent: *\nDisallow: /新闻/', '/%E6%96%B0%E9%97%BB/1', false],
    ['User-agent: *\nDisallow: /%e6%96%b0%e9%97%bb/', '/%E6%96%B0%E9%97%BB/1', false],
    ['User-agent: *\nDisallow: /%61', '/a', false],
    ['User-agent: *\nDisallow: /A', '/a', true],
  ])('%j with %s: %s', (file, path, yes) => {
    expect(allowed(file, path)).toBe(yes)
  })

  it('may ask for a delay, within reason', () => {
    expect(readRobots('User-agent: *\nCrawl-delay: 2.5').delaySeconds).toBe(2.5)
    expect(readRobots('User-agent: *\nCrawl-delay: 86400').delaySeconds).toBe(30)
    expect(readRobots('User-agent: *\nCrawl-delay: soon').delaySeconds).toBeNull()
    expect(readRobots('User-agent: other\nCrawl-delay: 5').delaySeconds).toBeNull()
  })

  it('made to be slow is read in a time that grows with its size only', () => {
    const stars = `User-agent: *\nDisallow: /${'*a'.repeat(900)}b$\n`
    const path = `/${'a'.repeat(4000)}`
    const timeOf = (lines: number): number => {
      const file = stars + `Disallow: /${'*a'.repeat(900)}b$\n`.repeat(lines)
      const start = performance.now()
      expect(allowed(file, path)).toBe(true)
      return performance.now() - start
    }
    timeOf(100)
    expect(timeOf(1000)).toBeLessThan(60 * Math.max(timeOf(100), 5))
  })
})

let servers: Server[] = []
afterEach(() => {
  for (const server of servers) server.closeAllConnections()
  for (const server of servers) server.close()
  servers = []
})

/** A server that answers /robots.txt so, everything else with `ok`, and remembers what it was asked. */
async function site(robots: (response: ServerResponse) => void) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    if (request.url === '/robots.txt') robots(response)
    else response.end('ok')
  }).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return { asked, host: `127.0.0.1:${(server.address() as AddressInfo).port}` }
}

const open = (host: string, more: Partial<NetOptions> = {}) =>
  openNet({ hosts: [host], allowPrivate: [host], requestsPerSecond: 1000, maxBytes: 10_000, obeyRobots: true, timeoutMs: 500, ...more })

describe('the client that obeys robots.txt', () => {
  it('asks for it once per site, however many addresses follow, and never for what it forbids', async () => {
    const { asked, host } = await site((response) => response.end('User-agent: *\nDisallow: /private\n'))
    const net = open(host)
    await Promise.all(['/a', '/b', '/c'].map((path) => net.get(`http://${host}${path}`)))
    await expect(net.get(`http://${host}/private/1`)).rejects.toMatchObject({ code: 'net-robots', fate: 'hold' })
    expect(asked.filter((path) => path === '/robots.txt')).toHaveLength(1)
    expect(asked.sort()).toEqual(['/a', '/b', '/c', '/robots.txt'])
  })

  it('looks at where a redirect leads, too', async () => {
    const { asked, host } = await site((response) => response.end('User-agent: *\nDisallow: /private\n'))
    const from = createServer((_, response) => response.writeHead(302, { location: `http://${host}/private` }).end()).listen(0, '127.0.0.1')
    servers.push(from)
    await once(from, 'listening')
    const hosts = [host, `127.0.0.1:${(from.address() as AddressInfo).port}`]
    // its robots.txt leads to a page of the other host, which is none
    await expect(open(host, { hosts, allowPrivate: hosts }).get(`http://${hosts[1]}/`)).rejects.toMatchObject({ code: 'net-robots' })
    expect(asked).not.toContain('/private/1')
  })

  it.each([
    ['404', (response: ServerResponse) => response.writeHead(404).end()],
    ['403', (response: ServerResponse) => response.writeHead(403).end()],
    [
      'a redirect to a host that the job does not allow',
      (response: ServerResponse) => response.writeHead(302, { location: 'http://other.test/' }).end(),
    ],
    ['a page instead of a file', (response: ServerResponse) => response.end('<html>归集</html>')],
  ])('asks freely where robots.txt is %s', async (_, robots) => {
    const { host } = await site(robots)
    await open(host).get(`http://${host}/a`)
  })

  it.each([
    ['503', (response: ServerResponse) => response.writeHead(503).end(), 'net-status'],
    ['429', (response: ServerResponse) => response.writeHead(429).end(), 'net-status'],
    ['silent', () => {}, 'net-timeout'],
  ])('asks nothing while robots.txt is %s', async (_, robots, code) => {
    const { asked, host } = await site(robots)
    await expect(open(host).get(`http://${host}/a`)).rejects.toMatchObject({ code, fate: 'retry' })
    expect(asked).toEqual(['/robots.txt'])
  })

  it('looks again after it failed to come', async () => {
    let times = 0
    const { asked, host } = await site((response) => (times++ === 0 ? response.writeHead(500).end() : response.writeHead(404).end()))
    const net = open(host)
    await expect(net.get(`http://${host}/a`)).rejects.toMatchObject({ code: 'net-status' })
    await net.get(`http://${host}/a`)
    expect(asked).toEqual(['/robots.txt', '/robots.txt', '/a'])
  })

  it('keeps the delay that it asks for', async () => {
    const { host } = await site((response) => response.end('User-agent: *\nCrawl-delay: 0.2\n'))
    const net = open(host)
    const start = performance.now()
    for (const path of ['/a', '/b', '/c']) await net.get(`http://${host}${path}`)
    expect(performance.now() - start).toBeGreaterThanOrEqual(395)
  })

  it('does not ask for it at all where the owner of the site waived it', async () => {
    const { asked, host } = await site((response) => response.end('User-agent: *\nDisallow: /\n'))
    await open(host, { obeyRobots: false }).get(`http://${host}/a`)
    expect(asked).toEqual(['/a'])
  })
})
