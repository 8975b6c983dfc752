// Finds the birth date of a named person (R28, R30): 张某某,男,1990年1月2日出生. Anniversaries and the births of offices are no hits.
import { matches, ofRules } from './inspector.ts'

const SHAPE =
  /(?<![\u4e00-\u9fa5])[\u4e00-\u9fa5]{2,4}[,，、(（ ]{1,2}(?:[男女][,，、 ]{0,2})?(?:[\u4e00-\u9fa5]{1,4}族[,，、 ]{0,2})?(?:生于)?(?:19|20)\d{2}[年.-]\d{1,2}(?:[月.-])(?:\d{1,2}日?)?(?:出生|生)(?!效|产|活|态|源)/g

export const birthDate = ofRules('birth-date', {
  code: 'birth-date',
  seek: (text) => (text.includes('生') ? matches(text, SHAPE, masked) : []),
})

function masked(found: string): string {
  return `${found.charAt(0)}** ${/(?:19|20)\d{2}/.exec(found)?.[0] ?? ''}年**月出生`
}
