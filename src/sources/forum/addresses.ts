// Addresses of threads and lists, in every form phpwind and Discuz! give them, ↔ site, thread number and page. Pure; reads names only.

export interface ThreadAddress {
  /** Host, with the folder the forum lies in (`www.x.gov.cn/bbs`). */
  readonly site: string
  readonly tid: string
  readonly page: number
}

type Read = readonly [tid: string, page: string | undefined]

const FORMS: readonly RegExp[] = [
  // phpwind 8.7: read.php?tid-1-page-2.html, read-htm-tid-1-fpage-3-page-2.html (fpage is the page of the list)
  /(?:^|\/)read(?:-htm|\.php[?/])-?(?:fid-\d+-)?tid-(\d+)(?:.*?-page-(\d+))?/,
  /(?:^|\/)thread-(\d+)-(\d+)(?:-\d+)?\.html?$/,
  /(?:^|\/)archiver\/(?:index\.php)?(?:\?)?tid-(\d+)(?:-page-(\d+))?\.html/,
  /(?:^|\/)simple\/(?:index\.php)?(?:\?)?t(\d+)(?:_(\d+))?(?:\.html|$)/,
]
const LIST_FORMS: readonly RegExp[] = [
  /(?:^|\/)thread(?:-htm|\.php[?/])-?fid-(\d+)(?:.*?-page-(\d+))?/,
  /(?:^|\/)forum-(\d+)-(\d+)\.html?$/,
  /(?:^|\/)archiver\/(?:index\.php)?(?:\?)?fid-(\d+)(?:-page-(\d+))?\.html/,
  /(?:^|\/)simple\/(?:index\.php)?(?:\?)?f(\d+)(?:_(\d+))?(?:\.html|$)/,
]
const MOST_LENGTH = 2000

/** The thread an absolute address shows; null when it shows something else. */
export function threadOf(address: string): ThreadAddress | null {
  const url = urlOf(address)
  if (url === null) return null
  const found = byPath(url, FORMS) ?? threadByQuery(url)
  return found === null || !/^\d{1,15}$/.test(found[0])
    ? null
    : { site: siteIn(url), tid: String(Number(found[0])), page: numberOf(found[1]) }
}

/** The forum list that an absolute address shows. */
export function listOf(address: string): { readonly site: string; readonly fid: string; readonly page: number } | null {
  const url = urlOf(address)
  if (url === null) return null
  const found = byPath(url, LIST_FORMS) ?? listByQuery(url)
  return found === null || !/^[\w-]{1,40}$/.test(found[0]) ? null : { site: siteIn(url), fid: found[0], page: numberOf(found[1]) }
}

function urlOf(address: string): URL | null {
  if (address.length > MOST_LENGTH || !URL.canParse(address)) return null
  const url = new URL(address)
  return /^https?:$/.test(url.protocol) ? url : null
}

function byPath(url: URL, forms: readonly RegExp[]): Read | null {
  const path = url.pathname + (/^\?(?!mod=|tid=|fid=|m=)/.test(url.search) ? url.search.replace(/&.*$/, '') : '')
  for (const form of forms) {
    const found = form.exec(path)
    // archiver/?tid-1.html&page=2
    if (found !== null) return [found[1] ?? '', found[2] ?? /[?&]page=(\d+)/.exec(url.search)?.[1]]
  }
  return null
}

function threadByQuery(url: URL): Read | null {
  const file = url.pathname.slice(url.pathname.lastIndexOf('/') + 1)
  const at = url.searchParams
  const tid = at.get('tid') ?? ''
  const page = at.get('page') ?? undefined
  if (/^(?:read|viewthread)\.php$/.test(file)) return tid === '' ? null : [tid, page]
  if (file === 'job.php') return at.get('action') === 'topost' && tid !== '' ? [tid, undefined] : null
  if (file === 'redirect.php' || at.get('mod') === 'redirect') return firstOf(at.get('ptid'), tid)
  if (at.get('mod') === 'viewthread' || at.get('module') === 'viewthread') return tid === '' ? null : [tid, page]
  if (at.get('c') === 'read' && tid !== '') return [tid, page]
  return null
}

function firstOf(a: string | null, b: string): Read | null {
  const tid = a ?? b
  return tid === '' ? null : [tid, undefined]
}

