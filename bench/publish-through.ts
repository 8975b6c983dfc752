// Publishing through the whole of guiji (ledger, queues, stations, real processes): a real WordPress against a bare keep-alive client
// that posts the same bodies, and a server that answers in 2 ms, which shows guiji's own cost. What a run costs that finds nothing
// to do (start, discovery) is measured and taken off.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, createServer, request, type IncomingMessage } from 'node:http'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { ensurePostgres } from '../src/ledger/embedded.ts'
import { redisHere, startRedis } from '../test/kits/redis.ts'
import { startWordpress, wordpressHere, type TestWordpress } from '../test/kits/wordpress.ts'
import { openDirectus } from '../test/targets/http-cms/servers/directus.ts'
import { makeArchive } from './made-archive.ts'
import { serverCpuMs } from './queue.ts'

export interface ThroughRow {
  readonly way: string
  readonly posts: number
  readonly perSecond: number
  /** Of guiji's own process. */
  readonly guijiCpuMs: number | null
  /** To the bare client's best rate. */
  readonly ratio: number | null
}

const GUIJI = resolve(import.meta.dirname, '..', 'bin', 'guiji.mjs')

interface Spent {
  readonly seconds: number
  readonly cpuMs: number
  readonly verified: number
}

/** All posts wait, approved, for the site's hours; then they are let go. */
async function through(target: object, of: { posts: number; env: Record<string, string> }): Promise<Spent> {
  const folder = mkdtempSync(join(tmpdir(), 'guiji-bench-'))
  const data = join(folder, 'data')
  mkdirSync(data)
  await makeArchive(join(folder, 'archive'), of.posts, 0)
  const database = await ensurePostgres({ dataDir: data })
  const redis = redisHere ? await startRedis() : null
  const env = { ...of.env, ...(redis === null ? {} : { REDIS_URL: redis.url }) }
  const job = join(folder, 'job.yaml')
  const run = () => measured(['run', job, '--json', '--data', data], env)
  try {
    writeJob(job, target, { concurrency: 8, hours: closedNow() })
    await run()
    writeJob(job, target, { concurrency: 8 })
    const whole = await run()
    const nothing = await run()
    return { seconds: whole.seconds - nothing.seconds, cpuMs: (whole.cpuMs - nothing.cpuMs) / of.posts, verified: whole.verified }
  } finally {
    await redis?.stop()
    await database.release()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** An hour that begins in two. */
function closedNow(): { from: string; to: string } {
  const at = (hours: number) => new Date(Date.now() + (8 + hours) * 3_600_000).toISOString().slice(11, 16)
  return { from: at(2), to: at(3) }
}

function writeJob(path: string, target: object, publishing: object): void {
  const job = {
    job: 'bench',
    account: { platform: 'wechat', name: '青石健康', id: 'gh_bench0000000', organ: '青石县卫生健康局' },
    closing: { document: '测〔2026〕1号', date: '2026-11-01', approver: '甲' },
    source: { kind: 'wechat-archive', path: './archive' },
    mapping: './mapping.yaml',
    target,
    publishing,
    review: { policy: 'none', by: 'bench', reason: 'measured runs' },
  }
  writeFileSync(path, JSON.stringify(job))
  const columns = [{ id: 'notice', name: '通知公告', description: '通知公告', keywords: ['通知'], type: '工作动态' }]
  writeFileSync(join(path, '../mapping.yaml'), JSON.stringify({ mapping: 'bench', columns, routes: [{ column: 'notice' }] }))
}

async function measured(args: readonly string[], env: Record<string, string>): Promise<Spent> {
  const child = spawn(process.execPath, ['--max-semi-space-size=8', '--heap-growing-percent=60', GUIJI, ...args], {
    env: { ...process.env, GUIJI_REENCODE: 'never', GUIJI_LOG: 'quiet', GUIJI_CONCURRENCY: 'publish=24,verify=24', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let out = ''
  let cpuMs = 0
  child.stdout.on('data', (some: Buffer) => {
    out += some.toString()
  })
  const timer = setInterval(() => {
    cpuMs = Math.max(cpuMs, serverCpuMs(child.pid ?? 0))
  }, 50)
  await once(child, 'close')
  clearInterval(timer)
  const { seconds, verified } = JSON.parse(out) as { seconds: number; verified: number }
  return { cpuMs, seconds, verified }
}

/** A real WordPress, with or without the plugin. */
export async function throughWordpress(posts: number, plugin: boolean): Promise<readonly ThroughRow[]> {
  const site = await startWordpress({ plugin })
  try {
    const { user, password } = site.users.editor
    const target = { kind: 'wordpress', url: site.url, user, password: { env: 'GUIJI_SECRET_WORDPRESS' }, plugin }
    await bare(site, { bodies: [{ title: 'warm', content: '<p>warm</p>' }], posts: 24, width: 8 })
    const spent = await through(target, { posts, env: { GUIJI_SECRET_WORDPRESS: password } })
    const rows = await site.sql("select post_title, post_content from wp_posts where post_type = 'post' and post_title <> 'warm' limit 100")
    const bodies = rows.map(([title = '', content = '']) => ({ title, content }))
    const rates = []
    for (const width of [1, 4, 8, 4, 8]) rates.push({ width, perSecond: await bare(site, { bodies, posts: Math.ceil(posts / 2), width }) })
    const best = Math.max(...rates.map((one) => one.perSecond))
    const perSecond = spent.verified / spent.seconds
    return [
      ...rates.map((one) => ({
        way: `bare POST, ${one.width} at once`,
        posts: Math.ceil(posts / 2),
        perSecond: round(one.perSecond),
        guijiCpuMs: null,
        ratio: null,
      })),
      {
        way: `guiji to WordPress ${plugin ? 'with' : 'without'} plugin`,
        posts: spent.verified,
        perSecond: round(perSecond),
        guijiCpuMs: round(spent.cpuMs),
        ratio: round(perSecond / best),
      },
    ]
  } finally {
    await site.close()
  }
}

/** Requests per second of a bare keep-alive client. */
async function bare(
  site: TestWordpress,
  of: { bodies: readonly { title: string; content: string }[]; posts: number; width: number },
): Promise<number> {
  const agent = new Agent({ keepAlive: true })
  const { user, password } = site.users.editor
  const headers = {
    authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
    'content-type': 'application/json',
  }
  const post = async (n: number) => {
    const body = JSON.stringify({
      ...of.bodies[n % of.bodies.length],
      status: 'publish',
      date_gmt: '2019-05-06T07:08:09',
      slug: `bare-${of.width}-${n}-${Math.random()}`,
    })
    await new Promise<void>((done, failed) => {
      const sent = request(`${site.url}/wp-json/wp/v2/posts`, { method: 'POST', agent, headers }, (answer: IncomingMessage) => {
        answer.resume().on('end', () => (answer.statusCode === 201 ? done() : failed(new Error(`status ${answer.statusCode ?? 0}`))))
      })
      sent.on('error', failed)
      sent.end(body)
    })
  }
  const start = performance.now()
  let next = 0
  const lane = async () => {
    while (next < of.posts) await post(next++)
  }
  await Promise.all(Array.from({ length: of.width }, lane))
  agent.destroy()
  return (of.posts / (performance.now() - start)) * 1000
}

/** A server that answers in 2 ms: the stand-in of a CMS behind a small delay, in this process. */
export async function throughFastServer(posts: number): Promise<readonly ThroughRow[]> {
  const cms = await openDirectus()
  const agent = new Agent({ keepAlive: true })
  const behind = new URL(cms.url)
  const slow = createServer((asked, answer) => {
    setTimeout(() => {
      const { host: _host, ...headers } = asked.headers
      const on = request({ agent, host: behind.hostname, port: behind.port, method: asked.method, path: asked.url, headers }, (got) => {
        answer.writeHead(got.statusCode ?? 502, got.headers)
        got.pipe(answer)
      })
      on.on('error', () => answer.destroy())
      asked.pipe(on)
    }, 2)
  })
  await new Promise<void>((listening) => slow.listen(0, '127.0.0.1', listening))
  const address = slow.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  try {
    const target = { kind: 'http-cms', ...cms.options, url, columns: { notice: 'c1' }, secrets: { token: { env: 'GUIJI_SECRET_CMS' } } }
    const spent = await through(target, { posts, env: { GUIJI_SECRET_CMS: cms.secrets['TOKEN'] ?? '' } })
    const perSecond = round(spent.verified / spent.seconds)
    return [
      {
        way: `guiji to a server of 2 ms (queues in ${redisHere ? 'Redis' : 'PostgreSQL'})`,
        posts: spent.verified,
        perSecond,
        guijiCpuMs: round(spent.cpuMs),
        ratio: null,
      },
    ]
  } finally {
    slow.closeAllConnections()
    slow.close()
    agent.destroy()
    await cms.close()
  }
}

const round = (value: number): number => Math.round(value * 100) / 100

if (import.meta.main) {
  console.table(await throughFastServer(Number(process.argv[2] ?? 2000)))
  if (wordpressHere) for (const plugin of [true, false]) console.table(await throughWordpress(Number(process.argv[3] ?? 1000), plugin))
}
