// Where the archives for these tests lie, and folders of the test's own.
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { lazyWebArchive } from '../../../src/sources/web-archive/web-archive.ts'
import type { WebArchive } from '../../../src/sources/web-archive/web-archive.ts'

const ROOT = join(import.meta.dirname, '../../..')
export const EXAMPLE = join(ROOT, 'examples/web-archive')
/** Real archives, never part of the repository. */
export const SAMPLES = join(ROOT, '../shared/samples/warc')
export const NO_SAMPLES = existsSync(SAMPLES) ? undefined : 'no real samples beside the checkout'

/** A folder with these files, gone after the test. */
export async function folderOf(files: Readonly<Record<string, Buffer | string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'guiji-web-archive-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes)
  return folder
}

export const LIMITS = { fileBytes: 8 * 1024 * 1024, inflatedBytes: 512 * 1024 * 1024 }

/** Opened for one test. */
export async function openedArchive(place: string, limits = LIMITS): Promise<WebArchive> {
  const lazy = lazyWebArchive(place, limits)
  onTestFinished(lazy.close)
  return await lazy.opened()
}

/** How much of everything an archive has, over all its files. */
export function totals(archive: WebArchive): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const counts of archive.counts.values()) for (const [what, number] of counts) sums[what] = (sums[what] ?? 0) + number
  return sums
}
