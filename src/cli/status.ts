// guiji status: where every post of every job stands, and the last run of each.
import { STATES, STATE_NAMES } from '../domain/states.ts'
import { FAILURES } from '../domain/failures.ts'
import type { FailureCode } from '../domain/failures.ts'
import { pad } from '../domain/width.ts'
import { dateText, numberText, say } from '../domain/words.ts'
import type { House } from '../house.ts'
import { openFunctions } from '../ledger/functions.ts'
import { countStates } from '../ledger/items.ts'
import { lastRun, listJobs } from '../ledger/jobs.ts'
import { tally } from '../line/run-job.ts'
import type { Context, Run } from './command.ts'
import { countsText } from './functions.ts'
import { hintText } from './output.ts'
import { saidLine } from './summary.ts'
import { knownJob } from './named.ts'

export const run: Run = async (context, [name]) => {
  const house = await context.house()
  const names = name === undefined ? (await listJobs(house.ledger.sql)).map((job) => job.name) : [(await knownJob(name, context)).name]
  const jobs = await Promise.all(names.map((job) => statusOf(house, job)))
  const text =
    jobs.length === 0
      ? say(context.lang, { zh: '台账中还没有任务。', en: 'There is no job in the ledger yet.' })
      : jobs.map((job) => textOf(job, context)).join('\n\n')
  return { json: { jobs }, text }
}

type Status = Awaited<ReturnType<typeof statusOf>>

async function statusOf(house: House, name: string) {
  const { sql } = house.ledger
  const [job] = (await listJobs(sql)).filter((one) => one.name === name)
  const last = await lastRun(sql, name)
  return {
    job: name,
    state: job?.state ?? 'active',
    because: job?.because ?? null,
    target: job?.target ?? '',
    states: (await countStates(sql, name)).map(({ state, n, running }) => ({ state, n, running })),
    ...(await tally(house, name)),
    functions: await openFunctions(sql, name),
    lastRun:
      last === null
        ? null
        : {
            run: last.id,
            state: last.state,
            because: last.because,
            started: last.started_at.toISOString(),
            ended: last.ended_at?.toISOString() ?? null,
          },
  }
}

const RUN_WORDS = { running: '运行中', finished: '完成', halted: '已停止', cancelled: '已取消', interrupted: '被中断' } as const

function textOf(status: Status, { lang, paste }: Context): string {
  const words = {
    active: { zh: '可运行', en: 'active' },
    paused: { zh: '已暂停', en: 'paused' },
    cancelled: { zh: '已取消', en: 'cancelled' },
  }
  const states = STATE_NAMES.flatMap((name) => status.states.filter((one) => one.state === name)).map(
    (one) => `${say(lang, STATES[one.state])} ${numberText(one.n)}${one.running > 0 ? `(${numberText(one.running)}▶)` : ''}`,
  )
  const last = status.lastRun
  return [
    `${status.job}  ${say(lang, words[status.state])}${status.because === null ? '' : `: ${status.because}`}  → ${status.target}`,
    `  ${states.join(' · ') || '—'}`,
    last === null
      ? ''
      : `  ${say(lang, { zh: `上次运行: 第 ${last.run} 次 · ${RUN_WORDS[last.state]}`, en: `last run ${last.run} ${last.state}` })}  ${dateText(last.started)}`,
    status.functions.total === 0 ? '' : `  ${countsText(status.functions, lang)}`,
    status.said === null
      ? ''
      : `  ${saidLine(status.said, lang)}${status.said.said === status.said.have ? '' : `: ${paste(`gaps ${status.job}`)}`}`,
    ...Object.entries(status.failed).map(
      ([code, n]) =>
        `  ! ${pad(code, 20)} ${numberText(n).padStart(5)}  ${Object.hasOwn(FAILURES, code) ? hintText(code as FailureCode, lang) : ''}`,
    ),
  ]
    .filter((line) => line !== '')
    .join('\n')
}
