// The dates of feeds, as badly written as they are → Dated in Beijing time. A time without a zone is known only where the zone is said;
// what is no date stays unknown with its words. Pure; knows no clock.
import { UNKNOWN_DATE } from '../../domain/page.ts'
import type { Dated } from '../../domain/page.ts'

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const TIME = String.raw`(?:[T\s,]{0,4}(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,]\d{1,9})?)?)?`
const ZONE = String.raw`\s{0,4}((?:GMT|UTC|UT)?\s?[+-]\d{1,2}:?(?:\d\d)?|[A-Za-z]{1,5})?(?:\s?\([^)]{0,40}\))?`
/** 2005-12-28T22:55:43+08:00, 2005-5-28 16:05:36, 2005/5/28, 2005年5月28日 16:05. */
const NUMBERS = new RegExp(String.raw`^(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?${TIME}${ZONE})?月?)?年?$`)
/** Sat, 31 Dec 2005 06:15:55+0900 — the weekday is not believed, and often wrong. */
const MAIL = new RegExp(
  String.raw`^(?:[A-Za-z]{3,9}[.,]{0,2}\s{0,4})?(\d{1,2})[\s-]{1,3}([A-Za-z]{3,9})[\s.,-]{1,3}(\d{2}|\d{4})${TIME}${ZONE}$`,
)
/** Sat Dec 31 06:15:55 CST 2005. */
const CLOCK =
  /^[A-Za-z]{3,9}\s([A-Za-z]{3})\s{1,2}(\d{1,2})\s(\d{1,2}):(\d\d):(\d\d)\s([A-Za-z]{1,5}|[+-]\d{4}|GMT[+-]\d\d:?\d\d)\s(\d{4})$/

/** Minutes east of Greenwich. CST is China's time in Chinese feeds and America's in others: it names no zone. */
const ZONES: Readonly<Record<string, number>> = {
  z: 0,
  gmt: 0,
  ut: 0,
  utc: 0,
  est: -300,
  edt: -240,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
  jst: 540,
  kst: 540,
  hkt: 480,
}
const BEIJING = 480
/** What a Chinese feed calls its own zone. Of other letters (PM, CET) nobody knows what they do to the time: it stays unknown. */
const CHINESE = /^(?:cst|prc|bjt)$/i

type Numbers = readonly (string | undefined)[]

/** `isBeijing`: what a time without a zone may be taken for. */
export function feedDate(value: string | null | undefined, isBeijing: boolean): Dated {
  const raw = (value ?? '').normalize('NFKC').replaceAll(/\s+/g, ' ').trim().slice(0, 80)
  if (raw === '') return UNKNOWN_DATE
  const unknown: Dated = { ...UNKNOWN_DATE, raw }
  const parts = partsOf(raw)
  if (parts === null) return unknown
  const { numbers, zone } = parts
  const [year, month, day, hour, , second] = numbers
  const precision =
    month === undefined ? 'year' : day === undefined ? 'month' : hour === undefined ? 'day' : second === undefined ? 'minute' : 'second'
  const offset = zoneOf(zone) ?? (isBeijing && (zone === undefined || CHINESE.test(zone)) ? BEIJING : null)
  if (offset === null) return unknown
  const time = timeOf(numbers)
  if (time === null || Number(year) < 1990 || Number(year) > 2099) return unknown
  // A day alone is a day wherever it is; it is not moved.
  const moved = hour === undefined ? time : time + (BEIJING - offset) * 60_000
  return { value: `${new Date(moved).toISOString().slice(0, 19)}+08:00`, precision, provenance: 'api', raw }
}

function partsOf(raw: string): { readonly numbers: Numbers; readonly zone: string | undefined } | null {
  const plain = NUMBERS.exec(raw)
  if (plain !== null) return { numbers: plain.slice(1, 7), zone: plain[7] }
  const mail = MAIL.exec(raw)
  if (mail !== null) {
    const [, day, month, year, hour, minute, second, zone] = mail
    return { numbers: [fullYear(year ?? ''), monthOf(month), day, hour, minute, second], zone }
  }
  const clock = CLOCK.exec(raw)
  if (clock === null) return null
  const [, month, day, hour, minute, second, zone, year] = clock
  return { numbers: [year, monthOf(month), day, hour, minute, second], zone }
}

function monthOf(word: string | undefined): string {
  return String(MONTHS.indexOf(word?.slice(0, 3).toLowerCase() ?? '') + 1)
}

function fullYear(year: string): string {
  return year.length === 4 ? year : String(Number(year) + (Number(year) < 50 ? 2000 : 1900))
}

/** Null for a date that no calendar has. */
function timeOf(numbers: Numbers): number | null {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = numbers.map((part) =>
    part === undefined ? undefined : Number(part),
  )
  const time = Date.UTC(year, month - 1, day, hour, minute, second)
  const back = new Date(time)
  const same = back.getUTCMonth() === month - 1 && back.getUTCDate() === day && back.getUTCHours() === hour && minute < 60 && second < 60
  return same ? time : null
}

/** Null when it says none, or one that means different things. */
function zoneOf(zone: string | undefined): number | null {
  if (zone === undefined) return null
  const offset = /^(?:GMT|UTC|UT)?\s?([+-])(\d{1,2}):?(\d\d)?$/i.exec(zone)
  if (offset === null) return ZONES[zone.toLowerCase()] ?? null
  const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0)
  return minutes > 14 * 60 ? null : minutes * (offset[1] === '-' ? -1 : 1)
}
