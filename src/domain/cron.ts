// Judges a schedule that a person wrote in a job file: five cron fields and the name of a time zone. Never computes times.
import type { Said } from './words.ts'

const FIELDS = [
  { zh: '分', en: 'minute', from: 0, to: 59 },
  { zh: '时', en: 'hour', from: 0, to: 23 },
  { zh: '日', en: 'day', from: 1, to: 31 },
  { zh: '月', en: 'month', from: 1, to: 12 },
  { zh: '星期', en: 'weekday', from: 0, to: 7 },
] as const

/** Null when it is a cron expression; else what is wrong with it. */
export function cronFault(text: string): Said | null {
  const words = text.trim().split(/\s+/)
  if (words.length !== FIELDS.length) {
    return {
      zh: '须有五段: 分 时 日 月 星期,如 0 20 * * 1-5',
      en: 'must have five fields: minute hour day month weekday, like 0 20 * * 1-5',
    }
  }
  const bad = FIELDS.find((field, at) => !(words[at] ?? '').split(',').every((part) => isPart(part, field)))
  if (bad === undefined) return null
  return {
    zh: `“${bad.zh}”一段无效,须在 ${bad.from}–${bad.to} 之间`,
    en: `has a wrong ${bad.en} field; it goes from ${bad.from} to ${bad.to}`,
  }
}

function isPart(part: string, field: { readonly from: number; readonly to: number }): boolean {
  const found = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part)
  if (found === null || found[3] === '0' || found[3] === '00') return false
  const first = found[1] === undefined ? field.from : Number(found[1])
  const last = found[2] === undefined ? first : Number(found[2])
  return first >= field.from && last <= field.to && first <= last
}

export function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
