// Finds personal mobile numbers (R30), masked 138****1234 (R29). Office telephones (area code or 7-8 digits) must be published: no hits.
import { type Inspector, hits } from './inspector.ts'

const SHAPE = /(?<![0-9A-Za-z*\-.])(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?![0-9A-Za-z])/g

export const mobile: Inspector = {
  name: 'mobile',
  inspect: (looked) => hits(looked, SHAPE, { code: 'mobile-number', masked }),
}

function masked(found: string): string {
  const number = found.replaceAll(/\D/g, '').slice(-11)
  return `${number.slice(0, 3)}****${number.slice(-4)}`
}
