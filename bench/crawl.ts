// A generated site over loopback, discovered and normalized by the real source, client and transform (no ledger, no vault), against a bare got
// crawl of the same pages: window by window in turn, so that a machine that slows down slows both. Memory is read on the way.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent } from 'node:http'
import { resolve } from 'node:path'
import pLimit from 'p-limit'
import got from 'got'
import type { Discovered, StoredPart } from '../src/domain/archive.ts'
import { mappingSchema } from '../src/domain/mapping.ts'
import { NO_MEMORY } from '../src/ledger/web-memory.ts'
import { openNet } from '../src/net/client.ts'
import type { Source, SourceKit } from '../src/sources/source.ts'
import { webPages } from '../src/sources/web-pages/index.ts'
import { normalize } from '../src/transform/normalize.ts'
import type { Surroundings } from '../src/transform/step.ts'

export interface CrawlRow {
  readonly pages: number
  readonly perSecond: number
  readonly gotPerSecond: number
  /** Goal: at least 0.5. */
  readonly ofGot: number
  readonly cpuMsPerPage: number
  readonly gotCpuMsPerPage: number
  readonly rssMegabytes: number
}

const AT_ONCE = 8
const WINDOW = 1000
const MEGABYTE = 1024 * 1024

/** A row at a tenth, at the half and at the end; each over the pages since the row before. */
export async function benchCrawl(pages: number): Promise<CrawlRow[]> {
  const site = spawn(process.execPath, [resolve(import.meta.dirname, 'crawl-site.ts'), String(pages)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [line] = (await once(site.stdout, 'data')) as [Buffer]
  const home = line.toString().trim()
  const host = new URL(home).host
  const net = openNet({ hosts: [host], requestsPerSecond: 1_000_000, perHost: AT_ONCE, maxBytes: 64 * MEGABYTE, allowPrivate: [host] })
  const kit: SourceKit = {
    get: net.get,
    mayGet: net.mayGet,
    base: '/',
    memory: NO_MEMORY,
    limits: { fileBytes: 64 * MEGABYTE, inflatedBytes: 64 * MEGABYTE },
    yaml: () => {
      throw new Error('no file is read')
    },
  }
  const source = await webPages.open(webPages.options.parse({ sitemap: [`${home}/sitemap.xml`] }), kit)
  try {
    return await measured(source, pages)
  } finally {
    await source.close()
    await net.close()
    site.stdin.end()
    await once(site, 'exit')
  }
}

interface Spent {
  ours: number
  bare: number
  cpu: number
  bareCpu: number
  pages: number
}

async function measured(source: Source, pages: number): Promise<CrawlRow[]> {
  const marks = [0.1, 0.5, 1].map((part) => Math.round(pages * part))
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
  const posts = source.discover()[Symbol.asyncIterator]()
  const rows: CrawlRow[] = []
  let spent: Spent = { ours: 0, bare: 0, cpu: 0, bareCpu: 0, pages: 0 }
  // both are compiled before anything is measured
  const warm = await windowOf(posts, Math.min(200, WINDOW))
  await ours(source, warm)
  await bare(warm, agent)
  let done = warm.length
  while (done < pages) {
    const cpu = process.cpuUsage()
    const start = performance.now()
    const window = await windowOf(posts, Math.min(WINDOW, pages - done))
    if (window.length === 0) throw new Error(`only ${done} of ${pages} pages were found`)
    await ours(source, window)
    spent.ours += performance.now() - start
    const { user, system } = process.cpuUsage(cpu)
    spent.cpu += (user + system) / 1000
    const plain = process.cpuUsage()
    spent.bare += await bare(window, agent)
    const after = process.cpuUsage(plain)
    spent.bareCpu += (after.user + after.system) / 1000
    spent.pages += window.length
    done += window.length
    if (done < (marks[rows.length] ?? pages)) continue
    rows.push(rowOf(spent, done))
    spent = { ours: 0, bare: 0, cpu: 0, bareCpu: 0, pages: 0 }
  }
  agent.destroy()
  return rows
}

function rowOf({ ours: own, bare: plain, cpu, bareCpu, pages }: Spent, done: number): CrawlRow {
  const round = (value: number): number => Math.round(value * 100) / 100
  return {
    pages: done,
    perSecond: Math.round((pages / own) * 1000),
    gotPerSecond: Math.round((pages / plain) * 1000),
    ofGot: round(plain / own),
    cpuMsPerPage: round(cpu / pages),
    gotCpuMsPerPage: round(bareCpu / pages),
    rssMegabytes: Math.round(process.memoryUsage.rss() / MEGABYTE),
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

const NEAR: Surroundings = {
  mapping: mappingSchema.parse({
    mapping: 'bench',
    columns: [{ id: 'news', name: '动态', description: '动态', keywords: ['动态'], type: '工作动态' }],
    routes: [{ column: 'news' }],
  }),
  organ: '青石县卫生健康局',
  media: new Map(),
  keysOf: () => [],
}

/** fetch → parse → normalize of every post; a post whose body is not whole stops the bench. */
async function ours(source: Source, window: readonly Discovered[]): Promise<void> {
  const limit = pLimit(AT_ONCE)
  await Promise.all(
    window.map((post) =>
      limit(async () => {
        const parts: StoredPart[] = []
        for await (const part of source.fetch(post.ref))
          parts.push({
            role: part.role,
            name: part.name,
            also: part.also ?? [],
            digest: null,
            missing: part.missing ?? null,
            bytes: part.bytes,
          })
        const { draft } = normalize(source.parse({ key: post.key, ref: post.ref, parts }), { ...NEAR, keysOf: (url) => source.keysOf(url) })
        if (draft.text.length < 400 || draft.published.value === null) throw new Error(`${post.url ?? ''} was not read whole`)
      }),
    ),
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
