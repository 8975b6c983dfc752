// The source kind `wechat-archive`: a folder, a zip or a single file of whatever owners of a WeChat account have → its posts.
// A single file is an archive of one: that is how `guiji preview FILE` reads a page.
import { stat } from 'node:fs/promises'
import { resolve as absolute } from 'node:path'
import { z } from 'zod'
import type { Check } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import { both, numberText, sizeText } from '../../domain/words.ts'
import type { Source, SourceKind, SourceKit } from '../source.ts'
import { addressesOf, keysOf, sameAccount } from './addresses.ts'
import { readHead } from './archive-files.ts'
import type { ArchiveFiles, Leftover } from './archive-files.ts'
import { posts, survey } from './discover.ts'
import { fetchParts } from './fetch.ts'
import { openFolder, openSingle } from './folder-files.ts'
import { parseMaterial } from './read-part.ts'
import type { ListRow } from './rows.ts'
import { openZip } from './zip-files.ts'

const options = z.strictObject({
  kind: z.literal('wechat-archive').optional(),
  path: z.string().min(1).describe('Folder, .zip or single file of the archive, relative to the job file.'),
})

export type WechatArchiveOptions = z.output<typeof options>

export const wechatArchive: SourceKind<WechatArchiveOptions> = { name: 'wechat-archive', version: 1, options, open }

async function open({ path }: WechatArchiveOptions, kit: SourceKit): Promise<Source> {
  const place = absolute(kit.base, path)
  let opened: Promise<ArchiveFiles> | null = null
  const files = (): Promise<ArchiveFiles> => {
    opened ??= openFiles(place, kit)
    // an archive that was not there may be there the next time
    opened.catch(() => (opened = null))
    return opened
  }
  const lists = new Map<string, readonly ListRow[]>()
  let leftovers: readonly Leftover[] = []
  return {
    check: () => check(files),
    async *discover(since) {
      // a worker lives long: what it opened for an earlier run may have been replaced since
      const before = opened
      opened = null
      lists.clear()
      await before?.then((archive) => archive.close()).catch(() => undefined)
      const found = await survey(await files(), kit.limits.fileBytes)
      leftovers = found.leftovers
      yield* posts(await files(), found, since)
    },
    leftovers: () => leftovers,
    async *fetch(ref) {
      yield* fetchParts({ files: await files(), kit, lists }, ref)
    },
    parse: parseMaterial,
    keysOf,
    addressesOf,
    sameAccount,
    async close() {
      const last = opened
      opened = null
      await last?.then(
        (archive) => archive.close(),
        () => undefined,
      )
    },
  }
}

async function openFiles(place: string, kit: SourceKit): Promise<ArchiveFiles> {
  const found = await stat(place).catch((cause: unknown) => {
    throw new Failure('source-unreadable', both(`没有归档 ${place}`, `there is no archive at ${place}`), { cause })
  })
  if (found.isDirectory()) return openFolder(place)
  const single = openSingle(place)
  if (found.size === 0) return single
  const head = await readHead(single, place.slice(place.lastIndexOf('/') + 1), 512)
  const isZip = head[0] === 0x50 && head[1] === 0x4b && !/\.xlsx$/i.test(place)
  return isZip ? await openZip(place, kit.limits.inflatedBytes) : single
}

async function check(files: () => Promise<ArchiveFiles>): Promise<readonly Check[]> {
  try {
    const { list, refused } = await (await files()).all()
    const bytes = list.reduce((sum, file) => sum + file.size, 0)
    return [
      {
        what: 'archive',
        ok: list.length > 0,
        detail:
          list.length === 0
            ? both('其中没有文件', 'it holds no file')
            : both(`${numberText(list.length)} 个文件,${sizeText(bytes)}`, `${numberText(list.length)} files, ${sizeText(bytes)}`),
      },
      ...refused.slice(0, 20).map(({ name, why }) => ({ what: name, ok: true, detail: why })),
    ]
  } catch (failure) {
    if (failure instanceof Failure) return [{ what: 'archive', ok: false, detail: failure.message }]
    return [{ what: 'archive', ok: false, detail: both('无法读取(权限或损坏)', 'it cannot be read (permission or damage)') }]
  }
}
