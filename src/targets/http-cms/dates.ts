// An instant and a pattern with its zone go in, the words of a CMS come out, and back. It never reads the clock; what does not fit is null.

const TOKEN = /YYYY|MM|DD|HH|mm|ss|SSS|ZZ|Z|X|x/g

/** `iso`, or `YYYY MM DD HH mm ss SSS`, `Z` = +08:00, `ZZ` = +0800, `X` = seconds and `x` = milliseconds since 1970. */
export function dateWords(iso: string, pattern: string, zone: string): string {
  const at = Date.parse(iso)
  if (Number.isNaN(at)) throw new RangeError('no date')
  if (pattern === 'iso') return new Date(at).toISOString()
  const offset = offsetAt(at, zone)
  const local = new Date(at + offset * 60_000).toISOString()
  const words: Readonly<Record<string, string>> = {
    YYYY: local.slice(0, 4),
    MM: local.slice(5, 7),
    DD: local.slice(8, 10),
    HH: local.slice(11, 13),
    mm: local.slice(14, 16),
    ss: local.slice(17, 19),
    SSS: local.slice(20, 23),
    Z: offsetWords(offset, ':'),
    ZZ: offsetWords(offset, ''),
    X: String(Math.floor(at / 1000)),
    x: String(at),
  }
  return pattern.replaceAll(TOKEN, (token) => words[token] ?? token)
}

/** The instant as ISO in UTC; null when the words do not follow the pattern. Missing parts are their smallest. */
export function dateFrom(words: string, pattern: string, zone: string): string | null {
  if (pattern === 'iso') return ISO.test(words.trim()) ? isoOf(Date.parse(words)) : null
  const names: string[] = []
  const source = pattern
    .split(/(YYYY|MM|DD|HH|mm|ss|SSS|ZZ|Z|X|x)/)
    .map((part) => {
      const shape = SHAPES[part]
      if (shape === undefined) return part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
      names.push(part)
      return shape
    })
    .join('')
  const found = new RegExp(`^${source}`).exec(words.trim())
  return found === null ? null : instant(new Map(names.map((name, at) => [name, found[at + 1] ?? ''])), zone)
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/

const SHAPES: Readonly<Record<string, string>> = {
  YYYY: String.raw`(\d{4})`,
  MM: String.raw`(\d{1,2})`,
  DD: String.raw`(\d{1,2})`,
  HH: String.raw`(\d{1,2})`,
  mm: String.raw`(\d{2})`,
  ss: String.raw`(\d{2})`,
  SSS: String.raw`(\d{3})`,
  Z: String.raw`(Z|[+-]\d{2}:?\d{2})`,
  ZZ: String.raw`(Z|[+-]\d{2}:?\d{2})`,
  X: String.raw`(\d{1,12})`,
  x: String.raw`(\d{1,15})`,
}

function instant(parts: ReadonlyMap<string, string>, zone: string): string | null {
  const [seconds, milliseconds] = [parts.get('X'), parts.get('x')]
  if (seconds !== undefined || milliseconds !== undefined) return isoOf(Number(milliseconds ?? Number(seconds) * 1000))
  const number = (name: string, least: number): number => Number(parts.get(name) ?? least)
  const [year, month, day] = [number('YYYY', 1970), number('MM', 1), number('DD', 1)]
  const [hour, minute] = [number('HH', 0), number('mm', 0)]
  const wall = Date.UTC(year, month - 1, day, hour, minute, number('ss', 0), number('SSS', 0))
  // a day that does not exist would silently become another one
  if (new Date(wall).getUTCDate() !== day || hour > 23 || minute > 59) return null
  const written = parts.get('Z') ?? parts.get('ZZ')
  if (written !== undefined) return isoOf(wall - writtenOffset(written) * 60_000)
  const guess = wall - offsetAt(wall, zone) * 60_000
  return isoOf(wall - offsetAt(guess, zone) * 60_000)
}

function isoOf(ms: number): string | null {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : null
}

function writtenOffset(text: string): number {
  if (text === 'Z') return 0
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(text) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}

function offsetWords(minutes: number, between: string): string {
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${between}${two(size % 60)}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Minutes east of UTC. */
function offsetAt(ms: number, zone: string): number {
  if (zone === 'UTC') return 0
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  formats.set(zone, format)
  const name = format.formatToParts(ms).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT'
  const [, sign, hours, minutes] = /GMT([+-])(\d{2}):(\d{2})/.exec(name) ?? []
  return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}
