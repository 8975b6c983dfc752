// When a post was made: `created_at` in all its forms, read against the time of its capture, and the time inside the mid. What neither tells
// stays unknown; where they contradict each other, that is said. Never looks at the clock.
import { UNKNOWN_DATE } from '../../domain/page.ts'
import type { Dated } from '../../domain/page.ts'
import { secondsOf } from './ids.ts'
import type { Status } from './status.ts'

interface Told {
  readonly dated: Dated
  /** Seconds by which it may be off. */
  readonly slack: number
  /** False for `昨天`, `07-25`, `3小时前`: true only together with the time of the capture. */
  readonly whole: boolean
}

export interface Published {
  readonly published: Dated
  /** For the finding, when the post's date and its number contradict each other. */
  readonly doubt: string | null
}

export function publishedOf({ created, told, capturedAt, mid }: Pick<Status, 'created' | 'told' | 'capturedAt' | 'mid'>): Published {
  const said = readCreated(created, { told, capturedAt })
  const seconds = mid === null ? null : secondsOf(mid)
  if (seconds === null) return { published: said?.dated ?? { ...UNKNOWN_DATE, raw: created }, doubt: null }
  const derived: Dated = { value: beijing(seconds), precision: 'minute', provenance: 'derived-from-id', raw: created ?? mid }
  if (said === null || said.dated.value === null) return { published: derived, doubt: null }
  const doubt = isApart(said, seconds) ? `${said.dated.value} ≠ ${beijing(seconds)} (${mid ?? ''})` : null
  return { published: said.whole || doubt !== null ? said.dated : derived, doubt }
}

/** The number is given out some seconds before or after; what a post's list rounds is no contradiction. */
const APART = 120

function isApart({ dated, slack }: Told, seconds: number): boolean {
  if (dated.precision === 'day') return dated.value?.slice(0, 10) !== beijing(seconds).slice(0, 10) && slackDays(dated, seconds, slack)
  return Math.abs(Date.parse(dated.value ?? '') / 1000 - seconds) > APART + slack
}

/** Around midnight a few seconds make another day. */
function slackDays(dated: Dated, seconds: number, slack: number): boolean {
  const start = Date.parse(dated.value ?? '') / 1000
  return seconds < start - APART - slack || seconds > start + 86_400 + APART + slack
}

interface Seen {
  readonly told: Status['told']
  readonly capturedAt: string | null
}

export function readCreated(created: string | null, { told, capturedAt }: Seen): Told | null {
  const raw = created?.trim() ?? ''
  if (raw === '') return null
  const provenance = told
  const captured = capturedAt === null ? null : Date.parse(capturedAt)
  const make = (local: string, precision: Dated['precision']): Dated => ({ value: `${local}+08:00`, precision, provenance, raw })
  return (
    fromNumber(raw, make) ??
    fromWhole(raw, make) ??
    fromZoned(raw, make) ??
    fromRelative(raw, Number.isNaN(captured) ? null : captured, make)
  )
}

type Make = (local: string, precision: Dated['precision']) => Dated

/** Weibo began in August 2009. */
const FIRST = Date.UTC(2009, 7, 1) / 1000
const LAST = Date.UTC(2100, 0, 1) / 1000

function fromNumber(raw: string, make: Make): Told | null {
  if (!/^\d{10}(?:\d{3})?(?:\.\d+)?$/.test(raw)) return null
  const seconds = Math.floor(raw.length >= 13 && !raw.includes('.') ? Number(raw) / 1000 : Number(raw))
  return seconds < FIRST || seconds > LAST ? null : { dated: make(beijing(seconds).slice(0, 19), 'second'), slack: 0, whole: true }
}

const LOCAL = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?$/

function fromWhole(raw: string, make: Make): Told | null {
  const [, year, month, day, hour, minute, second] = LOCAL.exec(raw) ?? []
  const date = realDay(year, month, day)
  if (date === null) return null
  if (hour === undefined) return { dated: make(`${date}T00:00:00`, 'day'), slack: 0, whole: false }
  const time = clock(hour, minute, second)
  if (time === null) return null
  return { dated: make(`${date}T${time}`, second === undefined ? 'minute' : 'second'), slack: second === undefined ? 60 : 0, whole: true }
}

/** `Tue May 31 17:46:55 +0800 2011`, RFC 822, ISO with a zone: these say their zone themselves. */
function fromZoned(raw: string, make: Make): Told | null {
  const [, month, day, time, zone, year] = /^\w{3} (\w{3}) +(\d{1,2}) (\d{2}:\d{2}:\d{2}) ([+-]\d{4}) (\d{4})$/.exec(raw) ?? []
  const isZoned = /(?:[+-]\d{2}:?\d{2}|Z|GMT)$/.test(raw) && /\d{1,2}:\d{2}/.test(raw) && /\d{4}/.test(raw)
  const stamp = month !== undefined ? Date.parse(`${day} ${month} ${year} ${time} ${zone}`) : isZoned ? Date.parse(raw) : Number.NaN
  const seconds = Math.floor(stamp / 1000)
  if (Number.isNaN(seconds) || seconds < FIRST || seconds > LAST) return null
  return { dated: make(beijing(seconds).slice(0, 19), 'second'), slack: 0, whole: true }
}

