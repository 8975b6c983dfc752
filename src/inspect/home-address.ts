// Finds where a person lives, finer than the street or township (R29, R30): only behind words that speak of a home. Offices have none.
import { matches, ofRules } from './inspector.ts'

const SHAPE =
  /(?:家庭住址|家庭地址|户籍地址?|户口所在地|现住址?|居住地址?|住址|家住|常住地)[ \t]{0,3}[:：为在]?[ \t]{0,3}[^\s,，。;；:：()（）]{2,40}?(?:\d{1,5}|[一二三四五六七八九十]{1,4})(?:号|组|栋|幢|座|弄|单元|室|户)[^\s,，。;；()（）]{0,20}/g
const FINE = /(?:省|市|区|县|镇|乡|街道|路|街|村|社区|小区)/

export const homeAddress = ofRules('home-address', {
  code: 'home-address',
  seek: (text) => (/[住户]/.test(text) ? matches(text, SHAPE, masked) : []),
})

/** Down to the township or street, as it may be shown. */
function masked(found: string): string | null {
  if (!FINE.test(found)) return null
  const open = /^.{2,30}?(?:街道|镇|乡)/.exec(found)?.[0] ?? found.slice(0, 6)
  return `${open}***`
}
