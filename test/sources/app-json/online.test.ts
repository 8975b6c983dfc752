// The source app-json over the real client, against a real local server that speaks as apps do: pages, offsets, cursors, next addresses,
// lists that move while they are read, and answers that lead nowhere.
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { http, members, warc } from '../../../examples/make-web-archive/records.ts'
import { Failure } from '../../../src/domain/failures.ts'
import { appJson } from '../../../src/sources/app-json/index.ts'
import { appJsonOptions } from '../../../src/sources/app-json/options.ts'
import { discoverAll, fetchAll, materialOf, offlineKit, onlineKit, sourceKit } from '../../kits/source-kit.ts'
import type { Source } from '../../../src/sources/source.ts'
import { readAll } from './archives.ts'

type Answer = (url: URL) => unknown

let server: Server
let host = ''
let answer: Answer = () => null
let asked: string[] = []
let base = ''
let close: (() => Promise<void>)[] = []

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'guiji-app-'))
  asked = []
  server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://x')
    asked.push(`${url.pathname}${url.search}`)
    const said = answer(url)
    if (said === null) response.writeHead(404).end()
    else if (said instanceof Uint8Array) response.end(said)
    else response.setHeader('content-type', 'application/json').end(typeof said === 'string' ? said : JSON.stringify(said))
  })
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done)
  })
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  for (const one of close) await one()
  close = []
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
  rmSync(base, { recursive: true, force: true })
})

const PLAIN = { list: 'data.list', id: 'id', title: 'title', text: 'text', published: 'at' } as const

async function opened(source: Record<string, unknown>): Promise<Source> {
  const kit = onlineKit(base, [host])
  close.push(kit.close)
  return await appJson.open(appJsonOptions.parse(source), kit)
}

const item = (id: number) => ({ id, title: `第${id}条`, text: `正文${id}`, at: 1500000000 + id })
const list = (from: number, to: number, more: object = {}) => ({
  data: { list: Array.from({ length: Math.max(0, to - from) }, (_, n) => item(from + n)), ...more },
})
const ids = async (source: Source) => (await discoverAll(source)).map(({ key }) => key.replace('app-json:', ''))
const upTo = (n: number) => Array.from({ length: n }, (_, at) => String(at + 1))

