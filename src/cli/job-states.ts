// guiji pause, resume and cancel: a job's state is a row; every worker sees it at its next ticket.
import { Failure } from '../domain/failures.ts'
import { both, say } from '../domain/words.ts'
import type { Said } from '../domain/words.ts'
import { setJobState } from '../ledger/jobs.ts'
import { textOption } from './command.ts'
import type { Run } from './command.ts'
import { knownJob } from './named.ts'
import { personOf } from './options.ts'

const WORDS = {
  active: { zh: '可运行', en: 'active' },
  paused: { zh: '已暂停', en: 'paused' },
  cancelled: { zh: '已取消', en: 'cancelled' },
} as const satisfies Record<string, Said>

export function setting(state: keyof typeof WORDS): Run {
  return async (context, [job = ''], options) => {
    const row = await knownJob(job, context)
    if (row.state === 'cancelled' && state === 'paused')
      throw new Failure('not-allowed', both(`任务“${row.name}”已取消,不能暂停`, `job "${row.name}" is cancelled and can't be paused`))
    const house = await context.house()
    await setJobState(house.ledger.sql, row.name, {
      to: state,
      by: personOf(options),
      because: state === 'active' ? null : (textOption(options, 'reason') ?? null),
    })
    return { json: { job: row.name, state }, text: `${row.name}: ${say(context.lang, WORDS[state])}` }
  }
}
