// What a forum says about time → Dated, Beijing time. A time without its year, or relative to a moment nobody noted, stays unknown with its
// words kept; nothing is worked out from the clock.
import { UNKNOWN_DATE } from '../../domain/page.ts'
import type { Dated } from '../../domain/page.ts'
import { fromText } from '../text/dates.ts'

/** The first Chinese forums of this kind; a spoilt column gives 0 or 1. */
const FIRST = Date.UTC(1998, 0, 1) / 1000
const LAST = Date.UTC(2100, 0, 1) / 1000
const FULL = /\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?/

/** The full time in the words; `also` are attributes (title) that often hold it where the words are short. */
export function timeIn(words: string, ...also: readonly string[]): Dated {
  for (const text of [...also, words]) {
    const found = FULL.exec(text.slice(0, 300))
    const date = found === null ? UNKNOWN_DATE : fromText(found[0].replace(/\s+/, ' '), 'page')
    if (date.value !== null) return date
  }
  const raw = words.replaceAll(/\s+/g, ' ').trim().slice(0, 60)
  return raw === '' ? UNKNOWN_DATE : { ...UNKNOWN_DATE, raw }
}

/** The time of an edit mark, 「本帖最后由 某人 于 2010-5-6 12:00 编辑」: the last one, since a name may look like a date. */
export function editTimeIn(words: string): Dated {
  const at = words.slice(0, 300).lastIndexOf('于')
  return timeIn(at < 0 ? words : words.slice(at + 1))
}

/** Seconds since 1970, as databases and interfaces keep it. */
export function timeOfSeconds(value: string): Dated {
  const seconds = /^\d{9,10}$/.test(value) ? Number(value) : 0
  if (seconds < FIRST || seconds > LAST) return UNKNOWN_DATE
  const local = new Date((seconds + 8 * 3600) * 1000).toISOString().slice(0, 19)
  return { value: `${local}+08:00`, precision: 'second', provenance: 'api', raw: value }
}
