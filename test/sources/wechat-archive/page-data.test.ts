// Hostile scripts: what they cost grows with their length, and real statements behind a few false ones are still read.
import { describe, expect, it } from 'vitest'
import { cgiData, variables } from '../../../src/sources/wechat-archive/page-data.ts'
import { scanPage } from '../../../src/sources/wechat-archive/page-scan.ts'
import { expectLinear } from '../../kits/growth.ts'

const scan = (script: string): ReturnType<typeof scanPage> => scanPage(`<html><head><script>${script}</script></head><body></body></html>`)

describe('the data of a page', () => {
  it.each([
    ['statements that compute', 350, 'mid=a=>', (text: string) => variables(scan(`var a;${text}`))],
    ['marks that break off', 1500, 'window.cgiDataNew={a:"', (text: string) => cgiData(scan(text), true)],
    ['marks of nested objects', 1500, 'window.cgiDataNew={a:{', (text: string) => cgiData(scan(text), true)],
  ] as const)('costs no more than its length tells: %s', (_name, size, token, read) => {
    expectLinear((n) => void read(token.repeat(n)), size)
  })
  it('is found behind statements that tell nothing', () => {
    expect(variables(scan(`${'var mid=a=>b;\n'.repeat(100)}var mid = "7";\nvar idx = "1";`))).toEqual({ mid: '7', idx: '1' })
    expect(cgiData(scan('window.cgiDataNew = {a: ;\nwindow.cgiDataNew = { mid: "7" };'), true)).toEqual({ mid: '7' })
  })
})
