// Which posts of several sources are one: by any shared key, in any order; at 20,000 posts with flat memory and time that grows with their number.
import { describe, expect, it } from 'vitest'
import type { Discovered } from '../../../src/domain/archive.ts'
import { joinedOf } from '../../../src/sources/joined/index.ts'
import type { SourceKind } from '../../../src/sources/source.ts'
import { discoverAll, offlineKit } from '../../kits/source-kit.ts'
import { joinedToys, toyKind, toys } from './toy.ts'
import type { ToyPost, ToySource } from './toy.ts'

async function found(...of: readonly ToySource[]): Promise<readonly Discovered[]> {
  return await discoverAll(await joinedToys.open(toys(...of), offlineKit('/')))
}

const named = (list: readonly Discovered[]) => list.map(({ key, aliases }) => [key, ...aliases])

describe('posts of several sources', () => {
  it('are one when any key of one is a key of the other, over any number of steps', async () => {
    const posts = await found(
      { kind: 'toy', posts: [{ key: 'wechat:s:short1' }, { key: 'wechat:biz:2:1' }] },
      { kind: 'list', posts: [{ key: 'wechat:s:short1', aliases: ['wechat:biz:1:1'] }] },
      { kind: 'list', posts: [{ key: 'wechat:biz:1:1' }, { key: 'wechat:biz:3:1', aliases: ['wechat:s:short2'] }] },
    )
    expect(named(posts)).toEqual([['wechat:biz:1:1', 'wechat:s:short1'], ['wechat:biz:2:1'], ['wechat:biz:3:1', 'wechat:s:short2']])
    expect(
      posts.map(({ ref }) => (ref as { tellings: { of: string; key: string }[] }).tellings.map(({ of, key }) => `${of} ${key}`)),
    ).toEqual([['toy wechat:s:short1', 'list wechat:s:short1', 'list#2 wechat:biz:1:1'], ['toy wechat:biz:2:1'], ['list#2 wechat:biz:3:1']])
  })

  it('are never one for their file name alone, nor for an address that two posts of one source share', async () => {
    const home = 'https://toy.example/home'
    const posts = await found(
      { kind: 'toy', posts: [{ key: 'wechat:file:a.html' }, { key: 'a:1', url: home }, { key: 'a:2', url: home }] },
      { kind: 'list', posts: [{ key: 'wechat:file:a.html' }, { key: 'b:1', url: home }] },
    )
    expect(named(posts)).toEqual([['wechat:file:a.html'], ['a:1'], ['a:2'], ['wechat:file:a.html@2'], ['b:1']])
  })

  it('are one for an address that each source has once', async () => {
    const posts = await found(
      { kind: 'toy', posts: [{ key: 'a:1', url: 'https://list.example/1234' }] },
      { kind: 'list', posts: [{ key: 'list:1234', url: 'https://list.example/1234' }] },
    )
    expect(named(posts)).toEqual([['a:1', 'list:1234']])
  })

  it('keep the version of the only source that tells them, and change when any telling changes', async () => {
    const post = (title: string): ToyPost => ({ key: 'k:1', page: { title } })
    const [alone] = await discoverAll(await toyKind('toy').open({ posts: [post('甲')], claims: [] }, offlineKit('/')))
    const [one] = await found({ kind: 'toy', posts: [post('甲')] })
    expect(one?.version).toBe(alone?.version)
    const [both] = await found({ kind: 'toy', posts: [post('甲')] }, { kind: 'list', posts: [post('乙')] })
    const [changed] = await found({ kind: 'toy', posts: [post('甲')] }, { kind: 'list', posts: [post('丙')] })
    const [turned] = await found({ kind: 'list', posts: [post('乙')] }, { kind: 'toy', posts: [post('甲')] })
    expect(new Set([one?.version, both?.version, changed?.version]).size).toBe(3)
    expect(turned?.version).toBe(both?.version)
  })

  it('are left out for their date only when every telling was heard', async () => {
    const old: ToyPost = { key: 'k:1', listed: '2020-01-01' }
    const source = await joinedToys.open(
      toys({ kind: 'list', posts: [{ key: 'k:1' }, { key: 'k:2' }] }, { kind: 'toy', posts: [old, { key: 'k:3', listed: '2024-01-01' }] }),
      offlineKit('/'),
    )
    expect((await discoverAll(source, '2023-01-01')).map(({ key }) => key)).toEqual(['k:2', 'k:3'])
  })

  it('have claims, leftovers and addresses of all, each with its source', async () => {
    const claim = { by: 'list call', scope: 'all', of: '', count: 9, unit: 'posts' } as const
    const source = await joinedToys.open(
      toys({ kind: 'toy', posts: [], claims: [claim] }, { kind: 'toy', posts: [], claims: [claim] }, { kind: 'list', posts: [] }),
      offlineKit('/'),
    )
    expect(source.claims?.().map(({ by }) => by)).toEqual(['toy: list call', 'toy#2: list call'])
    expect(source.leftovers().map(({ name }) => name)).toEqual(['toy: note.txt', 'toy#2: note.txt', 'list: note.txt'])
    expect([source.keysOf('https://list.example/0007'), source.addressesOf('toy:0007'), source.sameAccount('a', 'b')]).toEqual([
      ['list:0007'],
      ['https://toy.example/0007'],
      null,
    ])
  })
})

