// Finds resident ID numbers whose check digit is right (R30), and shows first 2 and last 3 characters only (R29).
import { type Inspector, hits } from './inspector.ts'

/** As R30 has it, and written in groups (6-8-4, with a space, hyphen or dot between), as forms do. */
const SHAPE =
  /(?<![0-9A-Za-z*])[1-9]\d{5}[ \-.·\u00a0]?(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ \-.·\u00a0]?\d{3}[\dXx](?![0-9A-Za-z])/g
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECKS = '10X98765432'

export const residentId: Inspector = {
  name: 'resident-id',
  inspect: (looked) => hits(looked, SHAPE, { code: 'id-number', masked: (found) => masked(found.replaceAll(/[^\dXx]/g, '')) }),
}

/** MOD 11-2 of GB 11643. */
export function isResidentId(id: string): boolean {
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(id.charAt(at)), 0)
  return CHECKS.charAt(sum % 11) === id.charAt(17).toUpperCase()
}

function masked(id: string): string | null {
  if (!isResidentId(id)) return null
  return `${id.slice(0, 2)}${'*'.repeat(13)}${id.slice(-3)}`
}
