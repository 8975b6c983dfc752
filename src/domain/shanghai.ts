// An instant goes in, the words for it in Asia/Shanghai come out. It never reads the clock and never invents a part that is unknown.
import type { Dated } from './page.ts'

const EIGHT_HOURS = 8 * 3600 * 1000

/** `2023-09-14 18:02` in Asia/Shanghai (no summer time since 1992), the form of the PubDate tag (R19). */
export function shanghaiMinute(iso: string): string {
  return new Date(Date.parse(iso) + EIGHT_HOURS).toISOString().slice(0, 16).replace('T', ' ')
}

/** A date as a reader should see it: no more of it than is known. */
export function shownDate(iso: string, precision: Dated['precision']): string {
  const minute = shanghaiMinute(iso)
  if (precision === 'second' || precision === 'minute') return minute
  if (precision === 'day') return minute.slice(0, 10)
  if (precision === 'month') return `${minute.slice(0, 4)}年${Number(minute.slice(5, 7))}月`
  return precision === 'year' ? `${minute.slice(0, 4)}年` : '不详'
}
