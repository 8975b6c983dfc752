// What a slow WordPress does to the time at which requests leave: none leaves later than the protocol counts on, and what was done before
// is never called nothing. The sites are servers that answer as REST does, each slow or failing at one place.
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { Failure } from '../../src/domain/failures.ts'
import { openSender } from '../../src/net/send.ts'
import { wordpress } from '../../src/targets/wordpress/index.ts'
import { wordpressOptions } from '../../src/targets/wordpress/options.ts'
import type { Target } from '../../src/targets/target.ts'
import { article, digestOf, kitFor, PIXEL } from '../kits/target-kit.ts'

interface Call {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly body: string
}
type Answers = (call: Call, url: string) => unknown

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** A number is a status, `cut` no answer at all, an object a good one. */
async function site(
  answers: Answers,
  more: Readonly<Record<string, unknown>> = {},
): Promise<{ target: Target; calls: Call[]; url: string }> {
  const calls: Call[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on(
      'end',
      () => void answer(request.method ?? '', request.url ?? '', { body: Buffer.concat(chunks).toString('latin1'), response }),
    )
  })
  let url = ''
  const answer = async (method: string, at: string, { body, response }: { body: string; response: ServerResponse }): Promise<void> => {
    const { pathname, searchParams } = new URL(at, url)
    const call = { method, body, path: pathname.replace('/wp-json', ''), query: searchParams }
    calls.push(call)
    const told = await answers(call, url)
    if (told === 'cut') return void response.destroy()
    const [status, json] = typeof told === 'number' ? [told, { code: 'rest_no' }] : [200, told]
    if (Buffer.isBuffer(json)) response.writeHead(status, { 'content-type': 'image/png' }).end(json)
    else response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json))
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const password = { env: 'GUIJI_SECRET_WORDPRESS' }
  const options = wordpressOptions.parse({
    kind: 'wordpress',
    url,
    user: 'x',
    password,
    categories: { notice: 7 },
    requestSeconds: 1,
    serverSeconds: 0,
    ...more,
  })
  const sender = openSender({ hosts: wordpress.hosts(options), perHost: 8 })
  const target = await wordpress.open(options, kitFor('.', { send: sender.send, secret: () => 'x' }))
  closing.push(async () => {
    await sender.close()
    server.closeAllConnections()
    server.close()
  })
  return { target, calls, url }
}

const one = article({ html: '<p>字</p>', media: [] })
const place = { remoteId: '5', media: new Map() }
const category = { id: 7, name: '通知公告', slug: 'notice' }
const held = (id: number) => ({
  id,
  status: 'draft',
  slug: 'guiji-x',
  link: 'http://x/1',
  date_gmt: '2023-09-14T10:02:11',
  content: { raw: '' },
})
const shown = (id: number) => ({ ...held(id), status: 'publish' })

async function failure(work: Promise<unknown>): Promise<Failure> {
  const found: unknown = await work.then(
    () => null,
    (error: unknown) => error,
  )
  return found instanceof Failure ? found : expect.fail(`no failure, but ${String(found)}`)
}

/** A process that stands still while a request waits: the time passes, and then everything goes on at once. */
function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

