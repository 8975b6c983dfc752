// guiji worker: stations only, until it is told to stop; also carries out the jobs' schedules.
import { Failure } from '../domain/failures.ts'
import { say } from '../domain/words.ts'
import type { House } from '../house.ts'
import { openLine } from '../open-line.ts'
import type { Line } from '../open-line.ts'
import { listJobs, readJob } from '../ledger/jobs.ts'
import { asOnlyRun, runJob } from '../line/run-job.ts'
import { startSchedules } from '../line/schedules.ts'
import type { Schedule } from '../line/schedules.ts'
import { STATION_NAMES } from '../line/ticket.ts'
import type { StationName } from '../line/ticket.ts'
import { recheck } from '../stations/recheck.ts'
import { toolsFor } from '../tools.ts'
import { misuse, textOption } from './command.ts'
import type { Run, Context } from './command.ts'
import { newsFor } from './news.ts'

export const run: Run = async (context, _args, options) => {
  const stations = stationsOf(textOption(options, 'stations'))
  const house = await context.house()
  const line = await openLine(house, stations, newsFor(context))
  try {
    await workUntilStopped({ house, line, context }, stations)
  } finally {
    await line.close()
  }
  return { json: { stations, stopped: true }, text: say(context.lang, { zh: '工作进程已停止。', en: 'worker stopped.' }) }
}

async function workUntilStopped(using: Using, stations: readonly StationName[]): Promise<void> {
  const { house, line, context } = using
  const schedules = await startSchedules(line.queues, await allSchedules(house), ({ job, what }) => DUE[what](job, using))
  const stopBeating = startBeating(house)
  context.note(
    say(context.lang, {
      zh: `工作进程已启动(${stations.join('、')}),Ctrl-C 停止`,
      en: `worker started (${stations.join(', ')}); Ctrl-C stops it`,
    }),
  )
  await stopped(context.signal)
  context.note(
    say(context.lang, {
      zh: '正在收尾,再次 Ctrl-C 立即退出…',
      en: 'Stopping when the work in hand is done; Ctrl-C again to leave at once…',
    }),
  )
  await schedules.close()
  await stopBeating()
}

function stationsOf(text: string | undefined): StationName[] {
  if (text === undefined) return [...STATION_NAMES]
  return text.split(',').map((name) => {
    const found = STATION_NAMES.find((station) => station === name.trim())
    if (found === undefined)
      throw misuse(
        `--stations 可用: ${STATION_NAMES.join('、')};没有“${name.trim()}”`,
        `--stations must be of: ${STATION_NAMES.join(', ')}; not "${name.trim()}"`,
      )
    return found
  })
}

export async function allSchedules(house: House): Promise<Schedule[]> {
  const rows = await listJobs(house.ledger.sql)
  const files = await Promise.all(rows.filter((row) => row.state === 'active').map((row) => readJob(house.ledger.sql, row.name)))
  return files.flatMap(({ job: { job, schedule } }) => {
    if (schedule === undefined) return []
    const { cron, verify, zone } = schedule
    const own: Schedule = { job, what: 'run', cron, zone }
    return verify === undefined ? [own] : [own, { job, what: 'verify', cron: verify, zone }]
  })
}

const DUE: Readonly<Record<Schedule['what'], (job: string, using: Using) => Promise<void>>> = { run: runScheduled, verify: verifyScheduled }

interface Using {
  readonly house: House
  readonly line: Line
  readonly context: Context
}

async function verifyScheduled(job: string, { house, context }: Using): Promise<void> {
  try {
    const { digest } = await readJob(house.ledger.sql, job)
    let looked = 0
    const drifted: string[] = []
    const onLook = () => {
      looked += 1
    }
    const tools = await toolsFor(house, job, digest)
    for await (const one of recheck({ job, by: 'schedule', signal: context.signal, onLook }, tools)) drifted.push(one.item)
    context.note(`${job}: ${looked} verified again, ${drifted.length} drifted`)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    context.note(`${job}: ${error.code} — ${error.message}`)
  }
}

async function runScheduled(job: string, using: Using): Promise<void> {
  const { house, line, context } = using
  const { database, ledger, rooms } = house
  try {
    const work = { ledger, roomOf: rooms.of, poke: () => line.poke(), inHand: () => line.inHand() }
    const options = { scheduled: true, by: 'schedule', signal: context.signal, onProgress: () => {} }
    const result = await asOnlyRun(database, job, () => runJob(work, job, options))
    context.note(`${job}: ${result.outcome}, ${result.new} new, ${result.changed} changed, ${result.verified} verified`)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    context.note(`${job}: ${error.code} — ${error.message}`)
  }
}

const BEAT_MS = 5000

/** A row that says this worker lives, for `status` and health checks. */
function startBeating(house: House): () => Promise<void> {
  const id = crypto.randomUUID()
  const { sql } = house.ledger
  const beat = () =>
    sql
      .query(`insert into worker (id, host, pid) values ($1, $2, $3) on conflict (id) do update set seen_at = clock_timestamp()`, [
        id,
        process.env['HOSTNAME'] ?? '',
        process.pid,
      ])
      .catch(() => [])
  void beat()
  const timer = setInterval(() => void beat(), BEAT_MS)
  return async () => {
    clearInterval(timer)
    await sql.query('delete from worker where id = $1', [id]).catch(() => [])
  }
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
