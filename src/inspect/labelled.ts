// Finds numbers of papers that only their label tells from other numbers: passports, permits for Hong Kong, Macau and Taiwan, officers'
// papers, old resident IDs of 15 digits (R30). Each is a row of the table. Shown as its first and last two characters.
import type { FindingCode } from '../domain/findings.ts'
import { type Hit, ofRules } from './inspector.ts'

interface Paper {
  readonly code: FindingCode
  /** A word that must stand shortly before, or in the row above in the same column. */
  readonly label: RegExp
  readonly shape: RegExp
}

const DATE = '(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])'
const EDGE = ['(?<![0-9A-Za-z*-])', '(?![0-9A-Za-z])'] as const

const PAPERS: readonly Paper[] = [
  { code: 'passport-number', label: /护照|passport/i, shape: shaped('(?:[EDSPGeg]\\d{8}|E[A-HJ-NP-Z]\\d{7}|1[45]\\d{7})') },
  {
    code: 'permit-number',
    label: /通行证|回乡证|来往(?:港澳|内地|大陆|台湾)/,
    shape: shaped('(?:[CHMWTL][A-Z]?\\d{7,10})'),
  },
  { code: 'id-number', label: /身份证|公民身份|证件号/, shape: shaped(`[1-8]\\d{5}\\d{2}${DATE}\\d{3}`) },
  { code: 'permit-number', label: /台胞证/, shape: shaped('\\d{8}(?:\\d{2})?') },
  { code: 'permit-number', label: /军官证|士兵证|警官证/, shape: shaped('\\d{6,8}') },
]

function shaped(core: string): RegExp {
  return new RegExp(`${EDGE[0]}${core}${EDGE[1]}`, 'g')
}

/** As far as a label may stand before its number, in characters. */
const NEAR = 40
const MAY = /护照|passport|通行证|回乡证|台胞证|来往|身份|证件号|官证|兵证/i

export const labelled = ofRules(
  'labelled',
  ...PAPERS.map((paper) => ({ code: paper.code, seek: (text: string) => (MAY.test(text) ? seek(text, paper) : []) })),
)

function* seek(text: string, { label, shape }: Paper): Generator<Hit> {
  // In a table the label is the head of the column: it stands once, far above its numbers.
  const column = isColumn(text, label)
  for (const match of text.matchAll(shape)) {
    const near = text.slice(Math.max(0, match.index - NEAR), match.index)
    const same = near.slice(Math.max(near.lastIndexOf('\n'), near.lastIndexOf('。')) + 1)
    if (!label.test(same) && !(column && isCell(text, match.index))) continue
    const found = match[0]
    yield {
      start: match.index,
      end: match.index + found.length,
      about: `${found.slice(0, 2)}${'*'.repeat(found.length - 4)}${found.slice(-2)}`,
    }
  }
}

function isColumn(text: string, label: RegExp): boolean {
  const found = label.exec(text)
  if (found === null) return false
  const start = text.lastIndexOf('\n', found.index) + 1
  const end = text.indexOf('\n', found.index)
  return text.slice(start, end < 0 ? text.length : end).includes('\t')
}

function isCell(text: string, at: number): boolean {
  return text.charAt(at - 1) === '\t'
}
