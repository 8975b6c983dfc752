// The contract of an inspector: a draft in, what an editor should look at out. It never changes the draft and never throws.
import type { Draft } from '../domain/draft.ts'
import type { Finding, FindingCode } from '../domain/findings.ts'
import { finding } from '../domain/findings.ts'
import type { TermList } from '../domain/terms.ts'
import { type Plain, plainOf } from './plain.ts'

export interface Looked {
  readonly draft: Draft
  /** Draft.text, made plain for matching. */
  readonly text: Plain
  /** What readers also get, where positions have no meaning: title, summary, author, source, keywords, the words of pictures and files. */
  readonly heads: string
  /** Addresses that readers are sent to, decoded. Random characters stand in them: only for what a check digit or a fixed shape tells. */
  readonly links: string
  /** The lists of words that the mapping names. */
  readonly lists: readonly TermList[]
}

export interface Inspector {
  readonly name: string
  /** What it looks for in words, where that is all it does: a mask covers exactly what they find. */
  readonly rules?: readonly Rule[]
  inspect(looked: Looked): readonly Finding[]
}

/** An inspector that is its rules. */
export function ofRules(name: string, ...rules: readonly Rule[]): Inspector {
  return { name, rules, inspect: (looked) => rules.flatMap((rule) => hits(looked, rule)) }
}

/** Stands between two heads: a line of its own, and nothing that any pattern reaches over. */
const BETWEEN = '\n\u0001\n'

export function look(draft: Draft, lists: readonly TermList[]): Looked {
  const { media, links, origin } = draft
  const words = [draft.title, draft.summary, draft.author, draft.source, origin?.account, ...draft.keywords]
  for (const one of media) words.push(one.alt, one.title)
  const to = links.map(({ url }) => decoded(url))
  for (const one of [draft.readMore, origin?.url]) if (one !== null && one !== undefined) to.push(decoded(one))
  return { draft, text: plainOf(draft.text), heads: joined(words), links: joined(to), lists }
}

function joined(texts: readonly (string | null | undefined)[]): string {
  return plainOf([...new Set(texts)].filter((text) => text !== null && text !== undefined && text !== '').join(BETWEEN)).text
}

function decoded(url: string): string {
  if (!url.includes('%')) return url
  try {
    return decodeURIComponent(url)
  } catch {
    // Only what is plain: other encodings than UTF-8 spell their digits so, too.
    return url.replaceAll(/%([2-7][0-9a-f])/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
  }
}

/** One thing found in a plain text: where, and how to name it. */
export interface Hit {
  readonly start: number
  readonly end: number
  /** Masked. */
  readonly about: string
}

export interface Rule {
  readonly code: FindingCode
  readonly seek: (text: string) => Iterable<Hit>
  /** Look into addresses, too. */
  readonly links?: boolean
}

/** All that a rule finds, with its place in Draft.text where it has one. What stands elsewhere is told once. */
export function hits(looked: Looked, rule: Rule): Finding[] {
  const found: Finding[] = []
  const told = new Set<string>()
  for (const { start, end, about } of rule.seek(looked.text.text)) {
    told.add(about)
    const stop = looked.text.at(end - 1) + 1
    const half = /^[\uDC00-\uDFFF]/.test(looked.draft.text.charAt(stop))
    found.push(finding(rule.code, about, [looked.text.at(start), half ? stop + 1 : stop]))
  }
  for (const other of rule.links === true ? [looked.heads, looked.links] : [looked.heads]) {
    if (other === '') continue
    for (const { about } of rule.seek(other)) {
      if (told.has(about)) continue
      told.add(about)
      found.push(finding(rule.code, about))
    }
  }
  return found
}

/** Every match of a pattern that `masked` accepts (null = no hit). */
export function* matches(text: string, pattern: RegExp, masked: (found: string, before: string) => string | null): Generator<Hit> {
  for (const match of text.matchAll(pattern)) {
    const about = masked(match[0], text.slice(Math.max(0, match.index - BEFORE), match.index))
    if (about !== null) yield { start: match.index, end: match.index + match[0].length, about }
  }
}

/** Characters in front of a match that a rule may look at. */
const BEFORE = 24