/** The same numbers every time. */
function dice(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff
    return (state >>> 8) % below
  }
}

function shuffled<T>(list: readonly T[], roll: (below: number) => number): readonly T[] {
  const all = [...list]
  for (let n = all.length - 1; n > 0; n -= 1) {
    const other = roll(n + 1)
    ;[all[n], all[other]] = [all[other] as T, all[n] as T]
  }
  return all
}

/** True posts with three names each; every source tells some of them under one or two of the names. */
function account(roll: (below: number) => number, posts: number, kinds: readonly string[]) {
  const names = (n: number) => [`wechat:biz:${1000 + n}:1`, `wechat:s:short${n}`, `web:host/${n}.html`]
  return kinds.map((kind) => ({
    kind,
    posts: Array.from({ length: posts }, (_, n): ToyPost | null => {
      if (roll(3) === 0) return null
      const [key = '', alias = ''] = shuffled(names(n), roll)
      return { key, aliases: roll(2) === 0 ? [alias] : [], page: { title: `${kind} ${n}` } }
    }).filter((post) => post !== null),
  }))
}

const KINDS = ['toy', 'list', 'toy-api'] as const
const known = (list: readonly Discovered[]) => list.map(({ key, aliases, version }) => `${key} ${aliases.join(' ')} ${version}`).toSorted()

it.each(Array.from({ length: 20 }, (_, seed) => seed + 1))(
  'the order of files and of sources changes neither posts nor keys nor versions (seed %i)',
  async (seed) => {
    const roll = dice(seed)
    const given = account(roll, 40, KINDS)
    const first = await found(...given)
    const groups = first.flatMap(({ key, aliases }) => [key, ...aliases])
    expect(new Set(groups).size).toBe(groups.length)
    for (let round = 0; round < 4; round += 1) {
      const turned = shuffled(given, roll).map(({ kind, posts }) => ({ kind, posts: shuffled(posts, roll) }))
      expect(known(await found(...turned))).toEqual(known(first))
    }
  },
)

/** Posts made as they are asked for: what grows in memory is the joining's own. */
function endless(name: string, posts: number): SourceKind<unknown> {
  const kind = toyKind(name)
  return {
    ...kind,
    async open(given, kit) {
      const source = await kind.open(given, kit)
      return {
        ...source,
        async *discover() {
          for (let n = 0; n < posts; n += 1) {
            const [post] = await discoverOf({
              key: `wechat:biz:${n}:1`,
              aliases: [`wechat:s:${name}${n}`],
              page: { title: `第 ${n} 篇` },
              url: `https://${name}.example/${n}`,
            })
            yield { ...post, ref: { pages: [`${name}/${n}.html`], rows: [] } }
          }
        },
      }
    },
  }
}

async function discoverOf(post: ToyPost): Promise<readonly [Discovered]> {
  return [
    {
      key: post.key,
      aliases: post.aliases ?? [],
      ref: null,
      version: '0'.repeat(64),
      title: post.page?.title ?? null,
      url: post.url ?? null,
      listed: { value: null, precision: 'unknown', provenance: 'none', raw: null },
    },
  ]
}

async function joinMany(posts: number): Promise<{ count: number; ms: number; bytes: number }> {
  const kind = joinedOf({ a: endless('a', posts), b: endless('b', posts), c: endless('c', posts) })
  const source = await kind.open(kind.options.parse({ of: ['a', 'b', 'c'].map((name) => ({ kind: name, posts: [] })) }), offlineKit('/'))
  let count = 0
  let bytes = 0
  const [before, started] = [process.memoryUsage().heapUsed, process.threadCpuUsage()]
  for await (const _ of source.discover()) {
    count += 1
    if (count % 5000 === 1) bytes = Math.max(bytes, process.memoryUsage().heapUsed - before)
  }
  const { user, system } = process.threadCpuUsage(started)
  return { count, ms: (user + system) / 1000, bytes }
}

it('joins 20,000 posts of three sources with a small index, in time that grows with their number', async () => {
  await joinMany(2000)
  const small = await joinMany(5000)
  const large = await joinMany(20_000)
  expect([small.count, large.count]).toEqual([5000, 20_000])
  expect(large.ms).toBeLessThan(4 * small.ms * 2.5 + 200)
  expect(large.bytes / 60_000).toBeLessThan(4000)
  if (process.env['SHOW'] === '1') console.log(small, large)
}, 60_000)
