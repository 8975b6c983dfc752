// The one object a run ends with, in words: what was new, where every post stands, what failed and what it needs.
import { FAILURES } from '../domain/failures.ts'
import type { FailureCode } from '../domain/failures.ts'
import { STATES } from '../domain/states.ts'
import type { State } from '../domain/states.ts'
import { durationText, numberText, say } from '../domain/words.ts'
import type { Lang } from '../domain/words.ts'
import { pad } from '../domain/width.ts'
import type { RunResult } from '../line/run-job.ts'
import { hintText } from './output.ts'

const n = numberText

export function summaryText(result: RunResult, lang: Lang): string {
  const failed = Object.entries(result.failed)
  const room = Math.max(0, ...failed.map(([code]) => code.length))
  return [
    '',
    `${say(lang, OUTCOMES[result.outcome])} · ${result.job} · ${say(lang, { zh: `第 ${result.run} 次运行`, en: `run ${result.run}` })} · ${durationText(lang, result.seconds * 1000)}`,
    result.because === null || result.outcome === 'interrupted'
      ? null
      : `  ${say(lang, { zh: '原因', en: 'because' })}: ${result.because}  ${hint(result.because, lang)}`.trimEnd(),
    `  ${archive(result, lang)}`,
    `  ${say(lang, { zh: '台账', en: 'ledger' })}: ${say(lang, { zh: `${n(result.discovered)} 篇`, en: `${n(result.discovered)} posts` })} = ${[...ended(result, lang), ...waiting(result, lang)].join(' + ') || '0'}`,
    ...(failed.length === 0 ? [] : [`  ${say(lang, { zh: '需要处理', en: 'needs somebody' })}:`]),
    ...failed.map(([code, count]) => `    ${n(count).padStart(4)}  ${pad(code, room)}  ${hint(code, lang)}`),
    result.leftovers === 0
      ? null
      : `  ${say(lang, { zh: `归档中另有 ${n(result.leftovers)} 个文件不属于任何文章`, en: `${n(result.leftovers)} files of the archive belong to no post` })}`,
    result.unseen === 0
      ? null
      : `  ${say(lang, {
          zh: `! 归档中已不见 ${n(result.unseen)} 篇(台账与网站不作任何删除): guiji items ${result.job} --unseen`,
          en: `! ${n(result.unseen)} posts are no longer in the archive (nothing is deleted for it): guiji items ${result.job} --unseen`,
        })}`,
    result.said === null ? null : `  ${saidLine(result.said, lang)}`,
  ]
    .filter((line) => line !== null)
    .join('\n')
}

const UNITS = {
  posts: { zh: '篇', en: 'posts' },
  messages: { zh: '次群发', en: 'messages' },
  pictures: { zh: '张图', en: 'pictures' },
} as const

/** Never an error: platforms count in ways of their own. */
export function saidLine({ by, unit, said, have }: NonNullable<RunResult['said']>, lang: Lang): string {
  return say(lang, {
    zh: `所称 ${n(said)} ${UNITS[unit].zh},实有 ${n(have)}(${by})`,
    en: `said ${n(said)} ${UNITS[unit].en}, have ${n(have)} (${by})`,
  })
}

const OUTCOMES = {
  finished: { zh: '✓ 本次运行完成', en: '✓ run finished' },
  halted: { zh: '■ 运行已停止,等待处理', en: '■ run halted' },
  interrupted: { zh: '■ 运行被中断,再次运行即可继续', en: '■ run interrupted; run it again to go on' },
  cancelled: { zh: '■ 任务已取消', en: '■ job cancelled' },
} as const

/** The second run of the same archive says plainly that nothing came. */
function archive(result: RunResult, lang: Lang): string {
  const same = result.new === 0 && result.changed === 0 && result.unchanged > 0
  return say(lang, {
    zh: `归档: 新增 ${n(result.new)} · 变化 ${n(result.changed)} · 未变 ${n(result.unchanged)}${same ? '(没有变化)' : ''}`,
    en: `archive: ${n(result.new)} new · ${n(result.changed)} changed · ${n(result.unchanged)} unchanged${same ? ' (nothing has changed)' : ''}`,
  })
}

const ENDED = ['verified', 'archived', 'excluded', 'gone', 'withdrawn'] as const satisfies readonly State[]

function ended(result: RunResult, lang: Lang): string[] {
  return ENDED.filter((state) => result[state] > 0).map((state) => `${say(lang, STATES[state])} ${n(result[state])}`)
}

function waiting(result: RunResult, lang: Lang): string[] {
  return Object.entries(result.waiting).map(([state, count]) => `${say(lang, STATES[state as State])} ${n(count)}`)
}

function hint(code: string, lang: Lang): string {
  return Object.hasOwn(FAILURES, code) ? hintText(code as FailureCode, lang) : ''
}
