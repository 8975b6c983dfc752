// The bytes of one saved page, answer or text → its view, told apart by content; null when it shows no thread. Pure; never throws for content.
import type { PageState } from '../../domain/page.ts'
import { isMhtml, pageOfMhtml, readMhtml } from '../files/mime.ts'
import { charsetFacts, charsetRemarks, decode } from '../text/charset.ts'
import { textOf } from '../text/text-of.ts'
import { listOf, threadOf } from './addresses.ts'
import { elementsOf, innerOf, firstWithin, hasClass, valueOf, within, wordsOf } from './elements.ts'
import type { Elements } from './elements.ts'
import { readDiscuz } from './read-discuz.ts'
import { readMobile } from './read-mobile.ts'
import { readPhpwind } from './read-phpwind.ts'
import { readPhpwind9 } from './read-phpwind9.ts'
import { readArchiver, readPhpwindSimple, readPrinter } from './read-simple.ts'
import { readText } from './read-text.ts'
import { whole } from './pictures.ts'
import { EMPTY_VIEW } from './view.ts'
import type { ThreadView } from './view.ts'

export interface PageGiven {
  readonly bytes: Uint8Array
  /** Where it was found, when it came from the web. */
  readonly url: string | null
  readonly contentType: string | null
  /** What the job says the forum's address is. */
  readonly home: string | null
}

export interface PageRead {
  readonly view: ThreadView | null
  readonly isList: boolean
  readonly elements: Elements | null
  readonly base: string | null
  readonly charset: Readonly<Record<string, string>>
}

