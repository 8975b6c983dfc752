// The source kind `douyin-export`: a folder or zip of a Douyin account's videos with the lists that name them → its posts. Asks no platform.
import { resolve } from 'node:path'
import { z } from 'zod'
import type { Leftover } from '../files/archive-files.ts'
import { checkArchive, lazyArchive } from '../files/open-archive.ts'
import type { Source, SourceKind, SourceKit } from '../source.ts'
import { addressesOf, keysOf } from './addresses.ts'
import { fetchParts } from './fetch.ts'
import { parseMaterial } from './parse.ts'
import type { VideoRow } from './row.ts'
import { described, survey } from './survey.ts'

const options = z.strictObject({
  kind: z.literal('douyin-export').optional(),
  path: z
    .string()
    .min(1)
    .describe('Folder or .zip with films, covers and the lists that name them (JSON, CSV, XLSX), relative to the job file.'),
})

export type DouyinExportOptions = z.output<typeof options>

export const douyinExport: SourceKind<DouyinExportOptions> = { name: 'douyin-export', version: 1, options, robots: 'none', open }

async function open({ path }: DouyinExportOptions, kit: SourceKit): Promise<Source> {
  const archive = lazyArchive(resolve(kit.base, path), kit.limits.inflatedBytes)
  const lists = new Map<string, readonly (VideoRow | null)[]>()
  let leftovers: readonly Leftover[] = []
  return {
    check: () => checkArchive(archive),
    async *discover(since) {
      // a worker lives long: what it opened for an earlier run may have been replaced since
      await archive.again()
      lists.clear()
      const files = await archive.files()
      const found = await survey(files, kit.limits.fileBytes)
      leftovers = found.leftovers
      for await (const post of described(found, files)) {
        const day = post.listed.value?.slice(0, 10)
        if (since === undefined || day === undefined || day >= since.slice(0, 10)) yield post
      }
    },
    leftovers: () => leftovers,
    async *fetch(ref) {
      yield* fetchParts({ files: await archive.files(), kit, lists }, ref)
    },
    parse: parseMaterial,
    keysOf,
    addressesOf,
    // Numbers of posts do not tell whose they are.
    sameAccount: () => null,
    close: archive.close,
  }
}
