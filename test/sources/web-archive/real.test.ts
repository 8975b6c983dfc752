// Real web archives of other projects: how many records each has, that every digest in them fits, and that none throws.
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { webArchive } from '../../../src/sources/web-archive/index.ts'
import { offlineKit, sourceKit } from '../../kits/source-kit.ts'
import { NO_SAMPLES, openedArchive, SAMPLES, totals } from './places.ts'

/** Records, captures, and what of them is which; as counted in the files by hand. */
const FILES: Readonly<Record<string, readonly [records: number, captures: number, more: Readonly<Record<string, number>>]>> = {
  'example-bad-non-chunked.warc.gz': [6, 2, { warcinfo: 2, request: 2, response: 1, revisit: 1 }],
  'example-bad.warc.gz.bad': [6, 3, { warcinfo: 1, request: 2, response: 2, revisit: 1, 'answers of status 302': 1 }],
  'example-digest.warc': [4, 0, { request: 4 }],
  'example-iana.org-chunked.warc': [3, 1, { warcinfo: 1, request: 1, response: 1 }],
  'example-resource.warc.gz': [3, 1, { warcinfo: 2, resource: 1 }],
  'example-trunc.warc': [4, 1, { warcinfo: 2, request: 1, response: 1, 'records with a wrong length': 1 }],
  'example.arc.gz': [2, 1, { warcinfo: 1, response: 1 }],
  'example.warc': [6, 2, { warcinfo: 2, request: 2, response: 1, revisit: 1 }],
  'example.warc.gz': [6, 2, { warcinfo: 2, request: 2, response: 1, revisit: 1 }],
  'invalid_signed_example_1.wacz': [4, 2, { request: 2, response: 2, 'answers of status 404': 1 }],
  'post-test.warc.gz': [6, 3, { request: 3, response: 3 }],
  'sfm_20160424170028814_3a3f52.redacted.warc.gz': [3, 2, { warcinfo: 1, response: 2 }],
  'sfm_20160424172037343_29240c.redacted.warc.gz': [3, 2, { warcinfo: 1, response: 2 }],
  'sfm_20160424174045758_5d8ea6.redacted.warc.gz': [3, 2, { warcinfo: 1, response: 2 }],
  'valid_example_1.wacz': [4, 1, { warcinfo: 2, request: 1, response: 1 }],
  'valid_example_2.wacz': [4, 1, { warcinfo: 2, request: 1, response: 1 }],
}

const NAME = `real web archives${NO_SAMPLES === undefined ? '' : ` (SKIPPED: ${NO_SAMPLES})`}`

describe.skipIf(NO_SAMPLES !== undefined)(NAME, () => {
  for (const [file, [records, captures, more]] of Object.entries(FILES)) {
    it(`${file} gives all its records, and every capture with a digest that fits or none`, async () => {
      const archive = await openedArchive(join(SAMPLES, file))
      expect(totals(archive)).toEqual({ records, ...more })
      expect(archive.index.count()).toBe(captures)
      for (let n = 0; n < captures; n += 1) {
        const capture = await archive.read(n)
        if ('why' in capture) expect.fail(`${file} ${n}: ${capture.why}`)
        expect(capture.bytes.length).toBeGreaterThan(100)
        expect(capture.cut).toBe(false)
        expect(capture.digest).toBe(file.endsWith('.arc.gz') ? 'none' : 'fits')
      }
    })
  }

  it('a revisit gives the page that it says is as before', async () => {
    const archive = await openedArchive(join(SAMPLES, 'example.warc.gz'))
    const found = await archive.find('http://example.com/')
    expect(found?.capture).toMatchObject({ capturedAt: '2017-03-06T04:03:48.000Z', status: 200 })
    expect(found?.capture.bytes.toString()).toContain('Example Domain')
  })

  it.each([
    ['valid_example_1.wacz', [['datapackage.json', true]]],
    [
      'valid_example_2.wacz',
      [
        ['datapackage.json', true],
        ['datapackage-digest.json', true],
      ],
    ],
    [
      'invalid_signed_example_1.wacz',
      [
        ['datapackage.json', true],
        ['datapackage-digest.json', true],
      ],
    ],
    [
      'invalid_example_1.wacz',
      [
        ['captures', false],
        ['datapackage.json', false],
        ['data/indexes/index.cdx.gz', false],
      ],
    ],
  ] as const)('check says of %s what its own papers prove', async (file, said) => {
    const source = await webArchive.open({ path: join(SAMPLES, file) }, offlineKit('/'))
    const checks = await source.check()
    for (const [what, ok] of said) expect(checks, what).toContainEqual(expect.objectContaining({ what, ok }))
    const signature = checks.find(({ what }) => what === 'datapackage-digest.json')
    if (file === 'invalid_signed_example_1.wacz') expect(signature?.detail).toContain('the signature was not verified')
    await source.close()
  })
})

for (const file of ['example.warc.gz', 'example.arc.gz', 'valid_example_2.wacz', 'example-resource.warc.gz'])
  sourceKit({
    name: `the sample ${file}`,
    kind: webArchive,
    options: { path: join(SAMPLES, file) },
    kit: offlineKit('/'),
    skip: NO_SAMPLES,
  })
