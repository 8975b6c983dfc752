// A finding in one line, and what can be done about several, as `show`, `preview` and the dry run print them.
import { adviceOf } from '../domain/advice.ts'
import { FINDINGS } from '../domain/findings.ts'
import type { Finding } from '../domain/findings.ts'
import { say } from '../domain/words.ts'
import type { Lang } from '../domain/words.ts'

export function findingText({ code, about, where }: Finding, lang: Lang): string {
  const words = `${code}  ${say(lang, FINDINGS[code])}${about === '' ? '' : `: ${about}`}`
  return where === undefined ? words : `${words} (${where})`
}

/** Each advice once, with the rules that ask for it; what is only told needs none. */
export function adviceTexts(findings: readonly Finding[], lang: Lang): string[] {
  const codes = new Set(findings.flatMap(({ code, level }) => (level === 'info' ? [] : [code])))
  const advices = new Set([...codes].map(adviceOf))
  return [...new Set([...advices].map((advice) => `→ ${say(lang, advice)} (${advice.rules.join(' ')})`))]
}
