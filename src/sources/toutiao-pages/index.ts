// The source kind `toutiao-pages`: a folder, a zip or a single file of saved 头条号 and 百家号 pages → their posts. Asks no platform.
import { resolve as absolute } from 'node:path'
import { z } from 'zod'
import type { Leftover } from '../files/archive-files.ts'
import { checkArchive, lazyArchive } from '../files/open-archive.ts'
import type { Source, SourceKind, SourceKit } from '../source.ts'
import { addressesOf, keysOf } from './addresses.ts'
import { survey } from './discover.ts'
import { fetchParts } from './fetch.ts'
import { parseMaterial } from './parse.ts'

const options = z.strictObject({
  kind: z.literal('toutiao-pages').optional(),
  path: z.string().min(1).describe('Folder, .zip or single file of saved pages (HTML, MHTML), relative to the job file.'),
})

export type ToutiaoPagesOptions = z.output<typeof options>

export const toutiaoPages: SourceKind<ToutiaoPagesOptions> = { name: 'toutiao-pages', version: 1, options, robots: 'none', open }

async function open({ path }: ToutiaoPagesOptions, kit: SourceKit): Promise<Source> {
  const archive = lazyArchive(absolute(kit.base, path), kit.limits.inflatedBytes)
  let leftovers: readonly Leftover[] = []
  return {
    check: () => checkArchive(archive),
    async *discover(since) {
      // a worker lives long: what it opened for an earlier run may have been replaced since
      await archive.again()
      const found = await survey(await archive.files(), kit.limits.fileBytes)
      leftovers = found.leftovers
      for (const post of found.posts) {
        const day = post.listed.value?.slice(0, 10)
        if (since === undefined || day === undefined || day >= since.slice(0, 10)) yield post
      }
    },
    leftovers: () => leftovers,
    async *fetch(ref) {
      yield* fetchParts({ files: await archive.files(), kit }, ref)
    },
    parse: parseMaterial,
    keysOf,
    addressesOf,
    // Ids of posts do not tell whose they are.
    sameAccount: () => null,
    close: archive.close,
  }
}
