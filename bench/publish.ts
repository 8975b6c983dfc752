// Publishing to a real WordPress: through the target (put and read back) and by a bare keep-alive client that only posts the same
// bodies one by one, taking turns on one site. Alone: `node bench/publish.ts [posts]`. The ratio to the client's best rate is the result.
import { Agent, request } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Article } from '../src/domain/article.ts'
import { differences } from '../src/domain/compare.ts'
import { fieldsOf } from '../src/targets/wordpress/entry.ts'
import { wordpressOptions } from '../src/targets/wordpress/options.ts'
import type { Target } from '../src/targets/target.ts'
import { article, kitFor } from '../test/kits/target-kit.ts'
import { openTarget } from '../test/kits/wordpress-target.ts'
import { startWordpress, wordpressHere, WORDPRESS_SKIPPED, type TestWordpress } from '../test/kits/wordpress.ts'

export interface PublishRow {
  readonly way: string
  readonly atOnce: number
  readonly posts: number
  readonly perSecond: number
  /** CPU of web server, PHP and database per post. */
  readonly serverCpuMs: number
  /** Of the whole target to the best rate of the bare client. */
  readonly ratio: number | null
}

const WIDTHS = [1, 4, 8] as const
const TARGET_WIDTH = 24

/** `posts` by the target, and a third of them by the bare client at each width, in turns. */
export async function benchPublish(posts: number, plugin: boolean): Promise<readonly PublishRow[]> {
  const site = await startWordpress({ plugin })
  const data = mkdtempSync(join(tmpdir(), 'guiji-bench-'))
  const target = await openTarget(site, kitFor(data), { options: { plugin } })
  try {
    return await measured(site, target, { posts, plugin })
  } finally {
    await target.close()
    await site.close()
    rmSync(data, { recursive: true, force: true })
  }
}

async function measured(site: TestWordpress, target: Target, { posts, plugin }: { posts: number; plugin: boolean }): Promise<PublishRow[]> {
  const bare = bareClient(site)
  await run(12, 4, async (n) => await bare.post(`warm-${n}`))
  await run(12, 12, async (n) => await through(target, `warm-${n}`))
  const spent = new Map<number | 'target', { posts: number; ms: number; cpu: number }>()
  const share = Math.ceil(posts / 6)
  for (const round of [1, 2]) {
    for (const width of WIDTHS) {
      add(
        spent,
        width,
        await timed(site, share, async () => await run(share, width, async (n) => await bare.post(`${round}-${width}-${n}`))),
      )
      add(
        spent,
        'target',
        await timed(site, share, async () => await run(share, TARGET_WIDTH, async (n) => await through(target, `${round}-${width}-${n}`))),
      )
    }
  }
  bare.close()
  const best = Math.max(...WIDTHS.map((width) => rate(spent.get(width))))
  const all: (number | 'target')[] = [...WIDTHS, 'target']
  return all.map((way) => ({
    way: way === 'target' ? `target, put and read, ${plugin ? 'with' : 'without'} plugin` : 'bare client, POST only',
    atOnce: way === 'target' ? TARGET_WIDTH : way,
    posts: spent.get(way)?.posts ?? 0,
    perSecond: round1(rate(spent.get(way))),
    serverCpuMs: round1((spent.get(way)?.cpu ?? 0) / (spent.get(way)?.posts ?? 1)),
    ratio: way === 'target' ? Math.round((rate(spent.get(way)) / best) * 100) / 100 : null,
  }))
}

interface Spent {
  posts: number
  ms: number
  cpu: number
}

function add(all: Map<number | 'target', Spent>, way: number | 'target', one: Spent): void {
  const before = all.get(way) ?? { posts: 0, ms: 0, cpu: 0 }
  all.set(way, { posts: before.posts + one.posts, ms: before.ms + one.ms, cpu: before.cpu + one.cpu })
}

const rate = (spent: Spent | undefined): number => (spent === undefined ? 0 : (spent.posts / spent.ms) * 1000)
const round1 = (value: number): number => Math.round(value * 10) / 10

async function timed(site: TestWordpress, posts: number, work: () => Promise<void>): Promise<Spent> {
  const cpu = site.cpuMs()
  const start = performance.now()
  await work()
  return { posts, ms: performance.now() - start, cpu: site.cpuMs() - cpu }
}

async function run(count: number, width: number, work: (n: number) => Promise<void>): Promise<void> {
  let next = 0
  const lane = async () => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: width }, lane))
}

/** 8 KB of Chinese, as a notice has. */
function post(name: string): Article {
  const paragraph = `<p>${'为做好秋冬季疫苗接种工作,现将有关事项公告如下:各乡镇卫生院、社区卫生服务中心按时开展接种。'.repeat(6)}</p>`
  return article({ title: `关于做好接种工作的公告 ${name}`, html: `<h2>一、接种对象</h2>${paragraph.repeat(10)}`, media: [] })
}

async function through(target: Target, name: string): Promise<void> {
  const sent = post(name)
  const found = differences(sent, await target.read(await target.put(sent, `bench:${name}`, { remoteId: null, media: new Map() })))
  if (found.length > 0) throw new Error(`read back otherwise: ${found.map((one) => one.field).join(', ')}`)
}

function bareClient(site: TestWordpress): { post(name: string): Promise<void>; close(): void } {
  const agent = new Agent({ keepAlive: true })
  const { user, password } = site.users.editor
  const options = wordpressOptions.parse({ kind: 'wordpress', url: site.url, user, password: { env: 'GUIJI_SECRET_WORDPRESS' } })
  const headers = {
    authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
    'content-type': 'application/json',
  }
  return {
    post: async (name) => {
      const body = JSON.stringify({ ...fieldsOf(post(name), new Map(), options).fields, slug: `bare-${name}` })
      await new Promise<void>((resolve, reject) => {
        const sent = request(`${site.url}/wp-json/wp/v2/posts`, { method: 'POST', agent, headers }, (answer) => {
          answer.resume()
          answer.on('end', () => (answer.statusCode === 201 ? resolve() : reject(new Error(`status ${answer.statusCode ?? 0}`))))
        })
        sent.on('error', reject)
        sent.end(body)
      })
    },
    close: () => agent.destroy(),
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  if (!wordpressHere) throw new Error(WORDPRESS_SKIPPED)
  for (const plugin of [true, false]) console.table(await benchPublish(Number(process.argv[2] ?? 300), plugin))
}
