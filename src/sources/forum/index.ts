// The source kind `forum`: threads of phpwind and Discuz! forums, from saved pages, database dumps or the web. One thread is one post: its first
// floor is the article.
import { resolve as absolute } from 'node:path'
import type { Check } from '../../domain/archive.ts'
import { both } from '../../domain/words.ts'
import type { Leftover } from '../files/archive-files.ts'
import { checkArchive, lazyArchive } from '../files/open-archive.ts'
import type { LazyArchive } from '../files/open-archive.ts'
import type { Source, SourceKind, SourceKit } from '../source.ts'
import { through as throughArchive } from '../web-archive/through.ts'
import type { Span } from '../web-archive/span.ts'
import { addressesOf, keyOf, sameAccount, threadOf } from './addresses.ts'
import { fetchThread, threads } from './archive.ts'
import type { Opened } from './archive.ts'
import { parseMaterial } from './material.ts'
import { forumOf, forumOptions, siteName } from './options.ts'
import type { Forum, ForumOptions } from './options.ts'
import { fetchWeb, webThreads } from './web.ts'

export type { ForumOptions } from './options.ts'

export const forum: SourceKind<ForumOptions> = { name: 'forum', version: 1, options: forumOptions, open }

async function open(options: ForumOptions, lent: SourceKit): Promise<Source> {
  const given = forumOf(options)
  const through = options.through === undefined ? null : await throughArchive(lent, options.through)
  const kit: SourceKit = through ?? lent
  const archive = options.path === undefined ? null : lazyArchive(absolute(lent.base, options.path), lent.limits.inflatedBytes)
  const spans = new Map<string, Promise<Span>>()
  const opened = async (from: LazyArchive): Promise<Opened> => ({ files: await from.files(), kit: lent, forum: given, spans })
  const letGo = async (): Promise<void> => {
    const all = [...spans.values()]
    spans.clear()
    for (const span of all) await span.then((one) => one.close()).catch(() => undefined)
  }
  let leftovers: readonly Leftover[] = []
  const leave = (left: readonly Leftover[]): void => void (leftovers = [...leftovers, ...left])
  return {
    check: async () => [...(archive === null ? [] : await checkFiles(archive, given)), ...checkWeb(kit, options)],
    async *discover(since) {
      // a worker lives long: what it opened for an earlier run may have been replaced since
      await letGo()
      await archive?.again()
      await through?.again()
      leftovers = []
      const had = new Set<string>()
      if (archive !== null)
        for await (const thread of threads(await opened(archive), since, leave)) {
          had.add(thread.key)
          yield thread
        }
      if (options.lists !== undefined || options.urls !== undefined)
        for await (const thread of webThreads(kit, given, leave)) if (!had.has(thread.key)) yield thread
    },
    leftovers: () => leftovers,
    async *fetch(ref) {
      const isWeb = typeof ref === 'object' && ref !== null && 'url' in ref
      if (isWeb || archive === null) yield* fetchWeb(kit, given, ref)
      else yield* fetchThread(await opened(archive), ref)
    },
    parse: (material) => parseMaterial(material, given),
    keysOf: (url) => keysOf(url, given),
    addressesOf: (key) => addressesOf(key, given.scheme, options.software),
    sameAccount,
    async close() {
      await letGo()
      await through?.close()
      await archive?.close()
    },
  }
}

function keysOf(url: string, given: Forum): readonly string[] {
  const thread = threadOf(url)
  return thread === null ? [] : [keyOf(siteName(given, thread.site), thread.tid)]
}

async function checkFiles(archive: LazyArchive, { site }: Forum): Promise<readonly Check[]> {
  const checks = await checkArchive(archive)
  if (site !== null || checks.some(({ ok }) => !ok)) return checks
  const { list } = await (await archive.files()).all()
  const dump = list.find(({ path }) => /\.sql(?:\.gz)?$/i.test(path))
  if (dump === undefined) return checks
  return [
    ...checks,
    {
      what: 'site',
      ok: false,
      detail: both('数据库导出不含论坛地址,请在 source.site 写明', 'a dump does not tell the address of the forum: give source.site'),
    },
  ]
}

function checkWeb(kit: SourceKit, { lists = [], urls = [] }: ForumOptions): readonly Check[] {
  return [...lists, ...urls.slice(0, 20)].map((url) => ({
    what: url,
    ok: kit.mayGet(url),
    detail: kit.mayGet(url) ? both('允许访问', 'may be asked') : both('其主机不在 limits.hosts 中', 'its host is not in limits.hosts'),
  }))
}
