// What each of the joined sources is lent: its own memory, and the manners of its kind on the web.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { Failure } from '../../../src/domain/failures.ts'
import { joinedOf } from '../../../src/sources/joined/index.ts'
import type { SourceKind, SourceKit } from '../../../src/sources/source.ts'
import { onlineKit, shortMemory } from '../../kits/source-kit.ts'
import { toyKind } from './toy.ts'

/** A toy that does something with its kit when it is checked. */
function using(name: string, robots: 'none' | undefined, use: (kit: SourceKit) => Promise<string>): SourceKind<unknown> {
  const kind = toyKind(name, robots)
  return {
    ...kind,
    async open(given, kit) {
      const detail = () => use(kit).catch((error: unknown) => (error instanceof Failure ? error.code : 'bug'))
      return { ...(await kind.open(given, kit)), check: async () => [{ what: 'use', ok: true, detail: await detail() }] }
    },
  }
}

async function told(kinds: Readonly<Record<string, SourceKind<unknown>>>, kit: SourceKit): Promise<readonly string[]> {
  const kind = joinedOf(kinds)
  const source = await kind.open(kind.options.parse({ of: Object.keys(kinds).map((name) => ({ kind: name, posts: [] })) }), kit)
  return (await source.check()).map(({ detail }) => detail.split(' ¦ ')[1] ?? detail)
}

it('a kind that asks no robots.txt alone asks none in company, and its neighbour obeys', async () => {
  const server = createServer((request, response) =>
    response.end(request.url === '/robots.txt' ? 'User-agent: *\nDisallow: /' : 'the page'),
  ).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const kit = onlineKit('/', [host], { net: { obeyRobots: true } })
  const ask = async ({ get }: SourceKit) => Buffer.from((await get(`http://${host}/a`)).bytes).toString()
  try {
    expect(await told({ own: using('own', 'none', ask), site: using('site', undefined, ask) }, kit)).toEqual([
      'own: the page',
      'site: net-robots',
    ])
  } finally {
    await kit.close()
    server.close()
  }
})

it('what one source remembers of an address is not what another remembers of it', async () => {
  const url = 'https://site.example/list'
  const memory = shortMemory()
  const kit = { ...onlineKit('/', [], { memory }) }
  const say = (version: string) => async (own: SourceKit) => {
    const before = (await own.memory.recall([url])).get(url)?.version ?? 'nothing'
    await own.memory.remember(new Map([[url, { etag: null, lastModified: null, version }]]))
    return before
  }
  const kinds = { a: using('a', undefined, say('of a')), b: using('b', undefined, say('of b')) }
  expect(await told(kinds, kit)).toEqual(['a: nothing', 'b: nothing'])
  expect(await told(kinds, kit)).toEqual(['a: of a', 'b: of b'])
  await kit.close()
})

it('closes what it had opened when one of them cannot be opened', async () => {
  const closed: string[] = []
  const good = toyKind('good')
  const kinds = {
    good: {
      ...good,
      open: async (given: unknown, kit: SourceKit) => ({ ...(await good.open(given, kit)), close: async () => void closed.push('good') }),
    },
    bad: { ...toyKind('bad'), open: () => Promise.reject(new Failure('source-unreadable', 'no such folder')) },
  }
  const kind = joinedOf(kinds)
  const given = kind.options.parse({ of: ['good', 'bad'].map((name) => ({ kind: name, posts: [] })) })
  await expect(kind.open(given, onlineKit('/', []))).rejects.toMatchObject({ code: 'source-unreadable' })
  expect(closed).toEqual(['good'])
})

it('counts a new version of any of its kinds as a new version of its own', () => {
  const kinds = { a: toyKind('a'), b: toyKind('b') }
  expect(joinedOf({ ...kinds, b: { ...kinds.b, version: 4 } }).version).toBe(joinedOf(kinds).version + 1)
})