describe('the lists of an API', () => {
  it('are read page by page until one is empty', async () => {
    answer = (url) => list((Number(url.searchParams.get('page')) - 1) * 3 + 1, Math.min(8, Number(url.searchParams.get('page')) * 3 + 1))
    const source = await opened({ url: `http://${host}/l?page={{page}}`, declare: { ...PLAIN, paging: { by: 'page' } } })
    expect(await ids(source)).toEqual(upTo(7))
    expect(asked).toEqual(['/l?page=1', '/l?page=2', '/l?page=3', '/l?page=4'])
  })

  it('are read by offset, and end where an answer says that no more follow', async () => {
    answer = (url) => {
      const from = Number(url.searchParams.get('o'))
      return list(from + 1, from + 6, { hasMore: from < 10 })
    }
    const paging = { by: 'offset', step: 5 }
    const source = await opened({
      url: `http://${host}/l?o={{offset}}`,
      declare: { ...PLAIN, paging, more: { path: 'data.hasMore', in: [true] } },
    })
    expect(await ids(source)).toEqual(upTo(15))
    expect(asked).toEqual(['/l?o=0', '/l?o=5', '/l?o=10'])
  })

  it('are read by a cursor of any length, and end when it is absent', async () => {
    const cursors: Readonly<Record<string, [number, string]>> = {
      '': [1, '12345678901234567891'],
      '12345678901234567891': [3, 'a b&c'],
      'a b&c': [5, 'null'],
    }
    answer = (url) => {
      const [from, next] = cursors[url.searchParams.get('max') ?? '?'] ?? [0, '']
      return JSON.stringify({ ...list(from, from + 2), max: 0 }).replace(
        '"max":0',
        `"max":${/^\d+$/.test(next) ? next : JSON.stringify(next)}`,
      )
    }
    const source = await opened({ url: `http://${host}/l?max={{cursor}}`, declare: { ...PLAIN, paging: { by: 'cursor', path: 'max' } } })
    expect(await ids(source)).toEqual(upTo(6))
    expect(asked).toEqual(['/l?max=', '/l?max=12345678901234567891', '/l?max=a%20b%26c'])
  })

  it('are read by the addresses that answers give, and not in circles', async () => {
    answer = (url) => (url.pathname === '/l' ? { ...list(1, 3), next: '/l2?a=1' } : { ...list(3, 5), next: `http://${host}/l` })
    const source = await opened({ url: `http://${host}/l`, declare: { ...PLAIN, paging: { by: 'next', path: 'next' } } })
    expect(await ids(source)).toEqual(upTo(4))
    expect(asked).toEqual(['/l', '/l2?a=1'])
  })

  it('end when the server gives its last page for ever, be it with another time in each answer', async () => {
    let n = 0
    answer = (url) => ({ ...list(1, Number(url.searchParams.get('page')) > 2 ? 5 : 3), now: (n += 1) })
    const source = await opened({ url: `http://${host}/l?page={{page}}`, declare: { ...PLAIN, paging: { by: 'page' } } })
    expect(await ids(source)).toEqual(upTo(4))
    expect(asked.length).toBeLessThanOrEqual(7)
  })

  it('lose nothing when new posts push a whole page of known ones ahead', async () => {
    const all = Array.from({ length: 9 }, (_, n) => item(n + 1))
    answer = (url) => {
      const page = Number(url.searchParams.get('page'))
      if (page === 2) all.unshift(item(101), item(102), item(103))
      return { data: { list: all.slice((page - 1) * 3, page * 3) } }
    }
    const source = await opened({ url: `http://${host}/l?page={{page}}`, declare: { ...PLAIN, paging: { by: 'page' } } })
    expect((await ids(source)).toSorted((a, b) => Number(a) - Number(b))).toEqual(upTo(9))
  })

  it('that never end are left at their bound, which is said', async () => {
    answer = (url) => list(Number(url.searchParams.get('page')), Number(url.searchParams.get('page')) + 1)
    const source = await opened({ url: `http://${host}/l?page={{page}}`, declare: { ...PLAIN, paging: { by: 'page' }, mostPages: 5 } })
    expect(await ids(source)).toEqual(upTo(5))
    expect(source.leftovers()).toEqual([{ name: `http://${host}/l?page=5`, why: expect.stringContaining('mostPages') }])
  })

  it('of several channels are read one after the other; a post in two of them is one, with both names', async () => {
    answer = (url) => (url.searchParams.get('c') === '1' ? list(1, 3) : list(2, 4))
    const each = [
      { c: 1, topic: '要闻' },
      { c: 2, topic: '通知' },
    ]
    const source = await opened({ url: `http://${host}/l?c={{c}}`, each, declare: PLAIN })
    const posts = await readAll(source)
    expect(posts.map(({ page }) => [page.title, page.topics])).toEqual([
      ['第1条', ['要闻']],
      ['第2条', ['要闻', '通知']],
      ['第3条', ['通知']],
    ])
  })

  it('that answer with an error or with a page are no empty lists', async () => {
    const declare = { ...PLAIN, success: { path: 'code', in: [0] } }
    answer = () => ({ code: 403, data: { list: [] } })
    await expect(discoverAll(await opened({ url: `http://${host}/l`, declare }))).rejects.toMatchObject({ code: 'net-status' })
    answer = () => '<html>502</html>'
    await expect(discoverAll(await opened({ url: `http://${host}/l`, declare: PLAIN }))).rejects.toMatchObject({ code: 'net-status' })
  })

  it('are asked only at hosts that the job allows, wherever an answer leads', async () => {
    answer = () => ({ ...list(1, 2), next: 'http://127.0.0.1:9/l' })
    const source = await opened({ url: `http://${host}/l`, declare: { ...PLAIN, paging: { by: 'next', path: 'next' } } })
    await expect(discoverAll(source)).rejects.toMatchObject({ code: 'net-refused' })
  })
})

