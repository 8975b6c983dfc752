// Texts that may hold a date, and addresses → Dated, in Beijing time. Finds; never guesses: what is no whole date stays unknown.
import { UNKNOWN_DATE } from '../../domain/page.ts'
import type { Dated } from '../../domain/page.ts'
import { fromEpoch, fromText } from '../text/dates.ts'

const ZONED = /\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)/
const LOCAL =
  /(?<!\d)((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)\s?日?(?:[\sT,，]{0,9}(?:星期.|周.)?\s{0,4}(\d{1,2})\s?[:：时]\s?(\d{2})(?:\s?[:：分]\s?(\d{2}))?)?/
/** Only by itself: in a line of text it may be any number. */
const PACKED = /^\s*((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:([01]\d|2[0-3])([0-5]\d)([0-5]\d)?)?\s*$/

/** The first whole date in a short text. */
export function dateIn(text: string | null | undefined, provenance: Dated['provenance']): Dated {
  const short = (text ?? '').slice(0, 400)
  const zoned = ZONED.exec(short)?.[0]
  if (zoned !== undefined && !Number.isNaN(Date.parse(zoned))) {
    const found = fromEpoch(Math.floor(Date.parse(zoned) / 1000), provenance)
    if (found.value !== null) return { ...found, raw: zoned }
  }
  const found = LOCAL.exec(short) ?? PACKED.exec(short)
  if (found === null) return UNKNOWN_DATE
  const [raw, year, month, day, hour, minute, second] = found
  const time = hour === undefined ? '' : ` ${hour}:${minute}${second === undefined ? '' : `:${second}`}`
  const read = fromText(`${year}-${month}-${day}${time}`, provenance)
  const date = read.value === null ? fromText(`${year}-${month}-${day}`, provenance) : read
  return date.value === null ? UNKNOWN_DATE : { ...date, raw: raw.trim() }
}

const LABEL = /(?:发布|发稿|发文|公开|刊发|登载|推送)(?:时间|日期)|(?:发布|发表)于|(?<![\u4e00-\u9fff])(?:时间|日期)(?=\s{0,4}[:：])/g

/** The date behind a label such as 发布时间, in the text before or around the body. */
export function labelledDate(text: string): Dated {
  for (const label of text.slice(0, 20_000).matchAll(LABEL)) {
    const from = label.index + label[0].length
    const found = dateIn(/^[\s:：\]】)）]{0,9}(.{8,40})/s.exec(text.slice(from, from + 60))?.[1], 'page')
    if (found.value !== null) return found
  }
  return UNKNOWN_DATE
}

/** `…/202409/t20240918_1.html`, `…/art/2024/9/18/art_1.html`, `…/2024-09/18/content_1.htm`: the day a CMS filed the page under. */
export function dateOfAddress(url: string): Dated {
  const path = URL.canParse(url) ? new URL(url).pathname : url
  const found =
    /\/t((?:19|20)\d\d)(\d\d)(\d\d)_\d/.exec(path) ??
    /\/((?:19|20)\d\d)[-/](\d{1,2})[-/](\d{1,2})\//.exec(path) ??
    /\/((?:19|20)\d\d)-?(\d\d)\/(\d\d)\//.exec(path) ??
    /\/((?:19|20)\d\d)\/(\d\d)(\d\d)\//.exec(path) ??
    /\/((?:19|20)\d\d)(\d\d)(\d\d)\//.exec(path)
  if (found === null) return UNKNOWN_DATE
  const read = fromText(`${found[1]}-${found[2]}-${found[3]}`, 'derived-from-id')
  return read.value === null ? UNKNOWN_DATE : { ...read, raw: found[0] }
}
