// Finds bank card numbers: 16 to 19 digits of a card scheme whose Luhn sum is right. A resident ID number is never one.
import { matches, ofRules } from './inspector.ts'
import { isResidentId } from './resident-id.ts'

const SHAPE = /(?<![0-9A-Za-z*.-])(?:62|4|5[1-5]|3[4-7]|9[0-9])\d{1,2}(?:[- ]?\d{4}){2}[- ]?\d{3,4}(?:[- ]?\d{1,3})?(?![0-9A-Za-z])/g

export const bankCard = ofRules('bank-card', { code: 'bank-card', seek: (text) => matches(text, SHAPE, masked) })

function masked(found: string): string | null {
  const number = found.replaceAll(/\D/g, '')
  if (number.length < 16 || number.length > 19 || !luhn(number) || (number.length === 18 && isResidentId(number))) return null
  return `${number.slice(0, 4)}${'*'.repeat(number.length - 8)}${number.slice(-4)}`
}

function luhn(number: string): boolean {
  let sum = 0
  for (let at = 0; at < number.length; at += 1) {
    const digit = Number(number.charAt(number.length - 1 - at))
    const doubled = at % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0 && !/^(\d)\1+$/.test(number)
}
