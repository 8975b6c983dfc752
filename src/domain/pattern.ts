// Judges a regular expression that a person wrote in a mapping: valid, not too long, and not one that can run for ever.
import type { Said } from './words.ts'

const LONGEST = 500

/** Null when it may be used; else what is wrong with it. */
export function patternFault(text: string): Said | null {
  if (text.length > LONGEST) return { zh: `正则表达式超过 ${LONGEST} 个字符`, en: `is a regular expression of over ${LONGEST} characters` }
  try {
    RegExp(text, 'u')
  } catch {
    return { zh: '不是有效的正则表达式', en: 'is not a valid regular expression' }
  }
  if (!mayRunForEver(text)) return null
  return {
    zh: '重复中又有重复,如 (a+)+,可能永远算不完;请改写',
    en: 'repeats a repetition, like (a+)+, which may never end; write it without',
  }
}

/**
 * True when an unbounded repetition stands around another one or around a choice (star height over one): the usual cause of
 * exponential search. Strict on purpose: a few harmless patterns must be written another way.
 */
function mayRunForEver(text: string): boolean {
  const risky: boolean[] = [false]
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]
    if (char === '\\') at += 1
    else if (char === '[') at = classEnd(text, at)
    else if (char === '(') risky.push(false)
    else if (char === ')') {
      const inner = risky.pop() ?? false
      if (inner && isEndless(text, at + 1)) return true
      if (inner) risky[risky.length - 1] = true
    } else if (char === '|' && risky.length > 1) risky[risky.length - 1] = true
    if (isEndless(text, at + 1) && char !== '(' && char !== '|') risky[risky.length - 1] = true
  }
  return false
}

function classEnd(text: string, from: number): number {
  let at = from + 1
  while (at < text.length && text[at] !== ']') at += text[at] === '\\' ? 2 : 1
  return at
}

/** Does `*`, `+`, `{2,}` or a count over 50 stand here? */
function isEndless(text: string, at: number): boolean {
  const found = /^(?:[*+]|\{\d+,\}|\{(?:\d+,)?(\d+)\})/.exec(text.slice(at, at + 16))
  return found !== null && (found[1] === undefined || Number(found[1]) > 50)
}
