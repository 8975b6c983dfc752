// No pattern of guiji can be made to take exponential time; those of the inspectors read whole posts and files, and take linear time.
import { analyse } from 'scslre'
import { describe, expect, it } from 'vitest'
import { patternsUnder } from '../kits/patterns.ts'

/** What the analysis finds in a pattern; a `Move` (a search begun again at each place) is bounded by the test of hostile input instead. */
function slowness({ source, flags }: { readonly source: string; readonly flags: string }): string[] {
  return analyse({ source, flags }, { assumeRejectingSuffix: true }).reports.map((one) => (one.exponential ? `${one.type}!` : one.type))
}

describe('a pattern', () => {
  it('is seen when it is slow', () => {
    expect(slowness({ source: '^(a+)+$', flags: '' })).toContain('Self!')
    expect(slowness({ source: '^a*b*a*c', flags: '' })).toContain('Trade')
  })

  it('of the source never takes exponential time', () => {
    const patterns = patternsUnder('src')
    expect(patterns.length).toBeGreaterThan(500)
    const slow = patterns.filter((one) => slowness(one).some((type) => type.endsWith('!') || type === 'Self'))
    expect(slow.map(({ path, line }) => `${path}:${line}`)).toEqual([])
  })

  it('of an inspector never gives and takes between two of its parts', () => {
    const slow = patternsUnder('src/inspect').filter((one) => slowness(one).some((type) => type !== 'Move'))
    expect(slow.map(({ path, line }) => `${path}:${line}`)).toEqual([])
  })
})
