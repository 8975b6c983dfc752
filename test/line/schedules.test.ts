// Schedules on both queue servers: when their next times are, and that each time starts its job once, however many processes keep it.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { nextTimes, startSchedules, type Schedule, type Schedules } from '../../src/line/schedules.ts'
import { REDIS_SKIPPED, redisHere, startRedis, type TestRedis } from '../kits/redis.ts'
import { openScene, until, type Scene } from './scene.ts'

const SERVERS = [
  { kind: 'postgres', here: true },
  { kind: 'redis', here: redisHere },
] as const
const look = (job: string): Schedule => ({ ...everySecond(job), what: 'verify' })
const everySecond = (job: string): Schedule => ({ job, what: 'run', cron: '* * * * * *', zone: 'Asia/Shanghai' })

for (const { kind, here } of SERVERS) {
  describe.skipIf(!here)(`schedules on ${kind}${here ? '' : ` (${REDIS_SKIPPED})`}`, () => {
    let redis: TestRedis | undefined
    let scene: Scene
    const opened: Schedules[] = []

    beforeAll(async () => {
      redis = kind === 'redis' ? await startRedis() : undefined
    })
    afterAll(async () => {
      await redis?.stop()
    })
    beforeEach(async () => {
      scene = await openScene(redis)
    })
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((one) => one.close()))
      await scene.end()
    })

    it('calls what is due again and again, one at a time though two processes wait, and stops when the job is gone', async () => {
      const due: string[] = []
      let atOnce = 0
      let most = 0
      const onDue = async ({ job, what }: Pick<Schedule, 'job' | 'what'>) => {
        due.push(`${job} ${what}`)
        most = Math.max(most, ++atOnce)
        await new Promise((resolve) => setTimeout(resolve, 300))
        atOnce--
      }
      opened.push(await startSchedules(scene.queues, [everySecond('a'), look('b')], onDue))
      opened.push(await startSchedules(scene.queues, [everySecond('a'), look('b')], onDue))
      await until(() => due.filter((job) => job === 'a run').length >= 2 && due.filter((job) => job === 'b verify').length >= 2)
      expect(most).toBe(1)
      await Promise.all(opened.splice(0).map((one) => one.close()))
      due.length = 0
      opened.push(await startSchedules(scene.queues, [look('b')], onDue))
      await until(() => due.filter((job) => job === 'b verify').length >= 3)
      expect(due.filter((job) => job === 'a run')).toEqual([])
    })

    it('says when what is due cannot be started, and tries again', async () => {
      let calls = 0
      opened.push(
        await startSchedules(scene.queues, [everySecond('a')], () => {
          calls++
          return Promise.reject(new Error('no'))
        }),
      )
      await until(() => calls >= 2)
      expect(scene.troubles).toContainEqual(expect.objectContaining({ kind: 'schedule-error', item: 'a' }))
    })

    it('are set by many processes that start at the same moment', async () => {
      const due: string[] = []
      const onDue = ({ job }: Pick<Schedule, 'job'>) => Promise.resolve(void due.push(job))
      const jobs = ['a', 'b', 'c'].map(everySecond)
      for (let round = 0; round < 3; round++) {
        opened.push(...(await Promise.all(Array.from({ length: 6 }, () => startSchedules(scene.queues, jobs, onDue)))))
      }
      await until(() => new Set(due).size === 3)
    })

    it('refuses a wrong cron before it changes anything', async () => {
      const wrong = startSchedules(scene.queues, [{ job: 'a', what: 'run', cron: 'every day', zone: 'Asia/Shanghai' }], () =>
        Promise.resolve(),
      )
      await expect(wrong).rejects.toMatchObject({ code: 'job-invalid' })
    })
  })
}

describe('the next times of a schedule', () => {
  const from = new Date('2026-11-23T00:30:00Z')

  it('are told in its time zone', () => {
    const times = nextTimes({ job: 'a', what: 'run', cron: '0 2 * * *', zone: 'Asia/Shanghai' }, 2, from)
    expect(times.map((time) => time.toISOString())).toEqual(['2026-11-23T18:00:00.000Z', '2026-11-24T18:00:00.000Z'])
  })

  for (const [cron, zone] of [
    ['', 'Asia/Shanghai'],
    ['61 * * * *', 'Asia/Shanghai'],
    ['0 2 * * *', 'Mars/Olympus'],
  ] as const) {
    it(`are refused for "${cron}" in ${zone}`, () => {
      expect(() => nextTimes({ job: 'a', what: 'run', cron, zone }, 1, from)).toThrow(expect.objectContaining({ code: 'job-invalid' }))
    })
  }
})
