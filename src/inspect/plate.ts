// Finds number plates of vehicles (R30), shown as 京A·***12. Plates of examples in traffic rules look alike: a person decides.
import { matches, ofRules } from './inspector.ts'

const SHAPE =
  /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·. -]?(?:[DF][A-HJ-NP-Z0-9]\d{4}|\d{5}[DF]|(?=[A-HJ-NP-Z]{0,4}\d)[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳])(?![A-Za-z0-9])/g

export const plate = ofRules('plate', {
  code: 'plate-number',
  seek: (text) => (/[A-HJ-NP-Z0-9]{4}/.test(text) ? matches(text, SHAPE, masked) : []),
})

function masked(found: string): string {
  return `${found.slice(0, 2)}${'*'.repeat(Math.max(1, found.length - 4))}${found.slice(-2)}`
}
