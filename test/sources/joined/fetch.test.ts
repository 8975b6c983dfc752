// What is stored of a post that several sources tell, and what becomes of it when one of them cannot be had.
import { describe, expect, it } from 'vitest'
import type { Part } from '../../../src/domain/archive.ts'
import { Failure } from '../../../src/domain/failures.ts'
import type { Page } from '../../../src/domain/page.ts'
import { discoverAll, fetchAll, materialOf, offlineKit } from '../../kits/source-kit.ts'
import { joinedToys, toys } from './toy.ts'
import type { ToyPost } from './toy.ts'

const whole = (words: string): Partial<Page> => ({ title: '题', body: { html: `<p>${words}</p>` } })

async function taken(given: ReturnType<typeof toys>): Promise<{ parts: readonly Part[]; failure: Failure | null; page: Page }> {
  const source = await joinedToys.open(given, offlineKit('/'))
  const [post, ...others] = await discoverAll(source)
  expect(others).toEqual([])
  if (post === undefined) expect.fail()
  const { parts, failure } = await fetchAll(source, post)
  return { parts, failure, page: source.parse(materialOf(post, parts)) }
}

const textOf = (part: Part) => (part.bytes === null ? null : Buffer.from(part.bytes).toString())
const media = (parts: readonly Part[]) => parts.filter(({ role }) => role === 'media').map((part) => [part.name, textOf(part)])

describe('a post that two sources tell', () => {
  it('is stored with the pages of both, and its media once, whoever has the bytes', async () => {
    const { parts } = await taken(
      toys(
        {
          kind: 'toy',
          posts: [{ key: 'k:1', page: whole('甲'), media: { 'https://p/1': null, 'https://p/2': 'two', 'https://p/3': null } }],
        },
        { kind: 'list', posts: [{ key: 'k:1', page: whole('甲'), media: { 'https://p/1': 'one', 'https://p/2': 'other bytes' } }] },
      ),
    )
    expect(parts.map(({ role }) => role)).toEqual(['page', 'page', 'row', 'media', 'media', 'media'])
    expect(media(parts)).toEqual([
      ['https://p/2', 'two'],
      ['https://p/1', 'one'],
      ['https://p/3', null],
    ])
  })

  it('never gets the other page’s picture of the same relative name, and keeps that too', async () => {
    const post = (words: string, picture: string, more: Partial<Page> = {}): ToyPost => ({
      key: 'k:1',
      page: { ...whole(words), ...more },
      media: { 'images/1.png': picture, 'images/same.png': 'same' },
    })
    const { parts, page } = await taken(
      toys(
        { kind: 'toy', posts: [post('甲', 'red', { remarks: [{ code: 'file-truncated' }] })] },
        { kind: 'toy', posts: [post('甲乙', 'blue')] },
      ),
    )
    expect(page.body).toEqual({ html: '<p>甲乙</p>' })
    expect(media(parts)).toEqual([
      ['images/1.png', 'blue'],
      ['images/same.png', 'same'],
      ['joined:0:images/1.png', 'red'],
    ])
  })
})

