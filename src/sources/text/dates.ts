// What the platform says about time → Dated, in Asia/Shanghai whatever this machine's zone is. Never guesses; unknown stays unknown.
import { UNKNOWN_DATE } from '../../domain/page.ts'
import type { Dated } from '../../domain/page.ts'

type Provenance = Dated['provenance']

/** Before WeChat accounts existed, or absurd: not a publish time. */
const FIRST = Date.UTC(2011, 0, 1) / 1000
const LAST = Date.UTC(2100, 0, 1) / 1000

/** Seconds (or milliseconds) since 1970, number or digits. */
export function fromEpoch(value: unknown, provenance: Provenance): Dated {
  const raw = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : ''
  if (!/^\d{9,13}$/.test(raw)) return UNKNOWN_DATE
  const seconds = raw.length > 11 ? Math.floor(Number(raw) / 1000) : Number(raw)
  if (seconds < FIRST || seconds > LAST) return UNKNOWN_DATE
  const local = new Date((seconds + 8 * 3600) * 1000).toISOString().slice(0, 19)
  return { value: `${local}+08:00`, precision: 'second', provenance, raw }
}

const LOCAL = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]*(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?)?$/

/** Local text like 2025-11-07 08:31, as Beijing time: the platform never writes another zone. */
export function fromText(value: unknown, provenance: Provenance): Dated {
  const raw = typeof value === 'string' ? value.trim() : ''
  const found = LOCAL.exec(raw)
  if (found === null) return UNKNOWN_DATE
  const [, year, month, day, hour, minute, second] = found
  const date = `${year}-${two(month)}-${two(day)}`
  const time = `${two(hour)}:${two(minute)}:${two(second)}`
  const there = new Date(`${date}T${time}Z`)
  if (Number.isNaN(there.getTime()) || there.toISOString().slice(0, 10) !== date) return UNKNOWN_DATE
  const precision = hour === undefined ? 'day' : second === undefined ? 'minute' : 'second'
  return { value: `${date}T${time}+08:00`, precision, provenance, raw }
}

export function fromEither(value: unknown, provenance: Provenance): Dated {
  return firstKnown(fromEpoch(value, provenance), fromText(value, provenance))
}

export function firstKnown(...dates: readonly Dated[]): Dated {
  return dates.find((date) => date.value !== null) ?? UNKNOWN_DATE
}

/** Ten minutes: a list tells when a push was sent, a page when it was made. */
const SAME_WITHIN = 10 * 60 * 1000

/** True when two known dates cannot both be right. */
export function contradict(a: Dated, b: Dated): boolean {
  if (a.value === null || b.value === null) return false
  if (a.precision === 'day' || b.precision === 'day') return a.value.slice(0, 10) !== b.value.slice(0, 10)
  return Math.abs(Date.parse(a.value) - Date.parse(b.value)) > SAME_WITHIN
}

function two(part: string | undefined): string {
  return (part ?? '0').padStart(2, '0')
}