describe('lists that are not asked of the network', () => {
  it('are read through a web archive, up to the page that it lacks, which is told', async () => {
    const at = (path: string, body: unknown) => warc({ url: `http://app.example${path}`, block: http(JSON.stringify(body)) })
    const records = [
      at('/l?page=1', list(1, 3)),
      at('/l?page=2', list(3, 5)),
      at('/d?id=4', { data: { id: 4, title: '四', text: '全文四' } }),
    ]
    writeFileSync(join(base, 'a.warc.gz'), members(records))
    const options = { url: 'http://app.example/l?page={{page}}', through: 'a.warc.gz' }
    const plain = await appJson.open(appJsonOptions.parse({ ...options, declare: { ...PLAIN, paging: { by: 'page' } } }), offlineKit(base))
    expect((await readAll(plain)).map(({ page }) => page.title)).toEqual(['第1条', '第2条', '第3条', '第4条'])
    expect(plain.leftovers()).toEqual([{ name: 'http://app.example/l?page=3', why: expect.stringContaining('404') }])
    await plain.close()
    const declare = { ...PLAIN, paging: { by: 'page' }, detail: 'http://app.example/d?id={{id}}', detailItem: 'data' }
    const whole = await appJson.open(appJsonOptions.parse({ ...options, declare }), offlineKit(base))
    const [first, , , fourth] = await discoverAll(whole)
    expect((await fetchAll(whole, first ?? expect.fail())).failure).toMatchObject({ code: 'net-missing' })
    const post = fourth ?? expect.fail()
    expect(whole.parse(materialOf(post, (await fetchAll(whole, post)).parts))).toMatchObject({ title: '四', body: { text: '全文四' } })
    await whole.close()
  })

  it('and are not there from the first page on are a failure, no empty list', async () => {
    answer = () => null
    await expect(discoverAll(await opened({ url: `http://${host}/l`, declare: PLAIN }))).rejects.toMatchObject({ code: 'net-missing' })
  })
})

describe('an item of an API', () => {
  const declare = { ...PLAIN, topics: 'ch', paging: { by: 'page' }, detail: '', detailItem: 'data' }

  it('is asked for by itself, and keeps what only the list says', async () => {
    answer = (url) => {
      if (url.pathname === '/d') return { code: 0, data: { id: Number(url.searchParams.get('id')), title: '全文标题', text: '全文' } }
      return url.searchParams.get('page') === '1'
        ? { data: { list: [{ id: 1, title: '短…', at: 1500000000, ch: '要闻' }] } }
        : { data: { list: [] } }
    }
    const source = await opened({
      url: `http://${host}/l?page={{page}}`,
      declare: { ...declare, detail: `http://${host}/d?id={{id}}` },
    })
    const [post] = await readAll(source)
    expect(post?.page).toMatchObject({ title: '全文标题', body: { text: '全文' }, topics: ['要闻'], state: 'ok', remarks: [] })
    expect(post?.page.published.value).toBe('2017-07-14T10:40:00+08:00')
    expect(post?.parts.map(({ role }) => role)).toEqual(['row', 'page', 'row'])
  })

  it('is found again though the list has moved on by pages', async () => {
    const all = Array.from({ length: 6 }, (_, n) => item(n + 1))
    answer = (url) => {
      const page = Number(url.searchParams.get('page'))
      return { data: { list: all.slice((page - 1) * 2, page * 2) } }
    }
    const options = { url: `http://${host}/l?page={{page}}`, declare: { ...PLAIN, paging: { by: 'page' } } }
    const found = await discoverAll(await opened(options))
    all.unshift(item(90), item(91), item(92))
    const later = await opened(options)
    for (const post of found) {
      const { parts, failure } = await fetchAll(later, post)
      expect(failure).toBeNull()
      expect(later.parse(materialOf(post, parts)).title).toBe(`第${post.key.replace('app-json:', '')}条`)
    }
    all.splice(
      all.findIndex(({ id }) => id === 4),
      1,
    )
    const gone = await opened(options)
    const [, , , fourth] = found
    expect((await fetchAll(gone, fourth ?? expect.fail())).failure).toMatchObject({ code: 'source-changed' })
  })

  it('that the server does not know any more says so', async () => {
    answer = (url) => (url.pathname === '/d' ? null : list(1, 2))
    const source = await opened({ url: `http://${host}/l`, declare: { ...PLAIN, detail: `http://${host}/d?id={{id}}` } })
    const [post] = await discoverAll(source)
    expect((await fetchAll(source, post ?? expect.fail())).failure).toMatchObject({ code: 'net-missing' })
  })
})

