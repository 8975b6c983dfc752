// One line of a check in both languages, and a question whose failure is a line too.
import type { Check } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import { both, half } from '../../domain/words.ts'

export const good = (what: string, zh: string, en: string): Check => ({ what, ok: true, detail: both(zh, en) })
export const bad = (what: string, zh: string, en: string): Check => ({ what, ok: false, detail: both(zh, en) })

export const SILENT = { zh: '站点没有说明: ', en: 'The site does not tell: ' } as const

/** What a failure says, after words of ours. */
export function because(what: string, said: { readonly zh: string; readonly en: string }, failure: Failure): Check {
  return bad(what, said.zh + half('zh', failure.message), said.en + half('en', failure.message))
}

export async function asked<T>(work: () => Promise<T>): Promise<T | Failure> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Failure && error.code.startsWith('target-')) return error
    throw error
  }
}
