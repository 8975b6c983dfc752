// guiji schedules: when each job runs next by itself.
import { dateText, say } from '../domain/words.ts'
import { nextTimes } from '../line/schedules.ts'
import type { Run } from './command.ts'
import { allSchedules } from './worker.ts'

export const run: Run = async (context) => {
  const house = await context.house()
  const schedules = (await allSchedules(house)).map((one) => ({ ...one, next: nextTimes(one, 3).map((time) => time.toISOString()) }))
  const lines = schedules.map(
    (one) => `${one.job}  ${one.what}  ${one.cron}  ${one.zone}\n  ${one.next.map((time) => dateText(time)).join(' · ')}`,
  )
  return { json: { schedules }, text: lines.join('\n') || say(context.lang, { zh: '没有带计划的任务。', en: 'No job has a schedule.' }) }
}
