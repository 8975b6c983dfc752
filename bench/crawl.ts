// A generated site over loopback, discovered and normalized by the real source, client and transform (no ledger, no vault) in two worker
// processes, against a bare got crawl of the same pages in one process: window by window in turn, so that a machine that slows down slows
// both. Memory is read on the way.
import { fork, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { Agent } from 'node:http'
import { resolve } from 'node:path'
import pLimit from 'p-limit'
import got from 'got'
import type { Discovered } from '../src/domain/archive.ts'
import { openCrawl } from './crawl-source.ts'
import type { WorkDone } from './crawl-worker.ts'

export interface CrawlRow {
  readonly pages: number
  /** Workers, as guiji runs several; got is one process. */
  readonly processes: number
  readonly perSecond: number
  readonly gotPerSecond: number
  /** Of the rates. Goal: at least 0.5. */
  readonly ofGot: number
  readonly cpuMsPerPage: number
  readonly gotCpuMsPerPage: number
  readonly rssMegabytes: number
}

/** What bin/guiji.mjs gives its process. */
const AS_GUIJI = ['--max-semi-space-size=8', '--heap-growing-percent=60']
const AT_ONCE = 8
const WINDOW = 1000
const LONGEST_WINDOW = 120_000
const MEGABYTE = 1024 * 1024

/** A row at a tenth, at the half and at the end; each over the pages since the row before. */
export async function benchCrawl(pages: number, processes = 2): Promise<CrawlRow[]> {
  const site = spawn(process.execPath, [resolve(import.meta.dirname, 'crawl-site.ts'), String(pages)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [line] = (await once(site.stdout, 'data')) as [Buffer]
  const home = line.toString().trim()
  const workers = Array.from({ length: processes }, () =>
    fork(resolve(import.meta.dirname, 'crawl-worker.ts'), [home, String(AT_ONCE / processes)], { execArgv: AS_GUIJI }),
  )
  const { source, close } = await openCrawl(home, AT_ONCE)
  try {
    return await measured({ posts: source.discover()[Symbol.asyncIterator](), workers }, pages)
  } finally {
    await close()
    for (const worker of workers) worker.disconnect()
    site.stdin.end()
    await once(site, 'exit')
  }
}

interface Crawl {
  readonly posts: AsyncIterator<Discovered>
  readonly workers: readonly ChildProcess[]
}

interface Spent {
  ours: number
  bare: number
  cpu: number
  bareCpu: number
  pages: number
  /** Of the largest worker, at the end. */
  rss: number
}

async function measured({ posts, workers }: Crawl, pages: number): Promise<CrawlRow[]> {
  const marks = [0.1, 0.5, 1].map((part) => Math.round(pages * part))
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
  const rows: CrawlRow[] = []
  let spent: Spent = { ours: 0, bare: 0, cpu: 0, bareCpu: 0, pages: 0, rss: 0 }
  // both are compiled before anything is measured
  const warm = await windowOf(posts, Math.min(200, WINDOW))
  await ours(workers, warm)
  await bare(warm, agent)
  let crawled = warm.length
  let window = await windowOf(posts, Math.min(WINDOW, pages - crawled))
  while (crawled < pages) {
    if (window.length === 0) throw new Error(`only ${crawled} of ${pages} pages were found`)
    const cpu = process.cpuUsage()
    const start = performance.now()
    // guiji discovers while its workers work
    const [done, next] = await Promise.all([ours(workers, window), windowOf(posts, Math.min(WINDOW, pages - crawled - window.length))])
    spent.ours += performance.now() - start
    spent.rss = Math.max(...done.map(({ rss }) => rss))
    spent.cpu += done.reduce((sum, { cpuMs }) => sum + cpuMs, 0)
    const { user, system } = process.cpuUsage(cpu)
    spent.cpu += (user + system) / 1000
    const plain = process.cpuUsage()
    spent.bare += await bare(window, agent)
    const after = process.cpuUsage(plain)
    spent.bareCpu += (after.user + after.system) / 1000
    spent.pages += window.length
    crawled += window.length
    window = next
    if (crawled < (marks[rows.length] ?? pages)) continue
    rows.push({ ...rowOf(spent, crawled), processes: workers.length })
    spent = { ours: 0, bare: 0, cpu: 0, bareCpu: 0, pages: 0, rss: 0 }
  }
  agent.destroy()
  return rows
}

function rowOf({ ours: own, bare: plain, cpu, bareCpu, pages, rss }: Spent, done: number): Omit<CrawlRow, 'processes'> {
  const round = (value: number): number => Math.round(value * 100) / 100
  return {
    pages: done,
    perSecond: Math.round((pages / own) * 1000),
    gotPerSecond: Math.round((pages / plain) * 1000),
    ofGot: round(plain / own),
    cpuMsPerPage: round(cpu / pages),
    gotCpuMsPerPage: round(bareCpu / pages),
    rssMegabytes: Math.round(rss / MEGABYTE),
  }
}

async function windowOf(posts: AsyncIterator<Discovered>, most: number): Promise<Discovered[]> {
  const window: Discovered[] = []
  while (window.length < most) {
    const next = await posts.next()
    if (next.done === true) break
    window.push(next.value)
  }
  return window
}

/** Each worker takes its share of the window. */
async function ours(workers: readonly ChildProcess[], window: readonly Discovered[]): Promise<readonly WorkDone[]> {
  return await Promise.all(
    workers.map(async (worker, at) => {
      // a worker that stops leaves no message: its own error is on the screen
      const answer = once(worker, 'message', { signal: AbortSignal.timeout(LONGEST_WINDOW) })
      worker.send(window.filter((_, n) => n % workers.length === at))
      const [done] = (await answer) as [WorkDone]
      return done
    }),
  )
}

async function bare(window: readonly Discovered[], agent: Agent): Promise<number> {
  const limit = pLimit(AT_ONCE)
  const start = performance.now()
  await Promise.all(
    window.map((post) => limit(async () => await got(post.url ?? '', { agent: { http: agent }, retry: { limit: 0 } }).buffer())),
  )
  return performance.now() - start
}
