// The source kind `app-json`: an app's news API, or a folder, zip or file of its saved answers, read by declared paths → its posts.
import { resolve as absolute } from 'node:path'
import type { Leftover } from '../files/archive-files.ts'
import { checkArchive, lazyArchive } from '../files/open-archive.ts'
import type { Source, SourceKind, SourceKit } from '../source.ts'
import { checkItems } from './check.ts'
import type { Declared } from './declaration.ts'
import { fetchParts } from './fetch.ts'
import { fileShelf } from './file-shelf.ts'
import { addressBook } from './keys.ts'
import { openDeclaration } from './open-declaration.ts'
import { appJsonOptions } from './options.ts'
import type { AppJsonOptions } from './options.ts'
import { parseMaterial } from './parse.ts'
import { webShelf } from './web-shelf.ts'

export const appJson: SourceKind<AppJsonOptions> = { name: 'app-json', version: 1, options: appJsonOptions, open }

async function open(options: AppJsonOptions, kit: SourceKit): Promise<Source> {
  const declared = openDeclaration(options, kit)
  if (options.url === undefined) return openFiles(options.path ?? '', declared, kit)
  if (options.through === undefined) return openWeb(options, declared, { kit, again: async () => {}, close: async () => {} })
  // most jobs read no web archive
  const { through } = await import('../web-archive/through.ts')
  const lent = await through(kit, options.through)
  return openWeb(options, declared, { kit: lent, again: lent.again, close: lent.close })
}

function openFiles(path: string, declared: Declared, kit: SourceKit): Source {
  const archive = lazyArchive(absolute(kit.base, path), kit.limits.inflatedBytes)
  const shelf = fileShelf({ archive, declared, fileBytes: kit.limits.fileBytes })
  return {
    ...reading(shelf, declared, kit),
    async check() {
      const checks = await checkArchive(archive)
      return checks.some(({ ok }) => !ok) ? checks : [...checks, ...(await checkItems(shelf, declared))]
    },
    close: archive.close,
  }
}

interface Web {
  readonly kit: SourceKit
  readonly again: () => Promise<void>
  readonly close: () => Promise<void>
}

function openWeb({ url = '', each = [{}] }: AppJsonOptions, declared: Declared, { kit, again, close }: Web): Source {
  const shelf = webShelf({ kit, declared, url, each, again })
  return { ...reading(shelf, declared, kit), check: () => checkItems(shelf, declared), close }
}

function reading(shelf: ReturnType<typeof fileShelf>, declared: Declared, kit: SourceKit): Omit<Source, 'check' | 'close'> {
  let leftovers: readonly Leftover[] = []
  return {
    async *discover(since) {
      const index = await shelf.survey()
      leftovers = index.leftovers
      yield* index.posts(since)
    },
    leftovers: () => leftovers,
    async *fetch(ref) {
      yield* fetchParts({ declared, kit, sheet: shelf.sheet, elsewhere: shelf.elsewhere, local: shelf.local }, ref)
    },
    parse: (material) => parseMaterial(material, declared),
    ...addressBook(declared),
    sameAccount: () => null,
  }
}