describe('on a slow wordpress', () => {
  it('what waits longer for its batch than the protocol counts on is not sent, with the plugin and without it', async () => {
    const slow = async (plugin: boolean): Promise<void> => {
      const sent: number[] = []
      const { target } = await site(
        async ({ path, method, body }) => {
          if (path === '/wp/v2/categories/7') return category
          const ids = [...body.matchAll(/(?:"id":|posts\/)(\d+)/g)].map((found) => Number(found[1]))
          if (method === 'GET') return Array.from({ length: 600 }, (_, id) => held(id))
          sent.push(...ids)
          await sleep(850)
          return plugin
            ? { entries: ids.map((id) => ({ ...shown(id), digest: 'x' })) }
            : { responses: ids.map((id) => ({ status: 200, body: shown(id) })) }
        },
        { plugin },
      )
      const ids = Array.from({ length: 460 }, (_, id) => id + 1)
      const told = await Promise.allSettled(ids.map(async (id) => await target.put(one, `k${id}`, { ...place, remoteId: String(id) })))
      const late = ids.filter((_, at) => told[at]?.status === 'rejected')
      const reasons = told.flatMap((each) => (each.status === 'rejected' ? [(each.reason as Failure).code] : []))
      expect(late.length).toBeGreaterThan(0)
      expect(new Set(reasons)).toEqual(new Set(['target-busy']))
      expect(sent.toSorted((a, b) => a - b)).toEqual(ids.filter((id) => !late.includes(id)))
    }
    await Promise.all([slow(true), slow(false)])
  })

  it('none of a broken batch is tried alone when it is too late for it', async () => {
    const { target, calls } = await site(
      async ({ path }) => {
        if (path === '/wp/v2/categories/7') return category
        await sleep(400)
        if (calls.filter((call) => call.path === '/guiji/v1/entries').length === 2) standStill(6200)
        return 502
      },
      { plugin: true },
    )
    const all = await Promise.all(['a', 'b', 'c', 'd'].map(async (key) => (await failure(target.put(one, key, place))).code))
    expect(all).toEqual(Array.from({ length: 4 }, () => 'target-unknown-outcome'))
    // all four, the first alone, and no other
    expect(calls.filter((call) => call.path === '/guiji/v1/entries')).toHaveLength(2)
  })

  it('each goes its own way where there are no batches, and is told what became of itself', async () => {
    const { target, calls } = await site(
      ({ path, method }) => {
        if (path === '/wp/v2/categories/7') return category
        if (path === '/batch/v1')
          return { responses: Array.from({ length: 3 }, () => ({ status: 400, body: { code: 'rest_batch_not_allowed' } })) }
        if (method === 'GET') return [held(1), held(2), held(3)]
        const id = Number(path.split('/').at(-1))
        return id === 2 ? 'cut' : shown(id)
      },
      { plugin: false },
    )
    const all = await Promise.allSettled(['1', '2', '3'].map(async (id) => await target.put(one, id, { ...place, remoteId: id })))
    expect(all.map((told) => told.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(calls.filter((call) => call.method === 'POST' && call.path !== '/batch/v1')).toHaveLength(3)
  })
})

describe('after something was made on wordpress', () => {
  it('a look at who has the name already that fails is no sign that nothing was made', async () => {
    const { target } = await site(
      ({ path, method }) => {
        if (path === '/wp/v2/categories/7') return category
        return method === 'POST' ? { ...held(9), slug: 'guiji-taken-2' } : 503
      },
      { plugin: false },
    )
    expect((await failure(target.stage(one, 'k', place))).code).toBe('target-unknown-outcome')
  })

  it('a refusal to show the draft is none', async () => {
    const { target } = await site(
      ({ path, method, body }) => {
        if (path === '/wp/v2/categories/7') return category
        if (method === 'GET') return []
        return body.includes('"status":"draft"') ? { ...held(9), slug: (JSON.parse(body) as { slug: string }).slug } : 400
      },
      { plugin: false },
    )
    expect((await failure(target.put(one, 'k', { ...place, remoteId: null }))).code).toBe('target-unknown-outcome')
  })

  it.each([true, false])('a refusal of its words is no sign that the file was not kept, plugin: %s', async (plugin) => {
    const digest = digestOf(PIXEL)
    const { target } = await site(
      ({ path, method }, url) => {
        if (path === '/guiji/v1/site') return 404
        const stored = { id: 3, source_url: `${url}/wp-content/uploads/${digest}.png`, media_details: {} }
        if (path === '/wp/v2/media/3') return 403
        return method === 'GET' ? [] : stored
      },
      { plugin, fileTypes: ['png'] },
    )
    const asset = { digest, mediaType: 'image/png', name: '图'.repeat(900), alt: '接种现场' }
    expect((await failure(target.upload(asset))).code).toBe('target-unknown-outcome')
  })
})

describe('a file of wordpress that is read back', () => {
  const digest = digestOf(PIXEL)
  const reading = async (file: (times: number) => unknown, more: Readonly<Record<string, unknown>> = {}) => {
    let times = 0
    const entry = (url: string) => ({
      ...shown(5),
      title: { raw: '题', rendered: '题' },
      categories: [7],
      link: `${url}/1`,
      content: {
        raw: '',
        rendered: `<div class="guiji-entry"><div class="guiji-body"><p>字</p><img src="${url}/f/${digest}.png"></div></div>`,
      },
    })
    const { target } = await site(({ path }, url) => {
      if (path.startsWith('/f/')) return file((times += 1))
      return path.startsWith('/wp/v2/categories') ? category : [entry(url)]
    }, more)
    return async () => await target.read({ remoteId: '5', url: 'x', digest: '' })
  }

  it.each([429, 500, 503])('is asked for again, and not called wrong, while the site answers %s', async (status) => {
    const read = await reading((times) => (times === 1 ? status : PIXEL))
    expect((await failure(read())).code).toBe('target-unreachable')
    expect((await read()).media).toEqual([{ url: expect.stringContaining(digest), ok: true, why: '' }])
  })

  it('is wrong for good when it is not there, has other bytes, or is larger than it may be', async () => {
    const whyOf = async (file: unknown) => (await (await reading(() => file, { fileMegabytes: 1 }))()).media.map((media) => media.why)
    expect(await whyOf(404)).toEqual(['status 404'])
    expect(await whyOf(Buffer.from('other'))).toEqual(['other bytes than published'])
    expect(await whyOf(Buffer.alloc(1024 * 1024 + 1))).toEqual(['larger than 1048576 bytes'])
  })
})
