// What a hostile title may do to a terminal: nothing.
import { describe, expect, it } from 'vitest'
import { tame } from '../../src/cli/output.ts'

describe('text for a terminal', () => {
  it('keeps words, lines and tabs, and no control character of an archive', () => {
    expect(tame('通知\n第二行\t表')).toBe('通知\n第二行\t表')
    expect(tame('\u001b[2J\u001b]0;x\u0007公告\r\u009b31m\u202e')).not.toMatch(/\p{Cc}|\u202e/u)
  })
})
