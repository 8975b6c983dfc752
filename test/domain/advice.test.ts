// Every finding tells a person what can be done, and its rules are explained.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { adviceOf, ADVISED } from '../../src/domain/advice.ts'
import { FINDINGS, isFindingCode } from '../../src/domain/findings.ts'

const codes = Object.keys(FINDINGS).filter(isFindingCode)
const rules = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8')

describe('a finding', () => {
  it('has an advice of its own kind', () => {
    expect(codes.filter((code) => !ADVISED.has(code))).toEqual([])
  })

  it.each(codes)('%s names only rules that docs/rules.md explains', (code) => {
    for (const rule of adviceOf(code).rules) expect(rules).toContain(`| ${rule} |`)
  })
})
