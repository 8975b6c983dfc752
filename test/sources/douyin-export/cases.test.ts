// One loop over test/fixtures/douyin-export: each folder is an archive and what must be read from it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { douyinExport } from '../../../src/sources/douyin-export/index.ts'
import { filesBelow, offlineKit, sourceKit } from '../../kits/source-kit.ts'
import { filesOf, readArchive } from './archives.ts'

const FIXTURES = join(import.meta.dirname, '../../fixtures/douyin-export')

for (const name of readdirSync(FIXTURES)) {
  const folder = join(FIXTURES, name)
  describe(`the archive ${name}`, () => {
    it('is read as it was written down', async () => {
      const read = await readArchive(folder)
      const expected = join(folder, 'expected.json')
      if (process.env['UPDATE'] === '1') writeFileSync(expected, `${JSON.stringify(read, null, 2)}\n`)
      expect(read).toEqual(JSON.parse(readFileSync(expected, 'utf8')))
      expect(JSON.stringify(read)).not.toContain('SECRET')
    })
  })
  sourceKit({
    name: `the fixture ${name}`,
    kind: douyinExport,
    options: { path: 'archive' },
    kit: offlineKit(folder),
    files: () => filesBelow(join(folder, 'archive')),
    filesOf,
  })
}
