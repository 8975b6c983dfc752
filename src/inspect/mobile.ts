// Finds personal mobile numbers (R30), masked 138****1234 (R29). Office telephones (area code or 7-8 digits) must be published: no hits.
import { matches, ofRules } from './inspector.ts'

/** 3-4-4, 3-3-5, 4-3-4 or in one; the gaps of one number are alike. A point stands between 3-4-4 only: the rest are decimals. */
const SHAPE =
  /1[3-9]\d(?:\d{8}|([- \u00B7])\d{4}\1\d{4}|\d{4}[- ]\d{4}|[- ]\d{8}|\.\d{4}\.\d{4}|([- ])\d{3}\2\d{5}|\d([- ])\d{3}\3\d{4})(?![0-9A-Za-z])/g
/** What may stand right before it: no part of a longer number or word. A country code and words for a telephone may. */
const FREE =
  /(?:^|[^0-9A-Za-z*.-]|[^0-9A-Za-z][.-]|(?:^|[^0-9A-Za-z])(?:tel|phone|mobile|mob|cell|call|wx|vx|wechat)[.-]?|(?:^|[^0-9])(?:\+|00)?86[- ]?)$/i

export const mobile = ofRules('mobile', {
  code: 'mobile-number',
  seek: (text) => (/1[3-9]\d/.test(text) ? matches(text, SHAPE, masked) : []),
  links: true,
})

function masked(found: string, before: string): string | null {
  if (!FREE.test(before)) return null
  const number = found.replaceAll(/\D/g, '')
  return `${number.slice(0, 3)}****${number.slice(-4)}`
}
