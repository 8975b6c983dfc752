// Found changes of a published post, as lines for people: what the source changed, and what the site changed.
import { say } from '../domain/words.ts'
import type { Lang } from '../domain/words.ts'

export interface Changes {
  /** Between the revision that is live and the newest one; null = they are the same. */
  readonly source: readonly TextChange[] | null
  /** Between the revision that is live and what readers meet; null = the site cannot be asked, or shows nothing. */
  readonly site: readonly TextChange[] | null
}

export interface TextChange {
  readonly how: '-' | '+'
  readonly text: string
}

export function changeLines(changes: Changes, lang: Lang): string[] {
  return [
    ...part(say(lang, { zh: '来源的改动(已发布 → 最新版本)', en: 'Changed at the source (published → newest revision)' }), changes.source),
    ...part(say(lang, { zh: '网站上的改动(已发布 → 现在)', en: 'Changed on the site (published → now)' }), changes.site),
  ]
}

function part(title: string, found: readonly TextChange[] | null): string[] {
  if (found === null) return []
  return [title, ...(found.length === 0 ? ['  ='] : found.map((one) => `  ${one.how} ${one.text}`))]
}
