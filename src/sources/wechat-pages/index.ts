// The source kind `wechat-pages`: lists of links to articles of WeChat accounts → the articles, asked politely one by one, from the platform or
// from a web archive.
import { resolve } from 'node:path'
import type { Check } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import { both, numberText } from '../../domain/words.ts'
import type { Leftover } from '../files/archive-files.ts'
import type { Source, SourceKind, SourceKit } from '../source.ts'
import { addressesOf, keysOf, sameAccount } from '../wechat-archive/addresses.ts'
import { articles } from './discover.ts'
import { fetchParts } from './fetch.ts'
import { fileRows } from './list-file.ts'
import { options } from './options.ts'
import type { WechatPagesOptions } from './options.ts'
import { parseMaterial } from './parse.ts'
import { rowsOf } from './row.ts'
import type { Found } from './row.ts'

export type { WechatPagesOptions } from './options.ts'

export const wechatPages: SourceKind<WechatPagesOptions> = { name: 'wechat-pages', version: 1, options, robots: 'none', open }

/** Named one by one up to here, then counted. */
const MOST_LEFTOVERS = 1000

async function open(given: WechatPagesOptions, lent: SourceKit): Promise<Source> {
  const archive = given.through === undefined ? null : await throughArchive(lent, given.through)
  const kit: SourceKit = archive ?? lent
  const isArchive = archive !== null
  let leftovers: Leftover[] = []
  return {
    check: () => check(given, kit),
    async *discover(since) {
      await archive?.again()
      leftovers = []
      let untold = 0
      const leave = (one: Leftover): void => {
        if (leftovers.length < MOST_LEFTOVERS) leftovers.push({ name: one.name, why: one.why })
        else untold += 1
      }
      const { resolve: isResolving, again = '' } = given
      yield* articles(await allRows(given, lent), { kit, isArchive, resolve: isResolving, again, since: since ?? null, leave })
      if (untold > 0) leftovers.push({ name: '…', why: `and ${untold} more lines without an article` })
    },
    leftovers: () => leftovers,
    fetch: (ref) => fetchParts({ kit, isArchive }, ref),
    parse: parseMaterial,
    keysOf,
    addressesOf,
    sameAccount,
    close: async () => await archive?.close(),
  }
}

/** Most jobs read no web archive. */
async function throughArchive(kit: SourceKit, path: string): Promise<SourceKit & { again(): Promise<void>; close(): Promise<void> }> {
  const { through } = await import('../web-archive/through.ts')
  return await through(kit, path)
}

async function allRows({ lists = [], urls = [] }: WechatPagesOptions, { base, limits }: SourceKit): Promise<readonly Found[]> {
  const found: Found[] = []
  for (const list of lists) for (const row of await fileRows(resolve(base, list), list, limits.fileBytes)) found.push(row)
  for (const [n, url] of urls.entries()) found.push(...rowsOf([url], null, `urls[${n}]`))
  return found
}

async function check(given: WechatPagesOptions, kit: SourceKit): Promise<readonly Check[]> {
  const checks: Check[] = []
  for (const list of given.lists ?? []) checks.push(await checkList({ lists: [list], resolve: false }, kit, list))
  if (given.urls !== undefined) checks.push(await checkList({ urls: given.urls, resolve: false }, kit, 'urls'))
  if (given.through !== undefined) checks.push(await checkArchive(given.through, kit))
  else for (const [url, zh, en] of HOSTS) checks.push(checkHost(kit, url, both(zh, en)))
  return checks
}

async function checkList(given: WechatPagesOptions, kit: SourceKit, what: string): Promise<Check> {
  try {
    const found = await allRows(given, kit)
    const links = found.filter((row) => 'url' in row).length
    const other = found.length - links
    const more = other === 0 ? ['', ''] : [`,另有 ${numberText(other)} 行没有文章链接`, `, and ${numberText(other)} lines without one`]
    return {
      what,
      ok: links > 0,
      detail: both(`${numberText(links)} 个文章链接${more[0]}`, `${numberText(links)} article links${more[1]}`),
    }
  } catch (failure) {
    if (failure instanceof Failure) return { what, ok: false, detail: failure.message }
    throw failure
  }
}

/** Any question makes the archive open; that it lacks an address is no fault of the archive. */
async function checkArchive(what: string, kit: SourceKit): Promise<Check> {
  try {
    await kit.get('https://mp.weixin.qq.com/')
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure
    if (failure.code !== 'net-missing') return { what, ok: false, detail: failure.message }
  }
  return { what, ok: true, detail: both('可以读取', 'can be read') }
}

const HOSTS = [
  ['https://mp.weixin.qq.com/s/x', '不在 limits.hosts 中,无法取得文章', 'is not in limits.hosts: no article can be fetched'],
  ['https://mmbiz.qpic.cn/x', '不在 limits.hosts 中,图片将留在原平台', 'is not in limits.hosts: pictures would stay on the old platform'],
  ['https://res.wx.qq.com/x', '不在 limits.hosts 中,音频将留在原平台', 'is not in limits.hosts: sounds would stay on the old platform'],
] as const

function checkHost(kit: SourceKit, url: string, otherwise: string): Check {
  const ok = kit.mayGet(url)
  return { what: new URL(url).host, ok, detail: ok ? both('允许访问', 'may be asked') : otherwise }
}
