// The contract of an inspector: a draft in, what an editor should look at out. It never changes the draft and never throws.
import type { Draft } from '../domain/draft.ts'
import type { Finding, FindingCode } from '../domain/findings.ts'
import { finding } from '../domain/findings.ts'
import { type Plain, plainOf } from './plain.ts'

export interface Looked {
  readonly draft: Draft
  /** Draft.text, made plain for matching. */
  readonly text: Plain
  /** Title and summary, where positions have no meaning. */
  readonly heads: readonly Plain[]
}

export interface Inspector {
  readonly name: string
  inspect(looked: Looked): readonly Finding[]
}

export function look(draft: Draft): Looked {
  const heads = [draft.title, draft.summary ?? ''].filter((text) => text !== '').map(plainOf)
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
