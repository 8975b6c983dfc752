// guiji run: one job from its file, with live progress, to the one object of what became of every post.
import { say } from '../domain/words.ts'
import type { Lang } from '../domain/words.ts'
import { openLine } from '../house.ts'
import type { House } from '../house.ts'
import { saveJob } from '../ledger/jobs.ts'
import { STATION_NAMES } from '../line/ticket.ts'
import { runJob } from '../line/run-job.ts'
import type { RunResult } from '../line/run-job.ts'
import { EXIT, textOption } from './command.ts'
import type { Answer, Command, Context, Options } from './command.ts'
import { dryRun } from './dry-run.ts'
import { jobFiles } from './named.ts'
import { newsFor } from './news.ts'
import { nextSteps } from './next-steps.ts'
import { countOption, dayOption, personOf } from './options.ts'
import { openProgress } from './progress.ts'
import { summaryText } from './summary.ts'

export const runCommand: Command = {
  name: 'run',
  part: 'run',
  args: '<JOB>',
  example: 'jobs/demo.yaml --limit 10',
  drains: true,
  about: { zh: '执行任务:登记、取回、整理、发布、核验,直到只剩需要人处理的', en: 'Run a job until only what needs a person is left' },
  options: [
    { flags: '--limit <n>', about: { zh: '最多登记 n 篇', en: 'Discover at most n posts' } },
    { flags: '--since <date>', about: { zh: '只登记该日之后的', en: 'Only posts of this day or later' } },
    { flags: '--only <key>', about: { zh: '只处理这一篇(平台编号或别名)', en: 'Only the post with this key' } },
    { flags: '--dry-run', about: { zh: '只演示:逐篇说明将发布什么、到哪里、与线上有何不同', en: 'Only show, post by post, what would be published, where, and the difference to what is live' } },
    { flags: '--by <name>', about: { zh: '操作人(默认为系统用户)', en: 'Who runs it (default: the system user)' } },
  ],
  run: async (context, [name = ''], options) => {
    const asked = wanted(options)
    const files = await jobFiles(name, context)
    if (options['dryRun'] === true) return dryRun(files, context, asked)
    const house = await context.house()
    await saveJob(house.ledger.sql, files, personOf(options))
    return runAndTell(house, { job: files.job.job, options, context })
  },
}

function wanted(options: Options) {
  return { limit: countOption(options, 'limit'), since: dayOption(options, 'since'), only: textOption(options, 'only') }
}

async function runAndTell(house: House, asked: { job: string; options: Options; context: Context }): Promise<Answer> {
  const { context, job, options } = asked
  const show = openProgress(process.stderr, context.lang, context.config.log === 'quiet')
  context.signal.addEventListener('abort', () => show.note(stopping(context.lang)), { once: true })
  const line = await openLine(house, STATION_NAMES, newsFor({ ...context, note: show.note }))
  let result: RunResult
  try {
    const { database, ledger, rooms } = house
    result = await runJob({ database, ledger, roomOf: rooms.of, poke: () => line.poke() }, job, {
      ...wanted(options), scheduled: false, by: personOf(options), signal: context.signal, onProgress: show,
    })
  } finally {
    show.end()
    await line.close()
  }
  const { outcome, because, ...rest } = result
  const json = { ...rest, outcome, because }
  if (outcome === 'finished' && wanted(options).only !== undefined && result.new + result.changed + result.unchanged === 0) {
    return { json, text: say(context.lang, { zh: '归档中没有 --only 所指的一篇;什么都没有改变。', en: 'The archive has no post with the key that --only names; nothing was changed.' }), exit: EXIT.problems }
  }
  return { json, text: `${summaryText(result, context.lang)}\n${await nextSteps(house, result, context)}`, exit: exitOf(outcome) }
}

function stopping(lang: Lang): string {
  return say(lang, { zh: '正在收尾,手头的工作做完就停;再按一次 Ctrl-C 立即退出…', en: 'Stopping when the work in hand is done; Ctrl-C again to leave at once…' })
}

function exitOf(outcome: RunResult['outcome']): number {
  return { finished: EXIT.done, halted: EXIT.halted, cancelled: EXIT.halted, interrupted: EXIT.interrupted }[outcome]
}
