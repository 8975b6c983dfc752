// Finds the words of the mapping's lists (错敏词, R22) with what should stand there. Never corrects. One pass, however many words there are.
import type { Finding } from '../domain/findings.ts'
import { finding } from '../domain/findings.ts'
import type { Term, TermList } from '../domain/terms.ts'
import type { Inspector } from './inspector.ts'

type Index = ReadonlyMap<string, readonly Term[]>

const MADE = new WeakMap<readonly TermList[], Index>()

export const terms: Inspector = {
  name: 'terms',
  inspect({ text: plain, heads, lists }) {
    if (lists.length === 0) return []
    const index = MADE.get(lists) ?? indexOf(lists)
    MADE.set(lists, index)
    const found: Finding[] = []
    for (const { term, start } of seek(plain.text, index)) {
      const at = [plain.at(start), plain.at(start + term.wrong.length - 1) + 1] as const
      found.push({ ...finding('wrong-term', words(term), at), level: term.level })
    }
    const told = new Set(found.map(({ about }) => about))
    for (const { term } of seek(heads, index)) {
      if (told.has(words(term))) continue
      told.add(words(term))
      found.push({ ...finding('wrong-term', words(term)), level: term.level })
    }
    return found
  },
}

/** By the first two characters; longer words first. */
function indexOf(lists: readonly TermList[]): Index {
  const index = new Map<string, Term[]>()
  for (const one of lists.flatMap(({ list }) => list)) {
    const head = one.wrong.slice(0, 2)
    const same = index.get(head)
    if (same === undefined) index.set(head, [one])
    else same.push(one)
  }
  for (const same of index.values()) same.sort((a, b) => b.wrong.length - a.wrong.length)
  return index
}

function* seek(text: string, index: Index): Generator<{ readonly term: Term; readonly start: number }> {
  for (let at = 0; at < text.length - 1; at += 1) {
    const term = index.get(text.slice(at, at + 2))?.find((one) => text.startsWith(one.wrong, at) && !isRight(text, at, one))
    if (term === undefined) continue
    yield { term, start: at }
    at += term.wrong.length - 1
  }
}

/** Whether a longer, right word stands around it. */
function isRight(text: string, at: number, { wrong, unless }: Term): boolean {
  return unless.some((word) => {
    for (let inside = word.indexOf(wrong); inside >= 0; inside = word.indexOf(wrong, inside + 1)) {
      if (text.startsWith(word, at - inside)) return true
    }
    return false
  })
}

function words({ wrong, right, why }: Term): string {
  return `${wrong}${right === undefined ? '' : ` → ${right}`}${why === undefined ? '' : ` (${why})`}`
}
