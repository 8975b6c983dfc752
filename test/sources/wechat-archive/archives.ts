// Where the archives for these tests lie, and how a ref names its files.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Discovered } from '../../../src/domain/archive.ts'
import type { ArchiveRef } from '../../../src/sources/wechat-archive/discover.ts'

const ROOT = join(import.meta.dirname, '../../..')
export const FIXTURES = join(ROOT, 'test/fixtures/wechat-archive')
/** Real pages, never part of the repository. */
export const SAMPLES = join(ROOT, '../shared/samples/wechat')
export const NO_SAMPLES = existsSync(SAMPLES) ? undefined : 'no real samples beside the checkout'
export const DEMO = join(ROOT, 'examples/qingshi-health')
export const NO_DEMO = existsSync(`${DEMO}.expected.json`) ? undefined : 'no demo archive'

export function filesOf(ref: Discovered['ref']): readonly string[] {
  const { pages, rows } = ref as unknown as ArchiveRef
  return [...pages, ...rows.map(([file]) => file)]
}
