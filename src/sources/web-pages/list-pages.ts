// A list of a site → its rows, page after page. A list that moves while it is read (a post is put on top, or taken away) is read again,
// and all that was seen on any pass counts: rows are joined by their keys, so that none is lost and none is double.
import { load } from 'cheerio'
import { isText } from 'domhandler'
import { Failure } from '../../domain/failures.ts'
import { both } from '../../domain/words.ts'
import type { SourceKit } from '../source.ts'
import { decode } from '../text/charset.ts'
import { textOf } from '../text/text-of.ts'
import type { ListOptions } from './options.ts'
import { dateIn } from './page-dates.ts'
import { pageTags } from './page-tags.ts'
import { noPost } from './page-state.ts'
import { absolute, hasHiddenNext, nextOfList } from './paging.ts'
import type { Found, Row } from './rows.ts'
import { sha256 } from './rows.ts'

interface ListPage {
  /** After redirects. */
  readonly url: string
  readonly found: readonly Found[]
  readonly next: string | null
  /** Names the rows and their order. */
  readonly mark: string
  /** Why there may be more than this page shows: it has no rows, or a next page without an address. */
  readonly doubt: string | null
}

/** `since`: two pages in a row whose rows are all older end a list that is sorted by date. */
export async function* listRows(
  kit: SourceKit,
  list: ListOptions,
  how: { readonly passes: number; readonly since: string | null },
): AsyncGenerator<Found> {
  for (let pass = 1; pass <= how.passes; pass += 1) {
    const ends = yield* onePass(kit, list, how.since)
    if (!(await hasMoved(kit, list, ends))) return
  }
  yield { name: list.url, why: `the list kept moving while it was read ${how.passes} times; run again when the site is quiet` }
}

interface Ends {
  readonly first: { readonly url: string; readonly mark: string } | null
  readonly last: { readonly url: string; readonly mark: string } | null
}

async function* onePass(kit: SourceKit, list: ListOptions, since: string | null): AsyncGenerator<Found, Ends> {
  const seen = new Set<string>()
  let url: string | null = list.url
  let first: Ends['first'] = null
  let last: Ends['last'] = null
  let older = 0
  for (let n = 0; url !== null; n += 1) {
    if (n >= list.pages) {
      yield { name: url, why: `a page of the list behind the ${list.pages} that the job allows` }
      break
    }
    seen.add(url)
    const page: ListPage | null = await readList(kit, list, { url, isFirst: n === 0 })
    if (page === null) {
      if (list.nextUrl === undefined) yield { name: url, why: 'a page of the list that its pager names and the site does not have' }
      break
    }
    yield* page.found
    // a list that is asked by numbers ends with an empty page
    const isEnd = list.nextUrl !== undefined && n > 0 && page.doubt === EMPTY
    if (page.doubt !== null && !isEnd && (n === 0 || page.doubt !== SCRIPT)) yield { name: page.url, why: page.doubt }
    const rows = page.found.filter((one) => 'listed' in one)
    last = { url, mark: page.mark }
    first ??= last
    // a number beyond the end gives an empty page, or the last one again
    if (list.nextUrl !== undefined && (rows.length === 0 || seen.has(page.mark))) break
    seen.add(page.mark)
    older = since !== null && rows.length > 0 && rows.every((row) => isOlder(row, since)) ? older + 1 : 0
    if (older === 2) break
    const next: string | null = list.nextUrl === undefined ? page.next : list.nextUrl.replaceAll('{n}', String(list.firstNumber + n))
    url = next === null || seen.has(next) ? null : next
  }
  return { first, last }
}

export function isOlder({ listed, changed }: Row, since: string): boolean {
  const day = (listed.value ?? dateIn(changed, 'list').value)?.slice(0, 10)
  return day !== undefined && day < since.slice(0, 10)
}

/** Whatever is put in or taken out shifts the rows of the first page or of the last. */
async function hasMoved(kit: SourceKit, list: ListOptions, { first, last }: Ends): Promise<boolean> {
  for (const end of first?.url === last?.url ? [first] : [first, last]) {
    if (end === null) continue
    const again = await readList(kit, list, { url: end.url, isFirst: end === first })
    if (again?.mark !== end.mark) return true
  }
  return false
}

