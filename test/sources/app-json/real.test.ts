// A real push message of TRS 海云, read by the preset that guiji ships.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadYaml } from '../../../src/job-file.ts'
import { appJson } from '../../../src/sources/app-json/index.ts'
import { filesOf } from './archives.ts'
import { discoverAll, fetchAll, filesBelow, materialOf, offlineKit, sourceKit } from '../../kits/source-kit.ts'

const MESSAGES = join(import.meta.dirname, '../../../../shared/samples/app')
const skip = existsSync(MESSAGES) ? undefined : 'no real samples beside the checkout'
const kit = { ...offlineKit('/'), yaml: loadYaml }
const options = appJson.options.parse({ path: MESSAGES, preset: 'trs-push' })

describe(skip === undefined ? 'a real push message' : `a real push message (SKIPPED: ${skip})`, () => {
  it.skipIf(skip !== undefined)('is one post with the title, dates and text that are in it', async () => {
    const source = await appJson.open(options, kit)
    const posts = await discoverAll(source)
    const read = await Promise.all(posts.map(async (post) => source.parse(materialOf(post, (await fetchAll(source, post)).parts))))
    expect(posts.map(({ key }) => key)).toEqual([expect.stringMatching(/64941$/)])
    expect(source.leftovers()).toEqual([])
    for (const page of read) {
      const body = 'html' in page.body ? page.body.html : page.body.text
      expect(page).toMatchObject({
        state: 'ok',
        title: expect.stringMatching(/\S/),
        published: { value: '2025-04-09T15:46:25+08:00', precision: 'second' },
      })
      expect(body.length).toBeGreaterThan(0)
    }
    await source.close()
  })
})

sourceKit({
  name: 'a real push message',
  kind: appJson,
  options,
  kit,
  files: () => filesBelow(MESSAGES),
  filesOf,
  skip,
})
