// The example archive of the repository, as jobs/forum.yaml reads it.
import { describe, expect, it } from 'vitest'
import { loadYaml } from '../../../src/job-file.ts'
import { forum } from '../../../src/sources/forum/index.ts'
import { filesBelow, offlineKit, sourceKit } from '../../kits/source-kit.ts'
import { EXAMPLE, filesOf, htmlOf, optionsOf, readAll } from './archives.ts'
import { join } from 'node:path'
import { z } from 'zod'

const job = loadYaml(join(EXAMPLE, '../../jobs/forum.yaml'), z.looseObject({ source: z.record(z.string(), z.unknown()) }))
const options = optionsOf({ ...job.source, path: EXAMPLE })

describe('the example forum', () => {
  it('gives fourteen threads with the states and findings that were put into it', async () => {
    const found = [...(await readAll('/', options)).values()].map(({ post, page }) => [
      post.key.split(':').at(-1),
      page.state,
      page.facts['copy'],
      page.published.value?.slice(0, 10) ?? null,
      page.remarks.map(({ code }) => code).join(' '),
    ])
    expect(found).toEqual([
      ['101', 'ok', 'dump', '2012-03-09', ''],
      ['102', 'ok', 'dump', '2012-09-28', ''],
      ['103', 'ok', 'dump', '2012-10-11', ''],
      ['104', 'ok', 'dump', '2013-05-15', 'duplicate-copy'],
      ['105', 'ok', 'dump', '2013-07-15', 'private-author'],
      ['106', 'ok', 'dump', '2013-07-15', 'private-author'],
      ['107', 'violation', 'dump', null, ''],
      ['108', 'ok', 'dump', '2013-10-01', ''],
      ['109', 'ok', 'dump', '2013-10-01', 'hidden-content'],
      ['202', 'ok', 'page', '2014-06-10', 'hidden-content attachment-locked'],
      ['204', 'deleted', 'page', null, ''],
      ['205', 'ok', 'page', null, 'private-author'],
      ['201', 'ok', 'page', '2014-05-15', ''],
      ['203', 'ok', 'page', '2014-08-01', ''],
    ])
  })
  it('publishes no word of private persons, and every word of the officials', async () => {
    const words = [...(await readAll('/', options)).values()].map(({ page }) => htmlOf(page)).join('\n')
    expect(words).toMatch(/柳溪镇/)
    expect(words).toMatch(/石桥村/)
    expect(words).toMatch(/停车场同步开放/)
    expect(words).toMatch(/疏通雨水井/)
    expect(words).toMatch(/拨打120/)
    expect(words).not.toMatch(/建议多种树|期待|知道了|好地方|1390000|>顶</)
  })
})

sourceKit({ name: 'the example forum', kind: forum, options, kit: offlineKit('/'), files: () => filesBelow(EXAMPLE), filesOf })