describe('check', () => {
  it('asks the first page and says how many items it gives and what never matched', async () => {
    answer = () => list(1, 3)
    const source = await opened({ url: `http://${host}/l`, declare: { ...PLAIN, author: 'writer', images: { list: 'pics', url: 'u' } } })
    expect(await source.check()).toEqual([
      { what: 'items', ok: true, detail: expect.stringContaining('2 items') },
      { what: 'paths', ok: true, detail: expect.stringContaining('never matched: author, images') },
    ])
  })

  it('is not all right when the host is not allowed, the list is elsewhere or the id never matches', async () => {
    const refused = await appJson.open(appJsonOptions.parse({ url: 'https://app.example/l', declare: PLAIN }), offlineKit(base))
    expect(await refused.check()).toEqual([{ what: 'items', ok: false, detail: expect.any(String) }])
    answer = () => list(1, 3)
    const elsewhere = await opened({ url: `http://${host}/l`, declare: { ...PLAIN, list: 'data.rows' } })
    expect((await elsewhere.check())[0]).toMatchObject({ what: 'items', ok: false })
    const nameless = await opened({ url: `http://${host}/l`, declare: { ...PLAIN, id: 'newsId' } })
    expect((await nameless.check())[1]).toMatchObject({ what: 'paths', ok: false })
  })
})

describe('options that do not fit together', () => {
  it.each([
    [{ url: 'http://a.example/l?page={{page}}', declare: {} }, 'no paging.by: page'],
    [{ url: 'http://a.example/l', declare: { paging: { by: 'cursor', path: 'c' } } }, 'has no {{cursor}}'],
  ])('%j are refused when the job is opened', async (source, words) => {
    const open = appJson.open(appJsonOptions.parse(source), offlineKit(base))
    await expect(open).rejects.toBeInstanceOf(Failure)
    await expect(open).rejects.toMatchObject({ code: 'job-invalid', message: expect.stringContaining(words) })
  })
})

const contract = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://x')
  if (url.pathname === '/d')
    response.end(JSON.stringify({ data: { ...item(Number(url.searchParams.get('id'))), html: '<p>全文<img src="/p.png"></p>' } }))
  else if (url.pathname === '/p.png') response.end('png')
  else response.end(JSON.stringify(url.searchParams.get('page') === '1' ? list(1, 6) : list(0, 0)))
})
await new Promise<void>((done) => {
  contract.listen(0, '127.0.0.1', done)
})
contract.unref()
const there = `127.0.0.1:${(contract.address() as AddressInfo).port}`
sourceKit({
  name: 'an API with details and pictures',
  kind: appJson,
  options: appJsonOptions.parse({
    url: `http://${there}/l?page={{page}}`,
    declare: {
      ...PLAIN,
      html: 'html',
      base: `http://${there}/`,
      paging: { by: 'page' },
      detail: `http://${there}/d?id={{id}}`,
      detailItem: 'data',
    },
  }),
  kit: onlineKit('/', [there]),
})
