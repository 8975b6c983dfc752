// What is wrong in something a person wrote (settings, job and mapping files), in words they can act on. Never shows secrets.
import type { z } from 'zod'
import { half, say, type Lang } from './words.ts'

/** One mistake. `line` and `column` count from 1; null when it has no place (a setting, a missing file). */
export interface Mistake {
  readonly file: string
  readonly line: number | null
  readonly column: number | null
  /** Where inside the file: `account.name`, `routes[2].when.title`; empty for the file as a whole. */
  readonly path: string
  readonly what: string
  /** What would be right; empty when `what` says all. */
  readonly right: string
}

/** `file:line:column  path  what  what would be right`, one line a mistake. */
export function mistakeText(mistakes: readonly Mistake[]): string {
  return mistakes
    .map((m) => [[m.file, m.line, m.column].filter((part) => part !== null).join(':'), m.path, m.what, m.right])
    .map((parts) => parts.filter((part) => part !== '').join('  '))
    .join('\n')
}

/** By file, then line, then column, so that they can be mended from top to bottom. */
export function inOrder(mistakes: readonly Mistake[]): Mistake[] {
  return [...mistakes].sort((a, b) => (a.file === b.file ? (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0) : 0))
}

export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`
    return text === '' ? String(key) : `${text}.${String(key)}`
  }, '')
}

/** The known word a person most likely meant, or null. */
export function nearest(word: string, known: readonly string[]): string | null {
  const scored = known.map((candidate) => ({ candidate, far: distance(word.toLowerCase(), candidate.toLowerCase()) }))
  const best = scored.sort((a, b) => a.far - b.far)[0]
  return best !== undefined && best.far <= Math.max(1, Math.floor(Math.min(word.length, best.candidate.length) / 2.5))
    ? best.candidate
    : null
}

/** Edits between two words, two swapped neighbours counting as one. Long words are not compared: nobody mistypes 100 letters. */
function distance(a: string, b: string): number {
  if (a.length > 80 || b.length > 80) return Infinity
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, at) => at)]
  const cell = (i: number, j: number): number => rows[i]?.[j] ?? Infinity
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    rows.push(row)
    for (let j = 1; j <= b.length; j += 1) {
      const swap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? cell(i - 2, j - 2) + 1 : Infinity
      row[j] = Math.min(cell(i - 1, j) + 1, cell(i, j - 1) + 1, cell(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1), swap)
    }
  }
  return cell(a.length, b.length)
}

const KINDS: Readonly<Record<string, { zh: string; en: string }>> = {
  string: { zh: '文字', en: 'text' },
  number: { zh: '数字', en: 'a number' },
  int: { zh: '整数', en: 'a whole number' },
  boolean: { zh: 'true 或 false', en: 'true or false' },
  array: { zh: '列表', en: 'a list' },
  null: { zh: '空值', en: 'nothing' },
  object: { zh: '一组“键: 值”', en: 'keys with values' },
  record: { zh: '一组“键: 值”', en: 'keys with values' },
}

function kindText(lang: Lang, kind: string): string {
  return KINDS[kind]?.[lang] ?? kind
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
}

/** A zod issue in plain words. Parse with `reportInput: true`, else a missing key can't be told from a wrong one. */
export function issueText(lang: Lang, issue: z.core.$ZodIssue): { what: string; right: string } {
  if (issue.code === 'custom') return { what: half(lang, issue.message), right: '' }
  if (issue.input === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_value')) {
    return { what: say(lang, { zh: '缺少此项', en: 'is missing' }), right: expectation(lang, issue) }
  }
  if (issue.input === null && issue.code === 'invalid_type') {
    return { what: say(lang, { zh: '是空的', en: 'is empty' }), right: expectation(lang, issue) }
  }
  if (issue.code === 'invalid_type') {
    const found = kindText(lang, kindOf(issue.input))
    return { what: say(lang, { zh: `不应是${found}`, en: `must not be ${found}` }), right: expectation(lang, issue) }
  }
  return {
    what: say(lang, { zh: `值无效${shown(issue.input)}`, en: `has a wrong value${shown(issue.input)}` }),
    right: expectation(lang, issue),
  }
}

function shown(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return ''
  const text = JSON.stringify(value)
  return `: ${text.length > 60 ? `${text.slice(0, 57)}…"` : text}`
}

function expectation(lang: Lang, issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type': {
      const quotes = issue.expected === 'string' && ['number', 'boolean'].includes(typeof issue.input)
      if (quotes) return say(lang, { zh: '应为文字: 加上引号', en: 'it must be text: put it in quotes' })
      return say(lang, { zh: `应为${kindText(lang, issue.expected)}`, en: `it must be ${kindText(lang, issue.expected)}` })
    }
    case 'invalid_value': {
      const meant = typeof issue.input === 'string' ? nearest(issue.input, issue.values.map(String)) : null
      const list = issue.values.map(String)
      if (meant !== null)
        return say(lang, { zh: `是不是“${meant}”? 可用: ${list.join('、')}`, en: `did you mean "${meant}"? one of: ${list.join(', ')}` })
      return say(lang, { zh: `可用: ${list.join('、')}`, en: `one of: ${list.join(', ')}` })
    }
    case 'too_small':
    case 'too_big':
      return limitText(lang, issue)
    case 'invalid_format':
      return formatText(lang, issue)
    default:
      return half(lang, issue.message)
  }
}

function limitText(lang: Lang, issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const [limit, least] = issue.code === 'too_small' ? [issue.minimum, true] : [issue.maximum, false]
  const unit =
    issue.origin === 'string'
      ? { zh: ' 个字', en: ' characters' }
      : issue.origin === 'array'
        ? { zh: ' 项', en: limit === 1 ? ' entry' : ' entries' }
        : { zh: '', en: '' }
  if (least && limit === 1 && issue.origin === 'string') return say(lang, { zh: '不能为空', en: 'it must not be empty' })
  const open = issue.inclusive === false
  if (least)
    return say(lang, {
      zh: `须${open ? '大于' : '至少'} ${limit}${unit.zh}`,
      en: `it must be ${open ? 'over' : 'at least'} ${limit}${unit.en}`,
    })
  return say(lang, {
    zh: `须${open ? '小于' : '至多'} ${limit}${unit.zh}`,
    en: `it must be ${open ? 'under' : 'at most'} ${limit}${unit.en}`,
  })
}

const FORMATS: Readonly<Record<string, { zh: string; en: string }>> = {
  date: { zh: '须为存在的日期,写作 2026-11-30', en: 'it must be a real day, written 2026-11-30' },
  url: { zh: '须为完整网址,如 https://www.example.gov.cn', en: 'it must be a whole address, like https://www.example.gov.cn' },
}

function formatText(lang: Lang, issue: z.core.$ZodIssueInvalidStringFormat): string {
  const known = FORMATS[issue.format]
  if (known !== undefined && !issue.message.includes(' ¦ ')) return known[lang]
  if (!issue.message.startsWith('Invalid ')) return half(lang, issue.message)
  return say(lang, { zh: `须符合 ${issue.pattern ?? issue.format}`, en: `it must match ${issue.pattern ?? issue.format}` })
}
