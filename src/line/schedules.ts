// Job files' schedules, carried out by any running worker through BullMQ's job schedulers: jobs with cron and zone in, `onDue` calls out.
// Only one run starts at a time, however many processes wait for it.
import { setTimeout as sleep } from 'node:timers/promises'
import { defaultRepeatStrategy } from 'bullmq'
import { Failure } from '../domain/failures.ts'
import { both } from '../domain/words.ts'
import { drain } from './drain.ts'
import type { LineQueue } from './engine.ts'
import { queueName, type Queues } from './queues.ts'
import { codeOf } from './trouble.ts'
import { settledWithin } from './within.ts'

export interface Schedule {
  /** Name of the job. */
  readonly job: string
  /** What falls due: a run, or a look at all that is published. */
  readonly what: 'run' | 'verify'
  /** Five fields, or six with seconds first. */
  readonly cron: string
  /** IANA time zone, e.g. `Asia/Shanghai`. */
  readonly zone: string
}

export type OnDue = (due: Pick<Schedule, 'job' | 'what'>) => Promise<void>

export interface Schedules {
  /** Lets a call of `onDue` finish for some seconds. The schedules stay in the queue for other processes. Safe to call twice. */
  close(): Promise<void>
}

const LOCK_MS = 60_000
const DRAIN_MS = 10_000

/** Makes the queue's schedules equal to those given, and waits for what falls due. Throws Failure `job-invalid` for a wrong cron or zone. */
export async function startSchedules(queues: Queues, schedules: readonly Schedule[], onDue: OnDue): Promise<Schedules> {
  for (const schedule of schedules) nextTimes(schedule, 1)
  const { tell } = queues
  const onError = (error: unknown) => tell({ kind: 'queue-error', error })
  const name = queueName(queues.prefix, 'schedule')
  const queue = queues.engine.openQueue(name, onError)
  await setSchedules(queue, schedules)
  const wanted = new Map(schedules.map((schedule) => [nameOf(schedule), schedule]))
  let running = 0
  const worker = queues.engine.openWorker(
    name,
    async (job) => {
      // it may have fallen due before it was taken away
      const due = wanted.get(job.data.item)
      if (due === undefined) return
      running++
      try {
        await onDue(due)
      } catch (error) {
        tell({ kind: 'schedule-error', item: job.data.item, error })
        // no text of an error enters the queue
        const bare = new Error(codeOf(error))
        bare.stack = bare.message
        throw bare
      } finally {
        running--
      }
    },
    { concurrency: 1, lockMs: LOCK_MS, onError },
  )
  let closed: Promise<void> | undefined
  const close = async () => {
    await drain({
      engine: queues.engine,
      worker,
      drainMs: DRAIN_MS,
      running: () => running,
      onDeadline: (count) => tell({ kind: 'drain-deadline', count }),
    })
    await settledWithin(DRAIN_MS, queue.close())
  }
  return { close: () => (closed ??= close()) }
}

/** The next `count` times after `from`, for listing. Throws Failure `job-invalid` for a wrong cron or zone. */
export function nextTimes(schedule: Schedule, count: number, from: Date = new Date()): Date[] {
  const times: Date[] = []
  let at = from.getTime()
  for (let n = 0; n < count; n++) {
    const next = nextAfter(schedule, at)
    if (next === undefined) break
    times.push(new Date(next))
    at = next
  }
  return times
}

function nextAfter(schedule: Schedule, at: number): number | undefined {
  try {
    if (schedule.cron.trim() === '') throw new Error('empty')
    return defaultRepeatStrategy(at, { pattern: schedule.cron, tz: schedule.zone })
  } catch (error) {
    throw new Failure(
      'job-invalid',
      both(
        `任务 ${schedule.job} 的计划不是有效的 cron 与时区:“${schedule.cron}”、“${schedule.zone}”`,
        `The schedule of job ${schedule.job} is no cron with a time zone: "${schedule.cron}", "${schedule.zone}".`,
      ),
      { cause: error },
    )
  }
}

async function setSchedules(queue: LineQueue, schedules: readonly Schedule[]): Promise<void> {
  await queue.setGlobalConcurrency(1)
  const wanted = new Set(schedules.map(nameOf))
  for (const old of await queue.getJobSchedulers()) {
    if (!wanted.has(old.key)) await queue.removeJobScheduler(old.key)
  }
  for (const schedule of schedules) await setSchedule(queue, schedule)
}

/** BullMQ's codes for "the next turn is there already": another process sets the same schedule, or carries out a turn, at this moment. */
const TAKEN: ReadonlySet<unknown> = new Set([-10, -11])
const SET_TRIES = 20
const SET_AGAIN_MS = 100

async function setSchedule(queue: LineQueue, schedule: Schedule): Promise<void> {
  const name = nameOf(schedule)
  for (let left = SET_TRIES; ; left--) {
    try {
      await queue.upsertJobScheduler(name, { pattern: schedule.cron, tz: schedule.zone }, { name: 'due', data: { item: name, epoch: 0 } })
      return
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && TAKEN.has(error.code))) throw error
      if (await isSet(queue, schedule)) return
      if (left === 1) throw error
      await sleep(SET_AGAIN_MS)
    }
  }
}

async function isSet(queue: LineQueue, schedule: Schedule): Promise<boolean> {
  const { cron, zone } = schedule
  const name = nameOf(schedule)
  return (await queue.getJobSchedulers()).some(({ key, pattern, tz }) => key === name && pattern === cron && tz === zone)
}

/** Names of jobs hold no blank. */
function nameOf({ job, what }: Schedule): string {
  return what === 'run' ? job : `${job} ${what}`
}
