// The regular expressions that a person writes in a mapping: what is wrong with one, and the matcher made of it. Matching never takes
// longer than in proportion to the text, whatever the expression: it runs on an RE2 engine, which does not go back.
import { RE2JS, RE2JSException } from 're2js'
import { Unsupported, translate } from './pattern-syntax.ts'
import type { Said } from './words.ts'

export interface Pattern {
  test(text: string): boolean
  /** The text without any of its matches. */
  strip(text: string): string
}

const LONGEST = 500
/** Steps of the compiled expression; the time of a match is at worst text × steps. */
const MOST_STEPS = 1000
const KEPT = 1000

/** Compiling costs as much as a thousand matches; an expression is judged when the mapping is read and used soon after. */
const made = new Map<string, Pattern | Said>()

/** Null when it may be used; else what is wrong with it. */
export function patternFault(text: string): Said | null {
  const found = known(text)
  return 'test' in found ? null : found
}

/** Of an expression without fault; the schema of mappings lets no other through. */
export function patternOf(text: string): Pattern {
  const found = known(text)
  if ('test' in found) return found
  throw new TypeError(`A pattern that was not judged: it ${found.en}`)
}

function known(text: string): Pattern | Said {
  let found = made.get(text)
  if (found !== undefined) return found
  if (made.size >= KEPT) made.clear()
  found = compile(text)
  made.set(text, found)
  return found
}

function compile(text: string): Pattern | Said {
  if (text.length > LONGEST) return { zh: `正则表达式超过 ${LONGEST} 个字符`, en: `is a regular expression of over ${LONGEST} characters` }
  try {
    RegExp(text, 'u')
  } catch {
    return { zh: '不是有效的正则表达式', en: 'is not a valid regular expression' }
  }
  try {
    const engine = RE2JS.compile(translate(text))
    return engine.programSize() > MOST_STEPS ? FAULTS.large : matcher(engine)
  } catch (error) {
    if (error instanceof Unsupported) return FAULTS[error.what]
    if (!(error instanceof RE2JSException)) throw error
    return /repeat|too large|nests/.test(error.message) ? FAULTS.large : FAULTS.property
  }
}

function matcher(engine: RE2JS): Pattern {
  return {
    test: (text) => engine.test(text),
    strip: (text) => (engine.test(text) ? engine.matcher(text).replaceAll('') : text),
  }
}

const FAULTS = {
  around: {
    zh: '用了前后查找,如 (?=…)、(?<!…);此处不支持,请直接写出要匹配的文字',
    en: 'looks ahead or behind, like (?=…) or (?<!…), which is not supported here; write what is to match itself',
  },
  back: {
    zh: '用了反向引用,如 \\1;此处不支持',
    en: 'refers back to a group, like \\1, which is not supported here',
  },
  large: {
    zh: `重复次数太多(相乘最多 ${MOST_STEPS} 步);请减小花括号中的数,或用 *`,
    en: `repeats too often (${MOST_STEPS} steps at most, counts multiply); give smaller counts, or *`,
  },
  property: {
    zh: '用了此处不认识的字符类;可用 \\p{L}、\\p{N}、\\p{P}、\\p{Script=Han} 这样的写法',
    en: 'names a class of characters that is not known here; write it like \\p{L}, \\p{N}, \\p{P} or \\p{Script=Han}',
  },
} as const satisfies Record<string, Said>
