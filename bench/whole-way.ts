// The whole way of generated posts into the static site, in real processes: CPU per post in the workers and in all processes, peak memory.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { ensurePostgres, postgresStatus } from '../src/ledger/embedded.ts'
import { redisHere, startRedis } from '../test/kits/redis.ts'
import { makeArchive } from './made-archive.ts'
import { serverCpuMs } from './queue.ts'

export interface WholeWayRow {
  readonly queue: 'redis' | 'postgres'
  readonly posts: number
  readonly verified: number
  readonly seconds: number
  readonly workerMsPerPost: number
  readonly databaseMsPerPost: number
  readonly redisMsPerPost: number
  readonly allMsPerPost: number
  readonly workerPeakMegabytes: number
}

const GUIJI = resolve(import.meta.dirname, '..', 'bin', 'guiji.mjs')

/** One run of `posts` posts from nothing; removes everything it made. */
export async function measureWholeWay(queue: 'redis' | 'postgres', posts: number): Promise<WholeWayRow> {
  const folder = mkdtempSync(join(tmpdir(), 'guiji-bench-'))
  const data = join(folder, 'data')
  mkdirSync(data)
  await makeArchive(join(folder, 'archive'), posts)
  writeJob(folder)
  const database = await ensurePostgres({ dataDir: data })
  const redis = queue === 'redis' ? await startRedis() : null
  try {
    const { pid } = await postgresStatus(data)
    const redisPid = redis === null ? 0 : redis.pid()
    const before = serverCpuMs(pid ?? 0)
    const run = await measured(['run', join(folder, 'job.yaml'), '--json', '--data', data], redis?.url)
    const databaseMs = serverCpuMs(pid ?? 0) - before
    const redisMs = redisPid === 0 ? 0 : serverCpuMs(redisPid)
    const per = (ms: number) => Math.round((ms / posts) * 100) / 100
    return {
      queue,
      posts,
      verified: run.result.verified,
      seconds: run.result.seconds,
      workerMsPerPost: per(run.cpuMs),
      databaseMsPerPost: per(databaseMs),
      redisMsPerPost: per(redisMs),
      allMsPerPost: per(run.cpuMs + databaseMs + redisMs),
      workerPeakMegabytes: Math.round(run.peakKb / 1024),
    }
  } finally {
    await redis?.stop()
    await database.release()
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Measured {
  readonly cpuMs: number
  readonly peakKb: number
  readonly result: { verified: number; seconds: number }
}

async function measured(args: readonly string[], redisUrl: string | undefined): Promise<Measured> {
  const child = spawn(process.execPath, ['--max-semi-space-size=8', '--heap-growing-percent=60', GUIJI, ...args], {
    env: { ...process.env, GUIJI_REENCODE: 'never', GUIJI_LOG: 'quiet', ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let out = ''
  let cpuMs = 0
  let peakKb = 0
  child.stdout.on('data', (some: Buffer) => {
    out += some.toString()
  })
  const timer = setInterval(() => {
    cpuMs = Math.max(cpuMs, serverCpuMs(child.pid ?? 0))
    peakKb = Math.max(peakKb, peakOf(child.pid ?? 0))
  }, 50)
  await once(child, 'close')
  clearInterval(timer)
  return { cpuMs, peakKb, result: JSON.parse(out) as Measured['result'] }
}

function peakOf(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0 // it has just ended
  }
}

function writeJob(folder: string): void {
  writeFileSync(
    join(folder, 'job.yaml'),
    `
job: bench
account: { platform: wechat, name: 青石健康, id: gh_bench0000000, organ: 青石县卫生健康局 }
closing: { document: 测〔2026〕1号, date: 2026-11-01, approver: 甲 }
source: { kind: wechat-archive, path: ./archive }
mapping: ./mapping.yaml
target: { kind: static-site, site: { name: 青石县人民政府网, domain: www.example.gov.cn, idCode: bm00000000 } }
review: { policy: none, by: bench, reason: measured runs }
`,
  )
  writeFileSync(
    join(folder, 'mapping.yaml'),
    `
mapping: bench
columns: [{ id: tzgg, name: 通知公告, description: 通知公告, keywords: [通知], type: 工作动态 }]
routes: [{ column: tzgg }]
`,
  )
}

export const canMeasureRedis = redisHere

if (import.meta.main) {
  const posts = Number(process.argv[2] ?? 2000)
  const queue = process.argv[3] === 'postgres' ? 'postgres' : 'redis'
  console.log(await measureWholeWay(queue, posts))
}
