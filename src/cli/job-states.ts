// guiji pause, resume and cancel: a job's state is a row; every worker sees it at its next ticket.
import { Failure } from '../domain/failures.ts'
import { both, say } from '../domain/words.ts'
import type { Said } from '../domain/words.ts'
import { setJobState } from '../ledger/jobs.ts'
import { textOption } from './command.ts'
import type { Command } from './command.ts'
import { knownJob } from './named.ts'
import { personOf } from './options.ts'

const STATE_WORDS: readonly (readonly [string, 'active' | 'paused' | 'cancelled', Said, Said])[] = [
  ['pause', 'paused', { zh: '暂停任务', en: 'Pause a job' }, { zh: '已暂停', en: 'paused' }],
  ['resume', 'active', { zh: '恢复任务', en: 'Let a job go on' }, { zh: '可运行', en: 'active' }],
  ['cancel', 'cancelled', { zh: '取消任务(已发布的不撤回)', en: 'Cancel a job (what is published stays)' }, { zh: '已取消', en: 'cancelled' }],
]

export const jobStateCommands: readonly Command[] = STATE_WORDS.map(([name, state, about, word]) => ({
  name, part: 'run', args: '<JOB>', about, example: `demo --reason "等待复核" --by 张三`,
  options: [
    { flags: '--reason <text>', about: { zh: '理由', en: 'Why' } },
    { flags: '--by <name>', about: { zh: '操作人', en: 'Who does it' } },
  ],
  run: async (context, [job = ''], options) => {
    const row = await knownJob(job, context)
    if (row.state === 'cancelled' && state === 'paused') throw new Failure('not-allowed', both(`任务“${row.name}”已取消,不能暂停`, `job "${row.name}" is cancelled and can't be paused`))
    const house = await context.house()
    await setJobState(house.ledger.sql, row.name, { to: state, by: personOf(options), because: state === 'active' ? null : textOption(options, 'reason') ?? null })
    return { json: { job: row.name, state }, text: `${row.name}: ${say(context.lang, word)}` }
  },
}))
