// The source kind `wechat-archive`: a folder, a zip or a single file of whatever owners of a WeChat account have → its posts.
// A single file is an archive of one: that is how `guiji preview FILE` reads a page.
import { resolve as absolute } from 'node:path'
import { z } from 'zod'
import type { Claim, ServiceFunction } from '../../domain/account.ts'
import type { Leftover } from '../files/archive-files.ts'
import { checkArchive, lazyArchive } from '../files/open-archive.ts'
import type { Source, SourceKind, SourceKit } from '../source.ts'
import { addressesOf, keysOf, sameAccount } from './addresses.ts'
import { posts, survey } from './discover.ts'
import { fetchParts } from './fetch.ts'
import { parseMaterial } from './read-part.ts'
import type { ListRow } from './rows.ts'

const options = z.strictObject({
  kind: z.literal('wechat-archive').optional(),
  path: z.string().min(1).describe('Folder, .zip or single file of the archive, relative to the job file.'),
})

export type WechatArchiveOptions = z.output<typeof options>

export const wechatArchive: SourceKind<WechatArchiveOptions> = { name: 'wechat-archive', version: 1, options, robots: 'none', open }

async function open({ path }: WechatArchiveOptions, kit: SourceKit): Promise<Source> {
  const archive = lazyArchive(absolute(kit.base, path), kit.limits.inflatedBytes)
  const lists = new Map<string, readonly ListRow[]>()
  let leftovers: readonly Leftover[] = []
  let functions: readonly ServiceFunction[] = []
  let claims: readonly Claim[] = []
  return {
    check: () => checkArchive(archive),
    async *discover(since) {
      // a worker lives long: what it opened for an earlier run may have been replaced since
      await archive.again()
      lists.clear()
      const files = await archive.files()
      const found = await survey(files, kit.limits.fileBytes)
      leftovers = found.leftovers
      functions = found.functions
      claims = found.claims
      yield* posts(files, found, since)
    },
    leftovers: () => leftovers,
    functions: () => functions,
    claims: () => claims,
    async *fetch(ref) {
      yield* fetchParts({ files: await archive.files(), kit, lists }, ref)
    },
    parse: parseMaterial,
    keysOf,
    addressesOf,
    sameAccount,
    close: archive.close,
  }
}
