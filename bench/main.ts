// All benchmarks: npm run bench [-- normalize whole-way queue audit publish through extract crawl accounts inspect]. Prints a table for each and writes all rows as JSON.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { ensurePostgres } from '../src/ledger/embedded.ts'
import { benchAccounts } from './accounts.ts'
import { benchAudit } from './audit.ts'
import { benchCrawl } from './crawl.ts'
import { benchExtract } from './extract.ts'
import { benchInspect } from './inspect.ts'
import { measureNormalize } from './normalize.ts'
import { benchPublish } from './publish.ts'
import { throughFastServer, throughWordpress } from './publish-through.ts'
import { benchQueue } from './queue.ts'
import { canMeasureRedis, measureWholeWay } from './whole-way.ts'
import type { WholeWayRow } from './whole-way.ts'
import { wordpressHere, WORDPRESS_SKIPPED } from '../test/kits/wordpress.ts'

const BENCHES: Readonly<Record<string, () => Promise<readonly object[]>>> = {
  normalize: async () => measureNormalize(),
  'whole-way': wholeWay,
  queue: () => benchQueue(5000),
  audit,
  publish,
  through,
  extract: benchExtract,
  inspect: async () => benchInspect(),
  accounts: () => benchAccounts(Number(process.env['GUIJI_BENCH_POSTS'] ?? 50_000)),
  crawl: () => benchCrawl(Number(process.env['GUIJI_BENCH_PAGES'] ?? 100_000)),
}

/** Both sizes on Redis: cost per post must stay within a tenth, memory flat. The small one on PostgreSQL too. */
async function wholeWay(): Promise<WholeWayRow[]> {
  const rows = [await measureWholeWay('postgres', 2000)]
  if (!canMeasureRedis) return rows
  for (const posts of [2000, 10_000]) rows.push(await measureWholeWay('redis', posts))
  return rows
}

async function audit(): Promise<readonly object[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'guiji-bench-'))
  const server = await ensurePostgres({ dataDir })
  try {
    return await benchAudit(server.url)
  } finally {
    await server.release()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** With guiji's must-use plugin and without. */
async function publish(): Promise<readonly object[]> {
  if (!wordpressHere) throw new Error(WORDPRESS_SKIPPED)
  return [...(await benchPublish(300, true)), ...(await benchPublish(300, false))]
}

/** The whole of guiji in front of a CMS. */
async function through(): Promise<readonly object[]> {
  const own = await throughFastServer(2000)
  return wordpressHere ? [...own, ...(await throughWordpress(1000, true)), ...(await throughWordpress(1000, false))] : own
}

const asked = process.argv.slice(2)
const wrong = asked.filter((name) => !Object.hasOwn(BENCHES, name))
if (wrong.length > 0) {
  console.error(`no such benchmark: ${wrong.join(', ')}; there are: ${Object.keys(BENCHES).join(', ')}`)
  process.exit(2)
}
const results: Record<string, readonly object[]> = {}
for (const [name, bench] of Object.entries(BENCHES)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  console.log(`\n${name}`)
  results[name] = await bench()
  console.table(results[name])
}
const folder = resolve(import.meta.dirname, 'results')
mkdirSync(folder, { recursive: true })
const file = join(folder, `${new Date().toISOString().replaceAll(/[:.]/g, '-')}.json`)
writeFileSync(file, `${JSON.stringify({ node: process.version, at: new Date().toISOString(), results }, null, 2)}\n`)
console.log(`\n${file}`)