async function readList(kit: SourceKit, list: ListOptions, at: { url: string; isFirst: boolean }): Promise<ListPage | null> {
  try {
    const { bytes, contentType, url } = await kit.get(at.url, { maxBytes: kit.limits.fileBytes, patient: true })
    return parseList(decode(bytes, contentType).text, url, list)
  } catch (error) {
    if (at.isFirst || !(error instanceof Failure) || error.code !== 'net-missing') throw error
    return null
  }
}

/** Throws Failure `file-unreadable` for markup that is nested deeper than selectors can go. */
export function parseList(html: string, url: string, list: ListOptions): ListPage {
  try {
    return listIn(html, url, list)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new Failure('file-unreadable', both('列表页结构过深,无法读取', 'a list page is nested too deep to be read'))
  }
}

function listIn(html: string, url: string, list: ListOptions): ListPage {
  const $ = load(html, { xml: { xmlMode: false, decodeEntities: true } })
  const base = absolute($('base[href]').first().attr('href') ?? '', url) ?? url
  const found: Found[] = []
  for (const element of $(list.item).toArray()) {
    const row = $(element)
    const link = list.link === undefined ? (row.is('a[href]') ? row : row.find('a[href]').first()) : row.find(list.link).first()
    const href = (link.attr('href') ?? link.find('a[href]').first().attr('href') ?? '').trim()
    const to = absolute(href, base)
    const title = line(list.title === undefined ? (link.attr('title') ?? link.text()) : row.find(list.title).first().text())
    if (to === null) {
      if (title !== '' || href !== '') found.push({ name: `${url} ${title}`.slice(0, 300), why: 'a row of the list without an address' })
      continue
    }
    const date = list.date === undefined ? besideLink(row, link) : row.find(list.date).first().text()
    found.push({
      url: to,
      title: title === '' ? null : title,
      listed: dateIn(line(date).slice(-300), 'list'),
      changed: null,
    })
  }
  const named = list.next === undefined ? undefined : ($(list.next).first().attr('href') ?? '')
  const next = named === undefined ? nextOfList(html, base) : absolute(named.trim(), base)
  const to = next === url || named === '' ? null : next
  const hidden = to === null && list.next === undefined && list.nextUrl === undefined && hasHiddenNext(html)
  const doubt = found.length === 0 ? doubtOf(html, url) : hidden ? SCRIPT : null
  return { url, found, next: to, mark: sha256(JSON.stringify(found)), doubt }
}

const EMPTY = 'a page of the list without any row; check the selectors'
const SCRIPT = 'a list whose next page has no address; if there are more pages, name them with nextUrl'

/** A captcha or an error page in the place of a list would end it in silence. Throws Failure `page-blocked`. */
function doubtOf(html: string, url: string): string {
  const text = textOf(html)
  const no = noPost(html, pageTags(html, url), { shown: text, body: text, dated: false })
  if (no?.state === 'blocked') throw new Failure('page-blocked', both('列表页要求人工验证', 'a page of the list asks for a captcha'))
  return no === null ? EMPTY : 'an error page or a log-in in the place of a page of the list; what is behind it was not read'
}

type Row$ = ReturnType<ReturnType<typeof load>>

/** The text of a row without its title, whose days are those of events; inside a link only what is nothing but a date, or set off as one. */
function besideLink(row: Row$, link: Row$): string {
  const rest = row.clone()
  if (!row.is('a[href]')) {
    const at = row.find('*').index(link)
    rest.find('*').eq(at).remove()
    if (dateIn(line(rest.text()).slice(-300), 'list').value !== null) return rest.text()
  }
  const alone = link
    .find('*')
    .addBack()
    .contents()
    .toArray()
    .flatMap((node) => (isText(node) ? [line(node.data)] : []))
  return alone.map((text) => ALONE.exec(text)?.[0] ?? '').find((text) => dateIn(text, 'list').value !== null) ?? ''
}

const DAY = String.raw`(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?`
const ALONE = new RegExp(
  String.raw`^(?:(?:发布)?(?:时间|日期)\s?[:：]\s?)?[[(（【]?${DAY}(?:[ T]\d{1,2}:\d\d(?::\d\d)?)?[\])）】]?$|^[[(（【]${DAY}[\])）】]|[[(（【]${DAY}[\])）】]$`,
)

function line(text: string): string {
  return text.replaceAll(/[\s\u3000\u00a0]+/g, ' ').trim()
}
