// The one object a run ends with, in words: totals, what waits and how to go on.
import { FAILURES } from '../domain/failures.ts'
import type { FailureCode } from '../domain/failures.ts'
import { STATES } from '../domain/states.ts'
import type { State } from '../domain/states.ts'
import { durationText, numberText, say } from '../domain/words.ts'
import type { Lang } from '../domain/words.ts'
import type { RunResult } from '../line/run-job.ts'

export function summaryText(result: RunResult, lang: Lang): string {
  const n = numberText
  const head = OUTCOMES[result.outcome]
  return [
    '',
    `${say(lang, head)} · ${result.job} · ${say(lang, { zh: `第 ${result.run} 次运行`, en: `run ${result.run}` })} · ${durationText(lang, result.seconds * 1000)}`,
    result.because === null || result.outcome === 'interrupted' ? null : `  ${say(lang, { zh: '原因', en: 'because' })}: ${result.because}${hint(result.because, lang)}`,
    `  ${say(lang, { zh: '登记', en: 'posts' })} ${n(result.discovered)}   ${say(lang, {
      zh: `新增 ${n(result.new)} · 变化 ${n(result.changed)} · 未变 ${n(result.unchanged)}`,
      en: `${n(result.new)} new · ${n(result.changed)} changed · ${n(result.unchanged)} unchanged`,
    })}`,
    `  ${ended(result, lang)}`,
    waiting(result, lang),
    ...Object.entries(result.failed).map(([code, count]) => `  ! ${code} ${n(count)}${hint(code, lang)}`),
    result.leftovers === 0 ? null : `  ${say(lang, { zh: `归档中另有 ${n(result.leftovers)} 个文件不属于任何文章`, en: `${n(result.leftovers)} files of the archive belong to no post` })}`,
  ].filter((line) => line !== null).join('\n')
}

const OUTCOMES = {
  finished: { zh: '✓ 本次运行完成', en: '✓ run finished' },
  halted: { zh: '■ 运行已停止,等待处理', en: '■ run halted' },
  interrupted: { zh: '■ 运行被中断,再次运行即可继续', en: '■ run interrupted; run it again to go on' },
  cancelled: { zh: '■ 任务已取消', en: '■ job cancelled' },
} as const

function ended(result: RunResult, lang: Lang): string {
  const states: readonly State[] = ['verified', 'archived', 'excluded', 'gone', 'withdrawn']
  const counts: Partial<Record<State, number>> = { ...result }
  return states.map((state) => `${say(lang, STATES[state])} ${numberText(counts[state] ?? 0)}`).join(' · ')
}

function waiting(result: RunResult, lang: Lang): string | null {
  const parts = Object.entries(result.waiting).map(([state, count]) => `${say(lang, STATES[state as State])} ${numberText(count)}`)
  return parts.length === 0 ? null : `  ${say(lang, { zh: '等待', en: 'waiting' })}: ${parts.join(' · ')}`
}

function hint(code: string, lang: Lang): string {
  return Object.hasOwn(FAILURES, code) ? `  ${say(lang, FAILURES[code as FailureCode])}` : ''
}
