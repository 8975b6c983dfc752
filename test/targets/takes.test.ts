// Which files a site refuses is told to an editor before anything is sent, as far as it is known without asking.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { wordpress } from '../../src/targets/wordpress/index.ts'
import { wordpressOptions } from '../../src/targets/wordpress/options.ts'
import { oracle } from '../journey/oracle.ts'
import { DEMO_ARCHIVE, openPlace, type Place } from '../kits/guiji.ts'
import { kitFor } from '../kits/target-kit.ts'

const BASE = { kind: 'wordpress', url: 'https://www.qingshi.gov.cn', user: 'guiji', password: { env: 'GUIJI_SECRET_SITE' } }

describe('what WordPress takes', () => {
  let folder: string
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'guiji-takes-'))))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it.each([
    [{ plugin: false }, 'application/pdf', '', true],
    [{ plugin: false }, 'application/ofd', '', false],
    [{ plugin: false }, 'application/octet-stream', '申请表.wps', false],
    [{ plugin: true }, 'application/ofd', '', true],
    [{ fileTypes: ['pdf', 'ofd'] }, 'application/ofd', '', true],
    [{ fileTypes: ['pdf', 'ofd'] }, 'image/png', '', false],
  ])('with %j, %s %s: %s', async (change, mediaType, name, takes) => {
    const target = await wordpress.open(wordpressOptions.parse({ ...BASE, ...change }), kitFor(folder, { secret: () => 'x' }))
    expect(target.takes({ mediaType, name })).toBe(takes)
    await target.close()
  })
})

describe('a post with a file that the site refuses', () => {
  let place: Place
  beforeEach(async () => {
    const target = `target:
  kind: wordpress
  url: http://127.0.0.1:9
  user: guiji
  password: { env: GUIJI_SECRET_SITE }
  fileTypes: [pdf]

`
    place = await openPlace({
      source: DEMO_ARCHIVE,
      settings: { GUIJI_SECRET_SITE: 'x' },
      edit: (text) => text.replace(/target:\n(?:[ ]+.*\n|\n)+/, target),
    })
  })
  afterEach(() => place.end())

  it('waits for an editor, who is told the type, before the site is asked at all', async () => {
    const [post] = oracle.posts.filter(({ id }) => id === 'heat')
    const ended = await place.json(['run', place.job, '--only', post?.key ?? ''])
    expect(ended).toMatchObject({ outcome: 'finished', discovered: 1, waiting: { normalized: 1 }, failed: {} })
    const told = await place.rows("select f.code, f.level, f.about from finding f where f.code = 'media-refused'")
    expect(told).toEqual([{ code: 'media-refused', level: 'hold', about: expect.stringMatching(/^image\/(?:jpeg|png)$/) }])
  })
})
