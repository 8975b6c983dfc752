// The contract of an inspector: a draft in, what an editor should look at out. It never changes the draft and never throws.
import type { Draft } from '../domain/draft.ts'
import type { Finding, FindingCode } from '../domain/findings.ts'
import { finding } from '../domain/findings.ts'
import { type Plain, plainOf } from './plain.ts'

export interface Looked {
  readonly draft: Draft
  /** Draft.text, made plain for matching. */
  readonly text: Plain
  /** What readers also get, where positions have no meaning: title, summary, author, source, the words of pictures and files. */
  readonly heads: readonly Plain[]
}

export interface Inspector {
  readonly name: string
  inspect(looked: Looked): readonly Finding[]
}

export function look(draft: Draft): Looked {
  const words = [draft.title, draft.summary, draft.author, draft.source, ...draft.media.flatMap((one) => [one.alt, one.title])]
  const heads = [...new Set(words)].filter((text) => text !== null && text !== '').map((text) => plainOf(text ?? ''))
  return { draft, text: plainOf(draft.text), heads }
}

/** Every match of a pattern that `masked` accepts (null = no hit), with its place in Draft.text where it has one. */
export function hits(
  looked: Looked,
  pattern: RegExp,
  rule: { readonly code: FindingCode; readonly masked: (found: string) => string | null },
): Finding[] {
  const found: Finding[] = []
  for (const match of looked.text.text.matchAll(pattern)) {
    const about = rule.masked(match[0])
    if (about === null) continue
    const start = looked.text.at(match.index)
    found.push(finding(rule.code, about, [start, looked.text.at(match.index + match[0].length - 1) + 1]))
  }
  for (const head of looked.heads) {
    for (const match of head.text.matchAll(pattern)) {
      const about = rule.masked(match[0])
      if (about !== null && !found.some((one) => one.about === about)) found.push(finding(rule.code, about))
    }
  }
  return found
}
