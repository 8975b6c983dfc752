// The source kind `weibo-archive`: saved answers and pages of Weibo in any dialect, web archives of them, and what backup tools wrote, together in
// one folder, zip or file → the account's posts, each once.
import { resolve as absolute } from 'node:path'
import type { Claim } from '../../domain/account.ts'
import type { Leftover } from '../files/archive-files.ts'
import { checkArchive } from '../files/open-archive.ts'
import type { Source, SourceKind, SourceKit } from '../source.ts'
import { addressesOf, sameAccount } from '../weibo/ids.ts'
import { keysOf } from '../weibo/links.ts'
import { parseMaterial } from '../weibo/material.ts'
import { claimsFor, discovered, sortEntries } from './discover.ts'
import { fetchParts } from './fetch.ts'
import { FORMAT_READERS } from './formats.ts'
import { weiboArchiveOptions } from './options.ts'
import type { WeiboArchiveOptions } from './options.ts'
import { openShelf } from './shelf.ts'
import { survey } from './survey.ts'

export const weiboArchive: SourceKind<WeiboArchiveOptions> = {
  name: 'weibo-archive',
  version: 1,
  options: weiboArchiveOptions,
  robots: 'none',
  open,
}

async function open({ path, uid, capturedAt }: WeiboArchiveOptions, kit: SourceKit): Promise<Source> {
  const shelf = openShelf({ path: absolute(kit.base, path), kit, capturedAt: capturedAt ?? null })
  let leftovers: readonly Leftover[] = []
  let claims: readonly Claim[] = []
  return {
    check: () => checkArchive(shelf.archive),
    async *discover(since) {
      // a worker lives long: what it opened for an earlier run may have been replaced since
      await shelf.again()
      const found = await survey(shelf)
      const sorted = sortEntries(found, uid)
      leftovers = sorted.leftovers
      claims = claimsFor(found, sorted.uid)
      yield* discovered(found, sorted, since)
    },
    leftovers: () => leftovers,
    claims: () => claims,
    async *fetch(ref, what) {
      yield* fetchParts(shelf, kit, { ref, what })
    },
    parse: (material) => parseMaterial(material, FORMAT_READERS),
    keysOf,
    addressesOf,
    sameAccount,
    close: () => shelf.close(),
  }
}
