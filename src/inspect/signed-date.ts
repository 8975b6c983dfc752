// Compares the date a document is signed with (落款: a line at its end that is only a date) with the publish date. A post that was published
// before its document was signed, or long after, wants a look. It changes neither date.
import { finding } from '../domain/findings.ts'
import type { Inspector } from './inspector.ts'

const LINE =
  /^[^\S\n]{0,40}(?:[^\s\d]{0,20}[^\S\n]{0,4})?([12]\d{3}|[一二][〇○零一二三四五六七八九]{3})年([\d一二三四五六七八九十]{1,3})月([\d一二三四五六七八九十]{1,3})日[^\S\n]{0,20}$/gm
const DAY = 86_400_000
const BEFORE_DAYS = 2
const AFTER_DAYS = 120
/** Signatures stand at the end. */
const TAIL = 1500

export const signedDate: Inspector = {
  name: 'signed-date',
  inspect({ draft, text: plain }) {
    const { value } = draft.published
    if (value === null) return []
    const from = Math.max(0, plain.text.length - TAIL)
    const last = [...plain.text.slice(from).matchAll(LINE)].at(-1)
    if (last === undefined) return []
    const signed = dayOf(last)
    if (signed === null) return []
    const days = (Date.parse(`${value.slice(0, 10)}T00:00:00Z`) - signed) / DAY
    if (days >= -BEFORE_DAYS && days <= AFTER_DAYS) return []
    const start = from + last.index
    const about = `${new Date(signed).toISOString().slice(0, 10)} / ${value.slice(0, 10)}`
    return [finding('date-signed-differs', about, [plain.at(start), plain.at(start + last[0].length - 1) + 1])]
  },
}

function dayOf([, year = '', month = '', day = '']: RegExpMatchArray): number | null {
  const [y, m, d] = [digits(year), count(month), count(day)]
  const at = Date.UTC(y, m - 1, d)
  const there = new Date(at)
  return there.getUTCFullYear() === y && there.getUTCMonth() === m - 1 && there.getUTCDate() === d ? at : null
}

const NUMERALS = '〇一二三四五六七八九'

/** 二〇二四 digit by digit. */
function digits(text: string): number {
  return Number(text.replaceAll(/[○零]/g, '〇').replaceAll(/[〇一二三四五六七八九]/g, (char) => String(NUMERALS.indexOf(char))))
}

/** 二十一, 十, 廿 aside. */
function count(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  if (!text.includes('十')) return digits(text)
  const [tens = '', ones = ''] = text.split('十')
  return (tens === '' ? 1 : digits(tens)) * 10 + (ones === '' ? 0 : digits(ones))
}
