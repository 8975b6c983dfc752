// Every preset against a stand-in of its CMS: the same rules for all, and the awkward answers that any CMS can give.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { targetKit } from '../../kits/target-kit.ts'
import { openTarget, remembering } from './ledger-stand-in.ts'
import type { FakeCms } from './servers/cms-server.ts'
import { CMSS } from './servers/all.ts'

const ROOT = join(import.meta.dirname, '../../..')
const FILES = readdirSync(join(ROOT, 'mappings/targets')).filter((file) => file.endsWith('.yaml'))

describe('the presets of this tree', () => {
  it('each have a stand-in, a page and a line in the table of the target', () => {
    const names = FILES.map((file) => file.replace('.yaml', ''))
    expect(Object.keys(CMSS)).toEqual(names)
    const table = readFileSync(join(ROOT, 'docs/targets/http-cms.md'), 'utf8')
    expect(names.filter((name) => !table.includes(`](${name}.md)`) || !existsSync(join(ROOT, `docs/targets/${name}.md`)))).toEqual([])
  })
})

for (const [name, openCms] of Object.entries(CMSS)) {
  let cms: FakeCms
  beforeAll(async () => {
    cms = await openCms()
  })
  afterAll(async () => await cms.close())
  targetKit(`http-cms: ${name}`, async (kit) => remembering(await openTarget(cms, kit)))
}