const SHORT = /^(\d{1,2})(?:-|月)(\d{1,2})日?(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/
const NAMED = /^(今天|昨天|前天)\s*(\d{1,2}):(\d{2})(?::\d{2})?$/
const AGO = /^(\d{1,3})\s*(秒|分钟|小时|天)(?:之)?前$/

function fromRelative(raw: string, captured: number | null, make: Make): Told | null {
  if (captured === null) return null
  const now = beijing(Math.floor(captured / 1000))
  return fromShort(raw, now, make) ?? fromNamed(raw, captured, make) ?? fromAgo(raw, captured, make)
}

/** Without a year: the year of the capture, or the one before when that would lie after the capture. */
function fromShort(raw: string, now: string, make: Make): Told | null {
  const [, month, day, hour, minute] = SHORT.exec(raw) ?? []
  if (month === undefined) return null
  const time = hour === undefined ? '00:00:00' : clock(hour, minute, undefined)
  if (time === null) return null
  for (const year of [Number(now.slice(0, 4)), Number(now.slice(0, 4)) - 1]) {
    const date = realDay(String(year), month, day)
    if (date === null || `${date}T${time}` > now) continue
    const hasTime = hour !== undefined
    return { dated: make(`${date}T${time}`, hasTime ? 'minute' : 'day'), slack: hasTime ? 60 : 0, whole: false }
  }
  return null
}

const DAY = 86_400
const DAYS_BACK = new Map([
  ['今天', 0],
  ['昨天', 1],
  ['前天', 2],
])

function fromNamed(raw: string, captured: number, make: Make): Told | null {
  const [, name = '', hour, minute] = NAMED.exec(raw) ?? []
  const back = DAYS_BACK.get(name)
  const time = clock(hour, minute, undefined)
  if (back === undefined || time === null) return null
  const date = beijing(Math.floor(captured / 1000) - back * DAY).slice(0, 10)
  return { dated: make(`${date}T${time}`, 'minute'), slack: 60, whole: false }
}

const UNITS: Readonly<Record<string, number>> = { 秒: 1, 分钟: 60, 小时: 3600, 天: DAY }

/** `3小时前` is an hour, not a minute: it gives a day where the whole hour lies in one, else nothing. */
function fromAgo(raw: string, captured: number, make: Make): Told | null {
  const now = Math.floor(captured / 1000)
  if (raw === '刚刚') return { dated: make(`${beijing(now).slice(0, 16)}:00`, 'minute'), slack: 120, whole: false }
  const [, count, unit = ''] = AGO.exec(raw) ?? []
  const size = UNITS[unit]
  if (count === undefined || size === undefined) return null
  const late = now - Number(count) * size
  if (size <= 60) return { dated: make(`${beijing(late).slice(0, 16)}:00`, 'minute'), slack: 120, whole: false }
  const [first, last] = [beijing(late - size).slice(0, 10), beijing(late).slice(0, 10)]
  return first === last || size === DAY ? { dated: make(`${last}T00:00:00`, 'day'), slack: size, whole: false } : null
}

function realDay(year = '', month = '', day = ''): string | null {
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const there = new Date(`${date}T00:00:00Z`)
  return year.length === 4 && !Number.isNaN(there.getTime()) && there.toISOString().startsWith(date) ? date : null
}

function clock(hour = '', minute = '', second = '00'): string | null {
  const isReal = /^\d{1,2}$/.test(hour) && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60
  return isReal ? `${hour.padStart(2, '0')}:${minute}:${second}` : null
}

/** Seconds since 1970 → Beijing time with its offset, whatever this machine's zone is. */
function beijing(seconds: number): string {
  return `${new Date((seconds + 8 * 3600) * 1000).toISOString().slice(0, 19)}+08:00`
}

/** Articles say `03-27 13:27` without a year; their number holds a time, too. Null when the two do not agree on the day. */
export function articleDate(created: string | null, id: string | null, seen: Seen): Dated | null {
  const said = readCreated(created, seen)
  if (said?.whole === true) return said.dated
  const inside = /^230940([3-5]\d{15})$/.exec(id ?? '')?.[1]
  const seconds = inside === undefined ? null : secondsOf(inside)
  const [, month = '', day = '', hour, minute] = SHORT.exec(created?.trim() ?? '') ?? []
  if (seconds === null || month === '') return said?.dated ?? null
  const date = realDay(beijing(seconds).slice(0, 4), month, day)
  const time = clock(hour, minute)
  if (date === null || time === null || Math.abs(Date.parse(`${date}T${time}+08:00`) / 1000 - seconds) > 2 * DAY) return said?.dated ?? null
  return { value: `${date}T${time}+08:00`, precision: 'minute', provenance: 'derived-from-id', raw: created }
}
