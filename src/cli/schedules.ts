// guiji schedules: when each job runs next by itself.
import { dateText, say } from '../domain/words.ts'
import { nextTimes } from '../line/schedules.ts'
import type { Command } from './command.ts'
import { allSchedules } from './worker.ts'

export const schedulesCommand: Command = {
  name: 'schedules',
  part: 'look',
  args: '',
  example: '',
  about: { zh: '各任务接下来的计划运行时间', en: 'The next times of each scheduled job' },
  options: [],
  run: async (context) => {
    const house = await context.house()
    const schedules = (await allSchedules(house)).map((one) => ({ ...one, next: nextTimes(one, 3).map((time) => time.toISOString()) }))
    const lines = schedules.map((one) => `${one.job}  ${one.cron}  ${one.zone}\n  ${one.next.map((time) => dateText(time)).join(' · ')}`)
    return { json: { schedules }, text: lines.join('\n') || say(context.lang, { zh: '没有带计划的任务。', en: 'No job has a schedule.' }) }
  },
}
