// What the tests of app-json share: where the fixtures are, their options, and an archive read to its pages in few words.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { Discovered, Part } from '../../../src/domain/archive.ts'
import type { Page } from '../../../src/domain/page.ts'
import { appJson } from '../../../src/sources/app-json/index.ts'
import { appJsonOptions } from '../../../src/sources/app-json/options.ts'
import type { AppJsonOptions } from '../../../src/sources/app-json/options.ts'
import type { Source } from '../../../src/sources/source.ts'
import { discoverAll, fetchAll, materialOf, offlineKit } from '../../kits/source-kit.ts'

export const FIXTURES = join(import.meta.dirname, '../../fixtures/app-json')

/** The options of a fixture, checked as those of a job are. */
export function optionsOf(folder: string): AppJsonOptions {
  return appJsonOptions.parse({ path: 'archive', ...(parse(readFileSync(join(folder, 'source.yaml'), 'utf8')) as object) })
}

export function filesOf(ref: Discovered['ref']): readonly string[] {
  return (ref as { readonly at: readonly (readonly [string, number])[] }).at.map(([name]) => name)
}

export interface ReadPost {
  readonly found: Discovered
  readonly parts: readonly Part[]
  readonly page: Page
}

export async function readAll(source: Source): Promise<readonly ReadPost[]> {
  const posts: ReadPost[] = []
  for (const found of await discoverAll(source)) {
    const { parts, failure } = await fetchAll(source, found)
    if (failure !== null) throw failure
    posts.push({ found, parts, page: source.parse(materialOf(found, parts)) })
  }
  return posts
}

export async function readArchive(base: string, options: AppJsonOptions): Promise<{ posts: readonly ReadPost[]; left: readonly string[] }> {
  const source = await appJson.open(options, offlineKit(base))
  try {
    const posts = await readAll(source)
    return { posts, left: source.leftovers().map(({ name, why }) => `${name}: ${why}`) }
  } finally {
    await source.close()
  }
}

/** A page as the fixtures write it down: what is unknown, empty or usual is left out. */
export function summaryOf({ found, parts, page }: ReadPost): Readonly<Record<string, unknown>> {
  const { published, modified, remarks, platform: _, ...rest } = page
  const media = parts.filter(({ role }) => role === 'media')
  const all: Record<string, unknown> = {
    key: found.key,
    ...rest,
    published: published.value ?? (published.raw === null ? null : `unknown: ${published.raw}`),
    precision: published.value === null ? null : published.precision,
    modified: modified.value,
    remarks: remarks.map(({ code }) => code),
    parts: Object.fromEntries(media.map(({ name, bytes, missing }) => [name, bytes === null ? missing : digestOf(bytes)])),
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => !isUsual(value)))
}

function digestOf(bytes: Uint8Array): string {
  return `${bytes.length} bytes ${createHash('sha256').update(bytes).digest('hex').slice(0, 8)}`
}

function isUsual(value: unknown): boolean {
  return value === null || value === 'ok' || value === 'second' || (typeof value === 'object' && Object.keys(value).length === 0)
}