export function readPage(given: PageGiven): PageRead {
  const head = Buffer.from(given.bytes.buffer, given.bytes.byteOffset, Math.min(given.bytes.byteLength, 4096)).toString('latin1')
  const mhtml = isMhtml(head) ? pageOfMhtml(readMhtml(Buffer.from(given.bytes))) : null
  const decoded = decode(mhtml ?? given.bytes, given.contentType)
  const { text } = decoded
  const charset = charsetFacts(decoded)
  if (/^\s*[[{]/.test(text)) {
    const base = given.home ?? given.url
    const view = located(readMobile(text, base), { url: given.url, elements: null, base })
    return {
      view: view === null ? null : { ...view, remarks: [...charsetRemarks(decoded), ...view.remarks] },
      isList: false,
      elements: null,
      base,
      charset,
    }
  }
  if (!/<(?:html|body|div|table|td)\b/i.test(text.slice(0, 200_000))) {
    const view = readText(text)
    return { view, isList: false, elements: null, base: given.home, charset }
  }
  return { ...readHtml(text, given, charsetRemarks(decoded)), charset }
}

function readHtml(text: string, given: PageGiven, remarks: ThreadView['remarks']): Omit<PageRead, 'charset'> {
  const elements = elementsOf(text)
  const url = given.url ?? savedFrom(text) ?? linkOf(elements)
  const base = baseOf(elements, url, given.home)
  const view =
    readPhpwind9(elements, base) ??
    readPhpwind(elements, base) ??
    readPhpwindSimple(elements, base) ??
    readDiscuz(elements, base) ??
    readArchiver(elements, base) ??
    readPrinter(elements, base)
  const found = view === null || view.floors.length === 0 ? (noticeOf(elements) ?? view) : view
  const isList = found === null && isListPage(elements, base)
  const cut = elements.cut ? [{ code: 'markup-limit' }] : []
  const done = located(found === null ? null : { ...found, remarks: [...remarks, ...cut, ...found.remarks] }, { url, elements, base })
  return { view: done, isList, elements, base }
}

/** The address a browser notes when it saves a page. */
function savedFrom(text: string): string | null {
  const head = text.slice(0, 4000)
  return /<!--\s*saved from url=\(\d+\)(\S+?)\s*-->/.exec(head)?.[1] ?? /Page saved with SingleFile\s+url:\s*(\S+)/.exec(head)?.[1] ?? null
}

function linkOf(page: Elements): string | null {
  const n = firstWithin(page, -1, (at, name) => name === 'link' && valueOf(page, at, 'rel').toLowerCase() === 'canonical')
  const href = n === null ? '' : valueOf(page, n, 'href')
  return /^https?:/i.test(href) ? href : null
}

function baseOf(page: Elements, url: string | null, home: string | null): string | null {
  const n = firstWithin(page, -1, (at, name) => name === 'base' && valueOf(page, at, 'href') !== '')
  const href = n === null ? '' : valueOf(page, n, 'href')
  const from = url ?? home
  if (href !== '' && URL.canParse(href, from ?? undefined)) return new URL(href, from ?? undefined).href
  return from !== null && URL.canParse(from) ? from : null
}

/** Number, site and page of the thread: from its address, else from the links that the page gives to itself. */
function located(view: ThreadView | null, of: { url: string | null; elements: Elements | null; base: string | null }): ThreadView | null {
  if (view === null) return null
  const own = of.url === null ? null : threadOf(of.url)
  const linked = own ?? (of.elements === null ? null : selfLink(of.elements, of.base))
  const tid = own?.tid ?? view.tid ?? linked?.tid ?? null
  const links = of.elements === null || tid === null ? [] : pageLinks(of.elements, of.base, tid)
  const current = of.elements === null ? null : currentPage(of.elements)
  const page = own !== null && own.page > 1 ? own.page : (current ?? own?.page ?? view.page)
  return { ...view, tid, site: linked?.site ?? null, url: of.url, page, pages: Math.max(page, view.pages, ...links) }
}

/** A made-up host stands for the unknown one, so that relative links can be read. */
const NOWHERE = 'http://-/'

/** Pages link to their own thread in the heading, the pager, and in every post's number; the commonest thread among those is this one. */
function selfLink(page: Elements, base: string | null): { readonly site: string | null; readonly tid: string } | null {
  const counts = new Map<string, { site: string; tid: string; count: number }>()
  const written = writtenPlaces(page)
  const spots = within(page, -1, (n, name) => (name === 'a' || name === 'input') && written[n] !== 1 && isOwnSpot(page, n))
  for (const n of spots.slice(0, 500)) {
    const found = threadOf(whole(valueOf(page, n, 'href') || valueOf(page, n, 'value'), base ?? NOWHERE))
    if (found === null) continue
    const key = `${found.site} ${found.tid}`
    counts.set(key, { site: found.site, tid: found.tid, count: (counts.get(key)?.count ?? 0) + 1 })
  }
  const best = [...counts.values()].toSorted((a, b) => b.count - a.count)[0]
  return best === undefined ? null : { tid: best.tid, site: best.site === '-' ? null : best.site }
}

/** The elements inside of posts: what people write there tells nothing of the page. */
function writtenPlaces(page: Elements): Uint8Array {
  const written = new Uint8Array(page.list.length)
  let last = -1
  for (const [n, { last: end }] of page.list.entries()) {
    if (n <= last) written[n] = 1
    else if (isContainer(page, n)) last = end
  }
  return written
}

function isContainer(page: Elements, n: number): boolean {
  return (
    ['tpc_content', 't_f', 'editor_content'].some((name) => hasClass(page, n, name)) ||
    /^(?:postmessage_|read_(?:tpc|\d+)$)/.test(valueOf(page, n, 'id'))
  )
}

/** Links that can only lead to the page's own thread. */
function isOwnSpot(page: Elements, n: number): boolean {
  const id = valueOf(page, n, 'id')
  const words = `${valueOf(page, n, 'title')}${valueOf(page, n, 'onclick')}`
  if (/^postnum|^fav|^thread_/.test(id) || /copyThreadUrl|copyUrl|此楼地址|setCopy|复制/.test(words)) return true
  const up = page.list[n]?.parent ?? -1
  const around = up < 0 ? -1 : (page.list[up]?.parent ?? -1)
  return [up, around].some(
    (at) =>
      at >= 0 &&
      (hasClass(page, at, 'pg') || hasClass(page, at, 'pages') || valueOf(page, at, 'id') === 'end' || page.list[at]?.name === 'center'),
  )
}

function pageLinks(page: Elements, base: string | null, tid: string): readonly number[] {
  const written = writtenPlaces(page)
  return within(page, -1, (n, name) => name === 'a' && written[n] !== 1)
    .slice(0, 20_000)
    .flatMap((n) => {
      const href = valueOf(page, n, 'href')
      const found = href.includes(tid) ? threadOf(whole(href, base ?? NOWHERE)) : null
      return found !== null && found.tid === tid && found.page < 10_000 && isPager(page, n) ? [found.page] : []
    })
}

function isPager(page: Elements, n: number): boolean {
  for (let up = page.list[n]?.parent ?? -1, steps = 0; up >= 0 && steps < 4; up = page.list[up]?.parent ?? -1, steps += 1) {
    if (['pg', 'pages', 'page', 'pgs'].some((name) => hasClass(page, up, name)) || page.list[up]?.name === 'center') return true
  }
  return false
}

/** The page that the pager shows as the present one. */
function currentPage(page: Elements): number | null {
  const pager = firstWithin(page, -1, (n) => hasClass(page, n, 'pg') || hasClass(page, n, 'pages'))
  const now = pager === null ? null : firstWithin(page, pager, (_, name) => name === 'strong' || name === 'b')
  const n = /^\d{1,4}$/.exec(wordsOf(page, now))?.[0]
  return n === undefined ? null : Number(n)
}

const NOTICES: readonly (readonly [RegExp, PageState])[] = [
  [/主题不存在|主题已(?:被)?(?:删除|关闭)|不存在或已被删除|数据已被删除|帖子不存在|已被删除或正在被审核|指定的主题不存在/, 'deleted'],
  [/已被(?:管理员|版主)?屏蔽|被禁言/, 'violation'],
  [/没有权限|无权(?:访问|浏览|查看)|需要登录|请先登录|尚未登录|阅读权限|权限不足|仅限.{0,10}用户/, 'private'],
  [/验证码|安全验证|访问过于频繁|人机验证/, 'blocked'],
  [/论坛(?:暂时)?关闭|站点关闭|数据库(?:错误|连接)|系统(?:繁忙|维护)/, 'unavailable'],
]

/** A page on which the forum says why it shows no thread. Long pages are something else. */
function noticeOf(page: Elements): ThreadView | null {
  const box =
    firstWithin(page, -1, (n) => ['messagetext', 'showmsg', 'J_message'].includes(valueOf(page, n, 'id'))) ??
    firstWithin(
      page,
      -1,
      (n) =>
        hasClass(page, n, 'alert_error') ||
        hasClass(page, n, 'alert_info') ||
        hasClass(page, n, 'error_cont') ||
        hasClass(page, n, 'regForm'),
    )
  const words = box === null ? shortWords(page) : wordsOf(page, box).slice(0, 400)
  const found = NOTICES.find(([form]) => form.test(words))
  if (words === '' || found === undefined || !isForum(page)) return null
  return { ...EMPTY_VIEW, state: found[1], stateText: words.replaceAll('\n', ' ').slice(0, 200) }
}

function shortWords(page: Elements): string {
  const body = firstWithin(page, -1, (_, name) => name === 'body')
  const words = page.html.length > 60_000 ? '' : textOf(innerOf(page, body))
  return words.length > 600 ? '' : words
}

function isForum(page: Elements): boolean {
  return /discuz|phpwind|Comsenz/i.test(page.html)
}

function isListPage(page: Elements, base: string | null): boolean {
  if (/id="(?:threadlist|threadlisttableid|normalthread_\d|ajaxtable)/.test(page.html)) return true
  return within(page, -1, (_, name) => name === 'a').some((n) => listOf(whole(valueOf(page, n, 'href'), base ?? NOWHERE)) !== null)
}
