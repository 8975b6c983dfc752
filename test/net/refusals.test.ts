// What interfaces need of the client: a header of authorization that reaches nobody else, and refusals that say in their body what is wrong.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openNet } from '../../src/net/client.ts'
import type { Net } from '../../src/net/client.ts'

let servers: Server[] = []
let seen: IncomingMessage[] = []
let net: Net
let here = ''
let there = ''

async function served(answer: (path: string) => readonly [number, string, Record<string, string>?]): Promise<string> {
  const server = createServer((request, response) => {
    seen.push(request)
    const [status, body, headers] = answer(request.url ?? '')
    response.writeHead(status, headers).end(body)
  }).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

beforeEach(async () => {
  seen = []
  there = await served(() => [200, 'foreign'])
  here = await served((path) => {
    if (path === '/away') return [302, '', { location: `http://${there}/` }]
    if (path === '/near') return [302, '', { location: '/403' }]
    const status = Number(path.slice(1, 4))
    return [status, `{"error_code":${status}}`, status === 429 ? { 'retry-after': '7' } : {}]
  })
  net = openNet({ hosts: [here, there], allowPrivate: [here, there], requestsPerSecond: 1000, maxBytes: 1000 })
})
afterEach(async () => {
  await net.close()
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
  servers = []
})

it('a refusal that is asked for comes with its body and its status', async () => {
  const answer = await net.get(`http://${here}/403`, { refusals: true })
  expect([answer.status, Buffer.from(answer.bytes).toString()]).toEqual([403, '{"error_code":403}'])
  expect((await net.get(`http://${here}/200`, { refusals: true })).status).toBeUndefined()
})

it('too many requests, a server in trouble and refusals that nobody asked for stay failures', async () => {
  await expect(net.get(`http://${here}/403`)).rejects.toMatchObject({ code: 'net-status' })
  await expect(net.get(`http://${here}/429`, { refusals: true })).rejects.toMatchObject({ code: 'net-status', retryAfterMs: 7000 })
})

it('an authorization goes to the host that is asked and stays there', async () => {
  await net.get(`http://${here}/near`, { authorization: 'OAuth2 secret', refusals: true })
  expect(seen.map(({ url, headers }) => [url, headers.authorization])).toEqual([
    ['/near', 'OAuth2 secret'],
    ['/403', 'OAuth2 secret'],
  ])
  seen = []
  await net.get(`http://${here}/away`, { authorization: 'OAuth2 secret' })
  expect(seen.map(({ url, headers }) => [url, headers.authorization])).toEqual([
    ['/away', 'OAuth2 secret'],
    ['/', undefined],
  ])
})

it('an authorization stands in no error', async () => {
  const failed = await net.get(`http://${here}/500?q=1`, { authorization: 'OAuth2 secret' }).catch((error: unknown) => String(error))
  expect(failed).toContain('500')
  expect(failed).not.toContain('secret')
})
