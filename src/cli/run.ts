// guiji run: one job from its file, with live progress, to the one object of what became of every post.
import { say } from '../domain/words.ts'
import type { Lang } from '../domain/words.ts'
import type { House } from '../house.ts'
import { openLine } from '../open-line.ts'
import { saveJob } from '../ledger/jobs.ts'
import { STATION_NAMES } from '../line/ticket.ts'
import { asOnlyRun, runJob } from '../line/run-job.ts'
import type { RunResult } from '../line/run-job.ts'
import { EXIT, textOption } from './command.ts'
import type { Answer, Run, Context, Options } from './command.ts'
import { dryRun } from './dry-run.ts'
import { lookAgain, lookedText } from './live.ts'
import { jobFiles } from './named.ts'
import { newsFor } from './news.ts'
import { nextSteps } from './next-steps.ts'
import { countOption, dayOption, personOf } from './options.ts'
import { openProgress } from './progress.ts'
import { summaryText } from './summary.ts'

export const run: Run = async (context, [name = ''], options) => {
  const asked = wanted(options)
  const files = await jobFiles(name, context)
  if (options['dryRun'] === true) return dryRun(files, context, asked)
  const house = await context.house()
  await saveJob(house.ledger.sql, files, personOf(options))
  // asked for before any station works: a second run must not take up what it then has to let go of
  return asOnlyRun(house.database, files.job.job, () => runAndTell(house, { job: files.job.job, options, context }))
}

function wanted(options: Options) {
  return { limit: countOption(options, 'limit'), since: dayOption(options, 'since'), only: textOption(options, 'only') }
}

async function runAndTell(house: House, asked: { job: string; options: Options; context: Context }): Promise<Answer> {
  const { context, job, options } = asked
  const show = openProgress(process.stderr, {
    lang: context.lang,
    quiet: context.config.log === 'quiet',
    receiving: () => house.receiving.now(),
  })
  context.signal.addEventListener('abort', () => show.note(stopping(context.lang)), { once: true })
  const line = await openLine(house, STATION_NAMES, newsFor({ ...context, note: show.note }))
  let result: RunResult
  try {
    const { ledger, rooms } = house
    result = await runJob({ ledger, roomOf: rooms.of, poke: () => line.poke(), inHand: () => line.inHand() }, job, {
      ...wanted(options),
      scheduled: false,
      by: personOf(options),
      signal: context.signal,
      onProgress: show,
    })
  } finally {
    show.end()
    await line.close()
  }
  const { outcome, because, ...rest } = result
  // --update: what editors changed on the site is found and told; nothing is written over
  const again = options['update'] === true && outcome === 'finished' ? await lookAgain(job, personOf(options), context) : null
  const json = { ...rest, outcome, because, ...(again === null ? {} : { drift: again.counts }) }
  if (outcome === 'finished' && wanted(options).only !== undefined && result.new + result.changed + result.unchanged === 0) {
    return {
      json,
      text: say(context.lang, {
        zh: '归档中没有 --only 所指的一篇;什么都没有改变。',
        en: 'The archive has no post with the key that --only names; nothing was changed.',
      }),
      exit: EXIT.problems,
    }
  }
  const text = [
    summaryText(result, context.lang),
    ...(again === null ? [] : [lookedText(again.counts, context)]),
    await nextSteps(house, result, context),
  ]
  return { json, text: text.join('\n'), exit: exitOf(outcome) }
}

function stopping(lang: Lang): string {
  return say(lang, {
    zh: '正在收尾,手头的工作做完就停;再按一次 Ctrl-C 立即退出…',
    en: 'Stopping when the work in hand is done; Ctrl-C again to leave at once…',
  })
}

function exitOf(outcome: RunResult['outcome']): number {
  return { finished: EXIT.done, halted: EXIT.halted, cancelled: EXIT.halted, interrupted: EXIT.interrupted }[outcome]
}
