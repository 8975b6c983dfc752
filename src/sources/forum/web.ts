// Threads of the web: found on lists or given by address, all their pages asked for, as many as the replies that go along need. What cannot
// be had now keeps the version it had: trouble of the network is no change.
import { createHash } from 'node:crypto'
import type { Discovered, Json, Part } from '../../domain/archive.ts'
import { Failure } from '../../domain/failures.ts'
import { UNKNOWN_DATE } from '../../domain/page.ts'
import type { Remembered, WebAnswer } from '../../domain/web.ts'
import { both } from '../../domain/words.ts'
import type { Leftover } from '../files/archive-files.ts'
import { mediaParts, remoteMedia } from '../page-media.ts'
import type { SourceKit } from '../source.ts'
import { pageParts } from '../web-page.ts'
import { atPage, keyOf, threadOf } from './addresses.ts'
import { needsOf, stored } from './archive.ts'
import { guarded } from './downloads.ts'
import { parseMaterial, viewsOf } from './material.ts'
import { digestText } from './merge.ts'
import { siteName } from './options.ts'
import type { Forum } from './options.ts'
import { walkList } from './walk-lists.ts'
import type { Listed } from './walk-lists.ts'

export async function* webThreads(kit: SourceKit, forum: Forum, leave: (left: readonly Leftover[]) => void): AsyncGenerator<Discovered> {
  const left: Leftover[] = []
  const found = new Map<string, Listed>()
  const name = (site: string): string => siteName(forum, site)
  for (const list of new Set(forum.options.lists)) {
    const { threads, cut } = await walkList(kit, list, { most: forum.options.listPages, name })
    if (cut) left.push({ name: list, why: both('列表页数超过 listPages', 'the list has more pages than listPages allows') })
    if (threads.size === 0) left.push({ name: list, why: both('列表中没有帖子', 'no thread on this list') })
    for (const [key, listed] of threads) if (!found.has(key)) found.set(key, listed)
  }
  for (const url of new Set(forum.options.urls)) {
    const thread = threadOf(url)
    if (thread === null) left.push({ name: url, why: both('不是帖子地址', 'no address of a thread') })
    else if (!found.has(`${name(thread.site)} ${thread.tid}`))
      found.set(`${name(thread.site)} ${thread.tid}`, { url: atFirst(url), title: null })
  }
  leave(left)
  // A list is in the order of the last answers; numbers stay.
  for (const [key, listed] of [...found].toSorted(([a], [b]) => order(a, b))) {
    const [site = '-', tid = ''] = key.split(' ')
    yield await describe(kit, forum, { key: keyOf(site, tid), tid, listed })
  }
}

function order(a: string, b: string): number {
  const [[siteA = '', tidA = ''], [siteB = '', tidB = '']] = [a.split(' '), b.split(' ')]
  return siteA < siteB ? -1 : siteA > siteB ? 1 : Number(tidA) - Number(tidB)
}

function atFirst(url: string): string {
  return (threadOf(url)?.page ?? 1) === 1 ? url : atPage(url, 1)
}

async function describe(kit: SourceKit, forum: Forum, of: { key: string; tid: string; listed: Listed }): Promise<Discovered> {
  const { key, listed } = of
  const base = { key, aliases: [], ref: { url: listed.url, tid: of.tid } satisfies Json, url: listed.url }
  try {
    const parts = (await pagesOf(kit, forum, listed.url)).flatMap(({ answer }, n) => pageParts(n === 0 ? listed.url : answer.url, answer))
    const { views } = viewsOf({ parts: parts.map(stored) }, forum)
    const page = parseMaterial({ key, ref: null, parts: parts.map(stored) }, forum)
    const version = digest(views.map(digestText).join('\n\n\n'))
    await kit.memory.remember(new Map<string, Remembered>([[listed.url, { version, etag: null, lastModified: null }]]))
    return { ...base, version, title: page.title ?? listed.title, listed: page.published }
  } catch (failure) {
    if (!(failure instanceof Failure) || !failure.code.startsWith('net-')) throw failure
    const known = (await kit.memory.recall([listed.url])).get(listed.url)
    return { ...base, version: known?.version ?? digest(`${failure.code} ${listed.url}`), title: listed.title, listed: UNKNOWN_DATE }
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

interface Asked {
  readonly asked: string
  readonly answer: WebAnswer
}

/** The first page, then as many as it says there are. */
async function pagesOf(kit: SourceKit, forum: Forum, url: string): Promise<readonly Asked[]> {
  const ask = { maxBytes: kit.limits.fileBytes }
  const first = await kit.get(url, ask)
  const { views } = viewsOf({ parts: pageParts(url, first).map(stored) }, forum)
  const pages = forum.options.replies === 'none' ? 1 : Math.min(views[0]?.pages ?? 1, forum.options.threadPages)
  const answers: Asked[] = [{ asked: url, answer: first }]
  for (let page = 2; page <= pages; page += 1) {
    const asked = atPage(url, page)
    const answer = await laterPage(kit, asked)
    if (answer !== null) answers.push({ asked, answer })
  }
  return answers
}

/** Null for a page that is not there: `thread-pages-missing` tells of it, and the article is not lost for its sake. */
async function laterPage(kit: SourceKit, url: string): Promise<WebAnswer | null> {
  try {
    return await kit.get(url, { maxBytes: kit.limits.fileBytes })
  } catch (failure) {
    if (failure instanceof Failure && failure.code === 'net-missing') return null
    throw failure
  }
}

export async function* fetchWeb(kit: SourceKit, forum: Forum, ref: Json): AsyncGenerator<Part> {
  const { url } = (ref ?? {}) as { readonly url?: Json }
  if (typeof url !== 'string')
    throw new Failure('file-missing', both('该帖的地址记录无法读取', 'the note of this thread’s address is not readable'))
  const parts: Part[] = []
  for (const [n, { asked, answer }] of (await pagesOf(kit, forum, url)).entries()) parts.push(...pageParts(n === 0 ? url : asked, answer))
  yield* parts
  const page = parseMaterial({ key: '', ref: null, parts: parts.map(stored) }, forum)
  yield* mediaParts(needsOf(page, forum), guarded(remoteMedia(kit, url)))
}
