// Wording for people: Chinese or English, dates in Asia/Shanghai, numbers, sizes and durations. Knows no room but this; decides nothing.

export type Lang = 'zh' | 'en'

/** One text in both languages. */
export interface Said {
  readonly zh: string
  readonly en: string
}

export function say(lang: Lang, said: Said): string {
  return said[lang]
}

const SPLIT = ' ¦ '

/** Both languages in one string, for places that carry only one (schema messages and descriptions). */
export function both(zh: string, en: string): string {
  return zh + SPLIT + en
}

/** The half of a `both` text that fits; a text with one half comes back as it is. */
export function half(lang: Lang, text: string): string {
  const at = text.indexOf(SPLIT)
  if (at < 0) return text
  return lang === 'zh' ? text.slice(0, at) : text.slice(at + SPLIT.length)
}

/** East Asian habit: the language of a terminal, from its environment. Chinese unless it names another language. */
export function langOf(env: Readonly<Record<string, string | undefined>>): Lang {
  const locale = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((value) => value !== undefined && value !== '') ?? 'C'
  return /^(zh|c$|c\.|posix$)/i.test(locale) ? 'zh' : 'en'
}

const shanghai = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})

export type Precision = 'second' | 'minute' | 'day' | 'month' | 'year' | 'unknown'
const KEPT = { second: 19, minute: 16, day: 10, month: 7, year: 4, unknown: 0 } as const satisfies Record<Precision, number>

/** `2023-09-14 18:02` as a clock in Beijing shows it; no more of it than is known. Throws RangeError for no date. */
export function dateText(date: Date | string, precision: Precision = 'minute'): string {
  return shanghai.format(typeof date === 'string' ? new Date(date) : date).slice(0, KEPT[precision])
}

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 })

/** `1,284,001`: Chinese offices group by three too. */
export function numberText(value: number): string {
  return grouped.format(value)
}

const SIZES = ['B', 'KB', 'MB', 'GB', 'TB'] as const

/** `1.5 MB`; steps of 1,024, one decimal at most. */
export function sizeText(bytes: number): string {
  let [value, step] = [bytes, 0]
  while (value >= 1023.95 && step < SIZES.length - 1) [value, step] = [value / 1024, step + 1]
  return `${numberText(value)} ${SIZES[step] ?? 'B'}`
}

const UNITS = [
  { seconds: 86_400, next: 3_600, zh: ' 天', en: ' d' },
  { seconds: 3_600, next: 60, zh: ' 小时', en: ' h' },
  { seconds: 60, next: 1, zh: ' 分', en: ' min' },
  { seconds: 1, next: 0, zh: ' 秒', en: ' s' },
] as const

/** How long something took: at most two units, `3 小时 12 分`, `4.2 秒` below ten seconds. */
export function durationText(lang: Lang, milliseconds: number): string {
  const seconds = milliseconds / 1000
  if (seconds < 9.95) return `${numberText(seconds)}${UNITS[3][lang]}`
  return twoUnits(lang, seconds)
}

/** How long something will take, coarse on purpose: `约 21 分`, `about 2 d 3 h`. */
export function aboutText(lang: Lang, milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return '—'
  const seconds = milliseconds / 1000
  const coarse = seconds < 60 ? Math.ceil(seconds / 10) * 10 : seconds < 3_600 ? Math.round(seconds / 60) * 60 : seconds
  return say(lang, { zh: `约 ${twoUnits(lang, coarse)}`, en: `about ${twoUnits(lang, coarse)}` })
}

function twoUnits(lang: Lang, exact: number): string {
  const first = UNITS.find((unit) => exact >= unit.seconds - 0.5) ?? UNITS[3]
  const whole = first.next === 0 ? Math.round(exact) : Math.round(exact / first.next) * first.next
  // rounding may have filled the unit above: 59 min 59.7 s is one hour
  const unit = UNITS.find((candidate) => whole >= candidate.seconds) ?? UNITS[3]
  const rest = UNITS.find((candidate) => candidate.seconds === unit.next)
  const left = rest === undefined ? 0 : Math.floor((whole % unit.seconds) / rest.seconds)
  const head = `${Math.floor(whole / unit.seconds)}${unit[lang]}`
  return left === 0 || rest === undefined ? head : `${head} ${left}${rest[lang]}`
}
