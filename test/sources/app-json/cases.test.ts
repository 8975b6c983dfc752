// One loop over test/fixtures/app-json: each folder is an archive, the options that read it, and what must be read from it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { appJson } from '../../../src/sources/app-json/index.ts'
import { filesBelow, offlineKit, sourceKit } from '../../kits/source-kit.ts'
import { filesOf, FIXTURES, optionsOf, readArchive, summaryOf } from './archives.ts'

for (const name of readdirSync(FIXTURES)) {
  const folder = join(FIXTURES, name)
  describe(`the archive ${name}`, () => {
    it('gives exactly the posts and leftovers that were written down', async () => {
      const { posts, left } = await readArchive(folder, optionsOf(folder))
      const read = { posts: posts.map(summaryOf), left }
      if (process.env['WRITE'] === '1') writeFileSync(join(folder, 'expected.json'), `${JSON.stringify(read, null, 2)}\n`)
      expect(read).toEqual(JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')))
    })
  })
  sourceKit({
    name: `the fixture ${name}`,
    kind: appJson,
    options: optionsOf(folder),
    kit: offlineKit(folder),
    files: () => filesBelow(join(folder, 'archive')),
    filesOf,
  })
}