function listByQuery(url: URL): Read | null {
  const file = url.pathname.slice(url.pathname.lastIndexOf('/') + 1)
  const at = url.searchParams
  const fid = at.get('fid') ?? ''
  const isList = /^(?:thread|forumdisplay)\.php$/.test(file) || at.get('mod') === 'forumdisplay' || at.get('c') === 'thread'
  return isList && fid !== '' ? [fid, at.get('page') ?? undefined] : null
}

function numberOf(page: string | undefined): number {
  const n = Number(page ?? 1)
  return Number.isSafeInteger(n) && n > 0 ? n : 1
}

/** Simple views and interfaces lie in folders of their own below the forum's. */
function siteIn(url: URL): string {
  const folder = url.pathname
    .slice(0, url.pathname.lastIndexOf('/') + 1)
    .replace(/(?:archiver|simple|api\/mobile|(?<=\/)read\.php)\/$/, '')
    .replace(/\/+$/, '')
  return `${url.host}${folder}`
}

/** What the job calls the site (`bbs.x.gov.cn`, `https://www.x.gov.cn/bbs/`) → the same as addresses give; '' when it is no address. */
export function siteOf(given: string): string {
  const address = /^https?:\/\//i.test(given) ? given : `http://${given}`
  if (!URL.canParse(address)) return ''
  const url = new URL(address)
  return `${url.host}${url.pathname.replace(/\/[^/]*\.(?:php|html?)$/, '').replace(/\/+$/, '')}`
}

export function keyOf(site: string, tid: string): string {
  return `forum:${site}:tid:${tid}`
}

function readKey(key: string): { readonly site: string; readonly tid: string } | null {
  const found = /^forum:(.{1,300}):tid:(\d{1,15})$/.exec(key)
  return found === null ? null : { site: found[1] ?? '', tid: found[2] ?? '' }
}

const SITE_OF_KEY = /^forum:(.{1,300}):(?:tid|file):/

export function sameAccount(a: string, b: string): boolean | null {
  const [one, other] = [SITE_OF_KEY.exec(a)?.[1], SITE_OF_KEY.exec(b)?.[1]]
  return one === undefined || other === undefined || one === '-' || other === '-' ? null : one === other
}

export type Software = 'phpwind' | 'discuz'

/** The addresses under which readers know a thread. */
export function addressesOf(key: string, scheme: string, software?: Software): readonly string[] {
  const read = readKey(key)
  if (read === null || read.site === '-') return []
  const root = `${scheme}//${read.site}`
  const { tid } = read
  const phpwind = [`${root}/read.php?tid=${tid}`, `${root}/read-htm-tid-${tid}.html`, `${root}/simple/?t${tid}.html`]
  const discuz = [`${root}/thread-${tid}-1-1.html`, `${root}/forum.php?mod=viewthread&tid=${tid}`, `${root}/archiver/?tid-${tid}.html`]
  return software === 'phpwind' ? phpwind : software === 'discuz' ? discuz : [...phpwind, ...discuz]
}

/** The same thread or list at another page, in the form of the given address. */
export function atPage(address: string, page: number): string {
  const url = new URL(address)
  url.hash = ''
  const whole = url.href
  const swaps: readonly (readonly [RegExp, string])[] = [
    [/((?:^|\/)thread-\d+-)\d+((?:-\d+)?\.html?)$/, `$1${page}$2`],
    [/((?:^|\/)forum-\d+-)\d+(\.html?)$/, `$1${page}$2`],
    [/((?:read|thread)(?:-htm|\.php[?/])-?[^?]*?-page-)\d+/, `$1${page}`],
    [/((?:read|thread)(?:-htm|\.php[?/])-?[^?.]*)(\.html)$/, `$1-page-${page}$2`],
    [/(\/simple\/(?:index\.php)?\??[tf]\d+)(?:_\d+)?(\.html|$)/, `$1_${page}$2`],
    [/(\/archiver\/(?:index\.php)?\??[tf]id-\d+-page-)\d+/, `$1${page}`],
    [/(\/archiver\/(?:index\.php)?\??[tf]id-\d+\.html)(?:[&?]page=\d+)?/, `$1&page=${page}`],
  ]
  for (const [form, swap] of swaps) if (form.test(whole)) return whole.replace(form, swap)
  url.searchParams.set('page', String(page))
  return url.href
}
