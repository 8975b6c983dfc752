// What the line tells while it works, as lines on stderr: bugs with their stack, halts once, trouble with the servers.
import { say } from '../domain/words.ts'
import type { LineNews } from '../open-line.ts'
import { codeOf } from '../line/trouble.ts'
import type { Context } from './command.ts'
import { hintText, messageOf } from './output.ts'

export function newsFor(context: Context): LineNews {
  const { note, lang } = context
  return {
    onBug: (error, item, station) => {
      note(
        say(lang, {
          zh: `! 程序缺陷:第 ${item} 项在 ${station} 工序出错,请报告`,
          en: `! a bug: item ${item} failed at ${station}; please report it`,
        }),
      )
      note(error instanceof Error ? (error.stack ?? error.message) : String(error))
    },
    onHalt: (job, failure) => note(`■ ${job}: ${failure.code} — ${messageOf(failure, lang)} → ${hintText(failure.code, lang)}`),
    onTrouble: (trouble) => {
      if (context.config.log === 'quiet') return
      note(
        `! ${trouble.kind}${trouble.station === undefined ? '' : ` ${trouble.station}`}${trouble.count === undefined ? '' : ` ×${trouble.count}`} (${codeOf(trouble.error)})`,
      )
      if (context.config.log === 'debug' && trouble.error instanceof Error) note(trouble.error.stack ?? '')
    },
  }
}