describe('a telling that cannot be had', () => {
  const good: ToyPost = { key: 'k:1', page: whole('甲'), media: { 'https://p/1': 'one' } }
  const listed: ToyPost = { key: 'k:1', page: { state: 'absent' }, role: 'row' }
  const failing = (code: Failure['code'], at: 'page' | 'media' = 'page'): ToyPost => ({
    key: 'k:1',
    page: whole('甲'),
    ...(at === 'media' ? { media: { 'https://p/2': 'two' } } : {}),
    fails: { code, at, retryAfterMs: 60_000 },
  })
  const skipping = (given: ReturnType<typeof toys>) => ({ ...given, unreachable: 'skip' as const })

  it.each(['net-missing', 'net-refused', 'file-too-large', 'api-missing', 'file-unreadable'] as const)(
    'is done without when waiting cannot help (%s) and another has the post whole, and is told',
    async (code) => {
      const { failure, page } = await taken(toys({ kind: 'toy', posts: [failing(code)] }, { kind: 'list', posts: [good] }))
      expect(failure).toBeNull()
      expect(page).toMatchObject({
        state: 'ok',
        body: { html: '<p>甲</p>' },
        remarks: [{ code: 'telling-missing', about: `toy: ${code}` }],
        from: { body: 'list' },
      })
    },
  )

  it.each(['net-timeout', 'api-quota', 'net-resting', 'source-changed'] as const)(
    'is waited for while waiting can help (%s)',
    async (code) => {
      const { failure, parts } = await taken(toys({ kind: 'toy-api', posts: [failing(code)] }, { kind: 'toy', posts: [good] }))
      expect(failure).toMatchObject({ code, retryAfterMs: 60_000 })
      expect(parts).toEqual([])
    },
  )

  it('is done without when the job says skip, but only while another has the post whole', async () => {
    const { page } = await taken(skipping(toys({ kind: 'toy-api', posts: [failing('api-quota')] }, { kind: 'toy', posts: [good] })))
    expect(page).toMatchObject({ state: 'ok', remarks: [{ code: 'telling-missing', about: 'toy-api: api-quota' }] })
    const none = await taken(skipping(toys({ kind: 'toy-api', posts: [failing('api-quota')] }, { kind: 'list', posts: [listed] })))
    expect(none.failure?.code).toBe('api-quota')
  })

  it('stops the run when it would stop it alone', async () => {
    for (const code of ['page-blocked', 'api-frozen', 'disk-full'] as const)
      expect((await taken(skipping(toys({ kind: 'toy-api', posts: [failing(code)] }, { kind: 'toy', posts: [good] })))).failure?.code).toBe(
        code,
      )
  })

  it('gives the failure that lasts least when no other has the post', async () => {
    const of = (...codes: readonly Failure['code'][]) => codes.map((code) => ({ kind: 'toy', posts: [failing(code)] }))
    expect((await taken(toys(...of('net-missing', 'file-too-large', 'net-timeout')))).failure?.code).toBe('net-timeout')
    expect((await taken(toys(...of('net-missing', 'file-too-large')))).failure?.code).toBe('file-too-large')
    expect((await taken(toys(...of('net-missing'), { kind: 'list', posts: [listed] }))).failure?.code).toBe('net-missing')
  })

  it('loses only its own media when they fail after its page was had, unless the post is made of it', async () => {
    const second = await taken(toys({ kind: 'toy', posts: [good] }, { kind: 'list', posts: [failing('file-unreadable', 'media')] }))
    expect(second.failure).toBeNull()
    expect(media(second.parts)).toEqual([
      ['https://p/1', 'one'],
      ['https://p/2', 'two'],
    ])
    expect(
      (await taken(toys({ kind: 'toy', posts: [failing('file-unreadable', 'media')] }, { kind: 'list', posts: [good] }))).failure?.code,
    ).toBe('file-unreadable')
  })

  it('is not followed into another source when the list of sources has changed', async () => {
    const source = await joinedToys.open(toys({ kind: 'toy', posts: [good] }), offlineKit('/'))
    const [post] = await discoverAll(source)
    const other = await joinedToys.open(toys({ kind: 'toy', posts: [{ ...good, page: whole('另一篇') }] }), offlineKit('/'))
    expect((await fetchAll(other, post ?? expect.fail())).failure).toMatchObject({ code: 'source-changed', fate: 'retry' })
    expect((await fetchAll(other, { ...(post ?? expect.fail()), ref: { pages: [] } })).failure?.code).toBe('source-changed')
  })
})

it('reads what was captured before the job began to join', async () => {
  const source = await joinedToys.open(toys({ kind: 'toy', posts: [{ key: 'k:1', page: whole('早先') }] }), offlineKit('/'))
  const [post] = await discoverAll(source)
  const before: Part[] = [{ role: 'page', name: 'page.json', bytes: Buffer.from(JSON.stringify(whole('早先'))) }]
  expect(source.parse(materialOf(post ?? expect.fail(), before))).toMatchObject({ state: 'ok', body: { html: '<p>早先</p>' } })
})
