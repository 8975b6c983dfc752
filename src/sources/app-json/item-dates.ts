// A date as an app writes it → Dated in Asia/Shanghai. Form and zone as declared, else the common forms, told apart without guessing.
// A number is seconds or milliseconds by its length. Relative words ("3小时前") stay unknown: nobody says from when they count.
import { UNKNOWN_DATE } from '../../domain/page.ts'
import type { Dated } from '../../domain/page.ts'
import { both } from '../../domain/words.ts'

export interface DateForm {
  readonly format?: string | undefined
  readonly zone?: string | undefined
}

export const DATE_ZONE = /^(?:Asia\/Shanghai|UTC|[+-](?:0\d|1[0-4]):[0-5]\d)$/
const EIGHT = 8 * 60
/** Nothing a news app holds is older or younger. */
const FIRST = Date.UTC(1980, 0, 1)
const LAST = Date.UTC(2100, 0, 1)

export function readDate(raw: string | null, { format, zone }: DateForm = {}): Dated {
  if (raw === null || raw.length > 60) return UNKNOWN_DATE
  const found = format === undefined ? common(raw) : format === 'epoch' ? epoch(raw) : format === 'iso' ? iso(raw) : byForm(raw, format)
  const unknown: Dated = { ...UNKNOWN_DATE, raw }
  if (found === null) return unknown
  const at = found.local ? found.ms - minutesOf(zone) * 60_000 : found.ms
  if (!(at >= FIRST && at < LAST)) return unknown
  return { value: `${new Date(at + EIGHT * 60_000).toISOString().slice(0, 19)}+08:00`, precision: found.precision, provenance: 'api', raw }
}

interface Moment {
  /** Local = as a clock in the declared zone shows it, taken for UTC. */
  readonly ms: number
  readonly local: boolean
  readonly precision: Dated['precision']
}

function minutesOf(zone: string | undefined): number {
  if (zone === undefined || zone === 'Asia/Shanghai') return EIGHT
  return zone === 'UTC' ? 0 : offsetMinutes(zone)
}

function offsetMinutes(text: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(text) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0))
}

function common(raw: string): Moment | null {
  return epoch(raw) ?? iso(raw) ?? byForm(raw, 'YYYYMMDDHHmmss') ?? byForm(raw, 'YYYYMMDD') ?? worded(raw) ?? monthOnly(raw)
}

/** 10 digits are seconds (2001 to 2286), 13 milliseconds, 16 microseconds; `/Date(…)/` is what .NET writes. */
function epoch(raw: string): Moment | null {
  const digits = /^(?:\/Date\()?(\d{10}|\d{13}|\d{16})(?:[+-]\d{4}\)\/|\)\/)?$/.exec(raw)?.[1]
  if (digits === undefined) return null
  const ms = digits.length === 10 ? Number(digits) * 1000 : Number(digits.slice(0, 13))
  return { ms, local: false, precision: 'second' }
}

const ISO =
  /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:(?:\s*[T ]\s*|\s*)(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2})秒?|分)?(?:[.,]\d{1,9})?\s*(Z|[+-]\d{2}:?\d{2})?)?$/

function iso(raw: string): Moment | null {
  const found = ISO.exec(raw)
  if (found === null) return null
  const [, year, month, day, hour, minute, second, offset] = found
  return moment({ year, month, day, hour, minute, second, offset })
}

interface Fields {
  readonly year?: string | undefined
  readonly month?: string | undefined
  readonly day?: string | undefined
  readonly hour?: string | undefined
  readonly minute?: string | undefined
  readonly second?: string | undefined
  readonly offset?: string | undefined
}

