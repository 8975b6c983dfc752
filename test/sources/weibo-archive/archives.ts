// What the tests of this source share: where samples and examples lie, and which files a post is made of.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Discovered } from '../../../src/domain/archive.ts'
import type { PostRef } from '../../../src/sources/weibo-archive/discover.ts'

const ROOT = join(import.meta.dirname, '../../..')
export const EXAMPLE = join(ROOT, 'examples/weibo-archive')
export const SAMPLES = join(ROOT, '../shared/samples')
export const NO_SAMPLES = existsSync(join(SAMPLES, 'weibo')) ? undefined : 'no ../shared/samples beside the checkout'

/** For a recorded answer: the web archive it is in. */
export function filesOf(ref: Discovered['ref']): readonly string[] {
  return (ref as unknown as PostRef).at.map(([id]) => /^capture:(.*?)@\d+-\d+:/.exec(id)?.[1] ?? id)
}
