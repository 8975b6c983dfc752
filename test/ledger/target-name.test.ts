// Under which name a job's publications stand in the ledger: one name for one site, and never one name for two.
import { describe, expect, it } from 'vitest'
import type { Job } from '../../src/domain/job.ts'
import { targetName } from '../../src/ledger/jobs.ts'

const nameOf = (target: Readonly<Record<string, unknown>>): string => targetName({ job: 'qingshi', target } as unknown as Job)

describe('the name of a target', () => {
  it('is the same however its address is written', () => {
    const all = ['https://www.A.gov.cn', 'https://www.a.gov.cn/', 'http://www.a.gov.cn', 'https://www.a.gov.cn:443/']
    expect(new Set(all.map((url) => nameOf({ kind: 'wordpress', url })))).toEqual(new Set(['wordpress:www.a.gov.cn']))
    expect(nameOf({ kind: 'wordpress', url: 'https://a.gov.cn/wjw/' })).toBe(nameOf({ kind: 'wordpress', url: 'https://a.gov.cn/wjw' }))
  })
  it('tells sites in folders of one host apart', () => {
    const all = ['https://a.gov.cn', 'https://a.gov.cn/wjw', 'https://a.gov.cn/jyj', 'https://a.gov.cn:8443/wjw']
    expect(new Set(all.map((url) => nameOf({ kind: 'wordpress', url }))).size).toBe(all.length)
  })
  it('tells the sites and collections of one CMS apart, and not by what else a preset is given', () => {
    const named = (values: object): string => nameOf({ kind: 'http-cms', url: 'https://cms.a.gov.cn', values })
    expect(named({ siteId: 1 })).not.toBe(named({ siteId: 2 }))
    expect(named({ collection: 'articles' })).not.toBe(named({ collection: 'notices' }))
    expect(named({ type: 'a', siteId: 1 })).toBe(named({ siteId: 1, type: 'a' }))
    expect(named({ siteId: 1, level: 1 })).toBe(named({ siteId: 1, level: 2 }))
    expect(named({ user: 'somebody' })).toBe('http-cms:cms.a.gov.cn')
  })
  it('is the domain of a static site, and the job where there is no address', () => {
    expect(nameOf({ kind: 'static-site', site: { domain: 'www.a.gov.cn' } })).toBe('static-site:www.a.gov.cn')
    expect(nameOf({ kind: 'folder' })).toBe('folder:qingshi')
  })
})
