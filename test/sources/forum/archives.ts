// Where the forum archives for these tests lie, how a ref names its files, and how one thread is read whole.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Discovered, Part } from '../../../src/domain/archive.ts'
import type { Page } from '../../../src/domain/page.ts'
import { forum } from '../../../src/sources/forum/index.ts'
import type { ForumOptions } from '../../../src/sources/forum/index.ts'
import type { ThreadRef } from '../../../src/sources/forum/archive.ts'
import type { Source, SourceKit } from '../../../src/sources/source.ts'
import { discoverAll, fetchAll, materialOf, offlineKit } from '../../kits/source-kit.ts'

const ROOT = join(import.meta.dirname, '../../..')
export const FIXTURES = join(ROOT, 'test/fixtures/forum')
export const EXAMPLE = join(ROOT, 'examples/qingshi-forum')
/** Real pages, never part of the repository. */
export const SAMPLES = join(ROOT, '../shared/samples/forum')
export const NO_SAMPLES = existsSync(SAMPLES) ? undefined : 'no real samples beside the checkout'

export function filesOf(ref: Discovered['ref']): readonly string[] {
  const { pages, tables } = ref as unknown as ThreadRef
  return [...pages, ...tables.map(({ file }) => file)]
}

export function optionsOf(given: unknown): ForumOptions {
  return forum.options.parse(given)
}

export interface Whole {
  readonly post: Discovered
  readonly parts: readonly Part[]
  readonly page: Page
}

/** Every thread of an archive, read to its end. */
export async function readAll(base: string, given: unknown, kit: SourceKit = offlineKit(base)): Promise<ReadonlyMap<string, Whole>> {
  const source: Source = await forum.open(optionsOf(given), kit)
  try {
    const found = new Map<string, Whole>()
    for (const post of await discoverAll(source)) {
      const { parts, failure } = await fetchAll(source, post)
      if (failure !== null) throw failure
      found.set(post.key, { post, parts, page: source.parse(materialOf(post, parts)) })
    }
    return found
  } finally {
    await source.close()
  }
}

export function htmlOf({ body }: Page): string {
  return 'html' in body ? body.html : body.text
}