/** Null for a day or an hour that no calendar has. */
function moment({ year, month, day, hour, minute, second, offset }: Fields): Moment | null {
  const parts = [year, month, day ?? '1', hour ?? '0', minute ?? '0', second ?? '0'].map(Number)
  const [y = 0, mo = 1, d = 1, h = 0, mi = 0, s = 0] = parts
  const ms = Date.UTC(y, mo - 1, d, h, mi, s)
  const there = new Date(ms)
  if (there.getUTCMonth() !== mo - 1 || there.getUTCDate() !== d || h > 23 || mi > 59 || s > 59) return null
  const precision = day === undefined ? 'month' : hour === undefined ? 'day' : second === undefined ? 'minute' : 'second'
  if (offset === undefined || hour === undefined) return { ms, local: true, precision }
  return { ms: ms - (offset === 'Z' ? 0 : offsetMinutes(offset)) * 60_000, local: false, precision }
}

/** RFC 822 and the form of older APIs; only with a zone, since the rest would be a guess. */
function worded(raw: string): Moment | null {
  const rfc = /^(?:[A-Z][a-z]{2},? )?\d{1,2} [A-Z][a-z]{2} \d{4} \d{1,2}:\d{2}(?::\d{2})? ?(?:[+-]\d{4}|GMT|UTC)$/
  const old = /^[A-Z][a-z]{2} [A-Z][a-z]{2} \d{1,2} \d{2}:\d{2}:\d{2} (?:[+-]\d{4}|GMT|UTC) \d{4}$/
  if (!rfc.test(raw) && !old.test(raw)) return null
  const ms = Date.parse(raw)
  return Number.isNaN(ms) ? null : { ms, local: false, precision: 'second' }
}

function monthOnly(raw: string): Moment | null {
  const [, year, of] = /^(\d{4})[-/.年](\d{1,2})月?$/.exec(raw) ?? []
  return year === undefined ? null : moment({ year, month: of })
}

const TOKENS: Readonly<Record<string, readonly [field: keyof Fields, pattern: string]>> = {
  YYYY: ['year', '\\d{4}'],
  yyyy: ['year', '\\d{4}'],
  MM: ['month', '\\d{2}'],
  M: ['month', '\\d{1,2}'],
  DD: ['day', '\\d{2}'],
  dd: ['day', '\\d{2}'],
  D: ['day', '\\d{1,2}'],
  d: ['day', '\\d{1,2}'],
  HH: ['hour', '\\d{2}'],
  H: ['hour', '\\d{1,2}'],
  mm: ['minute', '\\d{2}'],
  m: ['minute', '\\d{1,2}'],
  ss: ['second', '\\d{2}'],
  s: ['second', '\\d{1,2}'],
  Z: ['offset', 'Z|[+-]\\d{2}:?\\d{2}'],
}
const TOKEN = /YYYY|yyyy|MM|M|DD|dd|D|d|HH|H|mm|m|ss|s|SSS|Z/g

const forms = new Map<string, RegExp>()

function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}

function formOf(format: string): RegExp {
  const known = forms.get(format)
  if (known !== undefined) return known
  let pattern = ''
  let last = 0
  for (const found of format.matchAll(TOKEN)) {
    const [field, digits] = TOKENS[found[0]] ?? [null, '\\d{1,9}']
    pattern += literal(format.slice(last, found.index)) + (field === null ? digits : `(?<${field}>${digits})`)
    last = found.index + found[0].length
  }
  const form = new RegExp(`^${pattern}${literal(format.slice(last))}$`)
  forms.set(format, form)
  return form
}

function byForm(raw: string, format: string): Moment | null {
  const fields: Fields | undefined = formOf(format).exec(raw)?.groups
  return fields === undefined ? null : moment(fields)
}

/** Null when a form can be used. */
export function dateFormatFault(format: string): string | null {
  if (format === 'epoch' || format === 'iso') return null
  const fields = [...format.matchAll(TOKEN)].map(([token]) => TOKENS[token]?.[0]).filter((field) => field !== undefined)
  if (new Set(fields).size !== fields.length) return both('同一部分出现两次', 'has a part twice')
  if (!fields.includes('year') || !fields.includes('month'))
    return both('至少要有年和月,如 YYYY-MM-DD HH:mm:ss', 'needs a year and a month at least, like YYYY-MM-DD HH:mm:ss')
  return format.length > 60 ? both('太长', 'is too long') : null
}
